//! By which ways people come in, and what a password alone is good for: the institution says it.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::token::{Bearer, check};
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::holder::Holder;
use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};
use crate::passkey_sign_in::sign_in as by_passkey;
use crate::providers::{form as provider, path};
use crate::second_factor::{Phone, sign_in};

const BUDI: u32 = 0x2000;

async fn rule(office: &Office, token: &str, rules: &Value) -> Answer {
    let tag = [("if-match", "*")];
    let body = json!({"sign_in": rules});
    office
        .send(Method::PATCH, "/institution", token, &body, &tag)
        .await
}

/// An administrator whose rights hang on no session of the tests.
async fn chief(office: &Office) -> String {
    office.token(&id(0x3009), &[Role::Administrator]).await
}

async fn refresh(office: &Office, session: &Value) -> Answer {
    let form = json!({"refresh_token": session["refresh_token"]});
    office.post("/sessions/refresh", &form).await
}

/// The roles in a session's token for another function.
fn roles(office: &Office, session: &Value) -> Vec<Role> {
    let key = office.master.token_key("attendance");
    let token = text(session, "/access_tokens/attendance");
    match check(&token, "attendance", &key, office.clock.now()) {
        Ok(Bearer::Person(caller)) => caller.roles,
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn administrators_say_by_which_ways_people_come_in_and_others_see_it() {
    let office = Office::open().await;
    let chief = chief(&office).await;
    let keeper = office.personnel().await;
    let shown = office.get("/institution", &keeper).await.body;
    let all = json!({"ways_in": ["password", "passkey", "provider"], "needs_second_factor": false});
    assert_eq!(shown["sign_in"], all);
    let wanted = json!({"ways_in": ["passkey", "password"], "needs_second_factor": true});
    let refused = rule(&office, &keeper, &wanted).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for (bad, pointer) in [
        (
            json!({"ways_in": [], "needs_second_factor": true}),
            "/sign_in/ways_in",
        ),
        (
            json!({"ways_in": ["passkey", "passkey"], "needs_second_factor": true}),
            "/sign_in/ways_in",
        ),
        (
            json!({"ways_in": ["letter"], "needs_second_factor": true}),
            "/sign_in/ways_in/0",
        ),
        (json!({"ways_in": ["passkey"]}), "/sign_in"),
    ] {
        let answer = rule(&office, &chief, &bad).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(
            text(&answer.body, "/errors/0/pointer").starts_with(pointer),
            "{bad}: {:?}",
            answer.body
        );
    }
    let changed = rule(&office, &chief, &wanted).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let shown = office.get("/institution", &keeper).await.body;
    assert_eq!(shown["sign_in"], wanted);
    // Whoever is still outside is offered no other way.
    let outside = office.get("/setup", "").await.body;
    assert_eq!(outside["ways_in"], wanted["ways_in"]);
    assert_eq!(shown["name"], "Kementerian");
}

#[tokio::test]
async fn a_closed_way_lets_nobody_in_and_leads_no_session_on_but_an_administrators() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, BUDI, "Budi").await;
    let budis = office.first_sign_in("orang8192").await;
    let sitis = office.sign_in("siti").await;
    let wanted = json!({"ways_in": ["provider"], "needs_second_factor": false});
    let chiefs = chief(&office).await;
    let kept = office.put(&path(), &chiefs, &provider(), "").await;
    assert_eq!(kept.status, StatusCode::CREATED);
    assert_eq!(rule(&office, &chiefs, &wanted).await.status, StatusCode::OK);
    let form = |password: &str| json!({"username": "orang8192", "password": password});
    let closed = office.post("/sessions", &form(OWN_PASSWORD)).await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
    assert_eq!(closed.body["code"], "way_in_closed");
    // Who does not know the password does not learn whose way is closed.
    let wrong = office.post("/sessions", &form(PASSWORD)).await;
    assert_eq!(wrong.body["code"], "wrong_password");
    assert_eq!(refresh(&office, &budis).await.body["code"], "session_over");
    assert_eq!(refresh(&office, &sitis).await.status, StatusCode::OK);
    office.sign_in("siti").await;
    // The session is over, and nobody is told that its token was stolen when the way opens again.
    let all = json!({"ways_in": ["password", "passkey", "provider"], "needs_second_factor": false});
    assert_eq!(
        rule(&office, &chief(&office).await, &all).await.status,
        StatusCode::OK
    );
    office.pass_s(61);
    assert_eq!(refresh(&office, &budis).await.body["code"], "session_over");
    let ends = "SELECT end_reason FROM session WHERE id = ?1 ORDER BY id LIMIT 1";
    let id = text(&budis, "/session_id");
    let ended = office.db.run(ends, params![id]).await.unwrap();
    assert_eq!(ended[0].text("end_reason").unwrap(), "ran_out");
}

#[tokio::test]
async fn roles_that_need_a_second_factor_wait_until_it_is_set() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let own = text(&session, "/access_tokens/people");
    let all = [Role::Employee, Role::Personnel, Role::Administrator];
    assert_eq!(roles(&office, &session), all);
    let wanted = json!({"ways_in": ["password"], "needs_second_factor": true});
    assert_eq!(rule(&office, &own, &wanted).await.status, StatusCode::OK);
    // At once here, and elsewhere from the next tokens on.
    let me = office.get("/me", &own).await.body;
    assert_eq!(me["roles"], json!(["employee"]));
    assert_eq!(me["needs_second_factor"], true);
    let undo = rule(&office, &own, &wanted).await;
    assert_eq!(undo.status, StatusCode::FORBIDDEN);
    let next = refresh(&office, &session).await.body;
    assert_eq!(roles(&office, &next), [Role::Employee]);
    // An app that is let in meanwhile has no more.
    let form = json!({"name": "Papan", "scopes": ["attendance:read"]});
    let app = format!("/app-tokens/{}", id(0x7000));
    let app = office.put(&app, &own, &form, "").await.body;
    let app = json!({"app_token": app["token"]});
    let exchanged = office.post("/tokens", &app).await.body;
    assert_eq!(roles(&office, &exchanged), [Role::Employee]);

    let phone = Phone::on(&office).await;
    let me = office.get("/me", &own).await.body;
    assert_eq!(
        me["roles"],
        json!(["employee", "personnel", "administrator"])
    );
    assert_eq!(me["needs_second_factor"], false);
    let code = phone.code(&office);
    let entered = sign_in(&office, PASSWORD, Some(&code)).await.body;
    assert_eq!(roles(&office, &entered), all);
    let exchanged = office.post("/tokens", &app).await.body;
    assert_eq!(roles(&office, &exchanged), all);
    // Without the rule a password is enough again.
    let wanted = json!({"ways_in": ["password"], "needs_second_factor": false});
    assert_eq!(rule(&office, &own, &wanted).await.status, StatusCode::OK);
    let employee = office
        .token(&id(0x3001), &[Role::Employee, Role::Personnel])
        .await;
    assert_eq!(
        office.get("/me", &employee).await.body["needs_second_factor"],
        false
    );
}

#[tokio::test]
async fn a_passkey_is_both_factors_and_is_closed_with_its_way() {
    let office = Office::open().await;
    let phone = Holder::siti(&office).await.keep(&office, 1).await;
    let wanted = json!({"ways_in": ["password", "passkey"], "needs_second_factor": true});
    let ruled = rule(&office, &chief(&office).await, &wanted).await;
    assert_eq!(ruled.status, StatusCode::OK);
    let session = by_passkey(&office, &phone).await;
    assert_eq!(session.status, StatusCode::CREATED, "{:?}", session.body);
    let all = [Role::Employee, Role::Personnel, Role::Administrator];
    assert_eq!(roles(&office, &session.body), all);
    let own = text(&session.body, "/access_tokens/people");
    let wanted = json!({"ways_in": ["password"], "needs_second_factor": true});
    assert_eq!(rule(&office, &own, &wanted).await.status, StatusCode::OK);
    let closed = by_passkey(&office, &phone).await;
    assert_eq!(closed.body["code"], "way_in_closed");
    let over = refresh(&office, &session.body).await;
    assert_eq!(over.body["code"], "session_over");
}

#[tokio::test]
async fn a_provider_lets_nobody_in_by_a_closed_way() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let wanted = json!({"ways_in": ["password", "passkey"], "needs_second_factor": false});
    let ruled = rule(&beside.office, &beside.token, &wanted).await;
    assert_eq!(ruled.status, StatusCode::OK);
    assert_eq!(beside.told().await, "way_in_closed");
}
