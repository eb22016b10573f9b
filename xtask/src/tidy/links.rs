//! Relative links in Markdown lead to files or folders that are there.

use super::{Complaint, Tree};

/// Every link that leads nowhere.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let pages = tree.ending(&["md"]);
    pages
        .flat_map(|(path, text)| of_page(tree, path, text))
        .collect()
}

fn of_page(tree: &Tree, path: &str, text: &str) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut in_code = false;
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in targets(line) {
            let file = target.split('#').next().unwrap_or_default();
            if !is_elsewhere(target) && !resolve(path, file).is_some_and(|file| tree.has(&file)) {
                let words = format!("the link `{target}` leads nowhere");
                complaints.push(Complaint::new(path, number, words));
            }
        }
    }
    complaints
}

/// What stands between `](` and `)`, and after `[name]: `; code spans are left out.
fn targets(line: &str) -> Vec<&str> {
    let prose = line.split('`').step_by(2);
    let mut found: Vec<&str> = prose
        .flat_map(|text| text.split("](").skip(1))
        .filter_map(|rest| rest.split([')', ' ']).next())
        .collect();
    if line.starts_with('[')
        && let Some((_, target)) = line.split_once("]: ")
    {
        found.push(target.trim());
    }
    found
}

fn is_elsewhere(target: &str) -> bool {
    target.starts_with('#') || target.contains("://") || target.starts_with("mailto:")
}

/// The path from the root folder; none for one that leaves it.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                folders.pop()?;
            }
            name => folders.push(name),
        }
    }
    Some(folders.join("/"))
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = "[a](../b.md#c) [d](e/) `[f](g)` [h](https://example.org) [i](#j)\n\n\
                ```\n[k](l)\n```\n[here](gone.md)\n[name]: also-gone\n[out](../../../x)\n";
    let tree = Tree::of(&[("docs/a.md", page), ("b.md", ""), ("docs/e/f.md", "")]);
    let said: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "docs/a.md:6: the link `gone.md` leads nowhere",
            "docs/a.md:7: the link `also-gone` leads nowhere",
            "docs/a.md:8: the link `../../../x` leads nowhere",
        ]
    );
}
