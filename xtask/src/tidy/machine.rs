//! Nothing names the machine that it was written on, nor where its packages came from.

use super::{Complaint, Tree};

/// Where people's own folders begin; a path in the repository is relative.
const FOLDERS: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/t", "mp/"),
];
/// The only place that Cargo.lock may name.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Files in which a package manager is told where to fetch from.
const CONFIGURATIONS: [&str; 3] = [".npmrc", ".cargo/config.toml", "package-lock.json"];
/// Words of those files that lead to a host.
const SOURCES: [&str; 5] = [
    concat!("regis", "try="),
    concat!("regis", "try ="),
    concat!("[sou", "rce."),
    concat!("replace-", "with"),
    concat!("\"resol", "ved\": \"http"),
];

/// Every place that names a machine or a host of packages.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let lines = tree.all().flat_map(|(path, text)| {
        let numbered = text.lines().zip(1..);
        numbered.filter_map(move |(line, number)| {
            let words = wrong(path, line)?;
            Some(Complaint::new(path, number, words))
        })
    });
    lines.collect()
}

fn wrong(path: &str, line: &str) -> Option<String> {
    if path == "Cargo.lock" {
        let source = line.strip_prefix("source = ")?.trim_matches('"');
        return (source != CRATES).then(|| format!("`{source}`: crates come from crates.io only"));
    }
    if let Some(folder) = FOLDERS.iter().find(|folder| begins_path(line, folder)) {
        return Some(format!(
            "`{folder}…` is a folder of one machine; name it relative to the root"
        ));
    }
    let configures = CONFIGURATIONS.iter().any(|name| path.ends_with(name));
    let source = SOURCES
        .iter()
        .find(|words| configures && line.contains(**words))?;
    Some(format!(
        "`{source}…`: where packages are fetched from is every machine's own business"
    ))
}

/// Whether a folder stands in a line as the begin of a path, not in the midst of an address.
fn begins_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "./-_}~*$".contains(letter))
    })
}

#[test]
fn a_machine_and_a_host_are_found_and_an_address_is_not() {
    let [home, .., temporary] = FOLDERS;
    for bad in [
        format!("cd {home}me"),
        format!("X={temporary}target"),
        format!("\"{home}a\""),
    ] {
        assert_eq!(check(&Tree::of(&[("a.md", &bad)])).len(), 1, "{bad}");
    }
    let address = format!("https://example.org{home}page and ..{temporary}x");
    assert!(check(&Tree::of(&[("a.md", &address)])).is_empty());
    let lock = format!("source = \"{CRATES}\"\nsource = \"registry+https://example.org\"\n");
    assert_eq!(check(&Tree::of(&[("Cargo.lock", &lock)]))[0].line, 2);
    let hosts = SOURCES.join("x\n");
    assert_eq!(
        check(&Tree::of(&[("tests/.npmrc", &hosts)])).len(),
        SOURCES.len()
    );
    assert!(check(&Tree::of(&[("docs/a.md", &hosts)])).is_empty());
}
