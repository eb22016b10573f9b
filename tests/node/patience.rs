//! Clients that send slowly, read slowly or say nothing hold up nobody.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use ngantor_tests::PROMPT;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

/// As many as a function has places.
const N_PLACES: u32 = 64;

/// As many as an HTTP/2 connection may have at once.
const N_STREAMS: u32 = 32;

fn connect(node: &Node) -> TcpStream {
    TcpStream::connect(node.origin.trim_start_matches("http://")).unwrap()
}

fn answers_at_once(node: &Node) {
    let begun = Instant::now();
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
    assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
}

#[test]
fn slow_bodies_take_no_place_in_a_function() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let slow: Vec<_> = (0..N_PLACES)
        .map(|_| {
            let mut stream = connect(&node);
            let head = b"POST /a/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx";
            stream.write_all(head).unwrap();
            stream
        })
        .collect();
    answers_at_once(&node);
    drop(slow);
}

#[test]
fn announcing_large_bodies_takes_no_room_from_others() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let announced: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = connect(&node);
            let head = b"POST /a/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n";
            stream.write_all(head).unwrap();
            stream
        })
        .collect();
    let answer = must(
        node.client()
            .send("POST", "/a/echo", &[], vec![b'x'; 10_000]),
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    drop(announced);
}

#[test]
fn long_bodies_that_hang_take_no_room_from_short_ones() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let hanging: Vec<_> = (0..150)
        .map(|_| {
            let mut stream = connect(&node);
            let head = b"POST /a/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n";
            stream.write_all(head).unwrap();
            // Some are refused before they end, when all the room is taken.
            let _sent = stream.write_all(&vec![b'x'; 1_048_570]);
            stream
        })
        .collect();
    let short = must(
        node.client()
            .send("POST", "/a/echo", &[], vec![b'x'; 60_000]),
    );
    assert_eq!(short.status, 200, "{short:?}");
    drop(hanging);
}

#[test]
fn a_function_whose_clients_left_is_still_at_work() {
    let installation = Probes::new().with("a", "").with("b", "").install();
    let node = office::start(&installation);
    let left: Vec<_> = (0..N_PLACES)
        .map(|_| {
            let mut stream = connect(&node);
            let request = b"POST /a/sleep HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n4000";
            stream.write_all(request).unwrap();
            stream
        })
        .collect();
    // Long enough for all of them to be at work.
    std::thread::sleep(Duration::from_millis(1000));
    drop(left);
    assert!(node.logs("\"status\":499"), "{}", node.log());
    let begun = Instant::now();
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
    assert!(
        begun.elapsed() > Duration::from_millis(500),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_connection_between_two_requests_is_kept_for_longer_than_one_before_the_first() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let mut stream = connect(&node);
    let request = b"GET /a/echo HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut answer = [0; 4096];
    for pause in [Duration::ZERO, Duration::from_secs(13)] {
        std::thread::sleep(pause);
        stream.write_all(request).unwrap();
        let n_bytes = stream.read(&mut answer).unwrap();
        assert!(
            answer[..n_bytes].starts_with(b"HTTP/1.1 200"),
            "after {pause:?}"
        );
    }
}

#[test]
fn a_body_that_stops_coming_is_told_so_after_ten_seconds() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let begun = Instant::now();
    let head =
        b"POST /a/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\n\r\nx";
    let answer = node.client().raw(head).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("too_slow"), "{answer}");
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_request_whose_client_left_is_in_the_log() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let mut stream = connect(&node);
    let request = b"POST /a/sleep HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n1500";
    stream.write_all(request).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    drop(stream);
    assert!(node.logs("\"status\":499"), "{}", node.log());
}

/// A frame of HTTP/2 (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

#[test]
fn an_http2_client_that_takes_nothing_takes_no_place_in_a_function() {
    const SETTINGS: u8 = 4;
    const HEADERS: u8 = 1;
    const END_OF_STREAM_AND_HEADERS: u8 = 5;
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    // Two connections, since one has fewer streams than a function has places.
    let mut streams = [connect(&node), connect(&node)];
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // SETTINGS_INITIAL_WINDOW_SIZE = 0: not one byte of a body may be sent.
    sent.extend(frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]));
    // GET, http, /a/echo at x, in HPACK (RFC 7541): two indexed fields, two literal ones.
    let mut fields = vec![0x82, 0x86, 0x04, 7];
    fields.extend(b"/a/echo");
    fields.extend([0x01, 1, b'x']);
    for n in 0..N_STREAMS {
        sent.extend(frame(
            HEADERS,
            END_OF_STREAM_AND_HEADERS,
            2 * n + 1,
            &fields,
        ));
    }
    for stream in &mut streams {
        stream.write_all(&sent).unwrap();
    }
    // The heads of the answers come; their bodies wait for this client for ever.
    let n_answered = || {
        node.log()
            .matches("\"path\":\"/a/echo\",\"status\":200")
            .count()
    };
    let begun = Instant::now();
    while n_answered() < 2 * N_STREAMS as usize {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{} answers",
            n_answered()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    answers_at_once(&node);
}

#[test]
fn a_silent_connection_is_closed() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let silent: Vec<_> = [b"".as_slice(), b"P", b"PRI * HTTP/2.0\r\n", b"GET / HTTP"]
        .into_iter()
        .map(|bytes| {
            let mut stream = connect(&node);
            stream.write_all(bytes).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(15)))
                .unwrap();
            stream
        })
        .collect();
    for mut stream in silent {
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .expect("it is closed, and not only silent");
    }
}

#[test]
fn pings_keep_no_connection_on_which_nothing_is_asked() {
    const SETTINGS: u8 = 4;
    const PING: u8 = 6;
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let mut stream = connect(&node);
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(SETTINGS, 0, 0, &[]));
    let begun = Instant::now();
    while stream.write_all(&sent).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is kept");
        std::thread::sleep(Duration::from_millis(500));
        sent = frame(PING, 0, 0, &[0; 8]);
    }
    assert!(
        begun.elapsed() > Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn http_2_is_spoken_too() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let told = Command::new("curl")
        .args([
            "-sS",
            "--http2-prior-knowledge",
            "-w",
            "%{http_version} %{http_code}",
        ])
        .args([
            "-o",
            "/dev/null",
            "-d",
            "text",
            &format!("{}/a/echo", node.origin),
        ])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&told.stdout), "2 200");
}
