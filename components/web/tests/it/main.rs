//! What the component answers, and what its files must keep to.

#![expect(
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod assets;
mod negotiation;
mod pages;
mod problems;
mod texts;

use bytes::Bytes;
use http::{Request, Response};
use web::respond;

/// Answers one request without a body.
fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    respond(&request.body(()).unwrap().into_parts().0)
}

fn get(path: &str) -> Response<Bytes> {
    ask("GET", path, &[])
}

/// A header's text; empty when it is missing.
fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// The address of a file under the current version.
fn address(path: &str) -> String {
    format!("/assets/{}/{path}", web::asset::VERSION)
}

/// Every file of `assets/js`, by path, with its text.
fn scripts() -> impl Iterator<Item = (&'static str, &'static str)> {
    web::asset::FILES
        .iter()
        .filter(|file| file.path.ends_with(".js"))
        .map(|file| (file.path, std::str::from_utf8(file.plain).unwrap()))
}
