//! A database of before requests: what was in it stays, and its journal goes on.

use attendance::SCHEMA;
use ngantor_db::{NativeSql, Schema, Sql as _, journal, migrate, params};

/// The first of the migrations that make tables anew.
const BEFORE: usize = 5;
/// That which makes the table of rules anew once more.
const DISCIPLINE: usize = 13;
/// That which changes numbers that ship.
const NUMBERS: usize = 18;
/// That which judges members who were known before.
const MEMBERS: usize = 10;

#[tokio::test]
async fn tables_that_are_made_anew_keep_their_rows_and_their_journal() {
    let db = NativeSql::in_memory().await.unwrap();
    let (old, _) = SCHEMA.migrations.split_at(BEFORE);
    let old = Schema {
        migrations: old,
        ..SCHEMA
    };
    migrate(&db, &old).await.unwrap();
    for statement in [
        "INSERT INTO rule (id, kind, name, source, starts_on, day_kind, version, changed_at,
            changed_by)
         VALUES ('r', 'calendar_day', 'Libur', 'SKB', '2026-01-01', 'holiday', 1, 1, 'p')",
        "INSERT INTO duty_day (id, person_id, day, zone, status, required_min, worked_min,
            late_min, early_min, short_min, surplus_min, version, changed_at, changed_by)
         VALUES ('d', 'p', '2026-01-02', 'Asia/Jakarta', 'absent', 450, 0, 0, 0, 0, 0, 1, 1,
            'attendance')",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    migrate(&db, &SCHEMA).await.unwrap();
    // Nothing was told of the move but numbers that ship otherwise now, and what changes is told
    // with what was there before.
    let entries = journal::after(&db, 0, 9).await.unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    let numbers = "attendance.evidence_rule.changed";
    let (rule, day) = ("attendance.rule.created", "attendance.duty_day.created");
    let told = [rule, day, numbers, numbers];
    assert_eq!(kinds, told);
    for statement in [
        "UPDATE rule SET name = 'Tahun Baru', version = 2 WHERE id = 'r'",
        "UPDATE duty_day SET status = 'leave', version = 2 WHERE id = 'd'",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    let entries = journal::after(&db, 4, 9).await.unwrap();
    let olds: Vec<_> = entries
        .iter()
        .map(|entry| entry.old.clone().unwrap())
        .collect();
    assert_eq!(
        (&olds[0]["name"], &olds[1]["status"]),
        (&"Libur".into(), &"absent".into())
    );
    let dropped = db
        .run("DELETE FROM duty_day WHERE id = 'd'", params![])
        .await;
    assert!(dropped.is_err());
}

#[tokio::test]
async fn members_whom_an_older_version_followed_are_judged_from_when_it_began() {
    let db = NativeSql::in_memory().await.unwrap();
    let (old, _) = SCHEMA.migrations.split_at(MEMBERS);
    let old = Schema {
        migrations: old,
        ..SCHEMA
    };
    migrate(&db, &old).await.unwrap();
    for statement in [
        "INSERT INTO relation (id, kind, person_id, unit_id, starts_on, ends_on, withdrawn_at,
            version)
         VALUES ('1', 'member', 'p', 'u', '2026-01-01', '2026-11-30', NULL, 1),
            ('2', 'member', 'p', 'v', '2026-12-01', NULL, NULL, 1),
            ('3', 'member', 'q', 'u', '2026-12-01', NULL, NULL, 1),
            ('4', 'member', 'r', 'u', '2026-01-01', NULL, 1, 1),
            ('5', 'head', 's', 'u', '2026-01-01', NULL, NULL, 1)",
        "INSERT INTO judging_since (one, day) VALUES (1, '2026-11-25')",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    migrate(&db, &SCHEMA).await.unwrap();
    let query = "SELECT person_id || ' ' || since || ' ' || until AS told FROM judged
        ORDER BY person_id LIMIT 9";
    let rows = db.run(query, params![]).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| row.text("told").unwrap()).collect();
    assert_eq!(told, ["p 2026-11-25 2026-11-24", "q 2026-12-01 2026-11-30"]);
}

#[tokio::test]
async fn rules_of_every_kind_survive_the_kind_that_comes_after_them() {
    let db = NativeSql::in_memory().await.unwrap();
    let (old, _) = SCHEMA.migrations.split_at(DISCIPLINE);
    let old = Schema {
        migrations: old,
        ..SCHEMA
    };
    migrate(&db, &old).await.unwrap();
    for statement in [
        "INSERT INTO rule (id, kind, name, source, starts_on, terms, version, changed_at,
            changed_by)
         VALUES ('a', 'escalation', 'Batas', 'SK', '2026-01-01', '{\"after_h\":72}', 3, 1, 'p')",
        "INSERT INTO rule (id, kind, name, source, starts_on, day_kind, region, withdrawn_at,
            version, changed_at, changed_by)
         VALUES ('b', 'calendar_day', 'Nyepi', 'SK', '2026-03-19', 'holiday', '51', 7, 1, 1, 'p')",
        "INSERT INTO rule (id, kind, name, source, starts_on, hours, version, changed_at,
            changed_by)
         VALUES ('c', 'schedule', 'Jam', 'SK', '2026-01-01', '[]', 1, 1, 'p')",
        "INSERT INTO rule (id, kind, name, source, starts_on, schedule_id, unit_id, version,
            changed_at, changed_by)
         VALUES ('d', 'assignment', 'Unit', 'SK', '2026-01-01', 'c', 'u', 1, 1, 'p')",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    let all = "SELECT id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
            day_kind, terms, withdrawn_at, version, changed_at, changed_by, unit_id, region
        FROM rule ORDER BY id LIMIT 9";
    let before = db.run(all, params![]).await.unwrap();
    migrate(&db, &SCHEMA).await.unwrap();
    let after = db.run(all, params![]).await.unwrap();
    assert_eq!(format!("{after:?}"), format!("{before:?}"));
    let count = "SELECT n FROM rule_change ORDER BY one LIMIT 1";
    let counted = db.run(count, params![]).await.unwrap();
    // Whoever keeps rules in memory still learns of the next change.
    assert_eq!(counted[0].integer("n").unwrap(), 4);
    let change = "UPDATE rule SET name = 'X', version = 4 WHERE id = 'a'";
    db.run(change, params![]).await.unwrap();
    let counted = db.run(count, params![]).await.unwrap();
    assert_eq!(counted[0].integer("n").unwrap(), 5);
}

#[tokio::test]
async fn numbers_that_ship_otherwise_now_are_changed_only_where_nobody_chose_them() {
    let annual = "01985c00-0000-7000-8000-000000000101";
    for (version, joint_leave, late_claim) in [(1, 225, 5), (2, 1, 60)] {
        let db = NativeSql::in_memory().await.unwrap();
        let (old, _) = SCHEMA.migrations.split_at(NUMBERS);
        let old = Schema {
            migrations: old,
            ..SCHEMA
        };
        migrate(&db, &old).await.unwrap();
        let shipped = "INSERT INTO rule (id, kind, name, source, starts_on, terms, version,
                changed_at, changed_by)
            VALUES (?1, 'leave_type', 'X', 'X', '2018-01-01', '{\"joint_leave_min\":1}', 1, 1,
                'attendance')";
        db.run(shipped, params![annual]).await.unwrap();
        if version == 2 {
            for chosen in [
                "UPDATE rule SET name = 'Y', version = 2",
                "UPDATE evidence_rule SET position_days = 9, version = 2, changed_by = 'p'",
            ] {
                db.run(chosen, params![]).await.unwrap();
            }
        }
        migrate(&db, &SCHEMA).await.unwrap();
        let query = "SELECT json_extract(terms, '$.joint_leave_min') AS joint_leave,
                late_claim_min AS late_claim
            FROM rule, evidence_rule ORDER BY rule.id LIMIT 1";
        let rows = db.run(query, params![]).await.unwrap();
        let found = |name| rows[0].integer(name).unwrap();
        assert_eq!(
            (found("joint_leave"), found("late_claim")),
            (joint_leave, late_claim)
        );
    }
}
