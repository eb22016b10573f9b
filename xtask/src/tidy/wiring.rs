//! Folders of functions and spin.toml say the same: one word per function, everywhere.

use toml::{Table, Value};

use super::tree::line_with;
use super::{Complaint, Tree};

/// The function that answers whatever no other does.
const WEB: &str = "web";

/// Everything that is wired otherwise than its folder says.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let manifest = read(tree, "spin.toml");
    let components = table(&manifest, "component");
    let functions = tree.functions();
    let mut complaints = Vec::new();
    for name in components
        .keys()
        .filter(|name| !functions.contains(&name.as_str()))
    {
        let words = format!("components/{name}/ is not there; a component has a folder");
        complaints.push(at(tree, "spin.toml", name, words));
    }
    for function in functions {
        match components.get(function) {
            Some(component) => {
                complaints.extend(of_function(tree, function, component));
                complaints.extend(routes(tree, function, &manifest));
            }
            None => {
                let words = format!("[component.{function}] is missing; a folder is wired");
                complaints.push(Complaint::new("spin.toml", 1, words));
            }
        }
    }
    complaints
}

fn read(tree: &Tree, path: &str) -> Table {
    toml::from_str(tree.text(path).unwrap_or_default()).unwrap_or_default()
}

fn table(value: &Table, key: &str) -> Table {
    value
        .get(key)
        .and_then(Value::as_table)
        .cloned()
        .unwrap_or_default()
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(Value::as_array);
    let items = list.into_iter().flatten().filter_map(Value::as_str);
    items.map(str::to_owned).collect()
}

/// A complaint at the table of a function.
fn at(tree: &Tree, path: &str, function: &str, words: String) -> Complaint {
    let header = format!("[component.{function}]");
    Complaint::new(
        path,
        line_with(tree.text(path).unwrap_or_default(), &header),
        words,
    )
}

fn of_function(tree: &Tree, function: &str, component: &Value) -> Vec<Complaint> {
    let mut wrong = Vec::new();
    let build = component.get("build");
    let file = function.replace('-', "_");
    let source = format!("target/wasm32-wasip2/wasm/{file}.wasm");
    if component.get("source").and_then(Value::as_str) != Some(&source) {
        wrong.push(format!("write `source = \"{source}\"`"));
    }
    let command = format!("cargo build --profile wasm --target wasm32-wasip2 --package {function}");
    if build
        .and_then(|build| build.get("command"))
        .and_then(Value::as_str)
        != Some(&command)
    {
        wrong.push(format!("write `command = \"{command}\"`"));
    }
    let watched = build.map(|build| texts(build, "watch")).unwrap_or_default();
    let own = format!("components/{function}/**/*");
    if !watched.contains(&own) {
        wrong.push(format!("`watch` holds \"{own}\""));
    }
    let package = read(tree, &format!("components/{function}/Cargo.toml"));
    if table(&package, "package")
        .get("name")
        .and_then(Value::as_str)
        != Some(function)
    {
        wrong.push(format!(
            "the package in components/{function}/ is called {function}"
        ));
    }
    wrong.extend(labels(tree, function, component));
    wrong
        .into_iter()
        .map(|words| at(tree, "spin.toml", function, words))
        .collect()
}

/// A function opens its own database and its own store, which have a place on this machine.
fn labels(tree: &Tree, function: &str, component: &Value) -> Vec<String> {
    let runtime = read(tree, "runtime-config.toml");
    let mut wrong = Vec::new();
    let databases = texts(component, "sqlite_databases");
    let migrated = tree.has(&format!("components/{function}/migrations"));
    if migrated != databases.contains(&function.to_owned()) {
        let words = "migrations and `sqlite_databases` with its own name go together";
        wrong.push(format!("{function}: {words}"));
    }
    let stores = texts(component, "key_value_stores");
    for (labels, places) in [(databases, "sqlite_database"), (stores, "key_value_store")] {
        for label in labels {
            if label != function {
                wrong.push(format!(
                    "`{label}` belongs to another function than {function}"
                ));
            }
            if !table(&runtime, places).contains_key(&label) {
                wrong.push(format!(
                    "[{places}.{label}] is missing in runtime-config.toml"
                ));
            }
        }
    }
    wrong
}

/// It answers below its own name, and nowhere else.
fn routes(tree: &Tree, function: &str, manifest: &Table) -> Vec<Complaint> {
    let main = match function {
        WEB => "/...".to_owned(),
        name => format!("/api/{name}/..."),
    };
    let allowed = [main.clone(), format!("/internal/{function}/...")];
    let triggers = table(manifest, "trigger");
    let triggers = triggers.get("http").and_then(Value::as_array);
    let own = triggers
        .into_iter()
        .flatten()
        .filter(|trigger| trigger.get("component").and_then(Value::as_str) == Some(function));
    let own: Vec<&str> = own
        .filter_map(|trigger| trigger.get("route").and_then(Value::as_str))
        .collect();
    if own.contains(&main.as_str()) && own.iter().all(|&route| allowed.contains(&route.to_owned()))
    {
        return Vec::new();
    }
    let words = format!("its route is \"{main}\", not {own:?}");
    vec![at(tree, "spin.toml", function, words)]
}

#[test]
fn every_departure_of_the_wiring_from_the_folder_is_found() {
    let spin = "[[trigger.http]]\nroute = \"/api/leave/...\"\ncomponent = \"leave\"\n\
        [component.leave]\nsource = \"target/wasm32-wasip2/wasm/leave.wasm\"\n\
        sqlite_databases = [\"leave\"]\n[component.leave.build]\n\
        command = \"cargo build --profile wasm --target wasm32-wasip2 --package leave\"\n\
        watch = [\"components/leave/**/*\"]\n";
    let runtime = "[sqlite_database.leave]\n";
    let check_with = |spin: &str, runtime: &str| {
        check(&Tree::of(&[
            (
                "components/leave/Cargo.toml",
                "[package]\nname = \"leave\"\n",
            ),
            ("components/leave/migrations/0001_create_leave.sql", ""),
            ("runtime-config.toml", runtime),
            ("spin.toml", spin),
        ]))
    };
    assert_eq!(check_with(spin, runtime), []);
    assert_eq!(check_with(spin, "").len(), 1);
    assert_eq!(check_with("", runtime).len(), 1);
    for (good, bad) in [
        ("\"/api/leave/...\"", "\"/api/absence/...\""),
        ("wasm/leave.wasm", "wasm/other.wasm"),
        ("--package leave", "--package other"),
        ("components/leave/**/*", "components/other/**/*"),
        ("sqlite_databases = [\"leave\"]\n", ""),
    ] {
        assert_eq!(
            check_with(&spin.replace(good, bad), runtime).len(),
            1,
            "{bad}"
        );
    }
    let foreign = spin.replace("[\"leave\"]", "[\"leave\", \"people\"]");
    let both = "[sqlite_database.leave]\n[sqlite_database.people]\n";
    assert_eq!(check_with(&foreign, both).len(), 1);
    let lost = spin.replace("[component.leave]", "[component.ghost]\n[component.leave]");
    assert_eq!(check_with(&lost, runtime).len(), 1);
}
