//! From an empty folder to a punch that outlives a power cut.

use ngantor_tests::api;
use ngantor_tests::installation::Installation;
use ngantor_tests::office::{self, Office, must, new_id, punch};
use serde_json::json;

#[test]
fn an_office_is_set_up_once_by_its_link() {
    let installation = Installation::office();
    let mut node = office::start(&installation);
    let client = node.client();
    assert_eq!(must(client.get("/readyz")).text, "ready\n");
    let token = office::setup_token(&mut node);
    assert_eq!(
        office::set_up(&client, "guessed").problem(),
        "403 wrong_setup_link"
    );
    assert_eq!(office::set_up(&client, &token).status, 201);
    assert_eq!(
        office::set_up(&client, &token).problem(),
        "409 set_up_already"
    );
    let setup = must(client.get("/api/people/setup")).json();
    assert_eq!(setup["open"], false);
    assert_eq!(setup["institution"]["name"], "Kantor Uji");
}

#[test]
fn a_punch_outlives_a_kill() {
    let office = Office::open();
    let id = new_id();
    let path = format!("/api/attendance/punches/{id}");
    let answer = must(
        office
            .signed_in("attendance")
            .json("PUT", &path, &punch("in")),
    );
    assert_eq!(answer.status, 201, "{answer:?}");
    let office = office.killed_and_restarted();
    let client = office.signed_in("attendance");
    let day = must(client.get("/api/attendance/days/today")).json();
    assert_eq!(day["state"], "in", "{day}");
    assert_eq!(day["punches"][0]["id"], json!(id));
    // The same punch sent again, because the answer was lost on the way, is the same punch.
    assert_eq!(must(client.json("PUT", &path, &punch("in"))).status, 200);
    let me = must(office.signed_in("people").get("/api/people/me")).json();
    assert_eq!(me["username"], office::USERNAME);
}

#[test]
fn the_pages_come_with_strict_headers() {
    let node = office::start(&Installation::office());
    let page = must(node.client().get("/"));
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

#[test]
fn a_page_is_kept_by_the_node_and_says_when_it_is_the_same() {
    let node = office::start(&Installation::office());
    let client = node.client();
    let (first, again) = (must(client.get("/")), must(client.get("/")));
    // The first comes from its function, the second from the node; for a browser they are one.
    assert_eq!((first.header("age"), again.header("age")), ("", "0"));
    assert_eq!(first.text, again.text);
    for name in ["content-security-policy", "etag", "cache-control", "vary"] {
        assert_eq!(first.header(name), again.header(name), "{name}");
    }
    assert_eq!(first.header("ngantor-cache-control"), "");
    let tag = [("if-none-match", again.header("etag"))];
    let same = must(client.send("GET", "/", &tag, ""));
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    let other = [("if-none-match", "\"other\"")];
    assert_eq!(must(client.send("GET", "/", &other, "")).status, 200);
}

#[test]
fn head_is_answered_wherever_get_is() {
    let office = Office::open();
    let paths = api::operations()
        .into_iter()
        .filter(|one| one.method == "GET");
    let paths = paths.map(|one| one.path_with("today"));
    for path in paths.chain([
        "/".to_owned(),
        "/sign-in".to_owned(),
        "/api/none".to_owned(),
    ]) {
        let function = path
            .strip_prefix("/api/")
            .and_then(|rest| rest.split('/').next());
        let function = function.filter(|function| *function != "none");
        let client = office.signed_in(function.unwrap_or("attendance"));
        let get = must(client.get(&path)).status;
        let head = must(client.send("HEAD", &path, &[], ""));
        assert_eq!((head.status, head.text.as_str()), (get, ""), "{path}");
    }
}
