//! The seeds, and every counterexample that there was, hold.

#![expect(
    clippy::unwrap_used,
    reason = "the lints spare tests, but not the functions that tests share"
)]

use std::fs;
use std::path::Path;

fn each(target: &str, hold: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    let mut n_seeds = 0;
    for entry in fs::read_dir(folder).unwrap() {
        hold(&fs::read(entry.unwrap().path()).unwrap());
        n_seeds += 1;
    }
    assert!(n_seeds > 0, "{target} has no seeds");
}

/// The office's own files are seeds too.
fn own(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    fs::read(root.join(file)).unwrap()
}

#[test]
fn files_are_read_or_refused_in_words() {
    each("manifest", ngantor_fuzz::manifest);
    each("runtime_config", ngantor_fuzz::runtime_config);
    ngantor_fuzz::manifest(&own("spin.toml"));
    ngantor_fuzz::runtime_config(&own("runtime-config.toml"));
}

#[test]
fn templates_are_filled_once() {
    each("template", ngantor_fuzz::template);
}

#[test]
fn the_best_route_answers() {
    each("routes", ngantor_fuzz::routes);
}

#[test]
fn requests_go_where_an_entry_lets_them() {
    each("allowed_hosts", ngantor_fuzz::allowed_hosts);
}

#[test]
fn heads_are_held_to_the_limits() {
    each("headers", ngantor_fuzz::headers);
}
