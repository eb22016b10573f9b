//! Signing in by a passkey.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::authenticator::{Authenticator, Lie, encode};
use crate::holder::{AT_OFFICE, Holder};
use crate::office::{Office, cookies, id, text};

async fn challenge(office: &Office) -> Value {
    let answer = office
        .send(
            Method::POST,
            "/passkey-challenges",
            "",
            &json!({}),
            &AT_OFFICE,
        )
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer.body["public_key"].clone()
}

async fn show(office: &Office, credential: &Value) -> Answer {
    let form = json!({"credential": credential});
    office
        .send(Method::POST, "/sessions/passkey", "", &form, &AT_OFFICE)
        .await
}

/// Signs in as it should be, at the counter that stands.
pub async fn sign_in(office: &Office, phone: &Authenticator) -> Answer {
    show(office, &phone.get(&challenge(office).await)).await
}

async fn n_sessions(office: &Office) -> usize {
    let rows = office.db.run("SELECT id FROM session", params![]).await;
    rows.unwrap().len()
}

#[tokio::test]
async fn a_passkey_opens_a_session_without_a_name() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let asked = challenge(&office).await;
    assert_eq!(asked["rpId"], "kantor.example");
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked.get("allowCredentials"), None);
    office.pass_s(10);
    let form = json!({"credential": phone.get(&asked), "delivery": "cookie",
                      "resource": ["people"]});
    let headers = [
        AT_OFFICE[0],
        AT_OFFICE[1],
        ("user-agent", "Ponsel"),
        ("spin-client-addr", "10.0.0.7:5"),
    ];
    let opened = office
        .send(Method::POST, "/sessions/passkey", "", &form, &headers)
        .await;
    assert_eq!(opened.status, StatusCode::CREATED, "{:?}", opened.body);
    assert_eq!(opened.body["person"]["username"], "siti");
    assert_eq!(cookies(&opened).len(), 2);
    let sessions = office.get("/sessions", &siti.token).await.body;
    assert_eq!(sessions[0]["way_in"], "passkey");
    assert_eq!(sessions[0]["device"], "Ponsel");
    assert_eq!(sessions[1]["way_in"], "password");
    let events = office.get("/me/sign-ins", &siti.token).await.body;
    let expected = json!({"at": "2026-11-25T07:30:10.000+07:00", "outcome": "signed_in", "n": 1,
                          "address": "10.0.0.7", "device": "Ponsel"});
    assert_eq!(events[0], expected);
    assert_eq!(siti.list(&office).await[0]["used_at"], expected["at"]);
    // The tokens are as good as any.
    let opened = sign_in(&office, &phone).await;
    let token = text(&opened.body, "/access_tokens/people");
    assert_eq!(office.get("/me", &token).await.body["username"], "siti");
    let refresh = json!({"refresh_token": text(&opened.body, "/refresh_token")});
    let refreshed = office.post("/sessions/refresh", &refresh).await;
    assert_eq!(refreshed.status, StatusCode::OK, "{:?}", refreshed.body);
}

#[tokio::test]
async fn what_is_shown_is_shown_once() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let mut phone = siti.keep(&office, 1).await;
    let asked = challenge(&office).await;
    let shown = phone.get(&asked);
    assert_eq!(show(&office, &shown).await.status, StatusCode::CREATED);
    assert_eq!(show(&office, &shown).await.body["code"], "challenge_over");
    phone.counter = 1;
    let other = phone.get(&asked);
    assert_eq!(show(&office, &other).await.body["code"], "challenge_over");
    let late = phone.get(&challenge(&office).await);
    office.pass_s(300);
    assert_eq!(show(&office, &late).await.body["code"], "challenge_over");
    // Of those that are over nothing is kept.
    assert_eq!(sign_in(&office, &phone).await.status, StatusCode::CREATED);
    let rows = office.db.run("SELECT nonce FROM used_challenge", params![]);
    assert_eq!(rows.await.unwrap().len(), 1);
    // Asking alone fills nothing.
    for _ in 0..10 {
        challenge(&office).await;
    }
    let rows = office.db.run("SELECT nonce FROM used_challenge", params![]);
    assert_eq!(rows.await.unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_who_show_the_same_at_once_one_comes_in() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let before = n_sessions(&office).await;
    let shown = phone.get(&challenge(&office).await);
    let (one, other) = futures::join!(show(&office, &shown), show(&office, &shown));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    assert_eq!(n_sessions(&office).await, before + 1);
}

#[tokio::test]
async fn what_is_not_right_opens_nothing_and_is_told_to_its_person() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let before = n_sessions(&office).await;
    let lies: [Lie; 6] = [
        ("origin", |it| it.origin = "https://evil.example"),
        ("rp id", |it| it.rp_id = "evil.example"),
        ("registration", |it| it.ceremony = "webauthn.create"),
        ("nobody there", |it| it.flags = 0x04),
        ("not verified", |it| it.flags = 0x01),
        ("unknown", |it| it.credential_id = vec![9; 20]),
    ];
    for (what, lie) in lies {
        let mut liar = phone.clone();
        lie(&mut liar);
        let refused = sign_in(&office, &liar).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{what}");
        assert_eq!(refused.body["code"], "wrong_passkey", "{what}");
    }
    assert_eq!(siti.outcomes(&office).await[0], "passkey_added");
    // From here on it is Siti's passkey that is wrong, so she is told.
    let mut other_key = Authenticator::new(2);
    other_key.credential_id.clone_from(&phone.credential_id);
    other_key.handle.clone_from(&phone.handle);
    let mut other_handle = phone.clone();
    other_handle.handle = encode(&[9; 32]);
    let mut syncs = phone.clone();
    syncs.flags = 0x1d;
    for liar in [&other_key, &other_handle, &syncs] {
        let refused = sign_in(&office, liar).await;
        assert_eq!(refused.body["code"], "wrong_passkey");
    }
    let shown = phone.get(&challenge(&office).await);
    for (field, text) in [
        ("signature", encode(&[0x30; 70])),
        ("signature", encode(&[0x30; 20_000])),
        ("authenticatorData", encode(&[0xa5; 20_000])),
        ("clientDataJSON", encode(&[b'['; 4096])),
        ("userHandle", String::new()),
        ("userHandle", encode(&[1; 65])),
    ] {
        let mut shown = shown.clone();
        shown["response"][field] = json!(text);
        let refused = show(&office, &shown).await;
        assert_eq!(refused.body["code"], "wrong_passkey", "{field}");
    }
    let events = office.get("/me/sign-ins", &siti.token).await.body;
    assert_eq!(events[0]["outcome"], "wrong_passkey");
    // Three keys, a signature and an empty handle: what is too long is not looked at.
    assert_eq!(events[0]["n"], 5);
    assert_eq!(n_sessions(&office).await, before);
    // What is missing is a form's fault.
    let refused = show(&office, &json!({"id": "AQ"})).await;
    assert_eq!(refused.body["errors"][0]["pointer"], "/credential/response");
}

#[tokio::test]
async fn a_challenge_of_a_registration_signs_nobody_in() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let made_for_one = siti.begin(&office).await;
    let shown = phone.get(&made_for_one);
    assert_eq!(show(&office, &shown).await.body["code"], "challenge_over");
    for challenge in ["", "AAAA", "!"] {
        let shown = phone.get(&json!({"challenge": challenge}));
        let refused = show(&office, &shown).await;
        assert!(refused.status.is_client_error(), "{:?}", refused.body);
    }
}

#[tokio::test]
async fn a_counter_that_does_not_grow_tells_of_a_copy() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let mut phone = siti.keep(&office, 1).await;
    for (counter, status) in [
        (0, StatusCode::CREATED),
        (0, StatusCode::CREATED),
        (7, StatusCode::CREATED),
        (8, StatusCode::CREATED),
        (8, StatusCode::FORBIDDEN),
        (3, StatusCode::FORBIDDEN),
        (0, StatusCode::FORBIDDEN),
        (u32::MAX, StatusCode::CREATED),
    ] {
        phone.counter = counter;
        let answer = sign_in(&office, &phone).await;
        assert_eq!(answer.status, status, "{counter}: {:?}", answer.body);
    }
    let events = office.get("/me/sign-ins", &siti.token).await.body;
    let events = events.as_array().unwrap();
    let copied = events
        .iter()
        .find(|event| event["outcome"] == "passkey_copied");
    assert_eq!(copied.unwrap()["n"], 3);
}

#[tokio::test]
async fn nobody_comes_in_as_somebody_else() {
    let office = Office::open().await;
    let (siti, budi) = (Holder::siti(&office).await, Holder::budi(&office).await);
    let sitis = siti.keep(&office, 1).await;
    let mut budis = budi.keep(&office, 2).await;
    budis.handle.clone_from(&sitis.handle);
    assert_eq!(sign_in(&office, &budis).await.body["code"], "wrong_passkey");
    budis.credential_id.clone_from(&sitis.credential_id);
    assert_eq!(sign_in(&office, &budis).await.body["code"], "wrong_passkey");
}

#[tokio::test]
async fn whoever_left_or_removed_it_stays_out() {
    let office = Office::open().await;
    let budi = Holder::budi(&office).await;
    let (phone, tablet) = (budi.keep(&office, 1).await, budi.keep(&office, 2).await);
    let shown = phone.get(&challenge(&office).await);
    let path = format!("/me/passkeys/{}", id(0x6001));
    office
        .send(Method::DELETE, &path, &budi.token, &Value::Null, &AT_OFFICE)
        .await;
    assert_eq!(show(&office, &shown).await.body["code"], "wrong_passkey");
    assert_eq!(sign_in(&office, &tablet).await.status, StatusCode::CREATED);
    let chief = office
        .token(&id(0x3009), &[Role::Employee, Role::Administrator])
        .await;
    let path = format!("/people/{}", budi.person);
    let left = json!({"ends_on": "2026-11-24"});
    let tag = [("if-match", "*")];
    office.send(Method::PATCH, &path, &chief, &left, &tag).await;
    assert_eq!(
        sign_in(&office, &tablet).await.body["code"],
        "wrong_passkey"
    );
}

#[tokio::test]
async fn another_password_leaves_passkeys_and_ends_their_sessions() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let opened = sign_in(&office, &phone).await;
    let form =
        json!({"password": crate::office::PASSWORD, "new_password": "kucing melompat tangga"});
    office
        .send(Method::PUT, "/me/password", &siti.token, &form, &[])
        .await;
    let token = text(&opened.body, "/access_tokens/people");
    assert_eq!(
        office.get("/me", &token).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(sign_in(&office, &phone).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_address_that_tries_too_often_is_braked_and_no_account_is() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let phone = siti.keep(&office, 1).await;
    let try_from = async |address: &str, phone: &Authenticator| {
        let form = json!({"credential": phone.get(&challenge(&office).await)});
        let headers = [AT_OFFICE[0], AT_OFFICE[1], ("spin-client-addr", address)];
        office
            .send(Method::POST, "/sessions/passkey", "", &form, &headers)
            .await
    };
    let mut liar = phone.clone();
    liar.handle = encode(&[9; 32]);
    for _ in 0..99 {
        try_from("192.0.2.1:1", &liar).await;
    }
    // A success takes nothing.
    for _ in 0..3 {
        let opened = try_from("192.0.2.1:1", &phone).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{:?}", opened.body);
    }
    try_from("192.0.2.1:1", &liar).await;
    let braked = try_from("192.0.2.1:1", &phone).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(braked.headers.contains_key("retry-after"));
    let elsewhere = try_from("192.0.2.2:1", &phone).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_problem_is_told_in_the_callers_language() {
    let office = Office::open().await;
    let phone = Authenticator::new(1);
    for (language, title) in [
        ("id", "Kunci sandi ini tidak berlaku di sini"),
        ("en", "This passkey is not valid here"),
    ] {
        let form = json!({"credential": phone.get(&challenge(&office).await)});
        let headers = [AT_OFFICE[0], AT_OFFICE[1], ("accept-language", language)];
        let refused = office
            .send(Method::POST, "/sessions/passkey", "", &form, &headers)
            .await;
        assert_eq!(refused.body["title"], title);
        let kind = refused.headers["content-type"].to_str().unwrap();
        assert_eq!(kind, "application/problem+json");
    }
}
