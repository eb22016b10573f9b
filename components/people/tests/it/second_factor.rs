//! The second factor.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

/// Somebody with an app on the phone.
pub struct Phone {
    secret: String,
    pub recovery_codes: Vec<String>,
    /// An access token.
    token: String,
    person: String,
}

impl Phone {
    /// Siti's, who turned her codes on.
    pub async fn on(office: &Office) -> Self {
        let session = office.sign_in("siti").await;
        let mut phone = Self {
            secret: String::new(),
            recovery_codes: Vec::new(),
            token: text(&session, "/access_tokens/people"),
            person: text(&session, "/person/id"),
        };
        let begun = phone
            .ask(office, Method::POST, json!({"password": PASSWORD}))
            .await;
        assert_eq!(begun.status, StatusCode::CREATED, "{:?}", begun.body);
        phone.secret = text(&begun.body, "/secret");
        let code = phone.code(office);
        let confirmed = phone.ask(office, Method::PUT, json!({"code": code})).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{:?}", confirmed.body);
        let codes = confirmed.body["recovery_codes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
        phone.recovery_codes = codes.collect();
        office.pass_s(30);
        phone
    }

    async fn ask(&self, office: &Office, method: Method, body: Value) -> Answer {
        office
            .send(method, "/me/totp", &self.token, &body, &[])
            .await
    }

    /// An access token of its owner's.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The code of now.
    pub fn code(&self, office: &Office) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let now_s = u64::try_from(office.clock.now().timestamp()).unwrap();
        totp.generate(now_s).to_string()
    }

    /// A code that is none of now.
    fn wrong(&self, office: &Office) -> String {
        let code: u32 = self.code(office).parse().unwrap();
        format!("{:06}", (code + 500_000) % 1_000_000)
    }
}

pub async fn sign_in(office: &Office, password: &str, code: Option<&str>) -> Answer {
    sign_in_from(office, password, code, "").await
}

async fn sign_in_from(
    office: &Office,
    password: &str,
    code: Option<&str>,
    address: &str,
) -> Answer {
    let mut form = json!({"username": "siti", "password": password});
    if let Some(code) = code {
        form["code"] = json!(code);
    }
    let headers = [("spin-client-addr", address)];
    office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await
}

#[tokio::test]
async fn from_the_first_confirmed_code_on_signing_in_needs_one() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let without = sign_in(&office, PASSWORD, None).await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.body["code"], "second_factor_required");
    let wrong = sign_in(&office, "bukan kata sandinya", Some(&phone.code(&office))).await;
    assert_eq!(wrong.body["code"], "wrong_password");
    let wrong = sign_in(&office, PASSWORD, Some(&phone.wrong(&office))).await;
    assert_eq!(wrong.body["code"], "wrong_code");
    let right = sign_in(&office, PASSWORD, Some(&phone.code(&office))).await;
    assert_eq!(right.status, StatusCode::CREATED, "{:?}", right.body);
    let shown = office.get("/me/totp", &phone.token).await.body;
    assert_eq!(shown, json!({"is_on": true, "n_recovery_codes": 10}));
}

#[tokio::test]
async fn a_secret_that_was_not_confirmed_asks_for_nothing() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let token = text(&session, "/access_tokens/people");
    let form = json!({"password": PASSWORD});
    let begun = office
        .send(Method::POST, "/me/totp", &token, &form, &[])
        .await;
    let uri = text(&begun.body, "/uri");
    assert!(
        uri.starts_with("otpauth://totp/Kementerian:siti?secret="),
        "{uri}"
    );
    office.sign_in("siti").await;
    // Beginning again gives another secret.
    let again = office
        .send(Method::POST, "/me/totp", &token, &form, &[])
        .await;
    assert_ne!(again.body["secret"], begun.body["secret"]);
    let shown = office.get("/me/totp", &token).await.body;
    assert_eq!(shown["is_on"], false);
}

#[tokio::test]
async fn a_session_in_other_hands_turns_nothing_on_or_off() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let begun = phone
        .ask(&office, Method::POST, json!({"password": PASSWORD}))
        .await;
    assert_eq!(begun.body["code"], "second_factor_is_on");
    for (form, pointer) in [
        (json!({"password": "bukan kata sandinya"}), "/password"),
        (json!({"code": phone.wrong(&office)}), "/code"),
        (json!({"code": phone.recovery_codes[0]}), "/code"),
        (json!({}), "/password"),
        (json!({"password": PASSWORD, "code": "1"}), "/password"),
        (
            json!({"password": PASSWORD, "person_id": id(1)}),
            "/person_id",
        ),
    ] {
        let answer = phone.ask(&office, Method::DELETE, form.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{form}");
    }
    assert_eq!(
        sign_in(&office, PASSWORD, None).await.body["code"],
        "second_factor_required"
    );
}

#[tokio::test]
async fn a_code_is_good_once_also_when_two_come_at_once() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let code = phone.code(&office);
    let (one, two) = tokio::join!(
        sign_in(&office, PASSWORD, Some(&code)),
        sign_in(&office, PASSWORD, Some(&code))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401]);
    let again = sign_in(&office, PASSWORD, Some(&code)).await;
    assert_eq!(again.body["code"], "wrong_code");
    // Nor does it take the factor away.
    let removed = phone
        .ask(&office, Method::DELETE, json!({"code": code}))
        .await;
    assert_eq!(removed.status, StatusCode::UNPROCESSABLE_ENTITY);
    // One that comes late is over once a later one was used.
    office.pass_s(30);
    let late = phone.code(&office);
    office.pass_s(30);
    let next = sign_in(&office, PASSWORD, Some(&phone.code(&office))).await;
    assert_eq!(next.status, StatusCode::CREATED);
    let answer = sign_in(&office, PASSWORD, Some(&late)).await;
    assert_eq!(answer.body["code"], "wrong_code");
}

#[tokio::test]
async fn a_phone_whose_clock_is_a_step_off_is_fine() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    office.pass_s(300);
    let code = phone.code(&office);
    office.pass_s(30);
    let answer = sign_in(&office, PASSWORD, Some(&code)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let code = phone.code(&office);
    office.pass_s(60);
    let answer = sign_in(&office, PASSWORD, Some(&code)).await;
    assert_eq!(answer.body["code"], "wrong_code");
}

#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    assert_eq!(phone.recovery_codes.len(), 10);
    let code = phone.recovery_codes[3].to_uppercase();
    let (one, two) = tokio::join!(
        sign_in(&office, PASSWORD, Some(&code)),
        sign_in(&office, PASSWORD, Some(&code))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401]);
    let shown = office.get("/me/totp", &phone.token).await.body;
    assert_eq!(shown["n_recovery_codes"], 9);
    let other = sign_in(&office, PASSWORD, Some(&phone.recovery_codes[4])).await;
    assert_eq!(other.status, StatusCode::CREATED);
}

#[tokio::test]
async fn codes_are_guessed_no_faster_than_passwords() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let address = "192.0.2.1:1";
    // The right password without a code makes no address known.
    for _ in 0..30 {
        let answer = sign_in_from(&office, PASSWORD, None, address).await;
        assert_eq!(answer.body["code"], "second_factor_required");
    }
    let mut n_looked_at = 0;
    for n in 0..100 {
        let address = format!("192.0.2.{n}:1");
        let wrong = phone.wrong(&office);
        let answer = sign_in_from(&office, PASSWORD, Some(&wrong), &address).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert_eq!(answer.body["code"], "wrong_code");
        n_looked_at += 1;
    }
    assert_eq!(n_looked_at, 20);
    let token = &phone.token;
    let events = office.get("/me/sign-ins", token).await.body;
    let counted = events.as_array().unwrap().iter();
    let n: i64 = counted
        .filter(|event| event["outcome"] == "wrong_code")
        .map(|event| event["n"].as_i64().unwrap())
        .sum();
    assert_eq!(n, 20);
}

#[tokio::test]
async fn one_removes_it_by_the_password_or_a_code() {
    for by_code in [false, true] {
        let office = Office::open().await;
        let phone = Phone::on(&office).await;
        let form = if by_code {
            json!({"code": phone.code(&office)})
        } else {
            json!({"password": PASSWORD})
        };
        let removed = phone.ask(&office, Method::DELETE, form).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT, "{:?}", removed.body);
        office.sign_in("siti").await;
        let again = phone
            .ask(&office, Method::DELETE, json!({"password": PASSWORD}))
            .await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let left = office
            .db
            .run("SELECT seal FROM recovery_code", params![])
            .await;
        assert!(left.unwrap().is_empty());
        let events = office.get("/me/sign-ins", &phone.token).await.body;
        let outcomes: Vec<_> = events
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["outcome"])
            .collect();
        assert!(
            outcomes.contains(&&json!("second_factor_removed")),
            "{outcomes:?}"
        );
        assert!(
            outcomes.contains(&&json!("second_factor_set")),
            "{outcomes:?}"
        );
    }
}

#[tokio::test]
async fn personnel_take_away_a_lost_phones_and_the_journal_tells() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let path = format!("/people/{}/totp", phone.person);
    let delete = async |token: &str, path: &str| {
        office
            .send(Method::DELETE, path, token, &Value::Null, &[])
            .await
    };
    for role in [Role::Employee, Role::Planner, Role::Auditor] {
        let token = office.token(&id(0x3001), &[role]).await;
        assert_eq!(delete(&token, &path).await.status, StatusCode::FORBIDDEN);
    }
    let personnel = office.personnel().await;
    assert_eq!(
        delete(&personnel, &path).await.body["code"],
        "administrators_only"
    );
    assert_eq!(
        delete(&phone.token, &path).await.body["code"],
        "not_for_oneself"
    );
    let other = office.token(&id(0x3002), &[Role::Administrator]).await;
    assert_eq!(delete(&other, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(delete(&other, &path).await.status, StatusCode::NOT_FOUND);
    let entries = office.journal().await;
    let end = entries.last().unwrap();
    assert_eq!(end.kind, "people.second_factor.changed");
    assert_eq!(
        (&*end.actor, &end.new["state"]),
        (&*id(0x3002), &json!("off"))
    );
    office.sign_in("siti").await;
}

#[tokio::test]
async fn no_secret_and_no_code_is_kept_or_told_in_clear() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let code = phone.code(&office);
    sign_in(&office, PASSWORD, Some(&code)).await;
    let kept = format!("{:?}", office.journal().await);
    let rows = "SELECT sealed AS text FROM second_factor
        UNION ALL SELECT seal FROM recovery_code ORDER BY text LIMIT 100";
    let rows = office.db.run(rows, params![]).await.unwrap();
    assert_eq!(rows.len(), 11);
    let sealed: Vec<_> = rows.iter().map(|row| row.text("text").unwrap()).collect();
    for secret in [&phone.secret].into_iter().chain(&phone.recovery_codes) {
        assert!(!kept.contains(secret));
        assert!(sealed.iter().all(|text| !text.contains(secret)));
    }
    assert!(sealed.iter().all(|text| !kept.contains(text)));
    let shown = office.get("/me/totp", &phone.token).await;
    assert!(!shown.body.to_string().contains(&phone.secret));
}

#[tokio::test]
async fn a_reset_password_still_needs_the_code() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let other = office.token(&id(0x3002), &[Role::Administrator]).await;
    let path = format!("/people/{}/password-link", phone.person);
    let link = office
        .send(Method::POST, &path, &other, &Value::Null, &[])
        .await
        .body;
    let form = json!({"token": link["token"], "password": OWN_PASSWORD});
    office.post("/password-links/use", &form).await;
    let answer = sign_in(&office, OWN_PASSWORD, None).await;
    assert_eq!(answer.body["code"], "second_factor_required");
    let answer = sign_in(&office, OWN_PASSWORD, Some(&phone.code(&office))).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}
