//! The schema and, in `routes`, the router on in-memory SQLite.

mod routes;

use ngantor_db::{NativeSql, Sql as _, journal, migrate, params};
use people::domain::Username;
use people::store::{self, Institution};
use people::{SCHEMA, password};

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

#[tokio::test]
async fn an_institution_is_set_up_once_and_whole() {
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &SCHEMA).await.unwrap();
    let zone = "Asia/Makassar".parse().unwrap();
    let institution = Institution {
        name: "Kantor".to_owned(),
        zone,
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
    let (person, kept) = store::person_by_username(&db, &siti)
        .await
        .unwrap()
        .unwrap();
    assert!(password::is_of("twelve chars", &kept));
    assert_eq!(store::person_by_id(&db, id).await.unwrap(), Some(person));
    assert_eq!(store::person_by_id(&db, other).await.unwrap(), None);
    assert_eq!(journal::after(&db, 0, 10).await.unwrap().len(), 2);
}
