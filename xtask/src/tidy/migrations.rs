//! Migrations: files without gaps, named for what they do, listed in order by their function.

use super::{Complaint, Tree};

/// Everything that is wrong with migrations.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let functions = tree.functions().into_iter();
    functions
        .flat_map(|function| of_function(tree, function))
        .collect()
}

fn of_function(tree: &Tree, function: &str) -> Vec<Complaint> {
    let folder = format!("components/{function}/migrations/");
    let files = tree.all().filter(|(path, _)| path.starts_with(&folder));
    let mut complaints = Vec::new();
    let mut names = Vec::new();
    for ((path, text), number) in files.zip(1..) {
        let name = path[folder.len()..].trim_end_matches(".sql");
        if !is_name(name, number) {
            let words = format!("name it {number:04}_verb_noun.sql");
            complaints.push(Complaint::new(path, 1, words));
        }
        complaints.extend(loose_tables(path, text));
        names.push(name);
    }
    complaints.extend(unlisted(tree, function, &names));
    complaints
}

fn is_name(name: &str, number: u32) -> bool {
    let Some((digits, rest)) = name.split_once('_') else {
        return false;
    };
    let Some((verb, noun)) = rest.split_once('_') else {
        return false;
    };
    let is_plain = |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
    digits == format!("{number:04}")
        && !verb.is_empty()
        && !noun.is_empty()
        && rest.chars().all(is_plain)
}

/// Tables that take a value of any type.
fn loose_tables(path: &str, text: &str) -> Vec<Complaint> {
    let mut line = 1;
    let mut complaints = Vec::new();
    for statement in text.split("-- next\n") {
        let sql = statement.trim();
        let ends = sql
            .trim_end_matches(';')
            .rsplit(')')
            .next()
            .unwrap_or_default();
        if sql.starts_with("CREATE TABLE") && !ends.contains("STRICT") {
            complaints.push(Complaint::new(path, line, "end the table with STRICT"));
        }
        line += statement.lines().count() + 1;
    }
    complaints
}

/// A migration that the function does not list is never applied; a listed one that is not there
/// does not compile.
fn unlisted(tree: &Tree, function: &str, names: &[&str]) -> Vec<Complaint> {
    let path = format!("components/{function}/src/lib.rs");
    let text = tree.text(&path).unwrap_or_default();
    let places: Vec<Option<usize>> = names
        .iter()
        .map(|name| text.find(&format!("\"{name}\"")))
        .collect();
    if places.iter().all(Option::is_some) && places.is_sorted() {
        return Vec::new();
    }
    vec![Complaint::new(
        &path,
        1,
        format!("list the migrations in order: {names:?}"),
    )]
}

#[test]
fn a_gap_an_odd_name_a_loose_table_and_an_unlisted_file_are_found() {
    let check_files = |files: &[(&str, &str)], listed: &str| {
        let mut all = vec![
            ("components/a/Cargo.toml", ""),
            ("components/a/src/lib.rs", listed),
        ];
        all.extend(files);
        check(&Tree::of(&all))
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let first = (
        "components/a/migrations/0001_create_b.sql",
        "CREATE TABLE b (c TEXT) STRICT",
    );
    let second = (
        "components/a/migrations/0002_add_d.sql",
        "SELECT 1\n-- next\nCREATE TABLE d (e)",
    );
    let gap = ("components/a/migrations/0003_add_f.sql", "");
    let odd = ("components/a/migrations/0001_b.sql", "");
    assert!(check_files(&[first], "migrations![\"0001_create_b\"]").is_empty());
    assert_eq!(check_files(&[first], "migrations![]").len(), 1);
    assert_eq!(check_files(&[odd], "\"0001_b\"").len(), 1);
    assert_eq!(
        check_files(&[first, gap], "\"0001_create_b\", \"0003_add_f\"").len(),
        1
    );
    let loose = check_files(&[first, second], "\"0001_create_b\", \"0002_add_d\"");
    assert_eq!(
        loose,
        ["components/a/migrations/0002_add_d.sql:3: end the table with STRICT"]
    );
}
