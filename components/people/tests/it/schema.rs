//! The schema: what the database itself keeps true.

use ngantor_core::caller::Role;
use ngantor_db::{DbError, NativeSql, Schema, Sql as _, journal, migrate, params};
use people::domain::Username;
use people::domain::employment::Employment;
use people::domain::person::{Person, Personal};
use people::domain::policy::Policy;
use people::store::person::Kept;
use people::store::{self, Institution};
use people::vault::WrappedKey;
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
async fn nothing_that_tells_who_it_is_reaches_the_journal_in_clear() {
    let db = database().await;
    add(&db, "siti", "[\"employee\"]").await;
    db.run(
        "UPDATE person SET name = 'Siti Rahmawati', employee_number = '198609262015051001',
            email = 'siti@contoh.go.id', phone = '+62 21', folded = 'siti rahmawati',
            front_title = 'Dr.', back_title = 'S.E.', wrapped_key = 'kunci', sealed = 'segel',
            version = version + 1
         WHERE id = 'siti'",
        params![],
    )
    .await
    .unwrap();
    let entries = journal::after(&db, 0, 10).await.unwrap();
    let text = format!("{entries:?}");
    assert!(
        text.contains("segel") && text.contains("employee"),
        "{text}"
    );
    for personal in [
        "argon2id",
        "Siti",
        "Rahmawati",
        "rahmawati",
        "19860926",
        "contoh",
        "+62",
        "Dr.",
        "S.E.",
        "kunci",
    ] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
}

#[tokio::test]
async fn an_institution_is_set_up_once_and_whole() {
    let db = database().await;
    let institution = Institution {
        name: "Kantor".to_owned(),
        zone: "Asia/Makassar".parse().unwrap(),
        retention_years: 10,
        policy: Policy::default(),
        version: 1,
    };
    let kept = Kept {
        password_hash: password::hash("twelve chars", [7; 32]).unwrap(),
        sealed: "sealed".to_owned(),
        wrapped_key: WrappedKey("key".to_owned()),
    };
    let now = "2026-11-25T00:30:00Z".parse().unwrap();
    let administrator = |n: u8| Person {
        id: format!("0193a5b0-7c1e-7000-8000-00000000000{n}")
            .parse()
            .unwrap(),
        personal: Personal {
            name: "Siti".to_owned(),
            username: "siti".to_owned(),
            ..Personal::default()
        },
        roles: vec![Role::Employee, Role::Personnel, Role::Administrator],
        zone: institution.zone,
        employment: Employment::Other,
        ends_on: None,
        version: 1,
        changed_by: format!("0193a5b0-7c1e-7000-8000-00000000000{n}"),
    };
    let (siti, other) = (administrator(1), administrator(2));
    let open = |person| store::open_institution(&db, &institution, person, &kept, now);
    assert_eq!(store::institution(&db).await.unwrap(), None);
    open(&siti).await.unwrap();
    let again = open(&other).await.unwrap_err();
    assert!(again.is_unique("institution.id"), "{again}");
    assert_eq!(
        store::institution(&db).await.unwrap(),
        Some(institution.clone())
    );
    let username = Username::parse("siti", "/username").unwrap();
    let found = store::person_by_username(&db, &username).await.unwrap();
    let (person, credential) = found.unwrap();
    assert!(password::is_of("twelve chars", &credential.hash) && !credential.is_temporary);
    assert_eq!(person, siti);
    assert_eq!(store::person_by_id(&db, siti.id).await.unwrap(), Some(siti));
    assert_eq!(store::person_by_id(&db, other.id).await.unwrap(), None);
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

#[tokio::test]
async fn what_happened_at_the_door_before_is_told_after_the_table_was_made_anew() {
    let db = NativeSql::in_memory().await.unwrap();
    let mut names = SCHEMA.migrations.iter().map(|migration| migration.name);
    let n_before = names.position(|name| name.ends_with("_create_passkey"));
    let n_before = n_before.unwrap();
    let before = Schema {
        migrations: &SCHEMA.migrations[..n_before],
        ..SCHEMA
    };
    migrate(&db, &before).await.unwrap();
    let insert = "INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
        VALUES (?1, 'siti', ?1, 5, 2, '10.0.0.7', 'Ponsel')";
    db.run(insert, params!["wrong_code"]).await.unwrap();
    let refused = db.run(insert, params!["passkey_added"]).await;
    assert!(matches!(refused, Err(DbError::Check(_))), "{refused:?}");
    migrate(&db, &SCHEMA).await.unwrap();
    db.run(insert, params!["passkey_added"]).await.unwrap();
    let rows = "SELECT id, n, address, device FROM sign_in ORDER BY id LIMIT 9";
    let rows = db.run(rows, params![]).await.unwrap();
    assert_eq!(rows[1].text("id").unwrap(), "wrong_code");
    assert_eq!(rows[1].integer("n").unwrap(), 2);
    assert_eq!(rows[1].text("device").unwrap(), "Ponsel");
}

#[tokio::test]
async fn sessions_of_before_go_on_after_the_table_was_made_anew() {
    let db = NativeSql::in_memory().await.unwrap();
    let before = Schema {
        migrations: &SCHEMA.migrations[..6],
        ..SCHEMA
    };
    migrate(&db, &before).await.unwrap();
    add(&db, "siti", "[\"employee\"]").await;
    for (id, ended) in [("open", None), ("over", Some(3_i64))] {
        db.run(
            "INSERT INTO session (id, person_id, user_agent, created_at, ended_at, end_reason,
                version, changed_at, changed_by)
             VALUES (?1, 'siti', 'Ponsel', 2, ?2, iif(?2, 'signed_out', NULL), 1, 2, 'siti')",
            params![id, ended],
        )
        .await
        .unwrap();
    }
    let n_entries = journal::after(&db, 0, 10).await.unwrap().len();
    migrate(&db, &SCHEMA).await.unwrap();
    let rows = "SELECT session.id FROM session JOIN rotation ON rotation.session_id = session.id
        WHERE ended_at IS NULL ORDER BY session.id LIMIT 9";
    let rows = db.run(rows, params![]).await.unwrap();
    assert_eq!(rows[0].text("id").unwrap(), "open");
    // Moving them is nothing that anybody follows; what comes after is.
    assert_eq!(journal::after(&db, 0, 10).await.unwrap().len(), n_entries);
    let end = "UPDATE session SET ended_at = 4, end_reason = 'password_changed',
        version = version + 1, changed_at = 4, changed_by = 'siti' WHERE id = 'open'";
    db.run(end, params![]).await.unwrap();
    let left = db.run("SELECT session_id FROM rotation", params![]).await;
    assert_eq!(left.unwrap().len(), 1);
    let entries = journal::after(&db, 0, 10).await.unwrap();
    assert_eq!(entries.last().unwrap().kind, "people.session.changed");
    let gone = db.run("DELETE FROM session", params![]).await;
    assert!(matches!(gone, Err(DbError::Refused(_))), "{gone:?}");
}
