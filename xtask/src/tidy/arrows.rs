//! Which file may name what, and which crate may need which.
//!
//! Inside a function: `domain` is pure, `store` knows no HTTP, and only the doors of the
//! sandbox name `spin_sdk`. Between folders: nothing needs a function, least of all another
//! function or the edge node.

use super::lexer::{lex, words};
use super::tree::line_of;
use super::{Complaint, Tree};

/// What a file of a function must not name.
struct Arrow {
    file: &'static str,
    banned: &'static [&'static str],
    why: &'static str,
}

const ARROWS: [Arrow; 3] = [
    Arrow {
        file: "domain",
        banned: &[
            "store",
            "http",
            "axum",
            "tokio",
            "ngantor_db",
            "ngantor_http",
            "ngantor_kv",
            "async",
            "await",
        ],
        why: "domain is pure rules: no storage, no HTTP, nothing to wait for",
    },
    Arrow {
        file: "store",
        banned: &["http", "axum", "ngantor_http"],
        why: "store is statements only; what they mean for an answer, http says",
    },
    Arrow {
        file: "component",
        banned: &["tokio"],
        why: "in the sandbox a request cannot wait for another one, only for its host; \
              use std's OnceLock",
    },
];

/// The files besides each function's `component.rs` that speak to the sandbox.
const SEAMS: [&str; 3] = [
    "crates/db/src/spin.rs",
    "crates/http/src/spin.rs",
    "crates/kv/src/spin.rs",
];
/// The crates of those files.
const SANDBOX_CRATES: [&str; 3] = ["crates/db", "crates/http", "crates/kv"];
/// The guests of the tests, which are made of nothing else.
const GUESTS: [&str; 2] = ["tests/conformance/mirror", "tests/probe"];
/// Serves the functions natively, to measure what the sandbox costs.
const YARDSTICK: &str = "tests/yardstick";
/// Words that are bans of their own, not parts of a path.
const KEYWORDS: [&str; 2] = ["async", "await"];

/// Everything that points the wrong way.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.ending(&["rs"]) {
        let code = lex(text).code;
        if let Some(arrow) = arrow_of(path) {
            complaints.extend(banned_words(path, &code, arrow));
        }
        complaints.extend(sandbox_words(path, &code));
    }
    for (path, text) in tree.ending(&["toml"]) {
        if let Some(folder) = path.strip_suffix("/Cargo.toml") {
            complaints.extend(banned_crates(tree, folder, path, text));
        }
    }
    complaints
}

/// The arrow for `components/<fn>/src/<file>.rs` and what lies in `src/<file>/`.
fn arrow_of(path: &str) -> Option<&'static Arrow> {
    let (_, inside) = path.strip_prefix("components/")?.split_once("/src/")?;
    let file = inside.split(['/', '.']).next()?;
    ARROWS.iter().find(|arrow| arrow.file == file)
}

fn banned_words(path: &str, code: &str, arrow: &Arrow) -> Vec<Complaint> {
    let found = words(code).filter(|(at, word)| {
        let leads = code[at + word.len()..].starts_with("::");
        arrow.banned.contains(word) && (leads || KEYWORDS.contains(word) || is_imported(code, *at))
    });
    found
        .map(|(at, word)| {
            let words = format!("`{word}`: {}", arrow.why);
            Complaint::new(path, line_of(code, at), words)
        })
        .collect()
}

/// Whether the statement around a byte begins with `use`.
fn is_imported(code: &str, at: usize) -> bool {
    let begin = code[..at].rfind([';', '}']).map_or(0, |end| end + 1);
    let statement = code[begin..at].trim_start();
    let mut parts = statement
        .split_whitespace()
        .skip_while(|part| part.starts_with("pub"));
    parts.next() == Some("use")
}

fn sandbox_words(path: &str, code: &str) -> Vec<Complaint> {
    let door = path.starts_with("components/") && path.ends_with("/src/component.rs");
    let guest = GUESTS.iter().any(|guest| path.starts_with(guest));
    if door || guest || SEAMS.contains(&path) {
        return Vec::new();
    }
    let found = words(code).filter(|(_, word)| *word == "spin_sdk");
    let why = "`spin_sdk`: only component.rs of a function and spin.rs of db, http and kv name it";
    found
        .map(|(at, _)| Complaint::new(path, line_of(code, at), why))
        .collect()
}

fn banned_crates(tree: &Tree, folder: &str, path: &str, text: &str) -> Vec<Complaint> {
    let functions = tree.functions();
    let sandboxed = folder.starts_with("components/")
        || SANDBOX_CRATES.contains(&folder)
        || GUESTS.contains(&folder);
    let mut complaints = Vec::new();
    for needed in dependencies(text) {
        let why = if functions.contains(&needed.as_str()) && folder != YARDSTICK {
            "a function is needed by nobody; what is shared lives in crates/"
        } else if needed == "spin-sdk" && !sandboxed {
            "only functions and the crates db, http and kv speak to the sandbox"
        } else {
            continue;
        };
        let line = text
            .lines()
            .position(|line| line.starts_with(&needed))
            .unwrap_or(0);
        complaints.push(Complaint::new(path, line + 1, format!("`{needed}`: {why}")));
    }
    complaints
}

/// The packages that a Cargo.toml needs, for whatever target and purpose.
fn dependencies(text: &str) -> Vec<String> {
    let package: toml::Table = toml::from_str(text).unwrap_or_default();
    let targets = package.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(|table| table.values());
    let tables = targets.filter_map(toml::Value::as_table).chain([&package]);
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let needed = tables.flat_map(|table| kinds.map(|kind| table.get(kind)));
    let entries = needed.flatten().filter_map(toml::Value::as_table).flatten();
    entries
        .map(|(name, value)| {
            let renamed = value.get("package").and_then(toml::Value::as_str);
            renamed.unwrap_or(name).to_owned()
        })
        .collect()
}

fn complaints_of(path: &str, text: &str) -> Vec<String> {
    let function = ("components/leave/Cargo.toml", "");
    let complaints = check(&Tree::of(&[function, (path, text)]));
    complaints.iter().map(ToString::to_string).collect()
}

#[test]
fn the_rules_of_a_function_neither_store_nor_wait() {
    let path = "components/leave/src/domain.rs";
    let good = "//! `store::x` is named in words only.\nuse std::fmt;\nlet store = \"http::\";\n";
    assert!(
        complaints_of(path, good).is_empty(),
        "{:?}",
        complaints_of(path, good)
    );
    for bad in [
        "use crate::store;",
        "use crate::{\n    store, text};",
        "fn a() {}\npub use axum::Json;",
        "fn a() { super::http::b() }",
        "async fn a() {}",
    ] {
        assert_eq!(complaints_of(path, bad).len(), 1, "{bad}");
    }
}

#[test]
fn statements_know_no_http_and_only_the_doors_know_the_sandbox() {
    assert_eq!(
        complaints_of("components/leave/src/store.rs", "use http::StatusCode;").len(),
        1
    );
    assert_eq!(
        complaints_of("components/leave/src/store/b.rs", "use axum::Json;").len(),
        1
    );
    assert!(complaints_of("components/leave/src/http.rs", "use http::StatusCode;").is_empty());
    let sandbox = "use spin_sdk::variables;";
    assert_eq!(
        complaints_of("components/leave/src/http.rs", sandbox).len(),
        1
    );
    assert!(complaints_of("components/leave/src/component.rs", sandbox).is_empty());
    let waits = "use tokio::sync::OnceCell;";
    assert_eq!(
        complaints_of("components/leave/src/component.rs", waits).len(),
        1
    );
    assert!(complaints_of("crates/db/src/spin.rs", sandbox).is_empty());
}

#[test]
fn nothing_needs_a_function() {
    let needs = "[package]\n\n[target.'cfg(unix)'.dependencies]\nleave.workspace = true\n";
    for path in ["components/people/Cargo.toml", "infra/edge-node/Cargo.toml"] {
        let said = complaints_of(path, needs);
        assert!(
            said[0].starts_with(&format!("{path}:4: `leave`")),
            "{said:?}"
        );
    }
    assert!(complaints_of("tests/yardstick/Cargo.toml", needs).is_empty());
    let sdk = "[dependencies]\nspin-sdk.workspace = true\n";
    assert_eq!(complaints_of("infra/edge-node/Cargo.toml", sdk).len(), 1);
    assert!(complaints_of("components/people/Cargo.toml", sdk).is_empty());
}
