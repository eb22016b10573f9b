//! Making, listing and removing passkeys.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use people::http::address::Address;
use serde_json::{Value, json};

use crate::authenticator::{Authenticator, Lie, encode};
use crate::holder::{AT_OFFICE, Holder};
use crate::office::{Office, PASSWORD, id, text};
use crate::personal::tick;

/// How the SPKI of an Ed25519 key begins (RFC 8410 §4); nobody is offered that.
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

#[tokio::test]
async fn what_is_asked_for_tells_no_more_than_it_must() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let options = siti.begin(&office).await;
    assert_eq!(
        options["rp"],
        json!({"id": "kantor.example", "name": "Kementerian"})
    );
    assert_eq!(options["user"]["name"], "siti");
    assert_eq!(options["user"]["displayName"], "Siti");
    assert_eq!(text(&options, "/user/id").len(), 43);
    let algorithms =
        json!([{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}]);
    assert_eq!(options["pubKeyCredParams"], algorithms);
    let selection = json!({"residentKey": "required", "requireResidentKey": true,
                           "userVerification": "required"});
    assert_eq!(options["authenticatorSelection"], selection);
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["excludeCredentials"], json!([]));
    // The handle stays, the challenge does not.
    let again = siti.begin(&office).await;
    assert_eq!(again["user"], options["user"]);
    assert_ne!(again["challenge"], options["challenge"]);
    let budi = Holder::budi(&office).await.begin(&office).await;
    assert_ne!(budi["user"]["id"], options["user"]["id"]);
}

#[tokio::test]
async fn a_passkey_is_added_told_and_removed() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let mut phone = Authenticator::new(1);
    let credential = phone.create(&siti.begin(&office).await);
    office.pass_s(1);
    let added = siti.add(&office, 0x6001, &credential).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let expected = json!({"id": id(0x6001), "name": "Ponsel",
        "credential_id": encode(&phone.credential_id),
        "created_at": "2026-11-25T07:30:01.000+07:00", "used_at": null});
    assert_eq!(added.body, expected);
    assert_eq!(siti.list(&office).await, std::slice::from_ref(&expected));
    let data = office.get("/me/data", &siti.token).await.body;
    assert_eq!(data["passkeys"], json!([expected]));
    // Its answer was lost.
    let again = siti.add(&office, 0x6001, &credential).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &expected));
    // The device has one already.
    let options = siti.begin(&office).await;
    let excluded = json!([{"type": "public-key", "id": expected["credential_id"]}]);
    assert_eq!(options["excludeCredentials"], excluded);
    office.pass_s(1);
    assert_eq!(siti.remove(&office, 0x6001).await, StatusCode::NO_CONTENT);
    assert_eq!(siti.remove(&office, 0x6001).await, StatusCode::NOT_FOUND);
    assert_eq!(siti.list(&office).await, [] as [Value; 0]);
    let outcomes = siti.outcomes(&office).await;
    assert_eq!(outcomes[..2], ["passkey_removed", "passkey_added"]);
    let journal = format!("{:?}", office.journal().await);
    let credential_id = text(&expected, "/credential_id");
    assert!(!journal.contains("Ponsel") && !journal.contains(&credential_id));
}

#[tokio::test]
async fn a_session_in_other_hands_makes_no_way_in() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let refused = siti.try_to_begin(&office, "bukan kata sandinya").await;
    assert_eq!(refused.body["errors"][0]["pointer"], "/password");
    for _ in 0..4 {
        siti.try_to_begin(&office, "bukan kata sandinya").await;
    }
    let braked = siti.try_to_begin(&office, PASSWORD).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_registration_that_is_not_genuine_is_refused() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let lies: [Lie; 8] = [
        ("origin", |it| it.origin = "https://evil.example"),
        ("rp id", |it| it.rp_id = "evil.example"),
        ("sign-in", |it| it.ceremony = "webauthn.get"),
        ("nobody there", |it| it.flags = 0x04),
        ("not verified", |it| it.flags = 0x01),
        ("copied", |it| it.flags = 0x15),
        ("long id", |it| it.credential_id = vec![1; 1024]),
        ("algorithm", |it| it.public_key = ED25519.to_vec()),
    ];
    for (what, lie) in lies {
        let mut phone = Authenticator::new(1);
        lie(&mut phone);
        let credential = phone.create(&siti.begin(&office).await);
        let refused = siti.add(&office, 0x6001, &credential).await;
        assert_eq!(refused.body["errors"][0]["code"], "not_genuine", "{what}");
        assert_eq!(refused.body["errors"][0]["pointer"], "/credential");
    }
    let credential = Authenticator::new(1).create(&siti.begin(&office).await);
    for (field, text) in [
        ("clientDataJSON", "%%%".to_owned()),
        ("clientDataJSON", encode(&[b'{'; 5000])),
        ("authenticatorData", String::new()),
        ("authenticatorData", encode(&[0xa5; 20_000])),
        ("publicKey", encode(&[0x30; 20_000])),
    ] {
        let mut credential = credential.clone();
        credential["response"][field] = json!(text);
        let refused = siti.add(&office, 0x6001, &credential).await;
        assert_eq!(refused.body["errors"][0]["code"], "not_genuine", "{field}");
    }
    let named = json!({"name": " ", "credential": credential});
    let path = format!("/me/passkeys/{}", id(0x6001));
    let refused = office
        .send(Method::PUT, &path, &siti.token, &named, &AT_OFFICE)
        .await;
    assert_eq!(refused.body["errors"][0]["pointer"], "/name");
    assert_eq!(siti.list(&office).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_challenge_makes_one_passkey_of_its_person_within_five_minutes() {
    let office = Office::open().await;
    let (siti, budi) = (Holder::siti(&office).await, Holder::budi(&office).await);
    let options = siti.begin(&office).await;
    let credential = Authenticator::new(1).create(&options);
    let others = budi.add(&office, 0x6001, &credential).await;
    assert_eq!(others.body["code"], "challenge_over");
    assert_eq!(others.status, StatusCode::CONFLICT);
    let added = siti.add(&office, 0x6001, &credential).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let second = Authenticator::new(2).create(&options);
    let refused = siti.add(&office, 0x6002, &second).await;
    assert_eq!(refused.body["code"], "challenge_over");
    let credential = Authenticator::new(3).create(&siti.begin(&office).await);
    office.pass_s(300);
    let late = siti.add(&office, 0x6003, &credential).await;
    assert_eq!(late.body["code"], "challenge_over");
    // One for signing in makes none.
    let answer = office
        .send(
            Method::POST,
            "/passkey-challenges",
            "",
            &json!({}),
            &AT_OFFICE,
        )
        .await;
    let mut options = siti.begin(&office).await;
    options["challenge"] = answer.body["public_key"]["challenge"].clone();
    let credential = Authenticator::new(4).create(&options);
    let refused = siti.add(&office, 0x6004, &credential).await;
    assert_eq!(refused.body["code"], "challenge_over");
    assert_eq!(siti.list(&office).await.len(), 1);
}

#[tokio::test]
async fn a_credential_is_one_persons_once() {
    let office = Office::open().await;
    let (siti, budi) = (Holder::siti(&office).await, Holder::budi(&office).await);
    siti.keep(&office, 1).await;
    for holder in [&siti, &budi] {
        let credential = Authenticator::new(1).create(&holder.begin(&office).await);
        let refused = holder.add(&office, 0x6002, &credential).await;
        assert_eq!(refused.body["errors"][0]["code"], "taken");
    }
    // An id is one passkey's.
    let credential = Authenticator::new(2).create(&budi.begin(&office).await);
    let refused = budi.add(&office, 0x6001, &credential).await;
    assert_eq!(refused.body["errors"][0]["code"], "taken");
    assert_eq!(budi.list(&office).await, [] as [Value; 0]);
    // What was removed may come again.
    siti.remove(&office, 0x6001).await;
    let credential = Authenticator::new(1).create(&budi.begin(&office).await);
    let added = budi.add(&office, 0x6002, &credential).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    // Nobody removes another's.
    assert_eq!(siti.remove(&office, 0x6002).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_has_more_than_twenty() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let early = siti.begin(&office).await;
    for n in 1..=20 {
        siti.keep(&office, n).await;
    }
    let refused = siti.try_to_begin(&office, PASSWORD).await;
    assert_eq!(refused.body["code"], "too_many_passkeys");
    let credential = Authenticator::new(21).create(&early);
    let refused = siti.add(&office, 0x6100, &credential).await;
    assert_eq!(refused.body["code"], "too_many_passkeys");
    assert_eq!(siti.list(&office).await.len(), 20);
}

#[tokio::test]
async fn at_a_number_there_are_none() {
    let office = Office::open().await;
    let siti = Holder::siti(&office).await;
    let at_number = [
        ("host", "127.0.0.1:3000"),
        ("origin", "http://127.0.0.1:3000"),
    ];
    for path in ["/passkey-challenges", "/me/passkey-registrations"] {
        let form = json!({"password": PASSWORD});
        let refused = office
            .send(Method::POST, path, &siti.token, &form, &at_number)
            .await;
        assert_eq!(refused.body["code"], "address_is_no_name", "{path}");
        let unnamed = office
            .send(Method::POST, path, &siti.token, &form, &[])
            .await;
        assert_eq!(unnamed.body["code"], "cross_site", "{path}");
    }
}

#[tokio::test]
async fn where_the_operator_set_the_address_no_other_is_taken() {
    let office = Office::closed_at(Address::parse("https://kantor.example")).await;
    let ask = async |headers: &[(&'static str, &str)]| {
        office
            .send(Method::POST, "/passkey-challenges", "", &json!({}), headers)
            .await
            .body
    };
    // An app names no origin.
    for headers in [&AT_OFFICE[..], &[]] {
        assert_eq!(ask(headers).await["public_key"]["rpId"], "kantor.example");
    }
    let elsewhere = [
        ("host", "other.example"),
        ("origin", "https://other.example"),
    ];
    assert_eq!(ask(&elsewhere).await["code"], "cross_site");
}

#[tokio::test]
async fn personnel_remove_those_of_whoever_lost_everything() {
    let office = Office::open().await;
    let budi = Holder::budi(&office).await;
    budi.keep(&office, 1).await;
    budi.keep(&office, 2).await;
    office.pass_s(1);
    let path = format!("/people/{}/passkeys", budi.person);
    let remove = async |token: &str, path: &str| {
        let answer = office
            .send(Method::DELETE, path, token, &Value::Null, &[])
            .await;
        (answer.status, answer.body["code"].clone())
    };
    assert_eq!(remove(&budi.token, &path).await.0, StatusCode::FORBIDDEN);
    let keeper = office.personnel().await;
    assert_eq!(remove(&keeper, &path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(remove(&keeper, &path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(budi.list(&office).await, [] as [Value; 0]);
    let outcomes = budi.outcomes(&office).await;
    assert_eq!(outcomes[..2], ["passkey_removed"; 2]);
    let own = format!("/people/{}/passkeys", id(0x3000));
    assert_eq!(remove(&keeper, &own).await.1, "not_for_oneself");
    let siti = Holder::siti(&office).await;
    let path = format!("/people/{}/passkeys", siti.person);
    assert_eq!(remove(&keeper, &path).await.1, "administrators_only");
    let last = office.journal().await.pop().unwrap();
    assert_eq!(
        (last.kind, last.actor),
        ("people.session.created".to_owned(), siti.person)
    );
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_key() {
    let office = Office::open().await;
    let budi = Holder::budi(&office).await;
    let phone = budi.keep(&office, 1).await;
    let chief = office
        .token(&id(0x3009), &[Role::Employee, Role::Administrator])
        .await;
    let path = format!("/people/{}", budi.person);
    let left = json!({"ends_on": "2026-11-24"});
    let tag = [("if-match", "*")];
    office.send(Method::PATCH, &path, &chief, &left, &tag).await;
    let years = json!({"retention_years": 0});
    office
        .send(Method::PATCH, "/institution", &chief, &years, &tag)
        .await;
    let erased = office
        .send(
            Method::POST,
            &format!("{path}/erasure"),
            &chief,
            &Value::Null,
            &[],
        )
        .await;
    assert_eq!(erased.status, StatusCode::ACCEPTED, "{:?}", erased.body);
    office.pass_s(7 * 86_400);
    assert_eq!(tick(&office).await["n_forgotten"], 1);
    let credential_id = encode(&phone.credential_id);
    for table in ["passkey", "passkey_owner", "passkey_use", "sign_in"] {
        let rows = office
            .db
            .run(&format!("SELECT * FROM {table}"), ngantor_db::params![])
            .await
            .unwrap();
        let text = format!("{rows:?}");
        for gone in [&*credential_id, &*phone.handle, "Ponsel", "passkey_removed"] {
            assert!(!text.contains(gone), "{table} {gone}: {text}");
        }
    }
}
