//! What somebody plants in an account that becomes worth more, or that is given back to its person:
//! none of it opens anything afterwards.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::recovery::Recovery;
use ngantor_core::username::Username;
use ngantor_db::params;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::filing::Filing;
use crate::holder::Holder;
use crate::office::{OWN_PASSWORD, Office, cookies, id, text};
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
        let links = "SELECT ended_at FROM provider_link ORDER BY id LIMIT 9";
        let links = office.db.run(links, params![]).await.unwrap();
        links[0].integer_or_null("ended_at").unwrap()
    };
    assert_eq!(links().await, None);
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
    assert_ne!(links().await, None);
}

/// Whoever used the link of personnel chose Budi's password, and lets an app in as Budi. What of it
/// is still good, by its name.
struct Planted<'a> {
    office: &'a Office,
    session: Value,
    app: Value,
}

impl<'a> Planted<'a> {
    async fn in_budi(office: &'a Office) -> Self {
        let keeper = office.personnel().await;
        let budi = office.employ(&keeper, 0x2000, "Budi").await;
        let link = format!("/people/{budi}/password-link");
        let link = office.send(Method::POST, &link, &keeper, &Value::Null, &[]);
        let form = json!({"token": link.await.body["token"], "password": OWN_PASSWORD});
        let used = office.post("/password-links/use", &form).await;
        assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
        let form = json!({"username": "orang8192", "password": OWN_PASSWORD});
        let session = office.post("/sessions", &form).await.body;
        let token = text(&session, "/access_tokens/people");
        let app = app_of(office, &token).await;
        Self {
            office,
            session,
            app,
        }
    }

    async fn is_good(&self) -> Vec<&'static str> {
        let own = json!({"username": "orang8192", "password": OWN_PASSWORD});
        let refresh = json!({"refresh_token": self.session["refresh_token"]});
        let token = text(&self.session, "/access_tokens/people");
        let mut good = Vec::new();
        if self.office.get("/me", &token).await.status == StatusCode::OK {
            good.push("access token");
        }
        for (what, path, form) in [
            ("session", "/sessions/refresh", &refresh),
            ("password", "/sessions", &own),
            ("app", "/tokens", &self.app),
        ] {
            if self.office.post(path, form).await.status.is_success() {
                good.push(what);
            }
        }
        good
    }
}

/// Lets an app in; what it sends for access tokens.
async fn app_of(office: &Office, token: &str) -> Value {
    let form = json!({"name": "Papan", "scopes": ["people:read"]});
    let path = format!("/app-tokens/{}", id(0x6001));
    let app = office.put(&path, token, &form, "").await;
    assert_eq!(app.status, StatusCode::CREATED, "{:?}", app.body);
    json!({"app_token": app.body["token"]})
}

#[tokio::test]
async fn neither_password_nor_session_nor_app_of_before_is_an_administrators() {
    let office = Office::open().await;
    let planted = Planted::in_budi(&office).await;
    let all = ["access token", "session", "password", "app"];
    assert_eq!(planted.is_good().await, all);
    let chief = office.token(&id(0x3009), &[Role::Administrator]).await;
    let budi = id(0x2000);
    // What is no administrator's role leaves all that is one's own.
    let roles = json!({"roles": ["employee", "auditor"]});
    assert_eq!(patch(&office, &chief, &budi, &roles).await, "done");
    assert_eq!(planted.is_good().await, all);
    let roles = json!({"roles": ["employee", "administrator"]});
    assert_eq!(patch(&office, &chief, &budi, &roles).await, "done");
    assert_eq!(planted.is_good().await, [""; 0]);
    // The administrator who gave the role hands over the way in, and what comes of it stays.
    let link = format!("/people/{budi}/password-link");
    let link = office.send(Method::POST, &link, &chief, &Value::Null, &[]);
    let form = json!({"token": link.await.body["token"], "password": "kucing melompat tangga"});
    let used = office.post("/password-links/use", &form).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    let roles = json!({"roles": ["employee", "personnel", "administrator"]});
    assert_eq!(patch(&office, &chief, &budi, &roles).await, "done");
    let form = json!({"username": "orang8192", "password": "kucing melompat tangga"});
    let session = office.post("/sessions", &form).await;
    assert_eq!(session.status, StatusCode::CREATED, "{:?}", session.body);
}

#[tokio::test]
async fn nor_does_it_become_an_administrators_by_a_file() {
    let office = Office::open().await;
    let planted = Planted::in_budi(&office).await;
    let chief = office.token(&id(0x3009), &[Role::Administrator]).await;
    let filing = Filing::begin_as(&office, 1, chief, &json!({"kind": "people"})).await;
    let file = "username,roles\norang8192,employee administrator\n";
    assert_eq!(filing.check(file).await["n_bad"], 0);
    assert_eq!(filing.until("load", "loaded").await["n_changed"], 1);
    assert_eq!(planted.is_good().await, [""; 0]);
}

#[tokio::test]
async fn the_operators_word_ends_apps_of_who_had_no_password() {
    let beside = Beside::new().await;
    let office = &beside.office;
    let keeper = office.personnel().await;
    let form = json!({"name": "Budi", "username": "budi", "roles": ["employee"]});
    let added = office
        .put(&format!("/people/{}", id(0x2000)), &keeper, &form, "")
        .await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    beside
        .issuer
        .knows(json!({"sub": "b", "preferred_username": "budi"}));
    let opened = beside.sign_in().await;
    let cookie = cookies(&opened)
        .into_iter()
        .find_map(|cookie| cookie.strip_prefix("__Secure-people="));
    let token = cookie.unwrap().split(';').next().unwrap();
    let app = app_of(office, token).await;
    office.pass_s(60);
    let word = Recovery {
        username: Username::parse("budi", "").unwrap(),
        issued_at: office.clock.now(),
    };
    office.pass_s(60);
    let form = json!({"token": word.write(&office.master), "password": OWN_PASSWORD});
    let used = office.post("/password-links/use", &form).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    let refused = office.post("/tokens", &app).await;
    assert_eq!(refused.body["code"], "app_is_out", "{:?}", refused.body);
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
