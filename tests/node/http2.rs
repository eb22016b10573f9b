//! HTTP/2 as nobody should speak it: each of these has taken down servers elsewhere. The node
//! stays up, takes no memory to speak of, and answers others at once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::client::SendRequest;
use ngantor_tests::PROMPT;
use ngantor_tests::gauge::resident_bytes;
use ngantor_tests::installation::Installation;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;
use tokio::time::timeout;
use ureq::http::Request;

/// What an attack may make the node grow by, in bytes.
const GROWTH_MAX_BYTES: usize = 64 << 20;
/// Longer than any attack here goes on.
const ATTACK_MAX: Duration = Duration::from_secs(60);

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn probe() -> (Installation, Node) {
    let installation = Probes::new().with("a", "").with("b", "").install();
    let node = office::start(&installation);
    assert_eq!(must(node.client().get("/b/echo")).status, 200);
    (installation, node)
}

/// Attacks, and looks whether the neighbour is answered meanwhile and what is left of it.
fn withstands(attack: impl FnOnce(&str) + Send) {
    let (_installation, node) = probe();
    let before = resident_bytes(&node);
    std::thread::scope(|scope| {
        let address = node.origin.trim_start_matches("http://");
        let attacking = scope.spawn(|| attack(address));
        let client = node.client();
        while !attacking.is_finished() {
            let begun = Instant::now();
            assert_eq!(must(client.get("/b/echo")).status, 200);
            assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
            let grown = resident_bytes(&node).saturating_sub(before);
            assert!(grown < GROWTH_MAX_BYTES, "{grown}");
            std::thread::sleep(Duration::from_millis(10));
        }
        attacking.join().unwrap();
    });
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
}

/// Speaks HTTP/2 by a client that is not ours.
fn speak<F: Future<Output = ()>>(
    address: &str,
    builder: &h2::client::Builder,
    attack: impl FnOnce(SendRequest<Bytes>) -> F,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let spoken = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (client, connection) = builder.handshake::<_, Bytes>(stream).await.unwrap();
        // The node may end it at any moment: that is one way to withstand.
        let connection = tokio::spawn(connection);
        let attacked = timeout(ATTACK_MAX, attack(client)).await;
        connection.abort();
        attacked
    });
    spoken.expect("neither side hangs");
}

fn request(method: &str, path: &str) -> Request<()> {
    let uri = format!("http://x{path}");
    Request::builder().method(method).uri(uri).body(()).unwrap()
}

#[test]
fn requests_that_are_taken_back_at_once_without_end() {
    withstands(|address| {
        for _ in 0..4 {
            speak(address, &h2::client::Builder::new(), |client| async move {
                for _ in 0..20_000 {
                    let Ok(mut client) = client.clone().ready().await else {
                        return;
                    };
                    let Ok((_, mut stream)) = client.send_request(request("GET", "/a/echo"), true)
                    else {
                        return;
                    };
                    stream.send_reset(h2::Reason::CANCEL);
                }
            });
        }
    });
}

#[test]
fn large_answers_of_which_nothing_is_taken() {
    withstands(|address| {
        let mut builder = h2::client::Builder::new();
        builder
            .initial_window_size(0)
            .initial_connection_window_size(65_535);
        speak(address, &builder, |client| async move {
            let mut answers = Vec::new();
            for _ in 0..32 {
                let mut client = client.clone().ready().await.unwrap();
                let asked = client.send_request(request("POST", "/a/huge"), false);
                let (answer, mut body) = asked.unwrap();
                body.send_data(Bytes::from_static(b"1000000"), true)
                    .unwrap();
                answers.push(answer.await.unwrap());
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        });
    });
}

#[test]
fn a_body_in_pieces_of_one_byte() {
    withstands(|address| {
        speak(address, &h2::client::Builder::new(), |client| async move {
            let mut client = client.ready().await.unwrap();
            let (answer, mut body) = client
                .send_request(request("POST", "/a/echo"), false)
                .unwrap();
            for n in 1..=20_000 {
                let sent = body.send_data(Bytes::from_static(b"x"), n == 20_000);
                // Refused for what it is: that is one way to withstand.
                if sent.is_err() {
                    return;
                }
                if n % 100 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            let answer = answer.await.expect("it was taken, so it is answered");
            assert_eq!(answer.status(), 200);
        });
    });
}

/// A frame (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// GET, http, /a/echo at x, in HPACK (RFC 7541): two indexed fields, two literal ones.
fn fields() -> Vec<u8> {
    let mut fields = vec![0x82, 0x86, 0x04, 7];
    fields.extend(b"/a/echo");
    fields.extend([0x01, 1, b'x']);
    fields
}

/// Sends a beginning, then the same again and again; how often until the node hangs up.
fn flood(address: &str, beginning: &[u8], again: &[u8], n_max: usize) -> usize {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(SETTINGS, 0, 0, &[]));
    sent.extend(beginning);
    stream.write_all(&sent).unwrap();
    // What it answers has to be read, or it waits for us instead of the other way round.
    let mut reading = stream.try_clone().unwrap();
    let reader =
        std::thread::spawn(move || while matches!(reading.read(&mut [0; 4096]), Ok(1..)) {});
    let begun = Instant::now();
    let n_sent = (0..n_max)
        .take_while(|_| begun.elapsed() < ATTACK_MAX && stream.write_all(again).is_ok())
        .count();
    let _shut = stream.shutdown(std::net::Shutdown::Both);
    reader.join().unwrap();
    n_sent
}

#[test]
fn headers_that_never_end() {
    const N_MAX: usize = 20_000;
    withstands(|address| {
        let beginning = frame(HEADERS, END_STREAM, 1, &fields());
        // A literal field without indexing: "x-a: " and a hundred letters.
        let mut field = vec![0x00, 3];
        field.extend(b"x-a");
        field.push(100);
        field.extend([b'y'; 100]);
        let again = frame(CONTINUATION, 0, 1, &field.repeat(40));
        let n_sent = flood(address, &beginning, &again, N_MAX);
        assert!(n_sent < N_MAX, "80 MB of headers were taken");
        // Empty pieces cost as little to send.
        let n_sent = flood(
            address,
            &beginning,
            &frame(CONTINUATION, 0, 1, &[]),
            N_MAX * 10,
        );
        assert!(n_sent < N_MAX * 10, "200,000 empty pieces were taken");
    });
}

#[test]
fn a_few_bytes_of_headers_that_stand_for_megabytes() {
    withstands(|address| {
        // A literal field that enters the table, then a byte each that refers to it.
        let mut bomb = fields();
        bomb.extend([0x40, 3]);
        bomb.extend(b"x-b");
        // 3,900 in HPACK's integers: 127 and the rest in sevens.
        bomb.extend([0x7f, 0xbd, 0x1d]);
        bomb.extend([b'z'; 3_900]);
        bomb.resize(bomb.len() + 12_000, 0xbe);
        let mut again = Vec::new();
        for n in 0..32 {
            again.extend(frame(HEADERS, END_STREAM | END_HEADERS, 2 * n + 1, &bomb));
        }
        flood(address, &[], &again, 1);
    });
}

#[test]
fn settings_pings_and_empty_pieces_without_end() {
    const N_MAX: usize = 2_000;
    withstands(|address| {
        flood(address, &[], &frame(SETTINGS, 0, 0, &[]).repeat(100), N_MAX);
        flood(address, &[], &frame(PING, 0, 0, &[0; 8]).repeat(100), N_MAX);
        // POST with a body that never begins.
        let mut post = fields();
        post[0] = 0x83;
        let beginning = frame(HEADERS, END_HEADERS, 1, &post);
        flood(
            address,
            &beginning,
            &frame(DATA, 0, 1, &[]).repeat(100),
            N_MAX,
        );
    });
}
