//! Bad input to every operation of the API: a problem in the caller's language, never a 500,
//! nothing written.

use std::collections::BTreeMap;

use ngantor_tests::api::{Operation, operations};
use ngantor_tests::client::{Answer, Client};
use ngantor_tests::office::{self, Office, must, new_id, punch};
use serde_json::json;

const JSON: (&str, &str) = ("content-type", "application/json");
const PUNCHES: &str = "/api/attendance/punches";
const SQL: &str = "'; DROP TABLE punch; --";

/// A refusal that a client can work with.
fn assert_refused(answer: &Answer, context: &str) {
    assert!((400..500).contains(&answer.status), "{context}: {answer:?}");
    // HEAD tells it in the head alone (RFC 9110 §9.3.2).
    if answer.text.is_empty() && (answer.status == 401 || context.starts_with("HEAD ")) {
        return;
    }
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{context}: {answer:?}"
    );
    let problem = answer.json();
    for field in ["type", "title", "detail", "code", "request_id"] {
        assert!(
            problem[field].as_str().is_some_and(|text| !text.is_empty()),
            "{context}: {answer:?}"
        );
    }
    assert_eq!(problem["status"], answer.status, "{context}");
    assert_eq!(
        problem["request_id"],
        answer.header("x-request-id"),
        "{context}"
    );
    if answer.status == 422 && problem["code"] == "invalid" {
        let pointer = problem["errors"][0]["pointer"].as_str();
        assert!(pointer.is_some(), "{context}: {answer:?}");
    }
}

/// The administrator's clients, by function.
/// The administrator at each function.
struct Callers(BTreeMap<String, Client>);

impl Callers {
    fn of(office: &Office) -> Self {
        let client = office.node.client();
        let session = office::sign_in(&client).json();
        let tokens = session["access_tokens"].as_object().unwrap();
        let at = |function: &String| client.with_token(office::token(&session, function));
        Self(tokens.keys().map(|one| (one.clone(), at(one))).collect())
    }

    fn for_path(&self, path: &str) -> &Client {
        let function = path
            .strip_prefix("/api/")
            .and_then(|rest| rest.split('/').next());
        &self.0[function.unwrap_or_default()]
    }
}

/// What there is, to compare before and after.
fn state(callers: &Callers) -> (String, String) {
    let read = |path: &str| must(callers.for_path(path).get(path)).text;
    let people = read("/api/people/people?limit=200");
    (people, read("/api/attendance/punches?limit=200"))
}

/// Signing out for good would end the test; refusing sign-ins for a while is tested elsewhere.
fn with_json() -> Vec<Operation> {
    let operations: Vec<_> = operations()
        .into_iter()
        .filter(|one| one.takes_json)
        .collect();
    assert!(operations.len() >= 5, "{operations:?}");
    operations
}

#[test]
fn a_body_that_is_not_what_is_asked_for_is_refused() {
    let office = Office::open();
    let callers = Callers::of(&office);
    let before = state(&callers);
    let deep = "[".repeat(60_000);
    let nested = format!("{{\"note\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    let bodies: [(&str, &[u8]); 14] = [
        ("broken", b"{\"note\":"),
        ("not UTF-8", b"{\"note\":\"\xff\xfe\"}"),
        ("a lone surrogate", b"{\"note\":\"\\ud800\"}"),
        ("null", b"null"),
        ("a list", b"[]"),
        ("a list of texts", b"[\"in\",\"home\",\"Asia/Jakarta\"]"),
        ("a text", b"\"in\""),
        ("a number past all", b"1e999"),
        ("two documents", b"{}{}"),
        ("an unknown field", b"{\"__proto__\":{\"admin\":true}}"),
        (
            "wrong types",
            b"{\"username\":1,\"password\":[],\"direction\":{},\"name\":false}",
        ),
        ("nothing but depth", deep.as_bytes()),
        ("depth in a field", nested.as_bytes()),
        ("a zero byte", b"{\"note\":\"a\0b\"}"),
    ];
    for operation in with_json() {
        let path = operation.path_with(&new_id());
        let client = callers.for_path(&path);
        for (name, body) in bodies {
            let context = format!("{} {path}: {name}", operation.method);
            let answer = must(client.send(&operation.method, &path, &[JSON], body));
            assert_refused(&answer, &context);
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ] {
            let headers = [("content-type", kind)];
            let answer = must(client.send(&operation.method, &path, &headers, "{}"));
            assert_eq!(answer.problem(), "415 unsupported_media_type", "{path}");
        }
        let large = vec![b' '; 70_000];
        let answer = must(client.send(&operation.method, &path, &[JSON], large));
        assert_eq!(answer.problem(), "413 too_large", "{path}");
    }
    assert_eq!(state(&callers), before);
    assert!(
        !office.node.log().contains("an instance died"),
        "{}",
        office.node.log()
    );
}

#[test]
fn a_path_or_a_query_that_cannot_be_is_refused() {
    let office = Office::open();
    let callers = Callers::of(&office);
    let long = "a".repeat(2_000);
    let tricks = [
        "..",
        "%2e%2e",
        "%2e%2e%2fpeople",
        "%00",
        "%ff%fe",
        "null",
        "-1",
        "*",
        "%27%20OR%201%3D1--",
        "2026-13-45",
        "9999999-01-01",
        "00000000-0000-0000-0000-000000000000",
        &long,
    ];
    for operation in operations() {
        let client = callers.for_path(&operation.path);
        for trick in tricks {
            // OPTIONS tells what is spoken, whatever the address.
            if !operation.has_parameter() || operation.method == "OPTIONS" {
                continue;
            }
            let path = operation.path_with(trick);
            let body = if operation.takes_json { "{}" } else { "" };
            let answer = must(client.send(&operation.method, &path, &[JSON], body));
            assert_refused(&answer, &format!("{} {path}", operation.method));
        }
        for query in [
            "limit=abc",
            "limit=-1",
            "limit=99999999999999999999",
            "cursor=%00",
            "x=%ff",
        ] {
            if operation.method != "GET" {
                continue;
            }
            let path = format!("{}?{query}", operation.path_with(&new_id()));
            let answer = must(client.get(&path));
            // A route without parameters in its query does not read it.
            assert!(answer.status < 500, "{path}: {answer:?}");
        }
    }
    for path in [
        "/api/people/../attendance/days/today",
        "//api/people/me",
        "/api/people/me/",
    ] {
        let answer = office
            .node
            .client()
            .raw(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        let answer = answer.unwrap();
        assert!(answer.starts_with("HTTP/1.1 40"), "{path}: {answer}");
    }
}

#[test]
fn a_punch_that_cannot_be_is_refused_with_a_pointer_in_both_languages() {
    let office = Office::open();
    let client = office.signed_in("attendance");
    let position = |place: [f64; 2], radius_m: f64| {
        let [latitude, longitude] = place;
        json!({"latitude": latitude, "longitude": longitude, "accuracy_m": radius_m, "age_s": 1})
    };
    for (field, value, pointer) in [
        ("zone", json!("Asia/Atlantis"), "/zone"),
        ("zone", json!("../../etc/localtime"), "/zone"),
        ("zone", json!(""), "/zone"),
        (
            "claimed_at",
            json!("2026-02-30T07:00:00+07:00"),
            "/claimed_at",
        ),
        (
            "claimed_at",
            json!("2026-11-25T25:00:00+07:00"),
            "/claimed_at",
        ),
        ("claimed_at", json!("2026-11-25 07:00"), "/claimed_at"),
        ("claimed_at", json!("99999-01-01T00:00:00Z"), "/claimed_at"),
        ("position", position([90.1, 0.0], 5.0), "/position/latitude"),
        (
            "position",
            position([0.0, -180.5], 5.0),
            "/position/longitude",
        ),
        (
            "position",
            position([0.0, 0.0], -1.0),
            "/position/accuracy_m",
        ),
        ("position", json!({"latitude": "0"}), "/position"),
        ("work_mode", json!("moon"), "/work_mode"),
        ("direction", json!("up"), "/direction"),
        ("note", json!("x".repeat(501)), "/note"),
        ("note", json!(7), "/note"),
        ("colour", json!("red"), "/colour"),
    ] {
        let mut body = punch("in");
        body[field] = value;
        let path = format!("/api/attendance/punches/{}", new_id());
        for (language, title) in [
            ("id", "Ada isian yang perlu diperbaiki"),
            ("en", "Some fields need to be corrected"),
        ] {
            let headers = [JSON, ("accept-language", language)];
            let answer = must(client.send("PUT", &path, &headers, body.to_string()));
            assert_eq!(answer.problem(), "422 invalid", "{body}");
            let problem = answer.json();
            assert_eq!(problem["title"], title);
            let told = problem["errors"][0]["pointer"].as_str().unwrap_or_default();
            assert!(told.starts_with(pointer), "{pointer}: {problem}");
        }
    }
    let punches = must(client.get("/api/attendance/punches")).json();
    assert_eq!(punches, json!([]));
}

#[test]
fn sql_in_a_text_is_text() {
    let office = Office::open();
    let callers = Callers::of(&office);
    let mut body = punch("in");
    body["note"] = json!(SQL);
    let path = format!("/api/attendance/punches/{}", new_id());
    assert_eq!(
        must(callers.for_path(&path).json("PUT", &path, &body)).status,
        201
    );
    let punches = must(callers.for_path(PUNCHES).get(PUNCHES)).json();
    assert_eq!(punches[0]["note"], SQL);
    let person =
        json!({"name": SQL, "username": "budi", "password": SQL.repeat(2), "roles": ["employee"]});
    let path = format!("/api/people/people/{}", new_id());
    let made = must(callers.for_path(&path).json("PUT", &path, &person));
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.json()["name"], SQL);
    let form = json!({"username": SQL, "password": SQL});
    let refused = must(
        office
            .node
            .client()
            .json("POST", "/api/people/sessions", &form),
    );
    assert_eq!(refused.problem(), "401 wrong_password");
}

#[test]
fn a_token_that_is_not_this_functions_own_is_refused() {
    let office = Office::open();
    let client = office.node.client();
    let session = office::sign_in(&client).json();
    let good = office::token(&session, "attendance").to_owned();
    let parts: Vec<&str> = good.split('.').collect();
    // {"typ":"JWT","alg":"none"}
    let none = format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{}.", parts[1]);
    let mut flipped = good.clone().into_bytes();
    let last = flipped.len() - 10;
    flipped[last] = if flipped[last] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let other_payload = format!("{}.{}.{}", parts[0], parts[1].replace('a', "b"), parts[2]);
    let refresh = session["refresh_token"].as_str().unwrap();
    for (name, token) in [
        ("another function's", office::token(&session, "people")),
        ("without algorithm", &none),
        ("of another key", &flipped),
        ("with other claims", &other_payload),
        ("a refresh token", refresh),
        ("cut short", &good[..good.len() - 1]),
        ("nothing", ""),
        ("dots", ".."),
        ("long", &"x".repeat(9_000)),
    ] {
        let answer = must(client.with_token(token).get("/api/attendance/days/today"));
        assert_eq!(answer.problem(), "401 unauthenticated", "{name}");
        assert!(!answer.header("www-authenticate").is_empty(), "{name}");
    }
    let answer = must(client.with_token(&good).get("/api/attendance/days/today"));
    assert_eq!(answer.status, 200);
    let machine = must(client.with_token(&good).get("/api/attendance/feed"));
    assert_eq!(
        machine.status, 403,
        "a person's token reads no feed: {machine:?}"
    );
}

#[test]
fn a_page_of_another_site_cannot_write_with_the_cookie() {
    let office = Office::open();
    let client = office.node.client();
    let session = office::sign_in(&client).json();
    let cookie = format!(
        "__Secure-attendance={}",
        office::token(&session, "attendance")
    );
    let own = office.node.origin.clone();
    let send = |headers: &[(&str, &str)]| {
        let path = format!("/api/attendance/punches/{}", new_id());
        let mut all = vec![JSON, ("cookie", cookie.as_str())];
        all.extend_from_slice(headers);
        must(client.send("PUT", &path, &all, punch("in").to_string()))
    };
    for headers in [
        [("origin", "https://jahat.example")].as_slice(),
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", own.as_str())],
    ] {
        assert_eq!(send(headers).problem(), "403 cross_site", "{headers:?}");
    }
    let same = [("sec-fetch-site", "same-origin"), ("origin", own.as_str())];
    assert_eq!(send(&same).status, 201);
}

#[test]
fn guessing_a_password_is_slowed_down_also_when_all_guesses_come_at_once() {
    let office = Office::open();
    let client = office.node.client();
    for (username, n_at_once) in [(office::USERNAME, 1), ("nobody", 40)] {
        let form = json!({"username": username, "password": "bukan kata sandinya"});
        let answers: Vec<Answer> = (0..40 / n_at_once)
            .flat_map(|_| at_once(&client, &form, n_at_once))
            .collect();
        let n_tried = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(n_tried, 5, "of {username}, {n_at_once} at once");
        for refused in answers.iter().filter(|answer| answer.status != 401) {
            assert_eq!(refused.status, 429, "{refused:?}");
            let seconds = refused.header("retry-after").parse::<u32>();
            assert!(seconds.is_ok_and(|seconds| seconds > 0), "{refused:?}");
        }
    }
}

fn at_once(client: &Client, form: &serde_json::Value, n: usize) -> Vec<Answer> {
    let send = || must(client.json("POST", "/api/people/sessions", form));
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..n).map(|_| scope.spawn(send)).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}
