//! The pages' modules: one behaviour a file, so short ones.

use super::{Complaint, Tree};

const FOLDER: &str = "components/web/assets/js/";
/// Lists of words, as long as there are words.
const TEXTS: &str = "components/web/assets/js/texts/";
/// The most lines of a module.
const MODULE_MAX_LINES: usize = 100;

/// Every module that is too long.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let modules = tree.ending(&["js"]);
    let modules = modules.filter(|(path, _)| path.starts_with(FOLDER) && !path.starts_with(TEXTS));
    let lengths = modules.map(|(path, text)| (path, text.lines().count()));
    lengths
        .filter(|(_, n)| *n > MODULE_MAX_LINES)
        .map(|(path, n)| {
            let words = format!("{n} lines; {MODULE_MAX_LINES} is the most of a module");
            Complaint::new(path, n, words)
        })
        .collect()
}

#[test]
fn a_long_module_is_found_and_texts_may_be_long() {
    let long = "x;\n".repeat(MODULE_MAX_LINES + 1);
    let module = format!("{FOLDER}dial.js");
    let texts = format!("{TEXTS}id.js");
    let said = check(&Tree::of(&[
        (&module, &long),
        (&texts, &long),
        ("tests/a.js", &long),
    ]));
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].path, module);
}
