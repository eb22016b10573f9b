//! A database of before requests: what was in it stays, and its journal goes on.

use attendance::SCHEMA;
use ngantor_db::{NativeSql, Schema, Sql as _, journal, migrate, params};

/// The first of the migrations that make tables anew.
const BEFORE: usize = 5;
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
    // Nothing was told of the move, and what changes now is told with what was there before.
    assert_eq!(journal::after(&db, 0, 9).await.unwrap().len(), 2);
    for statement in [
        "UPDATE rule SET name = 'Tahun Baru', version = 2 WHERE id = 'r'",
        "UPDATE duty_day SET status = 'leave', version = 2 WHERE id = 'd'",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    let entries = journal::after(&db, 2, 9).await.unwrap();
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
