//! The rules that hold for the whole tree, as tests.
//!
//! A rule is a function from the tree to complaints. One test a rule runs it on the real tree;
//! beside each rule, tests of its own show it what it has to find. What the tree violates for
//! now stands in `ratchet/<rule>.txt`, which may only shrink.

mod arrows;
mod crate_versions;
mod dialect;
mod front;
mod lexer;
mod links;
mod machine;
mod marks;
mod migrations;
mod named_tests;
mod ratchet;
mod rust;
mod statements;
mod tree;
mod wiring;

use std::fmt;

pub use tree::Tree;

/// One place that breaks a rule.
#[derive(Debug, PartialEq)]
pub struct Complaint {
    /// From the root folder.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there, and what would be right.
    pub words: String,
}

impl Complaint {
    fn new(path: &str, line: usize, words: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            words: words.into(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.words)
    }
}

/// A rule: everything in the tree that breaks it.
type Rule = fn(&Tree) -> Vec<Complaint>;

/// Every rule by the name of its ratchet file.
const RULES: &[(&str, Rule)] = &[
    ("arrows", arrows::check),
    ("crate-versions", crate_versions::check),
    ("dialect", dialect::check),
    ("file-heads", rust::heads),
    ("file-lengths", rust::file_lengths),
    ("function-lengths", rust::function_lengths),
    ("line-lengths", rust::line_lengths),
    ("links", links::check),
    ("machine", machine::check),
    ("marks", marks::check),
    ("migrations", migrations::check),
    ("modules", front::check),
    ("named-tests", named_tests::check),
    ("statements", statements::check),
    ("wiring", wiring::check),
];

/// What every rule says of a tree, exceptions included.
pub fn complaints(tree: &Tree) -> Vec<Complaint> {
    RULES.iter().flat_map(|(_, rule)| rule(tree)).collect()
}

/// Fails with every place that breaks a rule and is no exception, and every exception that is
/// none any more.
fn hold(name: &str) {
    let root = crate::tools::root().unwrap();
    let (_, rule) = RULES.iter().find(|(rule, _)| *rule == name).unwrap();
    let complaints = rule(&Tree::read(&root));
    let exceptions = ratchet::read(&root, name);
    let verdict = ratchet::compare(name, complaints, &exceptions);
    assert!(verdict.is_empty(), "\n\n{}\n", verdict.join("\n"));
}

#[test]
fn imports_follow_the_arrows() {
    hold("arrows");
}

#[test]
fn versions_stand_in_the_root_only() {
    hold("crate-versions");
}

#[test]
fn spin_toml_speaks_spins_dialect() {
    hold("dialect");
}

#[test]
fn every_rust_file_says_what_lives_in_it() {
    hold("file-heads");
}

#[test]
fn files_are_short() {
    hold("file-lengths");
}

#[test]
fn functions_are_short() {
    hold("function-lengths");
}

#[test]
fn lines_are_short() {
    hold("line-lengths");
}

#[test]
fn links_lead_somewhere() {
    hold("links");
}

#[test]
fn every_test_that_a_document_names_is_there() {
    hold("named-tests");
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    hold("machine");
}

#[test]
fn nothing_is_left_to_do_without_an_issue_and_no_test_is_left_out() {
    hold("marks");
}

#[test]
fn migrations_are_numbered_named_and_listed() {
    hold("migrations");
}

#[test]
fn modules_of_the_pages_are_short() {
    hold("modules");
}

#[test]
fn statements_are_bounded_ordered_and_replace_nothing() {
    hold("statements");
}

#[test]
fn every_folder_of_a_function_is_wired_and_nothing_else_is() {
    hold("wiring");
}

#[test]
fn every_ratchet_file_belongs_to_a_rule() {
    let folder = crate::tools::root().unwrap().join("xtask/ratchet");
    for file in folder.read_dir().into_iter().flatten() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let known = RULES.iter().any(|(rule, _)| format!("{rule}.txt") == name);
        assert!(known, "xtask/ratchet/{name}: there is no rule of this name");
    }
}
