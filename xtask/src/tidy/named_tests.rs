//! A document that names a test as `file.rs: test` names one that is there: a claim whose test
//! went away would stand for ever.

use super::{Complaint, Tree};

/// Every named test that is not there.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let pages = tree.ending(&["md"]);
    pages
        .flat_map(|(path, text)| of_page(tree, path, text))
        .collect()
}

fn of_page(tree: &Tree, path: &str, text: &str) -> Vec<Complaint> {
    let lines = text.lines().zip(1..);
    let named = lines.flat_map(|(line, number)| spans(line).map(move |span| (span, number)));
    named
        .filter(|(span, _)| test(span).is_some_and(|(file, name)| !holds(tree, file, name)))
        .map(|(span, number)| Complaint::new(path, number, format!("there is no test `{span}`")))
        .collect()
}

fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The file and the test that a code span names; none when it names something else.
fn test(span: &str) -> Option<(&str, &str)> {
    let (file, name) = span.split_once(": ")?;
    let is_file = file.ends_with(".rs") || file.ends_with(".js");
    (is_file && !file.contains(' ')).then_some((file, name))
}

fn holds(tree: &Tree, file: &str, name: &str) -> bool {
    let begins = if file.ends_with(".rs") {
        format!("fn {name}(")
    } else {
        format!("test(\"{name}\"")
    };
    tree.text(file).is_some_and(|text| text.contains(&begins))
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let page = "`tests/a.rs: one`, `tests/a.rs: two`\n`tests/b.js: Three four`, `a: b`\n\
                `tests/gone.rs: one` `tests/b.js: three`";
    let tree = Tree::of(&[
        ("docs/a.md", page),
        ("tests/a.rs", "fn one() {}"),
        ("tests/b.js", "test(\"Three four\", () => {});"),
    ]);
    let said: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "docs/a.md:1: there is no test `tests/a.rs: two`",
            "docs/a.md:3: there is no test `tests/gone.rs: one`",
            "docs/a.md:3: there is no test `tests/b.js: three`",
        ]
    );
}
