//! What a component takes of the node itself is bounded: memory that its own limit does not
//! see, lines of the log, instances that do not end.

use std::time::{Duration, Instant};

use ngantor_tests::gauge::resident_bytes;
use ngantor_tests::installation::Installation;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

/// What one request may make the node grow by, in bytes; the limit of a guest is twice that.
const GROWTH_MAX_BYTES: usize = 64 << 20;
/// What a function that prints without end for some seconds may make the log longer by.
const LOG_MAX_LINES: usize = 10_000;
/// An instance that goes on after its answer is ended after half of that.
const AFTERWORK: Duration = Duration::from_secs(60);

fn probe(notes: &str) -> (Installation, Node) {
    let notes = format!("[component.a.tool.ngantor]\n{notes}\n");
    let installation = Probes::new().with("a", &notes).install();
    let node = office::start(&installation);
    (installation, node)
}

#[test]
fn what_a_guest_holds_of_the_node_has_an_end() {
    let (_installation, node) = probe("");
    let client = node.client();
    assert_eq!(must(client.get("/a/echo")).status, 200);
    let before = resident_bytes(&node);
    assert_eq!(must(client.get("/a/handles")).problem(), "500 internal");
    let grown = resident_bytes(&node).saturating_sub(before);
    assert!(grown < GROWTH_MAX_BYTES, "{grown}");
    let told = must(client.send("POST", "/a/connections", &[], "a"));
    assert!(told.text.starts_with("16: "), "{told:?}");
}

#[test]
fn header_lists_that_a_guest_fills_have_an_end_too() {
    let (_installation, node) = probe("");
    let client = node.client();
    let hoard = |n_lists: &str| must(client.send("POST", "/a/hoard", &[], n_lists));
    assert_eq!(hoard("100").text, "hoarded");
    let before = resident_bytes(&node);
    assert_eq!(hoard("5000").problem(), "500 internal");
    let grown = resident_bytes(&node).saturating_sub(before);
    assert!(grown < GROWTH_MAX_BYTES, "{grown}");
    assert_eq!(hoard("100").text, "hoarded");
}

#[test]
fn streams_that_a_guest_makes_have_an_end() {
    let (_installation, node) = probe("");
    let client = node.client();
    let make = |n: &str| must(client.send("POST", "/a/streams", &[], n));
    assert_eq!(make("1000").text, "made");
    assert_eq!(make("30000").problem(), "500 internal");
    assert_eq!(make("1000").text, "made");
}

#[test]
fn an_answer_has_no_more_header_fields_than_fit() {
    let (_installation, node) = probe("");
    let client = node.client();
    let ask = |n_fields: &str| must(client.send("POST", "/a/fields", &[], n_fields));
    let few = ask("100");
    assert_eq!(few.status, 200, "{few:?}");
    assert_eq!(
        few.headers
            .keys()
            .filter(|name| name.as_str().starts_with("x-"))
            .count(),
        101
    );
    assert_eq!(ask("2000").status, 500);
    assert_eq!(ask("1").status, 200);
}

#[test]
fn a_function_that_prints_without_end_has_to_wait_with_it() {
    let (_installation, node) = probe("");
    let client = node.client();
    let asking = client.clone();
    // It is not waited for: the node gives it up after forty seconds.
    std::thread::spawn(move || drop(asking.get("/a/flood")));
    assert!(node.logs("nothing of interest"));
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        assert_eq!(must(client.get("/a/echo")).status, 200);
        std::thread::sleep(Duration::from_millis(100));
    }
    let n_lines = node.log().lines().count();
    assert!(n_lines > 100 && n_lines < LOG_MAX_LINES, "{n_lines}");
}

#[test]
fn an_instance_that_goes_on_after_its_answer_is_ended() {
    let (_installation, node) = probe("");
    assert_eq!(must(node.client().get("/a/afterwork")).text, "answered");
    let begun = Instant::now();
    while !node.log().contains("guest timed out") {
        assert!(begun.elapsed() < AFTERWORK, "{}", node.log());
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn instances_that_die_one_after_the_other_are_made_more_slowly_and_then_again_at_once() {
    let (_installation, node) = probe("");
    let client = node.client();
    let panics = |n: u32| {
        let begun = Instant::now();
        for _ in 0..n {
            assert_eq!(must(client.get("/a/panic")).status, 500);
        }
        begun.elapsed()
    };
    // The first ones are free, the others come at five a second.
    panics(10);
    let took = panics(10);
    assert!(took > Duration::from_millis(500), "{took:?}");
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        assert_eq!(must(client.get("/a/echo")).status, 200);
        std::thread::sleep(Duration::from_millis(50));
    }
}
