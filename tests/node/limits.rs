//! A component that misbehaves harms itself only, and a client that overdoes it is told so.

use std::time::{Duration, Instant};

use ngantor_tests::PROMPT;
use ngantor_tests::client::Client;
use ngantor_tests::installation::Installation;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

fn probe() -> (Installation, Node) {
    let installation = Probes::new().with("a", "").with("b", "").install();
    let node = office::start(&installation);
    (installation, node)
}

/// Asks `b` until a request to `a` is over; no answer may take long or fail.
fn neighbour_is_well(client: &Client, while_running: &std::thread::JoinHandle<String>) {
    while !while_running.is_finished() {
        let begun = Instant::now();
        assert_eq!(must(client.get("/b/echo")).status, 200);
        assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn harmed(node: &Node, path: &'static str) -> String {
    let client = node.client();
    let asking = client.clone();
    let running = std::thread::spawn(move || must(asking.get(path)).problem());
    neighbour_is_well(&client, &running);
    let told = running.join().unwrap();
    assert_eq!(must(client.get("/a/echo")).status, 200, "a is well again");
    told
}

#[test]
fn a_panic_is_a_problem_and_the_next_request_is_answered() {
    let (_installation, node) = probe();
    assert_eq!(harmed(&node, "/a/panic"), "500 internal");
    // The log says where; the answer does not. Whoever watches for errors sees it.
    assert!(node.logs("asked to"), "{}", node.log());
    assert!(
        node.logs("\"level\":\"ERROR\",\"message\":\"request\""),
        "{}",
        node.log()
    );
}

#[test]
fn an_endless_loop_is_ended_while_its_neighbours_are_answered() {
    let (_installation, node) = probe();
    assert_eq!(harmed(&node, "/a/loop"), "504 timed_out");
}

#[test]
fn unbounded_memory_is_refused() {
    let (_installation, node) = probe();
    assert_eq!(harmed(&node, "/a/grow"), "500 internal");
}

#[test]
fn an_answer_that_never_comes_is_given_up() {
    let (_installation, node) = probe();
    assert_eq!(harmed(&node, "/a/never"), "504 timed_out");
}

#[test]
fn half_an_answer_is_never_taken_for_a_whole_one() {
    let (_installation, node) = probe();
    let answer = node.client().get("/a/half");
    assert!(answer.is_err(), "{answer:?}");
}

#[test]
fn an_instance_is_used_again() {
    let (_installation, node) = probe();
    let client = node.client();
    let counts: Vec<u32> = (0..5)
        .map(|_| must(client.get("/a/count")).text.parse().unwrap())
        .collect();
    assert_eq!(counts, [1, 2, 3, 4, 5]);
}

/// A request whose body has so many pieces of 64 KiB.
fn chunked_body(n_pieces: usize) -> Vec<u8> {
    let mut request = b"POST /a/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
        transfer-encoding: chunked\r\n\r\n"
        .to_vec();
    for _ in 0..n_pieces {
        request.extend_from_slice(b"10000\r\n");
        request.resize(request.len() + 0x10000, b'x');
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    request
}

#[test]
fn a_body_that_is_too_large_is_a_problem_however_it_is_sent() {
    let (_installation, node) = probe();
    let client = node.client();
    let limit = 1 << 20;
    let whole = must(client.send("POST", "/a/echo", &[], vec![b'x'; limit]));
    assert!(whole.text.ends_with("1048576 bytes"), "{}", whole.text);
    let larger = must(client.send("POST", "/a/echo", &[], vec![b'x'; limit + 1]));
    assert_eq!(larger.problem(), "413 too_large");
    // Without its length in front, the end of it is only met on the way.
    // Who has much more to send is still at it when the limit is met.
    let much_more = chunked_body(128);
    for chunked in [chunked_body(17), much_more] {
        let answer = client.raw(&chunked).unwrap();
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(answer.contains("\"code\":\"too_large\""), "{answer}");
    }
}

#[test]
fn headers_and_addresses_that_are_too_long_are_problems_in_the_callers_language() {
    let (_installation, node) = probe();
    let client = node.client();
    let long = "x".repeat(20_000);
    let answer = must(client.send("GET", "/a/echo", &[("cookie", &long)], ""));
    assert_eq!(answer.problem(), "431 headers_too_large");
    assert_eq!(answer.json()["title"], "Header permintaan terlalu besar");
    let english = [("cookie", long.as_str()), ("accept-language", "en")];
    let answer = must(client.send("GET", "/a/echo", &english, ""));
    assert_eq!(
        answer.json()["title"],
        "The request's headers are too large"
    );
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let request = format!("GET /a/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{many}\r\n");
    let answer = client.raw(request.as_bytes()).unwrap();
    assert!(answer.contains("headers_too_large"), "{answer}");
    let answer = must(client.get(&format!("/a/{}", "x".repeat(9_000))));
    assert_eq!(answer.problem(), "414 address_too_long");
}

#[test]
fn a_full_function_sends_away_with_retry_after_and_its_neighbour_answers() {
    let (_installation, node) = probe();
    let client = node.client();
    // 64 places, 256 places to wait in for 5 s; these hold theirs for 8 s.
    let waiting: Vec<_> = (0..330)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || {
                let answer = must(client.send("POST", "/a/sleep", &[], "8000"));
                (answer.status, answer.header("retry-after").to_owned())
            })
        })
        .collect();
    std::thread::sleep(Duration::from_secs(1));
    let begun = Instant::now();
    assert_eq!(must(client.get("/b/echo")).status, 200);
    assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
    let answers: Vec<_> = waiting.into_iter().map(|one| one.join().unwrap()).collect();
    let n_answered = answers.iter().filter(|(status, _)| *status == 200).count();
    let busy = (503, "2".to_owned());
    let n_busy = answers.iter().filter(|answer| **answer == busy).count();
    assert_eq!((n_answered, n_busy), (64, 266));
}

#[test]
fn what_is_no_http_is_hung_up_on_and_a_slow_head_too() {
    let (_installation, node) = probe();
    let client = node.client();
    for bytes in [
        b"\x16\x03\x01\x02\x00".as_slice(),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = client.raw(bytes).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
    let begun = Instant::now();
    client.raw(b"GET /b/echo HTTP/1.1\r\nhost: x\r\n").unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(must(client.get("/b/echo")).status, 200);
}

#[test]
fn a_request_that_does_not_say_whom_it_asks_is_refused() {
    let (_installation, node) = probe();
    let client = node.client();
    for head in ["", "host: a\r\nhost: b\r\n", "host: \r\n", "host: a/b\r\n"] {
        let request = format!("GET /a/echo HTTP/1.1\r\n{head}connection: close\r\n\r\n");
        let answer = client.raw(request.as_bytes()).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{head:?}: {answer}");
        assert!(answer.contains("no_host"), "{head:?}: {answer}");
    }
    // What the address says goes before what the header says.
    let request = b"GET http://office/a/echo HTTP/1.1\r\nhost: evil\r\nconnection: close\r\n\r\n";
    let answer = client.raw(request).unwrap();
    assert!(
        answer.contains("http://office/a/echo") && !answer.contains("evil"),
        "{answer}"
    );
}
