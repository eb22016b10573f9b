//! Nothing is left to do without the number of its issue, and no test is left out.

use super::lexer::words;
use super::{Complaint, Tree};

/// Marks of work that is not done. In halves, so that this file does not complain of itself.
const MARKS: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];
/// What leaves a test out, or all others.
const SKIPS: [&str; 5] = [
    concat!("#[ign", "ore"),
    concat!("test.sk", "ip("),
    concat!("test.to", "do("),
    concat!("test.on", "ly("),
    concat!("sk", "ip: true"),
];
const SOURCES: [&str; 9] = ["css", "html", "js", "lua", "rs", "sh", "sql", "toml", "wit"];

/// Every mark and every test left out.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let lines = tree.ending(&SOURCES).flat_map(|(path, text)| {
        let numbered = text.lines().zip(1..);
        numbered.filter_map(move |(line, number)| {
            let words = wrong(line)?;
            Some(Complaint::new(path, number, words))
        })
    });
    lines.collect()
}

fn wrong(line: &str) -> Option<String> {
    if let Some(skip) = SKIPS.iter().find(|skip| line.contains(**skip)) {
        return Some(format!("`{skip}`: a test runs or goes"));
    }
    let bare = |(at, word): &(usize, &str)| {
        MARKS.contains(word) && !line[at + word.len()..].starts_with("(#")
    };
    let (_, mark) = words(line).find(bare)?;
    Some(format!(
        "`{mark}`: do it, or file an issue and write `{mark}(#number)`"
    ))
}

#[test]
fn a_mark_without_its_issue_and_a_test_left_out_are_found() {
    let [mark, ..] = MARKS;
    let check_line = |line: &str| check(&Tree::of(&[("a.rs", line)])).len();
    assert_eq!(check_line(&format!("// {mark}: later")), 1);
    assert_eq!(check_line(&format!("// {mark}(#7): later")), 0);
    assert_eq!(check_line(&format!("let a{mark}b = 1;")), 0);
    for skip in SKIPS {
        assert_eq!(check_line(skip), 1, "{skip}");
    }
}
