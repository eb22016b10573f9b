//! Sizes, and the head that every Rust file opens with.

use super::lexer::{lex, words};
use super::tree::line_of;
use super::{Complaint, Tree};

/// The most lines of a file.
const FILE_MAX_LINES: usize = 400;
/// The most lines of a function, from its `fn` to its closing brace.
const FUNCTION_MAX_LINES: usize = 70;
/// The most characters of a line.
const LINE_MAX_CHARS: usize = 100;
/// What people write and read as source.
const SOURCES: [&str; 7] = ["css", "html", "js", "lua", "rs", "sh", "sql"];

/// Sentences for people, one a line, however long.
const TEXTS: &str = "components/web/assets/js/texts/";
/// What a test derives from the code; nobody writes it.
const DERIVED: &str = "/schema.sql";

/// The first line says what lives in the file.
pub fn heads(tree: &Tree) -> Vec<Complaint> {
    let bare = tree
        .ending(&["rs"])
        .filter(|(_, text)| !text.starts_with("//! "));
    bare.map(|(path, _)| Complaint::new(path, 1, "begin with `//!`: what lives here and what not"))
        .collect()
}

/// Files of source are short.
pub fn file_lengths(tree: &Tree) -> Vec<Complaint> {
    let sources = written(tree).map(|(path, text)| (path, text.lines().count()));
    sources
        .filter(|(_, n)| *n > FILE_MAX_LINES)
        .map(|(path, n)| {
            let words = format!("{n} lines; {FILE_MAX_LINES} is the most of a file");
            Complaint::new(path, n, words)
        })
        .collect()
}

fn written(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let sources = tree.ending(&SOURCES);
    sources.filter(|(path, _)| !path.ends_with(DERIVED))
}

/// Lines of source are short.
pub fn line_lengths(tree: &Tree) -> Vec<Complaint> {
    let sources = written(tree).filter(|(path, _)| !path.starts_with(TEXTS));
    let lines = sources.flat_map(|(path, text)| {
        let lengths = text.lines().map(|line| line.chars().count()).zip(1..);
        lengths.map(move |(n, line)| (path, n, line))
    });
    lines
        .filter(|(_, n, _)| *n > LINE_MAX_CHARS)
        .map(|(path, n, line)| {
            let words = format!("{n} characters; {LINE_MAX_CHARS} is the most of a line");
            Complaint::new(path, line, words)
        })
        .collect()
}

/// Functions are short.
pub fn function_lengths(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.ending(&["rs"]) {
        let code = lex(text).code;
        for (at, _) in words(&code).filter(|(_, word)| *word == "fn") {
            let Some(len) = length(&code[at..]) else {
                continue;
            };
            let n = code[at..at + len].lines().count();
            if n > FUNCTION_MAX_LINES {
                let words = format!("{n} lines; {FUNCTION_MAX_LINES} is the most of a function");
                complaints.push(Complaint::new(path, line_of(&code, at), words));
            }
        }
    }
    complaints
}

/// From `fn` to the brace that closes the body; a function without a body has none.
fn length(code: &str) -> Option<usize> {
    let (mut n_brackets, mut n_braces) = (0_i32, 0_i32);
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' => n_brackets += 1,
            b')' | b']' => n_brackets -= 1,
            b'{' => n_braces += 1,
            b'}' => n_braces -= 1,
            _ => {}
        }
        match byte {
            b'}' if n_braces == 0 => return Some(at + 1),
            b';' if (n_brackets, n_braces) == (0, 0) => return None,
            // `fn(u8)` as a type inside brackets ends with them.
            _ if n_brackets < 0 || n_braces < 0 => return None,
            _ => {}
        }
    }
    None
}

#[test]
fn a_long_function_is_found_whatever_its_strings_and_comments_hold() {
    let body = "    let a = \"}\"; // }\n".repeat(69);
    let long = format!("fn short() {{}}\n\nfn long<'a>(a: [u8; 2]) {{\n{body}}}\n");
    let complaints = function_lengths(&Tree::of(&[("a.rs", &long)]));
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints[0].to_string().starts_with("a.rs:3: 71 lines"),
        "{complaints:?}"
    );
    let enough = long.replacen("    let a = \"}\"; // }\n", "", 1);
    assert!(function_lengths(&Tree::of(&[("a.rs", &enough)])).is_empty());
    let types = "type F = fn(u8) -> u8;\nstruct S(fn());\n";
    assert!(function_lengths(&Tree::of(&[("a.rs", types)])).is_empty());
}

#[test]
fn a_file_and_a_line_are_measured_at_the_limit_and_one_past_it() {
    let tree = |n| Tree::of(&[("a.sql", &"x\n".repeat(n)), ("a.md", &"x\n".repeat(999))]);
    assert!(file_lengths(&tree(FILE_MAX_LINES)).is_empty());
    assert_eq!(file_lengths(&tree(FILE_MAX_LINES + 1)).len(), 1);
    let tree = |n| Tree::of(&[("a.js", &"…".repeat(n)), ("b/schema.sql", &"x".repeat(999))]);
    assert!(line_lengths(&tree(LINE_MAX_CHARS)).is_empty());
    assert_eq!(line_lengths(&tree(LINE_MAX_CHARS + 1)).len(), 1);
}

#[test]
fn a_file_without_a_head_is_found() {
    let tree = Tree::of(&[("a.rs", "use x;\n"), ("b.rs", "//! What.\n")]);
    assert_eq!(heads(&tree)[0].path, "a.rs");
    assert_eq!(heads(&tree).len(), 1);
}
