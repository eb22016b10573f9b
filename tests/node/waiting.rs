//! Requests that wait for something to happen, and answers that never end, take no place from
//! people who clock in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ngantor_tests::PROMPT;
use ngantor_tests::node::{Node, command};
use ngantor_tests::office::{self, Office, must, new_id, punch};
use ngantor_tests::probe::Probes;

/// Three times as many as a function has places.
const N_FOLLOWERS: usize = 200;
/// More than a function has places.
const N_STREAMS: usize = 100;

/// Sends a request and leaves the answer for later.
fn ask(node: &Node, line: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(node.origin.trim_start_matches("http://")).unwrap();
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {length}\r\n\r\n");
    stream.write_all((head + body).as_bytes()).unwrap();
    stream
}

fn machine_token(office: &Office) -> String {
    let told = command()
        .args(["token", "attendance", "feed"])
        .args(office.installation.words())
        .output()
        .unwrap();
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

#[test]
fn two_hundred_followers_of_a_feed_keep_nobody_from_clocking_in() {
    let office = Office::open();
    let client = office.signed_in("attendance");
    let token = machine_token(&office);
    let line = "GET /api/attendance/feed?after=1000&timeout_ms=20000";
    let headers = format!("authorization: Bearer {token}\r\n");
    let followers: Vec<_> = (0..N_FOLLOWERS)
        .map(|_| ask(&office.node, line, &headers, ""))
        .collect();
    for _ in 0..20 {
        let begun = Instant::now();
        let path = format!("/api/attendance/punches/{}", new_id());
        let answer = must(client.json("PUT", &path, &punch("in")));
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
    }
    // None of them was sent away, and none was answered before its time.
    for follower in followers {
        follower.set_nonblocking(true).unwrap();
        let told = follower.peek(&mut [0; 64]);
        assert!(told.is_err(), "{told:?}");
    }
}

#[test]
fn who_waits_beyond_the_places_for_it_is_sent_away_and_work_goes_on() {
    let notes = "[component.a.tool.ngantor]\nwaiting = [\"/a/wait/sleep\"]\n\
        limits = { waiting = 3, queue = 0 }\n";
    let installation = Probes::new().with("a", notes).install();
    let node = office::start(&installation);
    let client = node.client();
    let ask = |path: &str, ms: &str| must(client.send("POST", path, &[], ms)).status;
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| ask("/a/wait/sleep", "3000")))
            .collect();
        while !waiting.iter().all(|one| one.is_finished()) {
            assert_eq!(ask("/a/sleep", "1"), 200);
        }
        let mut told: Vec<_> = waiting.into_iter().map(|one| one.join().unwrap()).collect();
        told.sort_unstable();
        assert_eq!(told, [200, 200, 200, 503]);
    });
}

#[test]
fn answers_that_never_end_take_no_place_from_those_that_do() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let mut streams: Vec<_> = (0..N_STREAMS)
        .map(|_| ask(&node, "POST /a/events", "", "200"))
        .collect();
    for stream in &mut streams {
        read_until(stream, "data: now");
    }
    let begun = Instant::now();
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
    assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
    // And they go on.
    for stream in &mut streams {
        read_until(stream, "data: now");
    }
}

#[test]
fn where_all_streams_are_taken_one_more_takes_a_place_of_the_function() {
    let notes = "[component.a.tool.ngantor]\n\
        limits = { streams = 2, concurrency = 1, queue = 0 }\n";
    let installation = Probes::new().with("a", notes).install();
    let node = office::start(&installation);
    let client = node.client();
    let mut streams = Vec::new();
    for n in 0..3 {
        assert_eq!(must(client.get("/a/echo")).status, 200, "after {n}");
        let mut stream = ask(&node, "POST /a/events", "", "200");
        read_until(&mut stream, "data: now");
        streams.push(stream);
    }
    assert_eq!(must(client.get("/a/echo")).problem(), "503 busy");
    streams.pop();
    let begun = Instant::now();
    // It is noticed at its next event that nobody takes them.
    while must(client.get("/a/echo")).status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn read_until(stream: &mut TcpStream, words: &str) {
    stream
        .set_read_timeout(Some(Duration::from_secs(15)))
        .unwrap();
    let mut told = Vec::new();
    let mut piece = [0; 1024];
    while !String::from_utf8_lossy(&told).contains(words) {
        let n_bytes = stream.read(&mut piece).expect("a piece of the answer");
        assert!(n_bytes > 0, "it ended");
        told.extend_from_slice(&piece[..n_bytes]);
    }
}
