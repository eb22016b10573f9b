//! The demo office, as `--demo` makes it.

use std::time::{Duration, Instant};

use ngantor_tests::installation::Installation;
use ngantor_tests::office::{self, must};
use serde_json::json;

/// A ministry of 1,100 people is there within a minute, through the API.
const FILLED_MAX: Duration = Duration::from_mins(1);

#[test]
fn the_demo_ministry_is_there_and_a_second_time_changes_nothing() {
    let installation = Installation::office().with(&["--demo"]);
    let begun = Instant::now();
    let mut node = office::start(&installation);
    let line = node.line_after("demo: sign in as ").unwrap();
    let took = begun.elapsed();
    println!("the demo ministry stands after {took:.1?}");
    assert!(took < FILLED_MAX, "{took:?}");
    let (names, password) = line.split_once(" with the password ").unwrap();
    assert!(names.split(", ").count() >= 8, "{names}");
    let client = node.client();
    let form = json!({"username": "ratna", "password": password});
    let session = must(client.json("POST", "/api/people/sessions", &form)).json();
    let people = client.with_token(office::token(&session, "people"));
    let listed = must(people.get("/api/people/people?limit=100"));
    let n_people = listed.json().as_array().map_or(0, Vec::len);
    assert_eq!(n_people, 100, "{}", listed.text);
    let everybody = must(people.get("/api/people/exports/people.csv")).text;
    let in_zone = |zone: &str| everybody.lines().filter(|line| line.contains(zone)).count();
    assert_eq!(everybody.lines().count(), 1 + 1100);
    for zone in ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"] {
        assert!(in_zone(zone) > 20, "{zone}");
    }
    let units = must(people.get("/api/people/units?limit=200")).json();
    let deputies = units
        .as_array()
        .unwrap()
        .iter()
        .filter(|unit| unit["level"] == "Kedeputian");
    assert_eq!(deputies.count(), 9);
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
