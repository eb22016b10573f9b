//! Which path does what, and everything that takes a few lines only.

#![expect(clippy::panic, reason = "a case asks what a panic does")]

use std::fmt::{Debug, Write as _};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use spin_sdk::http::{BoxBody, HeaderMap, Request, Response, box_body};
use spin_sdk::http_service;

use crate::{sql, store};

/// Says which component it is; the manifest sets it.
const NAME: &str = "COMPONENT";

/// What an act found, one finding a line; an error is one that ended it.
pub type Findings = Result<String, String>;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    let (parts, body) = request.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return answer(Err(said(error))),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    let path = parts.uri.path().to_owned();
    let (_, act) = pair(&path, "/act/");
    let words: Vec<&str> = act.split('/').collect();
    match words.as_slice() {
        ["variable", name] => answer(variable(name).await),
        ["environment"] => answer(Ok(environment())),
        ["store", label] => answer(store::act(label, &text).await),
        ["sql", label] => answer(sql::act(label, &text).await),
        ["fetch"] => answer(fetch(&text).await),
        ["reply", status] => reply(status, &text).unwrap_or_else(|words| answer(Err(words))),
        ["panic"] => panic!("asked to"),
        _ => {
            let asked = parts
                .uri
                .path_and_query()
                .map_or("", |asked| asked.as_str());
            let asked = format!("{} {asked}", parts.method);
            answer(Ok(echo(&asked, &parts.headers, &text)))
        }
    }
}

/// How an error is shown: as the name and the words that the interface gives it.
pub fn said(error: impl Debug) -> String {
    format!("error: {error:?}")
}

fn answer(found: Findings) -> Response<BoxBody> {
    let text = found.unwrap_or_else(|words| words);
    Response::new(box_body(Full::new(Bytes::from(text))))
}

fn echo(asked: &str, headers: &HeaderMap, body: &str) -> String {
    let name = std::env::var(NAME).unwrap_or_default();
    let mut text = format!("component: {name}\nrequest: {asked}\n");
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        // Writing to a string cannot fail.
        let _written = writeln!(text, "{name}: {value}");
    }
    text + "body: " + body
}

async fn variable(name: &str) -> Findings {
    spin_sdk::variables::get(name).await.map_err(said)
}

fn environment() -> String {
    let mut lines: Vec<_> = std::env::vars()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    lines.sort_unstable();
    lines.concat()
}

async fn fetch(text: &str) -> Findings {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, address) = pair(lines.next().unwrap_or_default(), " ");
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in lines.map(|line| pair(line, ": ")) {
        request = request.header(name, value);
    }
    let body = Full::new(Bytes::from(body.to_owned()));
    let request = request.body(body).map_err(said)?;
    let response = spin_sdk::http::send(request).await.map_err(said)?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map_err(said)?;
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    Ok(format!("status: {status}\n{body}"))
}

fn reply(status: &str, text: &str) -> Result<Response<BoxBody>, String> {
    let status: u16 = status.parse().map_err(said)?;
    let mut response = Response::builder().status(status);
    for (name, value) in text.lines().map(|line| pair(line, ": ")) {
        response = response.header(name, value);
    }
    let body = Full::new(Bytes::from_static(b"as asked"));
    response.body(box_body(body)).map_err(said)
}

/// Both halves of a line; the second is empty when there is no mark.
pub fn pair<'a>(line: &'a str, mark: &str) -> (&'a str, &'a str) {
    line.split_once(mark).unwrap_or((line, ""))
}
