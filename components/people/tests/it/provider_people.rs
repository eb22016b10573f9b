//! Who is meant by somebody whom another identity provider vouches for.

use axum::http::{Method, StatusCode};
use ngantor_db::params;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::holder::Holder;
use crate::issuer::ISSUER;
use crate::office::{PASSWORD, cookies, text};
use crate::providers::form;

#[tokio::test]
async fn the_first_sign_in_links_and_from_then_on_only_the_subject_counts() {
    let beside = Beside::new().await;
    // Capital letters count as small ones, as when she types it.
    let siti = json!({"sub": "s-siti", "preferred_username": "Siti"});
    beside.issuer.knows(siti);
    assert_eq!(beside.told().await, "in");
    // Renamed there, she is still Siti.
    beside
        .issuer
        .knows(json!({"sub": "s-siti", "preferred_username": "budi"}));
    assert_eq!(
        text(&beside.sign_in().await.body, "/person/username"),
        "siti"
    );
    // Whoever gets her name there is not Siti.
    beside
        .issuer
        .knows(json!({"sub": "s-thief", "preferred_username": "siti"}));
    assert_eq!(beside.told().await, "linked_otherwise");
    for nobody in [
        json!({"sub": "s-2", "preferred_username": "nobody"}),
        json!({"sub": "s-2", "preferred_username": ""}),
        json!({"sub": "s-2", "preferred_username": ["siti"]}),
        json!({"sub": "s-2"}),
    ] {
        beside.issuer.knows(nobody);
        assert_eq!(beside.told().await, "no_account_here");
    }
    let people = "SELECT id FROM person ORDER BY id LIMIT 9";
    let people = beside.office.db.run(people, params![]).await.unwrap();
    assert_eq!(people.len(), 2, "nobody is made from outside");
    let own = beside.office.sign_in("siti").await;
    let data = beside
        .office
        .get("/me/data", &text(&own, "/access_tokens/people"))
        .await;
    let here =
        json!([{"issuer": ISSUER, "linked_at": "2026-11-25T07:30:00.000+07:00", "ended_at": null}]);
    assert_eq!(data.body["accounts_elsewhere"], here);
    let links = "SELECT issuer, subject FROM provider_link ORDER BY id LIMIT 9";
    let links = beside.office.db.run(links, params![]).await.unwrap();
    let subject = links[0].text("subject").unwrap();
    assert!(
        links.len() == 1 && subject.len() == 43,
        "a seal, not a name: {subject}"
    );
}

#[tokio::test]
async fn personnel_unlink_an_account_and_what_it_opened_ends() {
    let beside = Beside::with_siti_in_charge().await;
    let siti = Holder::siti(&beside.office).await;
    let signed_in = beside.link(&siti.token, PASSWORD).await;
    let path = format!(
        "/people/{}/provider-links",
        text(&signed_in.body, "/person/id")
    );
    let unlink = async |token: &str| {
        let answer = beside
            .office
            .send(Method::DELETE, &path, token, &Value::Null, &[])
            .await;
        answer.status.as_u16()
    };
    // Siti is an administrator, whom only administrators help.
    assert_eq!(unlink(&beside.office.personnel().await).await, 403);
    let own = cookies(&signed_in)[1]
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .to_owned();
    assert_eq!(unlink(&own).await, 403);
    assert_eq!(
        (unlink(&beside.token).await, unlink(&beside.token).await),
        (204, 404)
    );
    assert_eq!(
        beside.office.get("/me", &own).await.status,
        StatusCode::UNAUTHORIZED
    );
    beside
        .issuer
        .knows(json!({"sub": "s-new", "preferred_username": "siti"}));
    assert_eq!(beside.told().await, "account_unconfirmed");
}

#[tokio::test]
async fn an_address_finds_somebody_only_when_it_is_verified_and_theirs_alone() {
    let beside = Beside::new().await;
    let mut by_email = form();
    by_email["person_claim"] = json!("email");
    by_email["person_field"] = json!("email");
    beside.keep(&by_email).await;
    let set = |email: &'static str, who: &'static str| {
        let statement = "UPDATE person SET email = ?1, version = version + 1 WHERE username = ?2";
        beside.office.db.run(statement, params![email, who])
    };
    set("Siti@contoh.go.id", "siti").await.unwrap();
    let comes = async |verified: Value| {
        let person = json!({"sub": "s", "email": "siti@CONTOH.go.id", "email_verified": verified});
        beside.issuer.knows(person);
        beside.told().await
    };
    for unverified in [json!(false), json!("true"), Value::Null] {
        assert_eq!(comes(unverified).await, "email_not_verified");
    }
    beside.office.employ(&beside.token, 0x2000, "Budi").await;
    let other = "orang8192";
    let shared = "UPDATE person SET email = 'siti@contoh.go.id', version = version + 1
         WHERE username = ?1";
    beside.office.db.run(shared, params![other]).await.unwrap();
    assert_eq!(comes(json!(true)).await, "no_account_here");
    // Whoever left does not stand in the way of whoever works here: it may be the same person.
    let leaves = async |last: &str| {
        let left = "UPDATE person SET ends_on = ?1, version = version + 1 WHERE username = ?2";
        let left = beside.office.db.run(left, params![last, other]);
        left.await.unwrap();
    };
    leaves("2026-11-25").await;
    assert_eq!(comes(json!(true)).await, "no_account_here");
    leaves("2026-11-24").await;
    assert_eq!(comes(json!(true)).await, "in");
    // Linked, she comes in whatever her address is.
    assert_eq!(comes(json!(false)).await, "in");
}

#[tokio::test]
async fn an_employee_number_finds_somebody_too() {
    let beside = Beside::new().await;
    let mut by_number = form();
    by_number["person_claim"] = json!("nip");
    by_number["person_field"] = json!("employee_number");
    beside.keep(&by_number).await;
    let number = "UPDATE person SET employee_number = '198609262015051001',
         version = version + 1 WHERE username = 'siti'";
    beside.office.db.run(number, params![]).await.unwrap();
    // Many programs round a JSON number of 18 digits, to that of somebody else.
    beside
        .issuer
        .knows(json!({"sub": "s", "nip": 198609262015051001_u64}));
    assert_eq!(beside.told().await, "no_account_here");
    beside
        .issuer
        .knows(json!({"sub": "s", "nip": " 19860926 201505 1\u{a0}001 "}));
    assert_eq!(beside.told().await, "in");
}

#[tokio::test]
async fn whoever_left_does_not_come_back_by_a_provider() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let left = "UPDATE person SET ends_on = '2026-11-24', version = version + 1
         WHERE username = 'siti'";
    beside.office.db.run(left, params![]).await.unwrap();
    assert_eq!(beside.told().await, "no_account_here");
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_account_behind() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let erase = "UPDATE person SET erased_at = 1795566700000, changed_at = 1795566700000,
         version = version + 1 WHERE username = 'siti'";
    beside.office.db.run(erase, params![]).await.unwrap();
    let left = "SELECT id FROM provider_link WHERE ended_at IS NULL OR subject <> ''
         UNION SELECT session_id FROM provider_session ORDER BY id LIMIT 9";
    assert!(
        beside
            .office
            .db
            .run(left, params![])
            .await
            .unwrap()
            .is_empty()
    );
}
