//! spin.toml holds what Spin 4 reads, and nothing else: version 2 of its manifest.
//!
//! The lists are shorter than Spin's: what it calls deprecated or reserves for later is left
//! out. What only the edge node needs stands in `tool` tables, which Spin leaves alone.

use toml::{Table, Value};

use super::tree::line_with;
use super::{Complaint, Tree};

const TOP: &[&str] = &[
    "spin_manifest_version",
    "application",
    "variables",
    "trigger",
    "component",
];
const APPLICATION: &[&str] = &[
    "name",
    "version",
    "description",
    "authors",
    "targets",
    "tool",
];
const VARIABLE: &[&str] = &["required", "default", "secret", "description"];
const TRIGGERS: &[&str] = &["http"];
const HTTP_TRIGGER: &[&str] = &["id", "route", "component", "executor"];
const COMPONENT: &[&str] = &[
    "source",
    "description",
    "variables",
    "environment",
    "files",
    "exclude_files",
    "allowed_outbound_hosts",
    "key_value_stores",
    "sqlite_databases",
    "build",
    "tool",
];
const BUILD: &[&str] = &["command", "workdir", "watch"];

/// Every key of spin.toml that is not Spin's.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let path = "spin.toml";
    let text = tree.text(path).unwrap_or_default();
    let manifest: Value = match toml::from_str::<Table>(text) {
        Ok(table) => Value::Table(table),
        Err(error) => return vec![Complaint::new(path, 1, error.to_string())],
    };
    let foreign = foreign_keys(&manifest);
    let complaint = |(key, place): (String, String)| {
        let words = format!("`{key}` is no key of {place} in Spin's manifest, version 2");
        Complaint::new(path, line_with(text, &key), words)
    };
    let mut complaints: Vec<Complaint> = foreign.into_iter().map(complaint).collect();
    if manifest
        .get("spin_manifest_version")
        .and_then(Value::as_integer)
        != Some(2)
    {
        complaints.push(Complaint::new(path, 1, "write `spin_manifest_version = 2`"));
    }
    complaints
}

fn foreign_keys(manifest: &Value) -> Vec<(String, String)> {
    let part = |name: &str| manifest.get(name).cloned().unwrap_or(Value::Boolean(false));
    let mut foreign = beyond(manifest, TOP, "the top");
    foreign.extend(beyond(&part("application"), APPLICATION, "[application]"));
    foreign.extend(beyond(&part("trigger"), TRIGGERS, "[trigger]"));
    for (_, variable) in entries(&part("variables")) {
        foreign.extend(beyond(&variable, VARIABLE, "a variable"));
    }
    let routes = part("trigger")
        .get("http")
        .and_then(Value::as_array)
        .cloned();
    for route in routes.into_iter().flatten() {
        foreign.extend(beyond(&route, HTTP_TRIGGER, "[[trigger.http]]"));
    }
    for (name, component) in entries(&part("component")) {
        foreign.extend(beyond(
            &component,
            COMPONENT,
            &format!("[component.{name}]"),
        ));
        if let Some(build) = component.get("build") {
            foreign.extend(beyond(build, BUILD, &format!("[component.{name}.build]")));
        }
    }
    foreign
}

fn entries(value: &Value) -> Table {
    value.as_table().cloned().unwrap_or_default()
}

fn beyond(value: &Value, known: &[&str], place: &str) -> Vec<(String, String)> {
    let keys = entries(value).into_iter().map(|(key, _)| key);
    let foreign = keys.filter(|key| !known.contains(&key.as_str()));
    foreign.map(|key| (key, place.to_owned())).collect()
}

#[test]
fn a_key_that_is_not_spins_is_found_at_every_place() {
    let good = "spin_manifest_version = 2\n[application]\nname = \"a\"\n[application.tool.x]\ny = 1
[variables]\nv = { required = true }\n[[trigger.http]]\nroute = \"/\"\n[component.c]
source = \"c\"\n[component.c.build]\ncommand = \"c\"\n[component.c.tool.x]\ny = 1\n";
    assert!(check(&Tree::of(&[("spin.toml", good)])).is_empty());
    for (header, place) in [
        ("[application]", "[application]"),
        ("[[trigger.http]]", "[[trigger.http]]"),
        ("[component.c]", "[component.c]"),
        ("[component.c.build]", "[component.c.build]"),
    ] {
        let bad = good.replace(header, &format!("{header}\nmemory = 1"));
        let said = check(&Tree::of(&[("spin.toml", &bad)]));
        assert_eq!(said.len(), 1, "{place}: {said:?}");
        assert!(
            said[0]
                .words
                .contains(&format!("`memory` is no key of {place}")),
            "{said:?}"
        );
    }
    assert_eq!(check(&Tree::of(&[("spin.toml", "")])).len(), 1);
}
