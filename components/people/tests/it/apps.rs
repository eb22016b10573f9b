//! Apps and devices: what they may do, for how long, and what they cannot do.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::{Reach, Role};
use ngantor_core::token::{Bearer, check};
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{Office, id, text};

const SITI: u32 = 0x2000;

fn form(scopes: &[&str]) -> Value {
    json!({"name": "Skrip rekap", "scopes": scopes, "days": 30})
}

async fn let_in(office: &Office, token: &str, n: u32, form: &Value) -> Answer {
    let path = format!("/app-tokens/{}", id(0x6000 + n));
    office.put(&path, token, form, "").await
}

async fn exchange(office: &Office, app_token: &str) -> Answer {
    office
        .post("/tokens", &json!({"app_token": app_token}))
        .await
}

fn reach(office: &Office, tokens: &Answer, function: &str) -> Option<Reach> {
    let token = tokens.body["access_tokens"][function].as_str()?;
    let key = office.master.token_key(function);
    let bearer = check(token, function, &key, office.clock.now()).unwrap();
    let Bearer::Person(caller) = bearer else {
        return None;
    };
    assert_eq!(caller.person_id.to_string(), id(SITI));
    Some(caller.reach)
}

#[tokio::test]
async fn an_app_gets_what_its_scopes_name_and_nothing_else() {
    let office = Office::open().await;
    let siti = office
        .token(&id(SITI), &[Role::Employee, Role::Personnel])
        .await;
    let scopes = ["people:read", "attendance:write"];
    let made = let_in(&office, &siti, 1, &form(&scopes)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let app_token = text(&made.body, "/token");
    let again = let_in(&office, &siti, 1, &form(&scopes)).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &made.body));
    let tokens = exchange(&office, &app_token).await;
    assert_eq!(tokens.status, StatusCode::OK, "{:?}", tokens.body);
    assert_eq!(reach(&office, &tokens, "people"), Some(Reach::Read));
    assert_eq!(reach(&office, &tokens, "attendance"), Some(Reach::Write));

    let reading = text(&tokens.body, "/access_tokens/people");
    assert_eq!(office.get("/people", &reading).await.status, StatusCode::OK);
    // Siti may add people; her app may not, nor let another app in.
    for (path, body) in [
        (format!("/offices/{}", id(0x4000)), json!({})),
        (
            format!("/app-tokens/{}", id(0x6009)),
            form(&["people:read"]),
        ),
    ] {
        let refused = office.put(&path, &reading, &body, "").await;
        assert_eq!(refused.body["code"], "insufficient_scope", "{path}");
        let challenge = refused.headers["www-authenticate"].to_str().unwrap();
        assert_eq!(challenge, "Bearer error=\"insufficient_scope\"");
    }
    let listed = office.get("/app-tokens", &siti).await.body;
    assert_eq!(listed[0]["scopes"], json!(scopes));
    assert_eq!(listed[0].get("token"), None);
}

#[tokio::test]
async fn an_app_is_out_when_it_is_put_out_and_when_its_days_are_over() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let budi = office.token(&id(0x2001), &[Role::Employee]).await;
    let mut tokens = Vec::new();
    for n in 1..=2 {
        let made = let_in(&office, &siti, n, &form(&["people:read"])).await;
        tokens.push(text(&made.body, "/token"));
    }
    let reading = exchange(&office, &tokens[0]).await;
    let reading = text(&reading.body, "/access_tokens/people");
    let path = format!("/app-tokens/{}", id(0x6001));
    let end = async |token: &str| {
        let answer = office
            .send(Method::DELETE, &path, token, &Value::Null, &[])
            .await;
        answer.status.as_u16()
    };
    assert_eq!(end(&budi).await, 404);
    assert_eq!(end(&siti).await, 204);
    assert_eq!(end(&siti).await, 404);
    assert_eq!(
        exchange(&office, &tokens[0]).await.body["code"],
        "app_is_out"
    );
    assert_eq!(
        office.get("/me", &reading).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(exchange(&office, &tokens[1]).await.status, StatusCode::OK);
    office.pass_s(30 * 86_400);
    assert_eq!(
        exchange(&office, &tokens[1]).await.body["code"],
        "app_is_out"
    );
    for bad in ["", "ngantor_app_", &tokens[1].replace("6002", "6003")] {
        assert_eq!(
            exchange(&office, bad).await.status,
            StatusCode::UNAUTHORIZED,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn an_app_knows_what_its_person_is_now_and_leaves_with_them() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let siti = office
        .token(&id(SITI), &[Role::Employee, Role::Auditor])
        .await;
    let made = let_in(&office, &siti, 1, &form(&["people:read"])).await;
    let app_token = text(&made.body, "/token");
    let reading = text(
        &exchange(&office, &app_token).await.body,
        "/access_tokens/people",
    );
    let others = async || office.get("/people", &reading).await.body;
    assert!(others().await.as_array().unwrap().len() > 1);
    office.token(&id(SITI), &[Role::Employee]).await;
    assert_eq!(others().await.as_array().unwrap().len(), 1);
    let path = format!("/people/{}", id(SITI));
    let version = office.get(&path, &keeper).await.headers["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    let tag = [("if-match", version.as_str())];
    let left = json!({"ends_on": "2026-11-24"});
    let left = office
        .send(Method::PATCH, &path, &keeper, &left, &tag)
        .await;
    assert_eq!(left.status, StatusCode::OK, "{:?}", left.body);
    assert_eq!(
        exchange(&office, &app_token).await.body["code"],
        "app_is_out"
    );
}

#[tokio::test]
async fn an_app_that_cannot_be_is_refused_with_every_reason() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    for (form, pointer) in [
        (json!({"name": " ", "scopes": ["people:read"]}), "/name"),
        (json!({"name": "x", "scopes": []}), "/scopes"),
        (
            json!({"name": "x", "scopes": ["people:write"]}),
            "/scopes/0",
        ),
        (
            json!({"name": "x", "scopes": ["people:read"], "days": 0}),
            "/days",
        ),
        (
            json!({"name": "x", "scopes": ["people:read"], "days": 367}),
            "/days",
        ),
        (
            json!({"name": "x", "scopes": ["people:read"], "person_id": id(1)}),
            "/person_id",
        ),
    ] {
        let answer = let_in(&office, &siti, 1, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{form}");
    }
    for n in 0..50 {
        let made = let_in(&office, &siti, n, &form(&["people:read"])).await;
        assert_eq!(made.status, StatusCode::CREATED, "{n}");
    }
    let over = let_in(&office, &siti, 50, &form(&["people:read"])).await;
    assert_eq!(over.body["code"], "too_many_apps");
    let budi = office.token(&id(0x2001), &[Role::Employee]).await;
    let taken = let_in(&office, &budi, 1, &form(&["people:read"])).await;
    assert_eq!(taken.body["code"], "id_reused");
}

/// A wallboard that asked for a code.
async fn wallboard(office: &Office) -> Value {
    let form = json!({"name": "Papan ruang situasi", "scopes": ["attendance:read"]});
    let asked = office.post("/device-authorizations", &form).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    asked.body
}

async fn poll(office: &Office, board: &Value) -> Answer {
    office.pass_s(5);
    let form = json!({"device_code": board["device_code"]});
    office.post("/device-tokens", &form).await
}

async fn decide(office: &Office, token: &str, code: &str, body: &Value) -> Answer {
    let path = format!("/device-authorizations/{code}/approval");
    office.put(&path, token, body, "").await
}

#[tokio::test]
async fn a_wallboard_is_let_in_by_who_types_its_code() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let board = wallboard(&office).await;
    assert_eq!(board["verification_uri"], "/device");
    assert_eq!(
        poll(&office, &board).await.body["code"],
        "authorization_pending"
    );
    let form = json!({"device_code": board["device_code"]});
    let quick = office.post("/device-tokens", &form).await;
    assert_eq!(quick.body["code"], "slow_down");
    assert_eq!(quick.headers["retry-after"], "5");

    let code = text(&board, "/user_code");
    let typed = code.to_lowercase().replace('-', "");
    let seen = office
        .get(&format!("/device-authorizations/{typed}"), &siti)
        .await;
    assert_eq!(seen.body["name"], "Papan ruang situasi");
    assert_eq!(seen.body["scopes"], json!(["attendance:read"]));
    let approved = decide(
        &office,
        &siti,
        &typed,
        &json!({"approve": true, "days": 366}),
    )
    .await;
    assert_eq!(
        approved.status,
        StatusCode::NO_CONTENT,
        "{:?}",
        approved.body
    );
    let other = decide(&office, &siti, &code, &json!({"approve": false})).await;
    assert_eq!(other.body["code"], "wrong_device_code");

    let tokens = poll(&office, &board).await;
    assert_eq!(tokens.status, StatusCode::OK, "{:?}", tokens.body);
    assert_eq!(reach(&office, &tokens, "attendance"), Some(Reach::Read));
    assert_eq!(reach(&office, &tokens, "people"), None);
    office.pass_s(300 * 86_400);
    let later = exchange(&office, &text(&tokens.body, "/app_token")).await;
    assert_eq!(later.status, StatusCode::OK);
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    assert_eq!(
        office.get("/app-tokens", &siti).await.body[0]["name"],
        "Papan ruang situasi"
    );
}

#[tokio::test]
async fn a_device_is_out_when_it_is_denied_or_too_late() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let board = wallboard(&office).await;
    let code = text(&board, "/user_code");
    decide(&office, &siti, &code, &json!({"approve": false})).await;
    assert_eq!(poll(&office, &board).await.body["code"], "access_denied");
    let late = wallboard(&office).await;
    office.pass_s(600);
    assert_eq!(poll(&office, &late).await.body["code"], "expired_token");
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let code = text(&late, "/user_code");
    let refused = decide(&office, &siti, &code, &json!({"approve": true})).await;
    assert_eq!(refused.body["code"], "wrong_device_code");
    assert_eq!(office.get("/app-tokens", &siti).await.body, json!([]));
    let made_up = json!({"device_code": late["user_code"]});
    let answer = office.post("/device-tokens", &made_up).await;
    assert_eq!(answer.body["code"], "expired_token");
}

#[tokio::test]
async fn codes_are_not_guessed_and_devices_do_not_pile_up() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let board = wallboard(&office).await;
    let path = format!("/device-authorizations/{}", text(&board, "/user_code"));
    // Right ones cost nothing.
    for _ in 0..20 {
        assert_eq!(office.get(&path, &siti).await.status, StatusCode::OK);
    }
    for n in 0..11 {
        let wrong = office.get("/device-authorizations/BBBB-BBBB", &siti).await;
        let expected = if n < 10 { 404 } else { 429 };
        assert_eq!(wrong.status.as_u16(), expected, "{n}");
    }
    assert_eq!(
        office.get(&path, &siti).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let form = json!({"name": "x", "scopes": ["attendance:read"]});
    let mut told = Vec::new();
    for _ in 0..20 {
        let answer = office.post("/device-authorizations", &form).await;
        told.push(answer.status.as_u16());
    }
    assert_eq!(told[..19], [201; 19]);
    assert_eq!(told[19], 429);
}
