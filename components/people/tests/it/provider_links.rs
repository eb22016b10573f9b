//! Whose account at another identity provider it is, where that is worth an administrator.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::Ambient as _;
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

#[tokio::test]
async fn whoever_the_browser_is_signed_in_as_there_is_not_linked_without_signing_in_anew() {
    let beside = Beside::with_siti_in_charge().await;
    let siti = Holder::siti(&beside.office).await;
    let asked = begun(&beside.try_link(&siti.token, PASSWORD).await).url;
    assert!(asked.ends_with("&prompt=login&max_age=0"), "{asked}");
    let plain = beside.begin().await.url;
    assert!(!plain.contains("prompt=") && !plain.contains("max_age="));
    let now_s = beside.office.clock.now().timestamp();
    for old in [json!(now_s - 3600), Value::Null, json!("just now")] {
        let bent = old.clone();
        beside
            .issuer
            .bends(move |claims| claims["auth_time"] = bent.clone());
        let refused = beside.link(&siti.token, PASSWORD).await;
        assert_eq!(told(&refused), "provider_not_believed", "{old}");
    }
    let mine = beside.office.get("/me/provider-links", &siti.token).await;
    assert_eq!((mine.status, mine.body), (StatusCode::OK, json!([])));
    beside.issuer.bends(|_| ());
    assert_eq!(told(&beside.link(&siti.token, PASSWORD).await), "in");
}

/// What happened at a door last.
async fn last_at_the_door(beside: &Beside, who: &Holder) -> String {
    let events = beside.office.get("/me/sign-ins", &who.token).await;
    text(&events.body, "/0/outcome")
}

#[tokio::test]
async fn an_account_elsewhere_is_listed_and_taken_away_by_the_password() {
    let beside = Beside::new().await;
    let let_in = beside.sign_in().await;
    let siti = Holder::siti(&beside.office).await;
    let budi = Holder::budi(&beside.office).await;
    let mine = beside.office.get("/me/provider-links", &siti.token).await;
    let link = text(&mine.body, "/0/id");
    let expected = json!([{"id": link, "issuer": ISSUER, "name": "Kantor Pusat",
                           "linked_at": mine.body[0]["linked_at"]}]);
    assert_eq!(mine.body, expected);
    let remove = async |who: &Holder, link: &str, password: &str| {
        let path = format!("/me/provider-links/{link}");
        let form = json!({"password": password});
        beside
            .office
            .send(Method::DELETE, &path, &who.token, &form, &[])
            .await
    };
    let others = remove(&budi, &link, OWN_PASSWORD).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    let wrong = remove(&siti, &link, OWN_PASSWORD).await;
    assert_eq!(text(&wrong.body, "/errors/0/pointer"), "/password");
    beside.pass_s(1);
    let removed = remove(&siti, &link, PASSWORD).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT, "{:?}", removed.body);
    assert_eq!(last_at_the_door(&beside, &siti).await, "provider_unlinked");
    let again = remove(&siti, &link, PASSWORD).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let open = beside.office.get("/sessions", &siti.token).await.body;
    let ways: Vec<_> = open
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["way_in"])
        .collect();
    assert_eq!(ways, ["password"], "what {:?} opened is over", let_in.body);
    // The next sign-in there links it anew, and says so.
    beside.pass_s(1);
    assert_eq!(beside.told().await, "in");
    assert_eq!(last_at_the_door(&beside, &siti).await, "provider_linked");
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
