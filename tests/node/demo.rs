//! The demo office, as `--demo` makes it.

use ngantor_tests::installation::Installation;
use ngantor_tests::office::{self, must};
use serde_json::json;

#[test]
fn the_demo_office_is_there_and_a_second_time_changes_nothing() {
    let installation = Installation::office().with(&["--demo"]);
    let mut node = office::start(&installation);
    let line = node.line_after("demo: sign in as ").unwrap();
    let (names, password) = line.split_once(" with the password ").unwrap();
    assert!(names.split(", ").count() >= 8, "{names}");
    let client = node.client();
    let form = json!({"username": "ratna", "password": password});
    let session = must(client.json("POST", "/api/people/sessions", &form)).json();
    let people = client.with_token(office::token(&session, "people"));
    let listed = must(people.get("/api/people/people?limit=100"));
    let n_people = listed.json().as_array().map_or(0, Vec::len);
    assert!(n_people >= 8, "{}", listed.text);
    node.kill();
    let mut node = office::start(&installation);
    assert!(node.line_after("demo: ").is_some());
    let again = must(
        node.client()
            .with_token(office::token(&session, "people"))
            .get("/api/people/people?limit=100"),
    );
    assert_eq!(again.text, listed.text);
}
