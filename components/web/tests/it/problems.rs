//! The refusals: RFC 9457 documents in the caller's language.

use http::StatusCode;
use serde_json::Value;

use crate::{address, ask, header};

fn document(response: &http::Response<bytes::Bytes>) -> Value {
    assert_eq!(header(response, "content-type"), "application/problem+json");
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn a_function_that_is_not_installed_is_a_problem_for_every_method() {
    for path in ["/api", "/api/", "/api/leave/requests", "/internal/web/tick"] {
        for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS"] {
            let response = ask(method, path, &[]);
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{method} {path}");
            let document = document(&response);
            assert_eq!(document["type"], "/problems/not_found");
            assert_eq!(document["code"], "not_found");
            assert_eq!(document["status"], 404);
            assert_eq!(document["title"], "Tidak ditemukan");
        }
    }
}

#[test]
fn a_problem_speaks_the_callers_language_and_names_the_request() {
    let headers = [
        ("accept-language", "en-GB,en;q=0.8"),
        ("x-request-id", "0193a5b0-7c1e"),
    ];
    let response = ask("GET", "/api/leave", &headers);
    assert_eq!(header(&response, "content-language"), "en");
    assert_eq!(header(&response, "vary"), "accept-language");
    let document = document(&response);
    assert_eq!(document["title"], "Not found");
    assert_eq!(document["request_id"], "0193a5b0-7c1e");
}

#[test]
fn a_file_of_another_version_or_none_is_a_problem() {
    for path in [
        "/assets",
        "/assets/",
        "/assets/0000000000000000/js/main.js",
        &address(""),
        &address("js"),
        &address("nope.js"),
        &address("index.html"),
        &address("../Cargo.toml"),
        &address("js/../js/main.js"),
        &address("js//main.js"),
        &address("js/main%2ejs"),
        &address("JS/main.js"),
    ] {
        let response = ask("GET", path, &[]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(document(&response)["code"], "not_found");
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
}

#[test]
fn pages_and_files_are_only_read() {
    for path in ["/", "/nope", "/health", &address("js/main.js")] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let response = ask(method, path, &[]);
            assert_eq!(
                response.status(),
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            assert_eq!(header(&response, "allow"), "GET, HEAD");
            assert_eq!(document(&response)["code"], "method_not_allowed");
        }
    }
}
