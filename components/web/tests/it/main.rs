//! What the pages' server answers, over requests as a host passes them.

use bytes::Bytes;
use http::{Request, Response};

fn get(path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap_or_default().into_parts();
    web::respond(&parts)
}

#[test]
fn every_page_is_the_shell_under_a_strict_policy() {
    for page in web::PAGES {
        let answer = get(page, &[]);
        assert_eq!(answer.status(), 200, "{page}");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
    assert_eq!(get("/nowhere", &[]).status(), 404);
}

#[test]
fn a_shell_that_the_browser_has_is_not_sent_again() {
    let tag = get("/", &[]).headers()["etag"].to_str().unwrap().to_owned();
    let again = get("/", &[("if-none-match", &tag)]);
    assert_eq!(again.status(), 304);
    assert!(again.body().is_empty());
}

#[test]
fn a_function_that_is_not_there_is_a_problem_in_the_callers_language() {
    for (lang, expected) in [("id", "id"), ("en", "en")] {
        let answer = get("/api/nothing", &[("accept-language", lang)]);
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.headers()["content-language"], expected);
    }
}

#[test]
fn every_asset_is_compressed_for_whoever_takes_it_and_kept_for_ever() {
    let path = format!("/assets/{}/js/main.js", web::asset::VERSION);
    let plain = get(&path, &[]);
    let packed = get(&path, &[("accept-encoding", "br")]);
    assert_eq!(
        (plain.status().as_u16(), packed.status().as_u16()),
        (200, 200)
    );
    assert_eq!(packed.headers()["content-encoding"], "br");
    assert!(packed.body().len() < plain.body().len());
    let cache = packed.headers()["cache-control"].to_str().unwrap();
    assert!(cache.contains("immutable"), "{cache}");
    for trick in [
        "/assets/x/../../etc/passwd",
        "/assets/",
        "/assets/%2e%2e/index.html",
    ] {
        assert_eq!(get(trick, &[]).status(), 404, "{trick}");
    }
}
