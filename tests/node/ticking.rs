//! Regular work: the node sends each function its tick, and goes on when one fails.

use std::time::{Duration, Instant};

use ngantor_tests::installation::Installation;
use ngantor_tests::node::{Node, command};
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

const SECRETS: &str = "[variables]\nmaster_secret = { required = true, secret = true }\n\
    [application.tool.ngantor.secrets]\nmaster_secret = { random = 32 }\n";
/// Within which something that happens each second has happened several times.
const A_WHILE: Duration = Duration::from_secs(20);
/// Longer than a request may wait, also on a busy machine.
const LONG_MS: u64 = 1_000;
const LOOK: Duration = Duration::from_millis(200);

fn ticked(path: &str) -> (Installation, Node) {
    let notes =
        format!("[component.a.tool.ngantor]\ntick = {{ path = {path:?}, every = \"1s\" }}\n");
    let installation = Probes::new().with("a", &notes).and(SECRETS).install();
    let node = office::start(&installation);
    (installation, node)
}

/// Waits until something holds; false when it never does.
fn becomes(mut holds: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + A_WHILE;
    while Instant::now() < deadline {
        if holds() {
            return true;
        }
        std::thread::sleep(LOOK);
    }
    false
}

#[test]
fn a_function_is_sent_its_tick_again_and_again() {
    let (_installation, node) = ticked("/a/regular/0");
    assert!(becomes(|| n_done(&node) >= 3));
}

/// It has an instance of its own, and lets others go first.
#[test]
fn regular_work_keeps_nobody_waiting() {
    let (_installation, node) = ticked(&format!("/a/regular/{LONG_MS}"));
    let client = node.client();
    let mut slowest = Duration::ZERO;
    let mut n_asked = 0;
    assert!(becomes(|| {
        let until = Instant::now() + LOOK;
        while Instant::now() < until {
            let begun = Instant::now();
            assert_eq!(must(client.get("/a/echo")).status, 200);
            slowest = slowest.max(begun.elapsed());
            n_asked += 1;
        }
        n_done(&node) >= 4
    }));
    let half = Duration::from_millis(LONG_MS / 2);
    assert!(slowest < half, "{slowest:?}, the slowest of {n_asked}");
}

fn n_done(node: &Node) -> usize {
    node.log().matches("regular work is done here").count()
}

#[test]
fn a_tick_that_fails_is_said_once_and_keeps_nobody_waiting() {
    let (_installation, node) = ticked("/a/no-such-word");
    assert!(node.logs("regular work is not done"));
    std::thread::sleep(Duration::from_secs(8));
    assert_eq!(node.log().matches("regular work is not done").count(), 1);
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
}

#[test]
fn without_a_secret_for_its_token_no_tick_is_sent_and_the_log_says_so() {
    let notes = "[component.a.tool.ngantor]\ntick = { path = \"/a/count\", every = \"1s\" }\n";
    let installation = Probes::new().with("a", notes).install();
    let node = office::start(&installation);
    assert!(node.logs("no regular work: there is no master_secret"));
}

#[test]
fn what_the_demo_holds_is_looked_at_without_anybody_asking() {
    let installation = Installation::office().with(&["--demo"]);
    let node = office::start(&installation);
    let told = command()
        .args(["token", "attendance", "feed"])
        .args(installation.words())
        .output()
        .unwrap();
    let token = String::from_utf8(told.stdout).unwrap();
    let client = node.client().with_token(token.trim());
    // Its punches of the days before are claims that came late.
    let is_found = || {
        let feed = must(client.get("/api/attendance/feed?after=0&limit=500&timeout_ms=0"));
        feed.text.contains("attendance.evidence.created")
    };
    assert!(becomes(is_found));
}
