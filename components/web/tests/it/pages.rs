//! The shell: where it stands, how it is revalidated, what surrounds it.

use http::StatusCode;

use crate::{ask, get, header};

#[test]
fn every_page_of_the_app_answers_with_the_shell() {
    for path in web::PAGES.iter().copied().chain([
        "/day?date=2026-11-25",
        "/sign-in?next=%2Fday",
        "/sign-in/return?code=a&state=b",
    ]) {
        let response = get(path);
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert_eq!(header(&response, "vary"), "accept-encoding");
    }
}

#[test]
fn the_pages_in_the_script_are_the_pages_served() {
    let main = crate::scripts()
        .find(|(path, _)| *path == "js/main.js")
        .unwrap()
        .1;
    for page in web::PAGES {
        assert!(
            main.contains(&format!("\"{page}\": ")),
            "{page} is missing in js/main.js"
        );
    }
    let table = main
        .split("const PAGES = {")
        .nth(1)
        .unwrap()
        .split('}')
        .next()
        .unwrap();
    assert_eq!(table.matches(':').count(), web::PAGES.len());
}

#[test]
fn a_wrong_address_shows_a_page_that_says_so() {
    for path in [
        "/nope",
        "/day/",
        "/Setup",
        "//",
        "/apiary",
        "/assetsx",
        "/..%2f",
        "/sign-in/x",
    ] {
        let response = get(path);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
}

#[test]
fn the_shell_is_sent_once_and_then_confirmed() {
    let tag = header(&get("/"), "etag").to_owned();
    assert!(tag.starts_with("W/\""));
    let strong = tag.trim_start_matches("W/").to_owned();
    for known in [
        tag.clone(),
        strong,
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let response = ask("GET", "/day", &[("if-none-match", &known)]);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert!(response.body().is_empty());
        assert_eq!(header(&response, "etag"), tag);
        assert_eq!(header(&response, "vary"), "accept-encoding");
    }
    let response = ask("GET", "/", &[("if-none-match", "\"other\"")]);
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    for path in [
        "/",
        "/health",
        "/nope",
        "/api/x",
        &crate::address("css/tokens.css"),
    ] {
        let (head, get) = (ask("HEAD", path, &[]), get(path));
        assert_eq!(head.status(), get.status(), "{path}");
        assert_eq!(head.headers(), get.headers(), "{path}");
        assert!(head.body().is_empty() && !get.body().is_empty());
    }
}

#[test]
fn every_answer_carries_the_strict_headers() {
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nope"),
        ("POST", "/"),
        ("GET", "/api/nope"),
        ("GET", "/health"),
        ("GET", &crate::address("js/main.js")),
    ] {
        let response = ask(method, path, &[]);
        let policy = header(&response, "content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(
                policy.split("; ").any(|given| given == part),
                "{path}: {part} in {policy}"
            );
        }
        assert!(!policy.contains("unsafe"));
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(
            header(&response, "cross-origin-opener-policy"),
            "same-origin"
        );
        assert!(header(&response, "permissions-policy").starts_with("geolocation=(self)"));
    }
}

#[test]
fn health_says_ok() {
    let response = get("/health");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(response.body().as_ref(), b"{\"status\":\"ok\"}");
}
