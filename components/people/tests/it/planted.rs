//! What somebody plants in an account that becomes worth more, or that is given back to its person:
//! none of it opens anything afterwards.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::recovery::Recovery;
use ngantor_core::username::Username;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::filing::Filing;
use crate::holder::Holder;
use crate::office::{OWN_PASSWORD, Office, id};
use crate::passkey_sign_in::sign_in as by_passkey;
use crate::providers::{form, path};

async fn patch(office: &Office, token: &str, person: &str, body: &Value) -> Value {
    let path = format!("/people/{person}");
    let tag = [("if-match", "*")];
    let answer = office.send(Method::PATCH, &path, token, body, &tag).await;
    match answer.status {
        StatusCode::OK => json!("done"),
        _ => answer.body["code"].clone(),
    }
}

#[tokio::test]
async fn personnel_do_not_change_by_what_a_provider_knows_an_administrator() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    let siti = Holder::siti(&office).await;
    let address = json!({"email": "personalia@kantor.example"});
    let number = json!({"employment": "other", "employee_number": "12345"});
    for body in [&address, &number] {
        let told = patch(&office, &keeper, &siti.person, body).await;
        assert_eq!(told, "identity_not_yours", "{body}");
    }
    let name = json!({"name": "Siti Aminah"});
    assert_eq!(patch(&office, &keeper, &siti.person, &name).await, "done");
    // A file does not either.
    let filing = Filing::begin(&office, 1, "people", false).await;
    let file = "username,email\nsiti,personalia@kantor.example\n";
    assert_eq!(filing.check(file).await["n_bad"], 1);
    assert_eq!(filing.faults().await, ["2 email identity_not_yours"]);
    let chief = office.token(&id(0x3009), &[Role::Administrator]).await;
    assert_eq!(patch(&office, &chief, &siti.person, &address).await, "done");
    let budi = office.employ(&keeper, 0x2000, "Budi").await;
    let address = json!({"email": "budi@kantor.example"});
    assert_eq!(patch(&office, &keeper, &budi, &address).await, "done");
}

#[tokio::test]
async fn who_becomes_administrator_begins_anew() {
    let beside = Beside::new().await;
    let office = &beside.office;
    let budi = Holder::budi(office).await;
    let key = budi.keep(office, 1).await;
    let at_provider = json!({"sub": "b", "preferred_username": "orang8192"});
    beside.issuer.knows(at_provider);
    assert_eq!(beside.told().await, "in");
    let links = async || {
        let data = office.get("/me/data", &budi.token).await.body;
        data["accounts_elsewhere"][0]["ended_at"].clone()
    };
    assert_eq!(links().await, Value::Null);
    let roles = json!({"roles": ["employee", "auditor"]});
    assert_eq!(
        patch(office, &beside.token, &budi.person, &roles).await,
        "done"
    );
    assert_eq!(by_passkey(office, &key).await.status, StatusCode::CREATED);
    let roles = json!({"roles": ["employee", "administrator"]});
    assert_eq!(
        patch(office, &beside.token, &budi.person, &roles).await,
        "done"
    );
    let refused = by_passkey(office, &key).await;
    assert_eq!(
        refused.status,
        StatusCode::UNAUTHORIZED,
        "{:?}",
        refused.body
    );
    assert_ne!(links().await, Value::Null);
}

#[tokio::test]
async fn what_a_lost_device_opened_ends_when_personnel_remove_its_passkey() {
    let office = Office::open().await;
    let budi = Holder::budi(&office).await;
    let key = budi.keep(&office, 1).await;
    let opened = by_passkey(&office, &key).await.body;
    let refresh = json!({"refresh_token": opened["refresh_token"]});
    let keeper = office.personnel().await;
    let path = format!("/people/{}/passkeys", budi.person);
    let removed = office
        .send(Method::DELETE, &path, &keeper, &Value::Null, &[])
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let over = office.post("/sessions/refresh", &refresh).await;
    assert_eq!(over.body["code"], "session_over");
    // What a password opened stays: that is another device.
    assert_eq!(office.get("/me", &budi.token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_operators_word_takes_every_other_way_in_away() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let key = siti.keep(&office, 1).await;
    let word = Recovery {
        username: Username::parse("siti", "").unwrap(),
        issued_at: office.clock.now(),
    };
    office.pass_s(60);
    let form = json!({"token": word.write(&office.master), "password": OWN_PASSWORD});
    let used = office.post("/password-links/use", &form).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    let refused = by_passkey(&office, &key).await;
    assert_eq!(
        refused.status,
        StatusCode::UNAUTHORIZED,
        "{:?}",
        refused.body
    );
}

#[tokio::test]
async fn a_way_in_is_left_for_who_is_new() {
    let office = Office::open().await;
    let chief = office.token(&id(0x3009), &[Role::Administrator]).await;
    let rule = async |ways: &[&str]| {
        let tag = [("if-match", "*")];
        let body = json!({"sign_in": {"ways_in": ways, "needs_second_factor": false}});
        let path = "/institution";
        let answer = office.send(Method::PATCH, path, &chief, &body, &tag).await;
        match answer.status {
            StatusCode::OK => json!("done"),
            _ => answer.body["errors"][0]["code"].clone(),
        }
    };
    for ways in [&["passkey"][..], &["provider"], &["passkey", "provider"]] {
        assert_eq!(rule(ways).await, "no_way_in", "{ways:?}");
    }
    let kept = office.put(&path(), &chief, &form(), "").await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    assert_eq!(rule(&["passkey"]).await, "no_way_in");
    assert_eq!(rule(&["provider"]).await, "done");
    // Then the provider stays on.
    let mut off = form();
    off["is_on"] = json!(false);
    let refused = office.put(&path(), &chief, &off, "*").await;
    assert_eq!(refused.body["code"], "last_way_in", "{:?}", refused.body);
    let tag = [("if-match", "*")];
    let away = office
        .send(Method::DELETE, &path(), &chief, &Value::Null, &tag)
        .await;
    assert_eq!(away.body["code"], "last_way_in", "{:?}", away.body);
    assert_eq!(rule(&["password"]).await, "done");
    let off = office.put(&path(), &chief, &off, "*").await;
    assert_eq!(off.status, StatusCode::OK, "{:?}", off.body);
}
