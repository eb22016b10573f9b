//! What must hold of any bytes: each function takes some, and panics where it does not.
//!
//! `fuzz_targets/` hands them to libFuzzer, `tests/seeds.rs` gives them the seeds. Inputs are
//! lines of text, so that a seed, and a counterexample, can be read.

mod headers;
mod hosts;
mod routes;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use ngantor::config::manifest::Manifest;
use ngantor::config::runtime::RuntimeConfig;
use ngantor::config::template::fill;
use ngantor::config::variables::is_valid;
use ngantor::routes::RouteTable;

pub use headers::headers;
pub use hosts::allowed_hosts;
pub use routes::routes;

/// Files and options are text; other bytes are refused before anything reads them.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// A manifest is read or refused in words, and what is read can be served or is refused.
pub fn manifest(bytes: &[u8]) {
    let Some(text) = text(bytes) else {
        return;
    };
    match Manifest::parse(Path::new("spin.toml"), text) {
        Ok(manifest) => serve(&manifest),
        Err(error) => assert!(error.to_string().starts_with("spin.toml"), "{error}"),
    }
}

fn serve(manifest: &Manifest) {
    if let Ok(table) = RouteTable::new(&manifest.trigger.http) {
        let found = table.find("/api/people/sessions");
        let component = found.map(|found| manifest.component.get(found.component));
        assert!(component.is_none_or(|component| component.is_some()));
    }
    let variables = BTreeMap::new();
    for component in manifest.component.values() {
        let filled = component.allowed_hosts(|entry| fill(entry, &variables));
        assert!(filled.is_ok() || !component.allowed_outbound_hosts.is_empty());
    }
}

/// A runtime config is read or refused in words; of what is read, no two share a file.
pub fn runtime_config(bytes: &[u8]) {
    let Some(text) = text(bytes) else {
        return;
    };
    let path = Path::new("folder/runtime-config.toml");
    match RuntimeConfig::parse(path, text, None) {
        Ok(config) => {
            let places = config.databases().chain(config.stores());
            let mut seen = HashSet::new();
            for (label, place) in places {
                let place: PathBuf = place.components().collect();
                assert!(seen.insert(place), "{label:?} shares its file");
            }
        }
        Err(error) => assert!(error.to_string().starts_with("folder/"), "{error}"),
    }
}

/// The last line is a template, those before are `name=value`. What comes out is the template
/// with each name replaced once: values are never read again.
pub fn template(bytes: &[u8]) {
    let Some((variables, template)) = text(bytes).map(last_line) else {
        return;
    };
    let variables: BTreeMap<String, String> = variables
        .lines()
        .filter_map(|line| line.split_once('='))
        // The manifest has no others; one with braces in it could be found in a template.
        .filter(|(name, _)| is_valid(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let filled = fill(template, &variables);
    assert_eq!(filled.ok(), filled_by_hand(template, &variables));
}

/// The same piece by piece: what stands before each `{{`, then a name, then `}}`.
fn filled_by_hand(template: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next()?.to_owned();
    // A name with braces in it is a piece that holds no end.
    for piece in pieces {
        let (name, rest) = piece.split_once("}}")?;
        filled += variables.get(name.trim())?;
        filled += rest;
    }
    Some(filled)
}

/// The last line, and everything before it.
fn last_line(text: &str) -> (&str, &str) {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.rsplit_once('\n').unwrap_or(("", text))
}
