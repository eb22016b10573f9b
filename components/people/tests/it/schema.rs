//! The schema: what the database itself keeps true.

use ngantor_db::{DbError, NativeSql, Sql as _, journal, migrate, params};
use people::domain::Username;
use people::store::{self, Institution};
use people::{SCHEMA, password};

async fn database() -> NativeSql {
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &SCHEMA).await.unwrap();
    db
}

async fn add(db: &NativeSql, id: &str, roles: &str) {
    db.run(
        "INSERT INTO person (id, name, username, password_hash, roles, zone, version,
            changed_at, changed_by)
         VALUES (?1, 'Siti', ?1, ?2, ?3, 'Asia/Jakarta', 1, 1, 'people')",
        params![id, "$argon2id$secret", roles],
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_password_hash_never_reaches_the_journal() {
    let db = database().await;
    add(&db, "siti", "[\"employee\"]").await;
    let entries = journal::after(&db, 0, 10).await.unwrap();
    let text = entries.first().unwrap().new.to_string();
    assert!(
        text.contains("\"username\":\"siti\"") && !text.contains("argon2id"),
        "{text}"
    );
}

#[tokio::test]
async fn an_institution_is_set_up_once_and_whole() {
    let db = database().await;
    let institution = Institution {
        name: "Kantor".to_owned(),
        zone: "Asia/Makassar".parse().unwrap(),
    };
    let siti = Username::parse("siti", "/username").unwrap();
    let hash = password::hash("twelve chars", [7; 32]).unwrap();
    let now = "2026-11-25T00:30:00Z".parse().unwrap();
    let id = "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap();
    let other = "0193a5b0-7c1e-7000-8000-000000000002".parse().unwrap();
    let open = |id| store::open_institution(&db, &institution, id, ("Siti", &siti, &hash), now);
    assert_eq!(store::institution(&db).await.unwrap(), None);
    open(id).await.unwrap();
    let again = open(other).await.unwrap_err();
    assert!(again.is_unique("institution.id"), "{again}");
    assert_eq!(
        store::institution(&db).await.unwrap(),
        Some(institution.clone())
    );
    let found = store::person_by_username(&db, &siti).await.unwrap();
    let (person, kept) = found.unwrap();
    assert!(password::is_of("twelve chars", &kept));
    assert_eq!(store::person_by_id(&db, id).await.unwrap(), Some(person));
    assert_eq!(store::person_by_id(&db, other).await.unwrap(), None);
    assert_eq!(journal::after(&db, 0, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn no_statement_takes_the_last_administrator_away() {
    let db = database().await;
    add(&db, "siti", "[\"employee\",\"administrator\"]").await;
    add(&db, "budi", "[\"employee\"]").await;
    let set = async |id: &str, roles: &str| {
        let statement = "UPDATE person SET roles = ?2, version = version + 1 WHERE id = ?1";
        db.run(statement, params![id, roles]).await.map(drop)
    };
    let refused = set("siti", "[\"employee\"]").await;
    assert!(matches!(refused, Err(DbError::Refused(_))), "{refused:?}");
    set("budi", "[\"administrator\"]").await.unwrap();
    set("siti", "[\"employee\"]").await.unwrap();
    let refused = set("budi", "[]").await;
    assert!(matches!(refused, Err(DbError::Refused(_))), "{refused:?}");
}
