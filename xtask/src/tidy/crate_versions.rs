//! Versions stand in the root Cargo.toml and nowhere else.

use toml::{Table, Value};

use super::tree::line_with;
use super::{Complaint, Tree};

/// What a package takes from the workspace.
const SHARED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];
const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Everything that a package says for itself although the root says it.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let packages = tree
        .ending(&["toml"])
        .filter(|(path, _)| path.ends_with("/Cargo.toml"));
    packages
        .flat_map(|(path, text)| package(path, text))
        .collect()
}

fn package(path: &str, text: &str) -> Vec<Complaint> {
    let table: Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => return vec![Complaint::new(path, 1, error.to_string())],
    };
    let mut own = Vec::new();
    for key in SHARED {
        let value = table.get("package").and_then(|package| package.get(key));
        if !value.is_some_and(is_shared) {
            own.push((key.to_owned(), format!("write `{key}.workspace = true`")));
        }
    }
    for (name, value) in needed(&table) {
        if !is_shared(value) {
            let words = "its version belongs to [workspace.dependencies] of the root Cargo.toml";
            own.push((name.clone(), format!("`{name}`: {words}")));
        }
    }
    if table.get("lints").is_none() {
        own.push((
            String::new(),
            "write `[lints]` with `workspace = true`".to_owned(),
        ));
    }
    let complaint = |(key, words): (String, String)| {
        Complaint::new(path, line_with(text, &format!("\n{key}")) + 1, words)
    };
    own.into_iter().map(complaint).collect()
}

fn needed(table: &Table) -> Vec<(&String, &Value)> {
    let targets = table.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([table]);
    let kinds = tables.flat_map(|table| KINDS.map(|kind| table.get(kind)));
    kinds
        .flatten()
        .filter_map(Value::as_table)
        .flatten()
        .collect()
}

fn is_shared(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[test]
fn a_version_of_its_own_is_found() {
    let shared = SHARED
        .map(|key| format!("{key}.workspace = true\n"))
        .concat();
    let good = format!(
        "[package]\nname = \"a\"\n{shared}[dependencies]\nb = {{ workspace = true }}\n[lints]\n\
         workspace = true\n"
    );
    assert!(check(&Tree::of(&[("crates/a/Cargo.toml", &good)])).is_empty());
    let bad = good
        .replace("b = { workspace = true }", "b = \"1\"")
        .replace("edition.w", "x.w");
    let said = check(&Tree::of(&[("crates/a/Cargo.toml", &bad)]));
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[1].starts_with("crates/a/Cargo.toml:9: `b`"),
        "{said:?}"
    );
}
