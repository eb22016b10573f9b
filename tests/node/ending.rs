//! An orderly end: what runs is finished, what is new is refused.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

#[test]
fn a_running_request_is_answered_after_sigterm() {
    let installation = Probes::new().with("a", "").install();
    let mut node = office::start(&installation);
    let client = node.client();
    let asking = client.clone();
    let running =
        std::thread::spawn(move || must(asking.send("POST", "/a/sleep", &[], "2000")).text);
    // An answered request says that the one before it is inside.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(must(client.get("/a/echo")).status, 200);
    let begun = Instant::now();
    node.ask_to_end();
    assert!(node.logs("finishing what is running"));
    assert!(
        client
            .raw(b"GET /a/echo HTTP/1.1\r\nhost: x\r\n\r\n")
            .is_err(),
        "still listening"
    );
    assert_eq!(running.join().unwrap(), "slept");
    let status = node.wait().expect("it ends");
    assert!(status.success(), "{status}");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_node_that_never_gets_ready_ends_by_sigterm_too() {
    let health = "[component.a.tool.ngantor]\nhealth = \"/a/panic\"";
    let installation = Probes::new().with("a", health).install();
    let mut node = Node::spawn(&installation).unwrap();
    assert!(node.logs("a function is not ready"), "{}", node.log());
    node.ask_to_end();
    assert!(node.wait().expect("it ends").success());
}

#[test]
fn an_end_waits_for_nobody_who_asks_nothing() {
    let installation = Probes::new().with("a", "").install();
    let mut node = office::start(&installation);
    let address = node.origin.trim_start_matches("http://").to_owned();
    let idle: Vec<_> = [
        b"".as_slice(),
        b"GET / HTTP",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    ]
    .into_iter()
    .map(|bytes| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    })
    .collect();
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
    let begun = Instant::now();
    node.ask_to_end();
    assert!(node.wait().expect("it ends").success());
    assert!(
        begun.elapsed() < Duration::from_secs(6),
        "{:?}",
        begun.elapsed()
    );
    drop(idle);
}
