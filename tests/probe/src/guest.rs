//! The misbehaviour. It answers 200 with what it got, or 500 with the words of the refusal.

#![expect(clippy::panic, reason = "panicking is what it is for")]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::SinkExt as _;
use http_body_util::{BodyExt as _, Full};
use spin_sdk::http::{
    BoxBody, EmptyBody, HeaderName, HeaderValue, Request, Response, StatusCode, body, box_body,
};
use spin_sdk::http_service;
use spin_sdk::key_value::Store;
use spin_sdk::sqlite::Connection;
use spin_sdk::wasip3::http::types::Fields;
use spin_sdk::wasip3::http_compat::IncomingRequestBody;
use spin_sdk::wasip3::wit_stream;

/// What one piece of the memory that `grow` takes has, in bytes.
const PIECE_BYTES: usize = 1 << 20;
/// What a list of header fields that `hoard` makes has, in bytes.
const FIELDS_BYTES: usize = 30 << 10;
/// Longer than anybody waits.
const FOREVER: Duration = Duration::from_secs(86_400);
/// How long `half` lets its first half go out before it panics.
const HALF_PAUSE: Duration = Duration::from_millis(200);

static N_REQUESTS: AtomicU64 = AtomicU64::new(0);

/// What FNV-1a begins with, and multiplies by.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

type Done = Result<String, String>;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    let n_requests = N_REQUESTS.fetch_add(1, Ordering::Relaxed) + 1;
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let mut words = path.rsplit('/');
    let last = words.next().unwrap_or_default();
    let before = words.next().unwrap_or_default();
    match (before, last) {
        ("receive", key) => return answer(receive(label_of(&path), key, body, 0).await),
        ("slowly", key) => return answer(receive(label_of(&path), key, body, 100).await),
        (_, "refuse") => return refuse(body),
        _ => {}
    }
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return answer(Err(format!("the body broke: {error:?}"))),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    match (before, last) {
        (_, "half") => half(),
        (_, "events") => events(&text),
        (_, "afterwork") => {
            spin_sdk::wasip3::spawn(spin_sdk::time::sleep(FOREVER));
            answer(Ok("answered".to_owned()))
        }
        (_, "huge") => answer(Ok("x".repeat(number(&text)))),
        (_, "fields") => fields(number(&text)),
        (_, "echo") => {
            let lines = parts.headers.iter().map(|(name, value)| {
                format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))
            });
            answer(Ok(format!(
                "{}{} bytes",
                lines.collect::<String>(),
                body.len()
            )))
        }
        ("regular", ms) => {
            println!("regular work is done here");
            compute(number(ms));
            answer(Ok("done".to_owned()))
        }
        ("received", key) => answer(received(label_of(&path), key).await),
        (_, "count") => answer(Ok(n_requests.to_string())),
        ("sql", label) => answer(sql(label, &[&text]).await),
        ("transaction", label) => answer(sql(label, &["BEGIN", &text]).await),
        ("store", label) => answer(store(label, &text).await),
        ("variable", name) => answer(variable(name).await),
        (_, "fetch") => answer(fetch(&text).await),
        (_, word) => answer(misbehave(word, &text).await),
    }
}

async fn misbehave(word: &str, text: &str) -> Done {
    match word {
        "file" => std::fs::read_to_string(text).map_err(|error| error.to_string()),
        "socket" => std::net::TcpStream::connect(text)
            .map(|_| "connected".to_owned())
            .map_err(|error| error.to_string()),
        "print" => {
            println!("{text}");
            Ok("printed".to_owned())
        }
        "sleep" => {
            let pause = text.parse().map_err(|_| "how many ms?".to_owned())?;
            spin_sdk::time::sleep(Duration::from_millis(pause)).await;
            Ok("slept".to_owned())
        }
        "never" => {
            // Waiting for nothing at all would be noticed at once, as a deadlock.
            spin_sdk::time::sleep(FOREVER).await;
            Ok("after all".to_owned())
        }
        "loop" => loop {
            black_box(N_REQUESTS.load(Ordering::Relaxed));
        },
        "compute" => {
            compute(number(text));
            Ok("computed".to_owned())
        }
        "flood" => loop {
            println!("nothing of interest");
        },
        "hoard" => {
            hoard(number(text));
            Ok("hoarded".to_owned())
        }
        "streams" => {
            for _ in 0..number(text) {
                std::mem::forget(wit_stream::new::<u8>());
            }
            Ok("made".to_owned())
        }
        "handles" => loop {
            std::mem::forget(Fields::new());
        },
        "connections" => open_connections(text).await,
        "panic" => panic!("asked to"),
        "grow" => {
            let mut pieces = Vec::new();
            loop {
                pieces.push(black_box(vec![1_u8; PIECE_BYTES]));
            }
        }
        other => Err(format!("there is no {other:?}")),
    }
}

/// The rows of the last of some statements on one connection.
async fn sql(label: &str, statements: &[&str]) -> Done {
    let connection = Connection::open(label)
        .await
        .map_err(|e| format!("{e:?}"))?;
    let mut rows = Vec::new();
    for statement in statements {
        let result = connection.execute(*statement, Vec::new()).await;
        let result = result.map_err(|error| format!("{error:?}"))?;
        let collected = result.collect().await;
        rows = collected.map_err(|error| format!("{error:?}"))?;
    }
    let lines = rows.iter().map(|row| format!("{:?}\n", row.values));
    Ok(lines.collect())
}

/// Makes so many lists of header fields, each nearly as long as it may be, and drops none.
fn hoard(n_lists: usize) {
    for _ in 0..n_lists {
        let fields = Fields::new();
        let _appended = fields.append("x-long", &vec![b'x'; FIELDS_BYTES]);
        std::mem::forget(fields);
    }
}

/// Opens connections to a database and closes none.
async fn open_connections(label: &str) -> Done {
    let mut connections = Vec::new();
    loop {
        let opened = Connection::open(label).await;
        let opened = opened.map_err(|error| format!("{}: {error:?}", connections.len()));
        connections.push(opened?);
    }
}

async fn store(label: &str, key: &str) -> Done {
    let said = |error: spin_sdk::key_value::Error| format!("{error:?}");
    let store = Store::open(label).await.map_err(said)?;
    store.set(key, key).await.map_err(said)?;
    let value = store.get(key).await.map_err(said)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// A probe's stores have the name that its paths begin with.
fn label_of(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

/// Reads a body piece by piece, with a pause of so many ms after each, and keeps in its store
/// what came of it, whether it ended or broke off.
async fn receive(label: &str, key: &str, mut body: IncomingRequestBody, pause_ms: u64) -> Done {
    let (mut n_bytes, mut hash, mut n_pieces) = (0, FNV_BASIS, 0);
    let fault = loop {
        match body.frame().await {
            None => break None,
            Some(Err(error)) => break Some(format!("{error:?}")),
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                n_bytes += data.len();
                n_pieces += 1;
                hash = data.iter().fold(hash, |hash, byte| {
                    (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME)
                });
            }
        }
        if pause_ms > 0 {
            spin_sdk::time::sleep(Duration::from_millis(pause_ms)).await;
        }
    };
    let came = format!("{n_bytes} bytes {hash:016x}");
    let told = match fault {
        None => format!("whole {came} in {n_pieces}"),
        Some(error) => format!("broken {came} in {n_pieces}: {error}"),
    };
    let said = |error: spin_sdk::key_value::Error| format!("{error:?}");
    let store = Store::open(label).await.map_err(said)?;
    store.set(key, &told).await.map_err(said)?;
    Ok(told)
}

/// What came of a body that was sent before; empty when nothing is known of it.
async fn received(label: &str, key: &str) -> Done {
    let said = |error: spin_sdk::key_value::Error| format!("{error:?}");
    let store = Store::open(label).await.map_err(said)?;
    let value = store.get(key).await.map_err(said)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// Answers before anything of the body is read.
fn refuse(body: IncomingRequestBody) -> Response<BoxBody> {
    drop(body);
    let mut response = answer(Ok("no".to_owned()));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

async fn variable(name: &str) -> Done {
    let value = spin_sdk::variables::get(name).await;
    value.map_err(|error| format!("{error:?}"))
}

/// The first line of the text is the address, each other one a header.
async fn fetch(text: &str) -> Done {
    let mut lines = text.lines();
    let mut request = Request::get(lines.next().unwrap_or_default());
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        request = request.header(name, value);
    }
    let request = request
        .body(EmptyBody::new())
        .map_err(|error| error.to_string())?;
    let response = spin_sdk::http::send(request).await;
    let response = response.map_err(|error| format!("{error:?}"))?;
    let status = response.status();
    let body = response.into_body().collect().await;
    let body = body.map_err(|error| format!("{error:?}"))?.to_bytes();
    Ok(format!("{status}\n{}", String::from_utf8_lossy(&body)))
}

fn half() -> Response<BoxBody> {
    let (mut sender, body) = body::stream::<String>();
    spin_sdk::wasip3::spawn(async move {
        // Whether somebody reads it does not matter.
        let _sent = sender.send("the first half\n".to_owned()).await;
        spin_sdk::time::sleep(HALF_PAUSE).await;
        panic!("asked to");
    });
    Response::new(box_body(body))
}

/// An event as often as the text says, in ms, until nobody takes them any more.
fn events(text: &str) -> Response<BoxBody> {
    let pause = Duration::from_millis(number(text) as u64);
    let (mut sender, body) = body::stream::<String>();
    spin_sdk::wasip3::spawn(async move {
        while sender.send("data: now\n\n".to_owned()).await.is_ok() {
            spin_sdk::time::sleep(pause).await;
        }
    });
    let mut response = Response::new(box_body(body));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert("content-type", kind);
    response
}

/// An answer with so many header fields.
fn fields(n_fields: usize) -> Response<BoxBody> {
    let mut response = answer(Ok(String::new()));
    let value = HeaderValue::from_static("a value of forty bytes, give or take few");
    for n in 0..n_fields {
        if let Ok(name) = HeaderName::try_from(format!("x-{n}")) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn compute(ms: usize) {
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_millis(ms as u64) {
        black_box(N_REQUESTS.load(Ordering::Relaxed));
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_default()
}

fn answer(done: Done) -> Response<BoxBody> {
    let (status, text) = match done {
        Ok(text) => (StatusCode::OK, text),
        Err(words) => (StatusCode::INTERNAL_SERVER_ERROR, words),
    };
    let mut response = Response::new(box_body(Full::new(Bytes::from(text))));
    *response.status_mut() = status;
    response
}
