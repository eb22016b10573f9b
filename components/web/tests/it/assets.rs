//! What the files keep to: addresses, size, strictness.

use http::StatusCode;
use web::asset::{FILES, File, SHELL};

use crate::{address, get, header, scripts};

/// Pages that are loaded when they are opened.
const LATER: [&str; 14] = [
    "js/files/",
    "js/links/",
    "js/records/",
    "js/month/",
    "js/receipt/",
    "js/requests/",
    "js/work/",
    "js/assignments/",
    "js/activities/",
    "js/team/",
    "js/setup/",
    "js/device/",
    "js/texts/later/",
    "css/later.css",
];
/// The first visit, compressed, in bytes: a page must open on a slow village line.
const FIRST_VISIT_BYTES: usize = 60_000;
/// One behaviour a file, in lines.
const SCRIPT_LINES: usize = 100;

fn is_later(file: &File) -> bool {
    LATER.iter().any(|folder| file.path.starts_with(folder))
}

#[test]
fn a_file_is_kept_for_ever_under_the_address_of_its_version() {
    for (path, kind) in [
        ("css/tokens.css", "text/css; charset=utf-8"),
        ("js/main.js", "text/javascript; charset=utf-8"),
        ("icons/logo.svg", "image/svg+xml"),
        ("manifest.webmanifest", "application/manifest+json"),
    ] {
        let response = get(&address(path));
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, "content-type"), kind);
        assert_eq!(
            header(&response, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(&response, "vary"), "accept-encoding");
    }
    assert_eq!(
        header(&get("/favicon.ico"), "content-type"),
        "image/svg+xml"
    );
}

#[test]
fn the_shell_names_every_style_and_script_by_its_version() {
    let shell = std::str::from_utf8(SHELL.plain).unwrap();
    assert!(!shell.contains("{assets}") && !shell.contains("<!--preloads-->"));
    for file in FILES
        .iter()
        .filter(|file| !file.path.starts_with("js/texts/") && !is_later(file))
    {
        let named = shell.contains(&address(file.path));
        assert!(
            named || file.path == "icons/kawung.svg",
            "{} is not in the shell",
            file.path
        );
    }
    for reference in shell.split("=\"/assets/").skip(1) {
        let path = format!("/assets/{}", reference.split('"').next().unwrap());
        assert_eq!(get(&path).status(), StatusCode::OK, "{path}");
    }
}

#[test]
fn the_first_visit_is_small() {
    let size = |file: &File| file.br.unwrap_or(file.plain).len();
    let is_first = |file: &&File| !is_later(file);
    let all: usize = FILES.iter().filter(is_first).map(size).sum::<usize>() + size(&SHELL);
    println!("all files of the first visit in brotli: {all} bytes");
    assert!(all < FIRST_VISIT_BYTES, "{all} bytes");
}

#[test]
fn a_script_has_one_behaviour() {
    for (path, text) in scripts().filter(|(path, _)| !path.starts_with("js/texts/")) {
        let n_lines = text.lines().count();
        assert!(n_lines <= SCRIPT_LINES, "{path} has {n_lines} lines");
        assert!(
            text.starts_with("// "),
            "{path} does not say what lives in it"
        );
    }
}

#[test]
fn no_script_makes_markup_or_code_from_text() {
    let forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
        "javascript:",
        "setAttribute(\"style\"",
    ];
    for (path, text) in scripts() {
        for word in forbidden {
            assert!(!text.contains(word), "{path} uses {word}");
        }
    }
    let shell = std::str::from_utf8(SHELL.plain).unwrap();
    for word in ["<style", " style=", " onclick", "<script>"] {
        assert!(!shell.contains(word), "index.html has {word}");
    }
}

#[test]
fn one_place_fetches() {
    for (path, text) in scripts().filter(|(path, _)| *path != "js/api.js") {
        assert!(!text.contains("fetch("), "{path} fetches");
    }
}

#[test]
fn colours_stand_in_the_tokens_only() {
    for file in FILES.iter().filter(|file| file.path.ends_with(".css")) {
        let text = std::str::from_utf8(file.plain).unwrap();
        let is_tokens = file.path == "css/tokens.css";
        assert!(
            is_tokens || !text.contains(": #"),
            "{} has a colour of its own",
            file.path
        );
        let has_dark = text.contains("prefers-color-scheme");
        assert_eq!(
            is_tokens, has_dark,
            "{}: dark mode lives in the tokens",
            file.path
        );
    }
}
