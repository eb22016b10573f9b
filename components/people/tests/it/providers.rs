//! Keeping other identity providers.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::issuer::{CLIENT, ISSUER, SECRET};
use crate::office::{Office, id, text};

/// A provider that finds people by their username.
pub fn form() -> Value {
    json!({
        "name": "Kantor Pusat", "issuer": ISSUER, "client_id": CLIENT, "client_secret": SECRET,
        "person_claim": "preferred_username", "person_field": "username", "is_on": true,
    })
}

/// Where the provider is kept.
pub fn path() -> String {
    format!("/identity-providers/{}", id(0x9000))
}

async fn administrator(office: &Office) -> String {
    office.token(&id(0x4000), &[Role::Administrator]).await
}

#[tokio::test]
async fn an_administrator_keeps_it_and_nobody_sees_its_secret() {
    let office = Office::open().await;
    let token = administrator(&office).await;
    let made = office.put(&path(), &token, &form(), "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.headers["etag"], "\"1\"");
    let mut shown = form();
    shown["id"] = json!(id(0x9000));
    shown["scope"] = json!("openid email profile");
    shown["key_max_age_hours"] = json!(24);
    shown["has_client_secret"] = json!(true);
    shown.as_object_mut().unwrap().remove("client_secret");
    assert_eq!(made.body, shown);
    assert_eq!(office.get(&path(), &token).await.body, shown);
    let list = office.get("/identity-providers", "").await;
    let name = json!({"id": id(0x9000), "name": "Kantor Pusat", "is_on": true});
    assert_eq!(list.body, json!([name]));
    let kept = "SELECT sealed_secret FROM identity_provider ORDER BY id LIMIT 1";
    let kept = office.db.run(kept, params![]).await.unwrap();
    let kept = kept[0].text("sealed_secret").unwrap();
    let journal = format!("{:?}", office.journal().await);
    assert!(!kept.contains(SECRET) && !journal.contains(SECRET) && !journal.contains(&kept));
}

#[tokio::test]
async fn a_secret_stays_until_another_comes_and_never_goes_to_another_issuer() {
    let office = Office::open().await;
    let token = administrator(&office).await;
    office.put(&path(), &token, &form(), "").await;
    let put = async |form: Value, tag: &str| {
        let answer = office.put(&path(), &token, &form, tag).await;
        let has = answer.body["has_client_secret"].as_bool();
        (answer.status.as_u16(), has)
    };
    // The same again, with the secret and without, changes nothing.
    assert_eq!(put(form(), "").await, (200, Some(true)));
    let mut without = form();
    without.as_object_mut().unwrap().remove("client_secret");
    assert_eq!(put(without.clone(), "").await, (200, Some(true)));
    let mut other = form();
    other["client_secret"] = json!("lain");
    assert_eq!(put(other.clone(), "").await, (428, None));
    assert_eq!(put(other, "\"1\"").await, (200, Some(true)));
    let mut moved = without.clone();
    moved["issuer"] = json!("https://evil.example");
    assert_eq!(put(moved, "\"2\"").await, (200, Some(false)));
    assert_eq!(put(form(), "\"3\"").await, (200, Some(true)));
    without["client_secret"] = json!("");
    assert_eq!(put(without, "\"4\"").await, (200, Some(false)));
}

#[tokio::test]
async fn one_that_is_off_is_shown_to_administrators_only() {
    let office = Office::open().await;
    let token = administrator(&office).await;
    let mut off = form();
    off["is_on"] = json!(false);
    office.put(&path(), &token, &off, "").await;
    let n_shown = async |token: &str| {
        let list = office.get("/identity-providers", token).await;
        assert_eq!(list.status, StatusCode::OK);
        list.body.as_array().unwrap().len()
    };
    for other in ["", "x", &*office.personnel().await] {
        assert_eq!(n_shown(other).await, 0);
    }
    assert_eq!(n_shown(&token).await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_it_is_told_at_its_field() {
    let office = Office::open().await;
    let token = administrator(&office).await;
    for (field, value, code) in [
        ("name", json!(" "), "required"),
        ("name", json!("a".repeat(61)), "too_long"),
        ("issuer", json!("http://sso.example"), "not_an_issuer"),
        ("issuer", json!("https://sso.example?a"), "not_an_issuer"),
        ("client_id", json!(""), "not_visible"),
        ("client_secret", json!("a b"), "not_visible"),
        ("scope", json!("profile"), "not_a_scope"),
        ("person_claim", json!(""), "not_visible"),
        ("key_max_age_hours", json!(0), "out_of_range"),
        ("key_max_age_hours", json!(169), "out_of_range"),
    ] {
        let mut bad = form();
        bad[field] = value;
        let answer = office.put(&path(), &token, &bad, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(text(&answer.body, "/errors/0/pointer"), format!("/{field}"));
        assert_eq!(text(&answer.body, "/errors/0/code"), code);
    }
    let mut bad = form();
    bad["person_field"] = json!("email");
    let answer = office.put(&path(), &token, &bad, "").await;
    assert_eq!(text(&answer.body, "/errors/0/code"), "not_email");
}

#[tokio::test]
async fn only_administrators_keep_providers() {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    let auditor = office.token(&id(0x5000), &[Role::Auditor]).await;
    for (token, status) in [("", 401), (&*personnel, 403), (&*auditor, 403)] {
        let put = office.put(&path(), token, &form(), "").await;
        let get = office.get(&path(), token).await;
        let delete = office
            .send(Method::DELETE, &path(), token, &Value::Null, &[])
            .await;
        for answer in [put, get, delete] {
            assert_eq!(answer.status.as_u16(), status);
        }
    }
}

#[tokio::test]
async fn one_that_is_taken_away_is_gone_and_there_are_twenty_at_most() {
    let office = Office::open().await;
    let token = administrator(&office).await;
    let put = async |n: u32| {
        let path = format!("/identity-providers/{}", id(0x9000 + n));
        office.put(&path, &token, &form(), "").await
    };
    for n in 0..20 {
        assert_eq!(put(n).await.status, StatusCode::CREATED);
    }
    let refused = put(20).await;
    assert_eq!(text(&refused.body, "/code"), "too_many_providers");
    let delete = async |tag: &str| {
        let tag = [("if-match", tag)];
        let tag = if tag[0].1.is_empty() { &[] } else { &tag[..] };
        let gone = office
            .send(Method::DELETE, &path(), &token, &Value::Null, tag)
            .await;
        gone.status.as_u16()
    };
    assert_eq!((delete("").await, delete("\"7\"").await), (428, 412));
    assert_eq!((delete("\"1\"").await, delete("\"2\"").await), (204, 404));
    assert_eq!(
        office.get(&path(), &token).await.status,
        StatusCode::NOT_FOUND
    );
    let list = office.get("/identity-providers", "").await;
    assert_eq!(list.body.as_array().unwrap().len(), 19);
    assert_eq!(text(&put(0).await.body, "/code"), "id_reused");
    assert_eq!(put(20).await.status, StatusCode::CREATED);
    let secrets = "SELECT id FROM identity_provider WHERE withdrawn_at IS NOT NULL
         AND sealed_secret IS NOT NULL ORDER BY id LIMIT 1";
    assert!(office.db.run(secrets, params![]).await.unwrap().is_empty());
}
