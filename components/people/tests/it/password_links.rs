//! Links by which people set a password.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

const BUDI: u32 = 0x2000;
const DAY_S: u64 = 86_400;

async fn link(office: &Office, token: &str, n: u32) -> Answer {
    let path = format!("/people/{}/password-link", id(n));
    office
        .send(Method::POST, &path, token, &Value::Null, &[])
        .await
}

async fn follow(office: &Office, token: &str, password: &str) -> Answer {
    let form = json!({"token": token, "password": password});
    office.post("/password-links/use", &form).await
}

async fn sign_in(office: &Office, password: &str) -> Answer {
    let form = json!({"username": "orang8192", "password": password});
    office.post("/sessions", &form).await
}

async fn with_budi() -> (Office, String) {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    office.employ(&personnel, BUDI, "Budi").await;
    (office, personnel)
}

#[tokio::test]
async fn whoever_has_no_password_starts_by_a_link() {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    let form = json!({"name": "Budi", "username": "orang8192", "roles": ["employee"]});
    let path = format!("/people/{}", id(BUDI));
    let made = office.put(&path, &personnel, &form, "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let again = office.put(&path, &personnel, &form, "").await;
    assert_eq!(again.status, StatusCode::OK);
    for guess in ["", PASSWORD, "AAAAAAAAAAAA"] {
        let answer = sign_in(&office, guess).await;
        assert_eq!(answer.body["code"], "wrong_password", "{guess}");
    }
    let made = link(&office, &personnel, BUDI).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.body["expires_at"], "2026-11-26T07:30:00.000+07:00");
    let token = text(&made.body, "/token");
    let used = follow(&office, &token, OWN_PASSWORD).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    // It is the person's own from here on.
    assert_eq!(
        sign_in(&office, OWN_PASSWORD).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_link_is_good_once_and_ends_every_session() {
    let (office, personnel) = with_budi().await;
    let session = office.first_sign_in("orang8192").await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    // What is refused uses nothing up.
    let weak = follow(&office, &token, "aaaaaaaaaaaaaaaa").await;
    assert_eq!(weak.body["errors"][0]["pointer"], "/password");
    let used = follow(&office, &token, "kucing melompat tangga").await;
    assert_eq!(used.status, StatusCode::NO_CONTENT);
    let access = text(&session, "/access_tokens/people");
    let gone = office.get("/me", &access).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    let again = follow(&office, &token, OWN_PASSWORD).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert_eq!(
        sign_in(&office, OWN_PASSWORD).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn unknown_used_replaced_and_old_links_are_told_alike() {
    let (office, personnel) = with_budi().await;
    let replaced = text(&link(&office, &personnel, BUDI).await.body, "/token");
    let used = text(&link(&office, &personnel, BUDI).await.body, "/token");
    assert_eq!(
        follow(&office, &used, OWN_PASSWORD).await.status,
        StatusCode::NO_CONTENT
    );
    let old = text(&link(&office, &personnel, BUDI).await.body, "/token");
    office.pass_s(DAY_S);
    let mut bodies = Vec::new();
    for token in [&replaced, &used, &old, "", "' OR 1=1 --", &"A".repeat(43)] {
        // Nor is a password looked at, whose refusal would tell.
        for password in ["kucing melompat tangga", "x"] {
            let answer = follow(&office, token, password).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token}");
            assert_eq!(answer.body["code"], "password_link_over");
            bodies.push(answer.body);
        }
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_link_is_good_until_its_last_moment() {
    let (office, personnel) = with_budi().await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    office.pass_s(DAY_S - 1);
    assert_eq!(
        follow(&office, &token, OWN_PASSWORD).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn of_two_uses_at_once_one_sets_the_password() {
    let (office, personnel) = with_budi().await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    let (one, two) = tokio::join!(
        follow(&office, &token, OWN_PASSWORD),
        follow(&office, &token, "kucing melompat tangga")
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 403]);
}

#[tokio::test]
async fn another_password_and_other_roles_burn_a_link() {
    let (office, personnel) = with_budi().await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    office.first_sign_in("orang8192").await;
    assert_eq!(
        follow(&office, &token, OWN_PASSWORD).await.status,
        StatusCode::FORBIDDEN
    );
    // What personnel may do for an employee they may not do for who becomes administrator.
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    let admin = text(&office.sign_in("siti").await, "/access_tokens/people");
    let change = json!({"roles": ["employee", "administrator"]});
    let tag = [("if-match", "*")];
    let path = format!("/people/{}", id(BUDI));
    let made = office
        .send(Method::PATCH, &path, &admin, &change, &tag)
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let answer = follow(&office, &token, "kucing melompat tangga").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_may_make_a_link_for_whom() {
    let (office, personnel) = with_budi().await;
    for role in [Role::Employee, Role::Planner, Role::Auditor] {
        let token = office.token(&id(0x3001), &[role]).await;
        let answer = link(&office, &token, BUDI).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    assert_eq!(
        link(&office, "", BUDI).await.status,
        StatusCode::UNAUTHORIZED
    );
    let nobody = link(&office, &personnel, 0x2999).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let own = link(&office, &personnel, 0x3000).await;
    assert_eq!(own.body["code"], "not_for_oneself");
    let admin = office.token(&id(0x3002), &[Role::Administrator]).await;
    let high = link(&office, &personnel, 0x3002).await;
    assert_eq!(high.body["code"], "administrators_only");
    let other = office.token(&id(0x3003), &[Role::Administrator]).await;
    assert_eq!(
        link(&office, &other, 0x3002).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        link(&office, &admin, BUDI).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn neither_the_database_nor_the_journal_holds_a_token() {
    let (office, personnel) = with_budi().await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    let rows = office
        .db
        .run("SELECT seal FROM password_link", params![])
        .await
        .unwrap();
    let seal = rows[0].text("seal").unwrap();
    assert_ne!(seal, token);
    let kept = format!("{:?}", office.journal().await);
    assert!(!kept.contains(&token) && !kept.contains(&seal));
    // Who made it for whom is told.
    assert!(kept.contains("people.password_link.created"));
}

#[tokio::test]
async fn a_form_for_a_link_holds_nothing_else() {
    let (office, personnel) = with_budi().await;
    let token = text(&link(&office, &personnel, BUDI).await.body, "/token");
    for name in ["person_id", "username", "expires_at", "state"] {
        let mut form = json!({"token": token, "password": OWN_PASSWORD});
        form[name] = json!(id(1));
        let answer = office.post("/password-links/use", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(answer.body["errors"][0]["code"], "unknown_field");
    }
}
