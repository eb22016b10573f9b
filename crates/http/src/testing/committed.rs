//! Files that are committed but made from the code, `openapi.json` and `schema.sql`, and the
//! route tables that people write.

#![expect(clippy::panic, reason = "tests fail by it")]

use std::collections::BTreeSet;
use std::path::Path;

use ngantor_db::{NativeSql, Schema, dump, migrate};

use crate::Route;
use crate::openapi::{Document, routes_of};

/// Set, it makes the tests write these files instead of comparing them.
const UPDATE: &str = "NGANTOR_UPDATE";
/// The methods that a route may have.
const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];
/// What refreshes them all.
const COMMAND: &str = "NGANTOR_UPDATE=1 cargo test --workspace committed_";

/// The function's API document describes every route of its router and no other, and
/// `openapi.json` is that document.
///
/// # Panics
/// When it is not so.
pub fn check_openapi(folder: &str, document: &Document, routes: &[Route]) {
    assert_eq!(document.routes(), routes_of(routes));
    check(folder, "openapi.json", &document.text());
}

/// A text names every route of a router and no other, each as `` `PUT /punches/{id}` ``.
///
/// # Panics
/// When it is not so.
pub fn check_route_table(text: &str, prefix: &str, routes: &[Route]) {
    let own = routes.iter().map(|route| {
        let path = route.path.strip_prefix(prefix).unwrap_or(&route.path);
        format!("{} {path}", route.method.to_uppercase())
    });
    let named = text.split('`').filter(|words| {
        let method = words.split_once(" /").map(|(method, _)| method);
        method.is_some_and(|method| METHODS.contains(&method))
    });
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    assert_eq!(named, own.collect());
}

/// `schema.sql` is what the migrations make.
///
/// # Panics
/// When it is not so.
pub async fn check_schema(folder: &str, schema: &Schema) {
    let made = async {
        let db = NativeSql::in_memory().await?;
        migrate(&db, schema).await?;
        dump(&db).await
    };
    match made.await {
        Ok(made) => check(folder, "schema.sql", &made),
        Err(error) => panic!("the schema: {error}"),
    }
}

/// Compares a file with what the code makes, or writes it when `NGANTOR_UPDATE` is set.
///
/// # Panics
/// When they differ, with the command that writes it anew; or the file cannot be written.
fn check(folder: &str, name: &str, made: &str) {
    let path = Path::new(folder).join(name);
    if std::env::var_os(UPDATE).is_some() {
        if let Err(error) = std::fs::write(&path, made) {
            panic!("{name} cannot be written: {error}");
        }
    } else if std::fs::read_to_string(&path).ok().as_deref() != Some(made) {
        panic!("{name} is not what the code makes; look at what this changes: {COMMAND}");
    }
}
