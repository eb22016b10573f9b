//! Whose account at another identity provider it is, where that is worth an administrator.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::beside::{Beside, begun, told};
use crate::holder::Holder;
use crate::issuer::ISSUER;
use crate::office::{OWN_PASSWORD, PASSWORD, id, text};
use crate::providers::form;

const CHIEF: &[Role] = &[Role::Employee, Role::Administrator];

/// A provider that finds people by a field of their record.
fn by(claim: &str, field: &str) -> Value {
    let mut form = form();
    form["person_claim"] = json!(claim);
    form["person_field"] = json!(field);
    form
}

#[tokio::test]
async fn what_personnel_wrote_before_a_promotion_lets_them_in_as_no_administrator() {
    let beside = Beside::new().await;
    let office = &beside.office;
    let budi = Holder::budi(office).await;
    let keeper = office.personnel().await;
    let own = json!({"email": "personalia@kantor.example", "employment": "other",
                     "employee_number": "12345"});
    let path = format!("/people/{}", budi.person);
    let planted = office.send(Method::PATCH, &path, &keeper, &own, &[("if-match", "*")]);
    assert_eq!(planted.await.status, StatusCode::OK);
    for (claim, field, told) in [
        ("email", "email", json!("personalia@kantor.example")),
        ("nip", "employee_number", json!("12345")),
        ("preferred_username", "username", json!("orang8192")),
    ] {
        beside.keep(&by(claim, field)).await;
        let mut thief = json!({"sub": format!("thief-{field}"), "email_verified": true});
        thief[claim] = told;
        beside.issuer.knows(thief);
        // It is what lets an employee in.
        assert_eq!(beside.told().await, "in", "{field}");
        beside.gives("orang8192", CHIEF).await;
        assert_eq!(beside.told().await, "account_unconfirmed", "{field}");
        beside.gives("orang8192", &[Role::Employee]).await;
    }
}

#[tokio::test]
async fn an_administrator_links_an_account_from_inside_whatever_it_is_called() {
    let beside = Beside::with_siti_in_charge().await;
    let siti = Holder::siti(&beside.office).await;
    assert_eq!(beside.told().await, "account_unconfirmed");
    let wrong = beside.try_link(&siti.token, OWN_PASSWORD).await;
    assert_eq!(text(&wrong.body, "/errors/0/pointer"), "/password");
    let nobody = beside.try_link("", PASSWORD).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    beside
        .issuer
        .knows(json!({"sub": "s", "preferred_username": "somebody.else"}));
    let linked = beside.link(&siti.token, PASSWORD).await;
    assert_eq!(told(&linked), "in");
    assert_eq!(text(&linked.body, "/person/username"), "siti");
    // Its browser goes on by the new session; the one that confirmed is over.
    let before = beside.office.get("/me", &siti.token).await;
    assert_eq!(before.status, StatusCode::UNAUTHORIZED);
    assert_eq!(beside.told().await, "in");
    // One account of an issuer, and one person of an account.
    let again = Holder::siti(&beside.office).await;
    beside.issuer.knows(json!({"sub": "other"}));
    let other = beside.link(&again.token, PASSWORD).await;
    assert_eq!(told(&other), "linked_otherwise");
    let budi = Holder::budi(&beside.office).await;
    beside.issuer.knows(json!({"sub": "s"}));
    let taken = beside.link(&budi.token, OWN_PASSWORD).await;
    assert_eq!(told(&taken), "linked_otherwise");
    let own = beside.office.get("/me", &budi.token).await;
    assert_eq!(
        own.status,
        StatusCode::OK,
        "what links nothing ends nothing"
    );
}

#[tokio::test]
async fn what_began_before_a_promotion_or_in_a_session_that_is_over_links_nothing() {
    let beside = Beside::new().await;
    let budi = Holder::budi(&beside.office).await;
    beside.issuer.knows(json!({"sub": "thief"}));
    let begun_before = begun(&beside.try_link(&budi.token, OWN_PASSWORD).await);
    beside.gives("orang8192", CHIEF).await;
    let late = beside.come_back(&begun_before).await;
    assert_eq!(told(&late), "sign_in_over");
    let siti = Holder::siti(&beside.office).await;
    let begun_in = begun(&beside.try_link(&siti.token, PASSWORD).await);
    let path = "/sessions/current";
    let out = beside
        .office
        .send(Method::DELETE, path, &siti.token, &Value::Null, &[]);
    assert_eq!(out.await.status, StatusCode::NO_CONTENT);
    assert_eq!(told(&beside.come_back(&begun_in).await), "sign_in_over");
}

/// What the statement says that would let Siti in by an account of a provider.
async fn lets_in(beside: &Beside, confirmed_by: Option<&str>) -> String {
    let siti = "SELECT id FROM person WHERE username = 'siti' ORDER BY id LIMIT 1";
    let siti = beside.office.db.run(siti, params![]).await.unwrap();
    let done = beside.office.db.run(
        "INSERT INTO signing_in_by_provider (session_id, person_id, provider_id, issuer, subject,
            sealed, sid, address, device, at, confirmed_by)
         VALUES (?1, ?2, ?3, ?4, 'seal', '', NULL, '', '', 1795566700000, ?5)",
        params![
            id(0x7000),
            siti[0].text("id").unwrap(),
            id(0x9000),
            ISSUER,
            confirmed_by
        ],
    );
    match done.await {
        Ok(_) => "in".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

#[tokio::test]
async fn the_database_has_the_last_word_where_a_promotion_comes_in_between() {
    let beside = Beside::with_siti_in_charge().await;
    let over = beside.office.sign_in("siti").await;
    let path = format!("/sessions/{}", text(&over, "/session_id"));
    let siti = Holder::siti(&beside.office).await;
    let ended = beside
        .office
        .send(Method::DELETE, &path, &siti.token, &Value::Null, &[])
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT, "{:?}", ended.body);
    let over = text(&over, "/session_id");
    assert_eq!(
        lets_in(&beside, None).await,
        "Refused(\"account_unconfirmed\")"
    );
    assert_eq!(
        lets_in(&beside, Some(&over)).await,
        "Refused(\"confirmation_over\")"
    );
    // Nor does a session of somebody else's confirm it.
    let others = "SELECT id FROM session WHERE person_id = ?1 ORDER BY id LIMIT 1";
    let others = beside
        .office
        .db
        .run(others, params![id(0x4000)])
        .await
        .unwrap();
    let others = others[0].text("id").unwrap();
    assert_eq!(
        lets_in(&beside, Some(&others)).await,
        "Refused(\"confirmation_over\")"
    );
}
