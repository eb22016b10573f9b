//! What spin.toml says about one function's limits holds for that function, and for no other.

use std::time::{Duration, Instant};

use ngantor_tests::PROMPT;
use ngantor_tests::client::Client;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

/// Two functions, one of which is limited.
fn limited(limits: &str) -> Probes {
    let notes = format!("[component.a.tool.ngantor]\n{limits}\n");
    Probes::new().with("a", &notes).with("b", "")
}

/// The statuses of requests that are sent at once and take two seconds each.
fn sent_at_once(client: &Client, n: usize) -> Vec<u16> {
    let send = || must(client.send("POST", "/a/sleep", &[], "2000")).status;
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..n).map(|_| scope.spawn(send)).collect();
        let mut statuses: Vec<_> = running.into_iter().map(|one| one.join().unwrap()).collect();
        statuses.sort_unstable();
        statuses
    })
}

#[test]
fn concurrency_and_queue_are_as_written_and_one_more_is_sent_away() {
    let installation = limited("limits = { concurrency = 2, queue = 1 }").install();
    let node = office::start(&installation);
    // Two run, the third waits and runs after them, and that is all.
    assert_eq!(sent_at_once(&node.client(), 3), [200, 200, 200]);
    assert_eq!(sent_at_once(&node.client(), 4), [200, 200, 200, 503]);
}

#[test]
fn computing_is_ended_after_as_long_as_is_written() {
    let installation = limited("limits.cpu = \"1s\"").install();
    let node = office::start(&installation);
    let client = node.client();
    assert_eq!(
        must(client.send("POST", "/a/compute", &[], "300")).status,
        200
    );
    let begun = Instant::now();
    assert_eq!(must(client.get("/a/loop")).problem(), "504 timed_out");
    let took = begun.elapsed();
    assert!(
        took > Duration::from_millis(900) && took < PROMPT,
        "{took:?}"
    );
    // Its neighbour may compute for longer.
    assert_eq!(
        must(client.send("POST", "/b/compute", &[], "1500")).status,
        200
    );
}

#[test]
fn memory_is_refused_after_as_much_as_is_written() {
    let installation = limited("limits.memory = \"8MiB\"").install();
    let node = office::start(&installation);
    let client = node.client();
    let ask = |path: &str, n_bytes: usize| {
        let told = must(client.send("POST", path, &[], n_bytes.to_string()));
        (told.status, told.text.len())
    };
    // The answer stands in the guest's memory, at least once.
    assert_eq!(ask("/a/huge", 1 << 20), (200, 1 << 20));
    assert_eq!(ask("/a/huge", 9 << 20).0, 500);
    assert_eq!(ask("/b/huge", 9 << 20), (200, 9 << 20));
    assert!(node.logs("wanted more memory"), "{}", node.log());
}

#[test]
fn limits_that_make_no_sense_end_the_start_with_their_name() {
    for (limits, expected) in [
        (
            "limits.concurrency = 0",
            "concurrency: 0 requests is not between 1 and 512",
        ),
        (
            "limits.memory = \"2GiB\"",
            "memory: 2147483648 bytes is not between",
        ),
        ("limits.cpu = \"soon\"", "cpu: write a time"),
        ("limits.places = 4", "unknown field `places`"),
        ("waiting = [\"feed\"]", "waiting: \"feed\" is no path"),
    ] {
        let installation = limited(limits).install();
        let told = Node::start(&installation).err().expect("it does not start");
        assert_eq!(told.code, Some(1), "{limits}: {told:?}");
        assert!(told.words.contains(expected), "{limits}: {told:?}");
    }
}
