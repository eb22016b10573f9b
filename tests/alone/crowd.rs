//! Ten thousand connections that wait, two thousand streams of events, and what they take of the
//! machine; who is let in when there are more.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use ngantor_tests::PROMPT;
use ngantor_tests::gauge::{allow_files, resident_bytes};
use ngantor_tests::node::{Node, command};
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

use crate::alone;

const N_IDLE: usize = 10_000;
const N_STREAMS: usize = 2_000;
const N_AT_ONCE: usize = 250;
/// Threads that open them.
const N_THREADS: usize = 8;
/// What all of them may take, in bytes.
const CROWD_MAX_BYTES: usize = 300 << 20;
/// The file handles that this takes on each side.
const N_FILES: u64 = 13_500;
/// How often a stream tells something, in ms.
const EVENT_MS: &str = "5000";

fn connect(node: &Node) -> TcpStream {
    connect_to(node.origin.trim_start_matches("http://"))
}

fn connect_to(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream
}

/// Reads until the answer has some words.
fn read_until(stream: &mut TcpStream, words: &str) {
    let mut told = String::new();
    let mut piece = [0; 1024];
    while !told.contains(words) {
        let n_bytes = stream.read(&mut piece).expect("a piece of the answer");
        assert!(n_bytes > 0, "it ended: {told}");
        told.push_str(&String::from_utf8_lossy(&piece[..n_bytes]));
        assert!(!told.starts_with("HTTP/1.1 5"), "{told}");
    }
}

fn echo(stream: &mut TcpStream) {
    stream
        .write_all(b"GET /a/echo HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    read_until(stream, "0 bytes");
}

fn ask_for_events(node: &Node) -> TcpStream {
    let mut stream = connect(node);
    let length = EVENT_MS.len();
    let head = format!("POST /a/events HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all((head + EVENT_MS).as_bytes()).unwrap();
    stream
}

/// Each has asked something once, and is kept for a minute from then on.
fn idle_connections(node: &Node) -> Vec<TcpStream> {
    let address = node.origin.trim_start_matches("http://");
    let some = || {
        let one = |_| {
            let mut stream = connect_to(address);
            echo(&mut stream);
            stream
        };
        (0..N_IDLE / N_THREADS).map(one).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..N_THREADS).map(|_| scope.spawn(some)).collect();
        threads
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    })
}

#[test]
fn ten_thousand_idle_connections_and_two_thousand_streams_fit_into_300_mb() {
    let _alone = alone();
    allow_files(N_FILES);
    let notes = "[component.a.tool.ngantor]\nwaiting = [\"/a/events\"]\n";
    let installation = Probes::new().with("a", notes).install();
    // All of these come from one address, as from a proxy.
    let installation = installation.with(&["--trusted-proxy", "127.0.0.1"]);
    // What compiling takes is given back by the next start.
    drop(office::start(&installation));
    let node = office::start(&installation);
    let before = resident_bytes(&node);
    let mut idle = idle_connections(&node);
    let with_idle = resident_bytes(&node);
    let mut streams = Vec::new();
    // So many at a time as a function takes in at once.
    for _ in 0..N_STREAMS / N_AT_ONCE {
        let mut some: Vec<_> = (0..N_AT_ONCE).map(|_| ask_for_events(&node)).collect();
        some.iter_mut().for_each(|one| read_until(one, "data: now"));
        streams.extend(some);
    }
    for stream in &mut streams {
        read_until(stream, "data: now");
    }
    let with_all = resident_bytes(&node);
    println!(
        "{} KB before, {} KB with {N_IDLE} idle connections, {} KB with {N_STREAMS} streams too",
        before / 1000,
        with_idle / 1000,
        with_all / 1000
    );
    assert!(with_all < CROWD_MAX_BYTES, "{with_all}");
    let begun = Instant::now();
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
    assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
    // They are connections still, and no leftovers.
    idle.iter_mut().step_by(500).for_each(echo);
}

#[test]
fn one_address_takes_half_of_the_connections_and_no_more() {
    let _alone = alone();
    // With so few handles there are 512 connections, and 256 for one address.
    let installation = Probes::new().with("a", "").install();
    let mut limited = Command::new("prlimit");
    limited
        .arg("--nofile=1024:1024")
        .arg(command().get_program());
    let node = Node::start_as(limited, &installation).unwrap();
    assert!(
        node.logs("file handles for 512 connections"),
        "{}",
        node.log()
    );
    let mut inside: Vec<_> = (0..256).map(|_| connect(&node)).collect();
    inside.iter_mut().for_each(echo);
    let mut outside = connect(&node);
    // Closed without an answer; the write may already find it so.
    let _sent = outside.write_all(b"GET /a/echo HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(matches!(outside.read(&mut [0; 16]), Ok(0) | Err(_)));
    assert!(node.logs("has its 256 connections"), "{}", node.log());
    inside.pop();
    let begun = Instant::now();
    while !is_let_in(&node) {
        assert!(begun.elapsed() < PROMPT, "a place is given back");
    }
}

fn is_let_in(node: &Node) -> bool {
    let mut stream = connect(node);
    let sent = stream.write_all(b"GET /a/echo HTTP/1.1\r\nhost: x\r\n\r\n");
    sent.is_ok() && matches!(stream.read(&mut [0; 16]), Ok(1..))
}
