//! Migrations and the journal on a real SQLite.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ngantor_db::{
    DbError, Migration, NativeSql, Schema, Sql, Value, journal, migrate, params, version,
};
use serde_json::json;

const DESK: Migration = Migration {
    name: "0001_create_desk",
    sql: "CREATE TABLE desk (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, pin TEXT, photo BLOB, tint TEXT,
            version INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL
          ) STRICT;
          \n-- next\n
          CREATE TABLE visit (
            id TEXT PRIMARY KEY, desk TEXT NOT NULL REFERENCES desk (id), place TEXT,
            changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL
          ) STRICT;
          \n-- next\n
          CREATE TABLE counter (n INTEGER NOT NULL) STRICT;",
};
const FLOOR: Migration = Migration {
    name: "0002_add_floor",
    sql: "ALTER TABLE desk ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;",
};

const fn schema(migrations: &'static [Migration]) -> Schema {
    Schema {
        function: "house",
        migrations,
        unjournaled: &[("counter", "derived")],
        redacted: &["desk.pin"],
        forgettable: &["visit.place", "desk.tint"],
        has_trail: true,
    }
}

async fn house() -> NativeSql {
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &schema(&[DESK])).await.unwrap();
    db
}

async fn desk(db: &NativeSql, id: &str, name: &str) -> Result<Vec<ngantor_db::Row>, DbError> {
    db.run(
        "INSERT INTO desk (id, name, pin, photo, version, changed_at, changed_by)
         VALUES (?1, ?2, '1234', ?3, 1, 100, 'siti')",
        vec![id.into(), name.into(), Value::Blob(vec![0, 255])],
    )
    .await
}

#[tokio::test]
async fn every_change_appends_itself_with_old_and_new_values() {
    let db = house().await;
    desk(&db, "a", "Meja").await.unwrap();
    db.run(
        "UPDATE desk SET name = ?1, version = version + 1, changed_at = 200, changed_by = 'budi'
         WHERE id = 'a' AND version = 1",
        params!["Kursi"],
    )
    .await
    .unwrap();
    let entries = journal::after(&db, 0, 10).await.unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].kind, "house.desk.created");
    assert_eq!(entries[0].old, None);
    assert_eq!(
        entries[0].new,
        json!({"id": "a", "name": "Meja", "pin": "[redacted]", "photo": "00FF",
               "tint": "[redacted]", "version": 1, "changed_at": 100, "changed_by": "siti"})
    );
    assert_eq!(entries[1].kind, "house.desk.changed");
    assert_eq!((entries[1].at_ms, entries[1].actor.as_str()), (200, "budi"));
    assert_eq!(entries[1].old.as_ref().unwrap()["name"], "Meja");
    assert_eq!(entries[1].new["name"], "Kursi");
    assert_eq!(journal::after(&db, 1, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_statement_leaves_no_entry() {
    let db = house().await;
    desk(&db, "a", "Meja").await.unwrap();
    let refused = desk(&db, "b", "Meja").await.unwrap_err();
    assert!(refused.is_unique("desk.name"));
    assert_eq!(journal::after(&db, 0, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_deleted_and_no_version_is_skipped() {
    let db = house().await;
    desk(&db, "a", "Meja").await.unwrap();
    db.run(
        "INSERT INTO visit VALUES ('v', 'a', 'here', 1, 'siti')",
        params![],
    )
    .await
    .unwrap();
    for statement in [
        "DELETE FROM desk",
        "DELETE FROM visit",
        "DELETE FROM journal",
        "UPDATE journal SET actor = 'nobody'",
        "UPDATE desk SET name = 'x'",
        "UPDATE desk SET version = version + 2",
        "UPDATE desk SET version = version + 1, id = 'z'",
        "UPDATE visit SET changed_by = 'nobody'",
        "UPDATE visit SET place = 'there'",
        "UPDATE visit SET place = NULL, changed_by = 'nobody'",
        "UPDATE desk SET tint = 'red'",
        "UPDATE desk SET tint = NULL, name = 'x'",
    ] {
        let result = db.run(statement, params![]).await;
        assert!(
            matches!(result, Err(DbError::Refused(_))),
            "{statement}: {result:?}"
        );
    }
    assert_eq!(journal::after(&db, 0, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_may_be_forgotten_goes_without_a_trace_and_was_in_no_entry() {
    let db = house().await;
    desk(&db, "a", "Meja").await.unwrap();
    for statement in [
        "INSERT INTO visit VALUES ('v', 'a', 'here', 1, 'siti')",
        "UPDATE visit SET place = NULL",
        // Nothing is left to forget.
        "UPDATE visit SET place = NULL",
        "UPDATE desk SET tint = NULL",
        "UPDATE desk SET tint = 'red', version = version + 1",
        "UPDATE desk SET tint = NULL",
    ] {
        db.run(statement, params![]).await.unwrap();
    }
    let rows = db
        .run("SELECT place FROM visit ORDER BY id LIMIT 1", params![])
        .await
        .unwrap();
    assert_eq!(rows[0].text_or_null("place").unwrap(), None);
    let entries = journal::after(&db, 0, 10).await.unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "house.desk.created",
            "house.visit.created",
            "house.desk.changed"
        ]
    );
    assert_eq!(entries[1].new["place"], "[redacted]");
}

#[tokio::test]
async fn a_new_column_reaches_the_journal_by_itself() {
    let db = house().await;
    migrate(&db, &schema(&[DESK, FLOOR])).await.unwrap();
    desk(&db, "a", "Meja").await.unwrap();
    assert_eq!(journal::after(&db, 0, 10).await.unwrap()[0].new["floor"], 0);
}

#[tokio::test]
async fn migrating_again_or_with_older_code_changes_nothing() {
    let db = house().await;
    migrate(&db, &schema(&[DESK, FLOOR])).await.unwrap();
    let newest = version(&db).await.unwrap();
    migrate(&db, &schema(&[DESK, FLOOR])).await.unwrap();
    migrate(&db, &schema(&[DESK])).await.unwrap();
    assert_eq!(version(&db).await.unwrap(), newest);
}

#[tokio::test]
async fn a_failing_migration_leaves_the_database_as_it_was() {
    const BROKEN: Migration = Migration {
        name: "0002_break",
        sql: "CREATE TABLE half (id TEXT) STRICT;\n-- next\nCREATE TABLE nonsense (;",
    };
    let db = house().await;
    let before = version(&db).await.unwrap();
    migrate(&db, &schema(&[DESK, BROKEN])).await.unwrap_err();
    assert_eq!(version(&db).await.unwrap(), before);
    let left = db
        .run(
            "SELECT name FROM sqlite_schema WHERE name = 'half'",
            params![],
        )
        .await;
    assert!(left.unwrap().is_empty());
}

#[tokio::test]
async fn a_table_that_cannot_be_journaled_is_refused() {
    const BARE: Migration = Migration {
        name: "0001_bare",
        sql: "CREATE TABLE bare (id TEXT PRIMARY KEY) STRICT;",
    };
    let db = NativeSql::in_memory().await.unwrap();
    let refused = migrate(&db, &schema(&[BARE])).await.unwrap_err();
    assert!(matches!(refused, DbError::Shape(words) if words.contains("changed_at")));
}

/// The names and texts of all triggers.
async fn triggers(db: &NativeSql) -> Vec<(String, String)> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
    let rows = db.run(sql, params![]).await.unwrap();
    let both = |row: &ngantor_db::Row| (row.text("name").unwrap(), row.text("sql").unwrap());
    rows.iter().map(both).collect()
}

#[tokio::test]
async fn a_column_that_becomes_secret_is_redacted_without_a_migration() {
    let db = NativeSql::in_memory().await.unwrap();
    let open = Schema {
        redacted: &[],
        forgettable: &[],
        has_trail: false,
        ..schema(&[DESK])
    };
    migrate(&db, &open).await.unwrap();
    migrate(&db, &schema(&[DESK])).await.unwrap();
    desk(&db, "a", "Meja").await.unwrap();
    let entries = journal::after(&db, 0, 10).await.unwrap();
    assert_eq!(entries[0].new["pin"], "[redacted]");
}

#[tokio::test]
async fn a_table_that_keeps_no_journal_any_more_or_again_follows_without_a_migration() {
    let db = house().await;
    let before = triggers(&db).await;
    let silent = Schema {
        unjournaled: &[("counter", "derived"), ("desk", "derived")],
        ..schema(&[DESK])
    };
    migrate(&db, &silent).await.unwrap();
    desk(&db, "a", "Meja").await.unwrap();
    db.run("DELETE FROM desk", params![]).await.unwrap();
    assert!(journal::after(&db, 0, 10).await.unwrap().is_empty());
    migrate(&db, &schema(&[DESK])).await.unwrap();
    assert_eq!(triggers(&db).await, before);
}

#[tokio::test]
async fn a_missing_trigger_comes_back_and_a_functions_own_stays() {
    const OWN: Migration = Migration {
        name: "0002_own",
        sql: "CREATE TRIGGER desk_own AFTER INSERT ON desk BEGIN SELECT 1; END;",
    };
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &schema(&[DESK, OWN])).await.unwrap();
    let before = triggers(&db).await;
    for name in ["desk_created", "journal_never_shrinks"] {
        let sql = format!("DROP TRIGGER {name}");
        db.run(&sql, params![]).await.unwrap();
    }
    migrate(&db, &schema(&[DESK, OWN])).await.unwrap();
    assert_eq!(triggers(&db).await, before);
    // Code that is older than the database changes none, whatever it would redact.
    let older = Schema {
        redacted: &[],
        forgettable: &[],
        has_trail: false,
        ..schema(&[DESK])
    };
    migrate(&db, &older).await.unwrap();
    assert_eq!(triggers(&db).await, before);
}
