//! Bodies that are handed to their function as they come: of any length, over any link, in
//! bounded memory; and a function sees when one breaks off.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ngantor_tests::PROMPT;
use ngantor_tests::client::Client;
use ngantor_tests::gauge::resident_bytes;
use ngantor_tests::installation::Installation;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;
use ureq::http::Request;

const RECEIVING: &str = "[component.a.tool.ngantor]\n\
    receiving = [\"/a/receive\", \"/a/slowly\", \"/a/refuse\"]\n";
/// A body that is larger than what the node may grow by.
const LARGE_BYTES: usize = 64 << 20;
const GROWTH_MAX_BYTES: usize = 40 << 20;
/// Three times as many as a function has places for other requests.
const N_SLOW: usize = 200;
/// Longer than a request may take whose body comes whole.
const SLOW: Duration = Duration::from_secs(45);

fn probe(more: &str) -> (Installation, Node) {
    let notes = format!("{RECEIVING}{more}");
    let installation = Probes::new().with("a", &notes).with("b", "").install();
    let node = office::start(&installation);
    assert_eq!(must(node.client().get("/b/echo")).status, 200);
    (installation, node)
}

fn connect(node: &Node) -> TcpStream {
    TcpStream::connect(node.origin.trim_start_matches("http://")).unwrap()
}

/// Begins a request whose body has this framing.
fn begin(node: &Node, path: &str, framing: &str) -> TcpStream {
    let mut stream = connect(node);
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\n{framing}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// FNV-1a, as the probe computes it.
fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    let hash = bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

fn pattern(n_bytes: usize) -> Vec<u8> {
    (0..n_bytes).map(|n| (n * 31 / 7 % 251) as u8).collect()
}

/// The rest of an answer.
fn answer(stream: &mut TcpStream) -> String {
    let patience = Duration::from_secs(90);
    stream.set_read_timeout(Some(patience)).unwrap();
    let mut told = Vec::new();
    let mut piece = [0; 4096];
    while !String::from_utf8_lossy(&told).contains(" in ") {
        match stream.read(&mut piece) {
            Ok(n_bytes @ 1..) => told.extend_from_slice(&piece[..n_bytes]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&told).into_owned()
}

/// Waits for what the function kept of a body.
fn kept(client: &Client, key: &str) -> String {
    let begun = Instant::now();
    loop {
        let told = must(client.get(&format!("/a/received/{key}"))).text;
        if !told.is_empty() {
            return told;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "nothing of {key}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn neighbour_is_quick(client: &Client, path: &str) {
    let begun = Instant::now();
    assert_eq!(must(client.get(path)).status, 200);
    assert!(begun.elapsed() < PROMPT, "{path}: {:?}", begun.elapsed());
}

#[test]
fn a_body_of_any_length_is_received_in_bounded_memory() {
    let (_installation, node) = probe("");
    let client = node.client();
    assert_eq!(
        must(client.send("POST", "/a/receive/0", &[], "x")).status,
        200
    );
    let before = resident_bytes(&node);
    let body = pattern(LARGE_BYTES);
    let expected = format!("whole {LARGE_BYTES} bytes {}", hash(&body));
    let told = must(client.send("POST", "/a/receive/1", &[], &body)).text;
    assert!(told.starts_with(&expected), "{told}");
    let mut chunked = begin(&node, "/a/receive/2", "transfer-encoding: chunked");
    for piece in body.chunks(70_000) {
        chunked
            .write_all(format!("{:x}\r\n", piece.len()).as_bytes())
            .unwrap();
        chunked.write_all(piece).unwrap();
        chunked.write_all(b"\r\n").unwrap();
    }
    chunked.write_all(b"0\r\n\r\n").unwrap();
    let told = answer(&mut chunked);
    assert!(told.contains(&expected), "{told}");
    let grown = resident_bytes(&node).saturating_sub(before);
    assert!(grown < GROWTH_MAX_BYTES, "{grown}");
}

#[test]
fn a_function_that_takes_its_time_holds_up_its_client_and_not_memory() {
    let (_installation, node) = probe("");
    let before = resident_bytes(&node);
    let mut stream = begin(&node, "/a/slowly/1", "content-length: 1073741824");
    stream
        .set_write_timeout(Some(Duration::from_secs(2)))
        .unwrap();
    let piece = vec![0; 1 << 20];
    // A gigabyte does not go through before somebody has to wait.
    while stream.write_all(&piece).is_ok() {}
    let grown = resident_bytes(&node).saturating_sub(before);
    assert!(grown < GROWTH_MAX_BYTES, "{grown}");
    neighbour_is_quick(&node.client(), "/a/echo");
}

#[test]
fn other_paths_take_no_long_bodies() {
    let (_installation, node) = probe("");
    for path in ["/a/echo", "/a/receiver", "/b/receive/1"] {
        let told = must(
            node.client()
                .send("POST", path, &[], vec![0; (1 << 20) + 1]),
        );
        assert_eq!(told.problem(), "413 too_large", "{path}");
    }
}

#[test]
fn a_function_sees_that_a_body_broke_off_and_keeps_what_came() {
    let (_installation, node) = probe("");
    let client = node.client();
    let body = pattern(100_000);
    let expected = format!("broken 100000 bytes {}", hash(&body));
    let framings = [
        ("announced", "content-length: 5000000", String::new()),
        (
            "chunked",
            "transfer-encoding: chunked",
            "186a0\r\n".to_owned(),
        ),
        (
            "within",
            "transfer-encoding: chunked",
            "f4240\r\n".to_owned(),
        ),
    ];
    for (key, framing, size) in framings {
        let mut stream = begin(&node, &format!("/a/receive/{key}"), framing);
        stream.write_all(size.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let told = kept(&client, key);
        assert!(told.starts_with(&expected), "{key}: {told}");
    }
    // The connection is gone at once, both ways.
    let mut stream = begin(&node, "/a/receive/gone", "transfer-encoding: chunked");
    stream.write_all(b"186a0\r\n").unwrap();
    stream.write_all(&body).unwrap();
    drop(stream);
    let told = kept(&client, "gone");
    assert!(told.starts_with(&expected), "{told}");
}

#[test]
fn by_http2_too() {
    let (_installation, node) = probe("");
    let client = node.client();
    let body = pattern(3 << 20);
    by_http2(&node, "/a/receive/whole", Bytes::from(body.clone()), true);
    let expected = format!("whole {} bytes {}", 3 << 20, hash(&body));
    let told = kept(&client, "whole");
    assert!(told.starts_with(&expected), "{told}");
    by_http2(
        &node,
        "/a/receive/reset",
        Bytes::from(body[..50_000].to_vec()),
        false,
    );
    let told = kept(&client, "reset");
    assert!(told.starts_with("broken "), "{told}");
    assert_eq!(by_http2(&node, "/a/refuse", Bytes::from(body), true), 413);
}

/// Sends a body and waits for the answer's status; or takes it back in the middle.
fn by_http2(node: &Node, path: &str, mut body: Bytes, is_whole: bool) -> u16 {
    let address = node.origin.trim_start_matches("http://").to_owned();
    let uri = format!("http://x{path}");
    let request = Request::builder().method("POST").uri(uri).body(()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async move {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (client, connection) = h2::client::handshake(stream).await.unwrap();
        let connection = tokio::spawn(connection);
        let mut client = client.ready().await.unwrap();
        let (answer, mut sending) = client.send_request(request, false).unwrap();
        while !body.is_empty() {
            sending.reserve_capacity(body.len());
            let granted = std::future::poll_fn(|context| sending.poll_capacity(context)).await;
            // Refused in the middle: the answer says why.
            let Some(Ok(n_bytes)) = granted else { break };
            let is_last = is_whole && n_bytes >= body.len();
            let piece = body.split_to(n_bytes.min(body.len()));
            if sending.send_data(piece, is_last).is_err() {
                break;
            }
        }
        if !is_whole {
            tokio::time::sleep(Duration::from_millis(200)).await;
            sending.send_reset(h2::Reason::CANCEL);
            tokio::time::sleep(Duration::from_millis(200)).await;
            return 0;
        }
        let status = answer.await.unwrap().status().as_u16();
        connection.abort();
        status
    })
}

#[test]
fn who_stalls_is_told_so_and_the_function_keeps_what_came() {
    let (_installation, node) = probe("");
    let mut stream = begin(&node, "/a/receive/1", "content-length: 100");
    stream.write_all(b"0123456789").unwrap();
    let begun = Instant::now();
    let told = answer(&mut stream);
    assert!(told.contains("broken 10 bytes"), "{told}");
    assert!(told.contains("ConnectionReadTimeout"), "{told}");
    let waited = begun.elapsed().as_secs();
    assert!((55..75).contains(&waited), "{waited}");
}

#[test]
fn two_hundred_slow_uploads_come_to_their_end_and_hold_up_nobody() {
    let (_installation, node) = probe("");
    let client = node.client();
    let piece = pattern(2_000);
    let n_pieces = usize::try_from(SLOW.as_secs()).unwrap();
    let framing = format!("content-length: {}", piece.len() * n_pieces);
    let mut slow: Vec<_> = (0..N_SLOW)
        .map(|n| begin(&node, &format!("/a/receive/{n}"), &framing))
        .collect();
    for n in 0..n_pieces {
        let second = Instant::now();
        for stream in &mut slow {
            stream.write_all(&piece).unwrap();
        }
        neighbour_is_quick(&client, "/a/echo");
        neighbour_is_quick(&client, "/b/echo");
        if n + 1 < n_pieces {
            std::thread::sleep(Duration::from_secs(1).saturating_sub(second.elapsed()));
        }
    }
    let all = hash(std::iter::repeat_n(&piece, n_pieces).flatten());
    let expected = format!("whole {} bytes {all}", piece.len() * n_pieces);
    for mut stream in slow {
        let told = answer(&mut stream);
        assert!(told.contains(&expected), "{told}");
    }
}

#[test]
fn an_answer_before_the_end_of_the_body_reaches_its_client() {
    let (_installation, node) = probe("");
    let client = node.client();
    for _ in 0..10 {
        let told = must(client.send("POST", "/a/refuse", &[], vec![0; 4 << 20]));
        assert_eq!((told.status, told.text.as_str()), (413, "no"));
    }
    // One that never ends gets it too.
    let mut stream = begin(&node, "/a/refuse", "content-length: 1073741824");
    stream.write_all(&[0; 1000]).unwrap();
    let mut told = [0; 12];
    stream.set_read_timeout(Some(PROMPT)).unwrap();
    stream.read_exact(&mut told).unwrap();
    assert_eq!(&told, b"HTTP/1.1 413");
}

#[test]
fn one_address_does_not_take_all_places() {
    let (_installation, node) = probe("limits = { receiving = 4, queue = 0 }\n");
    let hold = |n: usize| {
        let mut stream = begin(&node, &format!("/a/receive/{n}"), "content-length: 100");
        stream.write_all(b"x").unwrap();
        stream
    };
    let held = [hold(0), hold(1)];
    let client = node.client();
    let send = || must(client.send("POST", "/a/receive/3", &[], "x"));
    let begun = Instant::now();
    while send().problem() != "503 busy" {
        assert!(begun.elapsed() < PROMPT);
    }
    drop(held);
    let begun = Instant::now();
    while send().status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_byte_at_a_time_does_not_wake_the_function_each_time() {
    let (_installation, node) = probe("");
    let client = node.client();
    let mut stream = begin(&node, "/a/receive/1", "transfer-encoding: chunked");
    let begun = Instant::now();
    let mut n_bytes = 0;
    while begun.elapsed() < Duration::from_secs(5) {
        stream.write_all(&b"1\r\nx\r\n".repeat(1000)).unwrap();
        n_bytes += 1000;
        if n_bytes % 10_000 == 0 {
            neighbour_is_quick(&client, "/b/echo");
        }
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let told = answer(&mut stream);
    assert!(told.contains(&format!("whole {n_bytes} bytes")), "{told}");
    let n_pieces = told
        .rsplit(" in ")
        .next()
        .and_then(|n| n.trim().parse().ok());
    let n_pieces: usize = n_pieces.expect("how many");
    assert!(n_pieces * 1_000 < n_bytes, "{n_bytes} bytes in {n_pieces}");
}

#[test]
fn a_node_that_is_to_end_lets_functions_keep_what_came() {
    let (installation, mut node) = probe("");
    let mut stream = begin(&node, "/a/receive/1", "content-length: 100");
    stream.write_all(b"0123456789").unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let begun = Instant::now();
    node.ask_to_end();
    assert!(node.wait().is_some_and(|ended| ended.success()));
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    drop(node);
    let node = office::start(&installation);
    let told = kept(&node.client(), "1");
    assert!(told.starts_with("broken 10 bytes"), "{told}");
}
