//! Attacks that have no better place: telling names by the clock, foisting a session on somebody,
//! setting what nobody asked for, asking for what is somebody else's. `docs/attacks.md` lists
//! every one that was thought of, with the test that holds it off.

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, cookies, id, text};

const SITI: u32 = 0x2000;
const RINA: u32 = 0x2001;
/// So many sign-ins of each kind are timed.
const N_TIMED: usize = 11;

/// As long as they differ, so often.
const ROUNDS: usize = 4;

/// What it takes where nothing comes between.
fn shortest(times: &[Duration]) -> Duration {
    *times.iter().min().unwrap()
}

#[tokio::test]
async fn a_name_that_nobody_has_takes_as_long_as_a_wrong_password() {
    let office = Office::open().await;
    let time = async |username: &str| {
        // A guess a minute is let through.
        office.pass_s(61);
        let form = json!({"username": username, "password": "bukan yang benar"});
        let begun = Instant::now();
        let answer = office.post("/sessions", &form).await;
        assert_eq!(answer.body["code"], "wrong_password");
        begun.elapsed()
    };
    // Without a password yet: as long, too.
    office.token(&id(SITI), &[Role::Employee]).await;
    let (mut known, mut unknown, mut without) = (Vec::new(), Vec::new(), Vec::new());
    // A hash takes all of the time; a look into the database a hundredth of it.
    let alike = |one: Duration, other: Duration| {
        (0.5..2.0).contains(&(other.as_secs_f64() / one.as_secs_f64()))
    };
    for round in 1..=ROUNDS {
        for n in 0..N_TIMED {
            known.push(time("siti").await);
            unknown.push(time(&format!("bukan{n}")).await);
            without.push(time(&format!("z{}", id(SITI))).await);
        }
        let known = shortest(&known);
        let others = [shortest(&unknown), shortest(&without)];
        // A busy machine delays some of them, but not all of all rounds.
        if others.iter().all(|other| alike(known, *other)) {
            return;
        }
        assert!(round < ROUNDS, "{others:?} beside {known:?}");
    }
}

#[tokio::test]
async fn a_sign_in_takes_no_session_that_somebody_else_chose() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let foisted = office.first_sign_in("orang8192").await;
    let (token, refresh) = (
        text(&foisted, "/access_tokens/people"),
        text(&foisted, "/refresh_token"),
    );
    let cookie = format!("__Secure-people={token}; __Secure-refresh={refresh}");
    let headers = [("cookie", &*cookie)];
    let form = json!({"username": "siti", "password": PASSWORD, "delivery": "cookie"});
    let signed_in = office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await;
    assert_eq!(
        signed_in.status,
        StatusCode::CREATED,
        "{:?}",
        signed_in.body
    );
    assert_ne!(signed_in.body["session_id"], foisted["session_id"]);
    // Every cookie of before is replaced.
    let set = cookies(&signed_in);
    assert_eq!(set.len(), 3);
    assert!(
        !set.iter()
            .any(|cookie| cookie.contains(&token) || cookie.contains(&refresh))
    );
    // Whoever foisted it is still who they were.
    let theirs = office.get("/me", &token).await;
    assert_eq!(theirs.body["username"], "orang8192");
    let chosen = json!({"username": "siti", "password": PASSWORD,
                        "session_id": foisted["session_id"]});
    let refused = office.post("/sessions", &chosen).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_not_asked_for_is_refused_and_not_taken() {
    let office = Office::open().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let chief = office
        .token(&id(RINA), &[Role::Employee, Role::Administrator])
        .await;
    let person = json!({"name": "Budi", "username": "budi", "password": PASSWORD,
                        "roles": ["employee"]});
    let app = json!({"name": "Skrip", "scopes": ["people:read"], "days": 30});
    let correction = json!({"wanted": "Nama saya salah."});
    let change = json!({"retention_years": 5});
    let of_person = ["version", "password_hash", "password_is_temporary"];
    let of_correction = ["state", "person_id"];
    let (people, apps) = (
        format!("/people/{}", id(1)),
        format!("/app-tokens/{}", id(2)),
    );
    let corrections = format!("/corrections/{}", id(3));
    for (method, path, token, form, fields) in [
        ("PUT", &*people, &chief, &person, &of_person[..]),
        ("PUT", &apps, &siti, &app, &["person_id"]),
        ("PUT", &corrections, &siti, &correction, &of_correction),
        ("PATCH", "/institution", &chief, &change, &["version"]),
    ] {
        for field in fields {
            assert_unknown(&office, (method, path, token), form, field).await;
        }
    }
}

async fn assert_unknown(
    office: &Office,
    (method, path, token): (&str, &str, &str),
    form: &Value,
    field: &str,
) {
    let mut form = form.clone();
    form[field] = json!(id(RINA));
    let method = method.parse().unwrap();
    let headers = [("if-match", "*")];
    let answer = office.send(method, path, token, &form, &headers).await;
    assert_eq!(answer.status.as_u16(), 422, "{path} {field}");
    assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"));
}

/// Every form says that it takes no other field; the functions' documents are made from the code.
#[test]
fn every_form_names_all_that_it_takes() {
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let mut n_forms = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_null() {
                continue;
            }
            let name = text(schema, "/$ref");
            let form = document.pointer(name.trim_start_matches('#')).unwrap();
            assert_eq!(form["additionalProperties"], false, "{path} {name}");
            n_forms += 1;
        }
    }
    assert!(n_forms > 20, "{n_forms}");
}

/// What an employee makes for themselves.
fn things_of_siti() -> [(String, Value); 2] {
    let app = json!({"name": "Skrip Siti", "scopes": ["people:read"], "days": 30});
    let correction = json!({"wanted": "Nama saya salah."});
    [
        (format!("/app-tokens/{}", id(0x6000)), app),
        (format!("/corrections/{}", id(0x6001)), correction),
    ]
}

async fn make_theirs(office: &Office, siti: &str, keeper: &str) {
    let file = json!({"kind": "people", "format": "csv", "n_bytes": 5});
    let appraiser = json!({"kind": "appraiser", "person_id": id(0x3000),
                           "appraised_id": id(SITI), "starts_on": "2026-01-01"});
    let things = things_of_siti().map(|(path, form)| (path, siti, form));
    let kept = [
        (format!("/imports/{}", id(0x6002)), keeper, file),
        (format!("/relations/{}", id(0x6003)), keeper, appraiser),
    ];
    for (path, token, form) in things.into_iter().chain(kept) {
        let made = office.put(&path, token, &form, "").await;
        assert!(made.status.is_success(), "{path} {:?}", made.body);
    }
}

/// What is not an employee's.
fn asked_by_anybody(session: &str) -> Vec<(&'static str, String)> {
    let siti = id(SITI);
    let (app, correction, relation) = (id(0x6000), id(0x6001), id(0x6003));
    vec![
        ("GET", format!("/people/{siti}")),
        ("PATCH", format!("/people/{siti}")),
        ("GET", format!("/people/{siti}/decider")),
        ("DELETE", format!("/people/{siti}/sessions")),
        ("DELETE", format!("/people/{siti}/totp")),
        ("POST", format!("/people/{siti}/password-link")),
        ("POST", format!("/people/{siti}/erasure")),
        ("DELETE", format!("/people/{siti}/erasure")),
        ("DELETE", format!("/sessions/{session}")),
        ("DELETE", format!("/app-tokens/{app}")),
        ("PUT", format!("/corrections/{correction}/decision")),
        ("GET", format!("/relations/{relation}")),
        ("DELETE", format!("/relations/{relation}")),
    ]
}

/// What is not another one's of personnel.
fn asked_by_personnel() -> Vec<(&'static str, String)> {
    let import = id(0x6002);
    vec![
        ("GET", format!("/imports/{import}")),
        ("DELETE", format!("/imports/{import}")),
        ("PUT", format!("/imports/{import}/parts/1")),
        ("POST", format!("/imports/{import}/check")),
        ("POST", format!("/imports/{import}/load")),
    ]
}

#[tokio::test]
async fn an_id_of_somebody_elses_opens_nothing() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahayu").await;
    let session = office.first_sign_in("orang8192").await;
    let siti = text(&session, "/access_tokens/people");
    let rina = office.token(&id(RINA), &[Role::Employee]).await;
    make_theirs(&office, &siti, &keeper).await;
    let before = office.journal().await.len();
    let session = text(&session, "/session_id");
    let other_keeper = office
        .token(&id(0x3001), &[Role::Employee, Role::Personnel])
        .await;
    let of_rina = asked_by_anybody(&session);
    let of_rina = of_rina.into_iter().map(|asked| (&rina, asked));
    let of_keeper = asked_by_personnel().into_iter();
    let of_keeper = of_keeper.map(|asked| (&other_keeper, asked));
    for (token, (method, path)) in of_rina.chain(of_keeper) {
        let body = match (method, path.ends_with("/decision")) {
            ("PUT", true) => json!({"state": "done", "answer": "Sudah."}),
            ("PATCH", _) => json!({"name": "Diubah"}),
            _ => json!({}),
        };
        let parsed = method.parse().unwrap();
        let headers = [("if-match", "*")];
        let answer = office.send(parsed, &path, token, &body, &headers).await;
        let is_hidden = matches!(answer.status.as_u16(), 403 | 404);
        assert!(is_hidden, "{method} {path} {:?}", answer.body);
        assert!(!answer.body.to_string().contains("Rahayu"), "{path}");
    }
    // The ids of Siti's own things make nobody else an owner, and tell nothing.
    for (path, form) in things_of_siti() {
        let answer = office.put(&path, &rina, &form, "").await;
        assert!(answer.status.is_client_error(), "{path} {:?}", answer.body);
        assert!(answer.body.get("token").is_none());
    }
    // `office.token` of the other keeper made a person and a session.
    assert_eq!(office.journal().await.len(), before + 2);
}

#[tokio::test]
async fn what_is_ones_own_by_an_id_of_somebody_elses_tells_nothing_of_them() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahayu").await;
    let session = office.first_sign_in("orang8192").await;
    let session = text(&session, "/session_id");
    let rina = office.token(&id(RINA), &[Role::Employee]).await;
    // The directory tells everybody's id; requests have the id that the client gives them.
    for of_siti in [id(SITI), session] {
        let path = format!("/corrections/{of_siti}");
        let asked = office
            .put(&path, &rina, &json!({"wanted": "Nama saya."}), "")
            .await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    }
    let data = office.get("/me/data", &rina).await.body;
    let changes = data["changes"].as_array().unwrap();
    let kinds: Vec<_> = changes.iter().map(|one| text(one, "/type")).collect();
    assert_eq!(
        kinds,
        [
            "people.correction.created",
            "people.correction.created",
            "people.person.created"
        ]
    );
    assert!(!data.to_string().contains("Rahayu"), "{data}");
}
