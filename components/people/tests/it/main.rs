//! The schema on in-memory SQLite.

use ngantor_db::{NativeSql, Sql as _, journal, migrate, params};
use people::SCHEMA;

#[tokio::test]
async fn a_password_hash_never_reaches_the_journal() {
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &SCHEMA).await.unwrap();
    db.run(
        "INSERT INTO person (id, name, username, password_hash, roles, zone, version,
            changed_at, changed_by)
         VALUES ('p', 'Siti', 'siti', ?1, '[\"employee\"]', 'Asia/Jakarta', 1, 1, 'people')",
        params!["$argon2id$secret"],
    )
    .await
    .unwrap();
    let entries = journal::after(&db, 0, 10).await.unwrap();
    let text = entries.first().unwrap().new.to_string();
    assert!(
        text.contains("\"username\":\"siti\"") && !text.contains("argon2id"),
        "{text}"
    );
}
