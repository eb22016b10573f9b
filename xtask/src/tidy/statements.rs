//! SQL in string literals: bounded, ordered, with columns listed, and replacing nothing.
//!
//! A literal that begins with SELECT or WITH and holds FROM is taken as a read of a table.
//! `REPLACE` is banned because it deletes a row and its triggers tell another story, `json_patch`
//! because the node refuses it (decision 6), which tests of functions alone do not show.

use super::lexer::lex;
use super::{Complaint, Tree};

/// Folders whose statements ship.
const FOLDERS: [&str; 2] = ["components/", "crates/"];

/// Every statement that breaks a rule.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.ending(&["rs"]) {
        if FOLDERS.iter().any(|folder| path.starts_with(folder)) {
            for (line, string) in lex(text).strings {
                complaints.extend(of_statement(path, line, &string));
            }
        }
    }
    for (path, text) in tree.ending(&["sql"]) {
        complaints.extend(replaces(path, 1, text));
        complaints.extend(patches(path, 1, text));
    }
    complaints
}

fn of_statement(path: &str, line: usize, string: &str) -> Vec<Complaint> {
    let banned = [replaces(path, line, string), patches(path, line, string)];
    let mut complaints: Vec<_> = banned.into_iter().flatten().collect();
    let sql = string.split_whitespace().collect::<Vec<_>>().join(" ");
    let reads = sql.starts_with("SELECT ") || sql.starts_with("WITH ");
    // In a file of tests a literal may stand for any statement.
    if !reads || !sql.contains(" FROM ") || path.contains("/tests/") {
        return complaints;
    }
    if !(sql.contains(" ORDER BY ") && sql.contains(" LIMIT ")) {
        complaints.push(Complaint::new(
            path,
            line,
            "a SELECT ends with ORDER BY and LIMIT",
        ));
    }
    if sql.contains("SELECT *") {
        complaints.push(Complaint::new(path, line, "list the columns"));
    }
    complaints
}

fn replaces(path: &str, line: usize, sql: &str) -> Option<Complaint> {
    let upper = sql.to_ascii_uppercase();
    let words: Vec<&str> = upper.split_whitespace().collect();
    let banned = words
        .windows(2)
        .any(|pair| matches!(pair, ["OR", "REPLACE"] | ["REPLACE", "INTO"]));
    banned.then(|| {
        Complaint::new(
            path,
            line,
            "use ON CONFLICT … DO; REPLACE deletes the old row",
        )
    })
}

fn patches(path: &str, line: usize, sql: &str) -> Option<Complaint> {
    let patches = sql.to_ascii_lowercase().contains("json_patch(");
    patches.then(|| Complaint::new(path, line, "the node refuses json_patch; use json_set"))
}

#[test]
fn a_statement_without_a_bound_is_found() {
    let check_sql = |sql: &str| {
        let text = format!("fn a() {{\n    run(\n        \"{sql}\",\n    )\n}}\n");
        let said = check(&Tree::of(&[("components/a/src/store.rs", &text)]));
        said.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(check_sql("SELECT a FROM b\n WHERE c = ?1 ORDER BY a LIMIT ?2").is_empty());
    assert!(check_sql("SELECT RAISE(ABORT, 'no')").is_empty());
    assert!(check_sql("INSERT INTO a (b) SELECT c FROM d").is_empty());
    let said = check_sql("SELECT a FROM b LIMIT 1");
    assert_eq!(
        said,
        ["components/a/src/store.rs:3: a SELECT ends with ORDER BY and LIMIT"]
    );
    assert_eq!(check_sql("SELECT * FROM b ORDER BY a LIMIT 1").len(), 1);
    assert_eq!(check_sql("insert or replace into a values (1)").len(), 1);
    assert_eq!(check_sql("UPDATE a SET b = json_patch(b, ?1)").len(), 1);
    assert_eq!(check_sql("REPLACE INTO a VALUES (1)").len(), 1);
}
