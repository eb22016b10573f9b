//! `cargo xtask new <function>`: the folder of a new function, and its wiring.
//!
//! The folder comes from `templates/function`, where FUNCTION stands for the name. spin.toml and
//! runtime-config.toml are edited as text, so that their comments and their order stay.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use crate::tools::{self, Step};

/// The most letters of a name: it is a path, a label, a token's audience.
const NAME_MAX_LETTERS: usize = 24;

macro_rules! templates {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../templates/function/", $path)))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "Cargo.toml",
    "README.md",
    "migrations/0001_create_entry.sql",
    "src/component.rs",
    "src/domain.rs",
    "src/http.rs",
    "src/lib.rs",
    "src/openapi.rs",
    "src/store.rs",
    "tests/it/committed.rs",
    "tests/it/main.rs",
];

/// A file by its path from the root folder, and its new text.
type File = (String, String);

/// Makes it.
pub fn run(function: &str) -> Result<()> {
    let root = tools::root()?;
    for (path, text) in plan(&root, function)? {
        let file = root.join(&path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, text).with_context(|| format!("{path} cannot be written"))?;
        println!("  {path}");
    }
    // Its openapi.json and schema.sql are made from its code.
    Step::new(
        &root,
        &format!("cargo test --package {function} committed_"),
    )
    .env("NGANTOR_UPDATE", "1")
    .run()?;
    println!("\nNext: cargo test -p {function}, then say in src/lib.rs what it is for.");
    Ok(())
}

/// Every file that is made or changed; nothing is written yet.
fn plan(root: &Path, function: &str) -> Result<Vec<File>> {
    check_name(function)?;
    let folder = format!("components/{function}");
    ensure!(!root.join(&folder).exists(), "{folder} is there already");
    let read = |path: &str| {
        std::fs::read_to_string(root.join(path)).with_context(|| format!("{path} cannot be read"))
    };
    let mut files: Vec<File> = TEMPLATES
        .iter()
        .map(|(path, text)| (format!("{folder}/{path}"), fill(text, function)))
        .collect();
    let spin = wire(&read("spin.toml")?, function)?;
    files.push(("spin.toml".to_owned(), spin));
    let runtime = read("runtime-config.toml")?;
    let database = fill(DATABASE, function);
    files.push((
        "runtime-config.toml".to_owned(),
        format!("{runtime}{database}"),
    ));
    Ok(files)
}

fn check_name(function: &str) -> Result<()> {
    let plain = function.bytes().all(|byte| byte.is_ascii_lowercase());
    if !plain || !(2..=NAME_MAX_LETTERS).contains(&function.len()) {
        bail!("a function is called by one word of 2 to {NAME_MAX_LETTERS} letters, a to z");
    }
    Ok(())
}

fn fill(text: &str, function: &str) -> String {
    text.replace("FUNCTION", function)
}

const DATABASE: &str = "
[sqlite_database.FUNCTION]
type = \"spin\"
path = \"data/FUNCTION.db\"
";

const TRIGGER: &str = "[[trigger.http]]
route = \"/api/FUNCTION/...\"
component = \"FUNCTION\"

";

const SECRETS: &str = "FUNCTION_token_key = { derive = \"FUNCTION\" }
FUNCTION_previous_token_key = { derive_previous = \"FUNCTION\" }
";

const VARIABLES: &str = "FUNCTION_token_key = { required = true, secret = true }
FUNCTION_previous_token_key = { default = \"\", secret = true }
";

const COMPONENT: &str = "
[component.FUNCTION]
source = \"target/wasm32-wasip2/wasm/FUNCTION.wasm\"
sqlite_databases = [\"FUNCTION\"]

[component.FUNCTION.variables]
token_key = \"{{ FUNCTION_token_key }}\"
previous_token_key = \"{{ FUNCTION_previous_token_key }}\"

[component.FUNCTION.build]
command = \"cargo build --profile wasm --target wasm32-wasip2 --package FUNCTION\"
watch = [\"components/FUNCTION/**/*\", \"crates/**/*\"]

[component.FUNCTION.tool.ngantor]
health = \"/api/FUNCTION/health\"
waiting = [\"/api/FUNCTION/feed\"]
";

/// spin.toml with the function: its key, its route, its component, and a token for it at
/// sign-in.
fn wire(spin: &str, function: &str) -> Result<String> {
    let secrets = add_to_table(
        spin,
        "[application.tool.ngantor.secrets]",
        &fill(SECRETS, function),
    )?;
    let spin = add_to_table(&secrets, "[variables]", &fill(VARIABLES, function))?;
    let spin = add_token(&spin, function)?;
    let at = spin
        .find("\n[component.")
        .context("spin.toml has no component")?
        + 1;
    let (before, after) = spin.split_at(at);
    let (trigger, component) = (fill(TRIGGER, function), fill(COMPONENT, function));
    Ok(format!("{before}{trigger}{after}{component}"))
}

/// Adds a line at the end of a table.
fn add_to_table(text: &str, header: &str, line: &str) -> Result<String> {
    let (before, table) = text
        .split_once(&format!("{header}\n"))
        .with_context(|| format!("spin.toml has no table {header}"))?;
    // The table goes to the blank line before the next one.
    let (own, after) = table.split_once("\n\n").unwrap_or((table.trim_end(), ""));
    Ok(format!("{before}{header}\n{own}\n{line}\n{after}"))
}

/// Adds the function to those for which `people` issues tokens.
fn add_token(spin: &str, function: &str) -> Result<String> {
    let (before, list) = spin
        .split_once("\nfunctions = \"")
        .context("people's variable `functions` is not in spin.toml")?;
    let (names, after) = list.split_once('"').context("`functions` does not end")?;
    Ok(format!(
        "{before}\nfunctions = \"{names} {function}\"{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{Tree, complaints};

    #[test]
    fn a_new_function_keeps_every_rule_of_the_tree() {
        let root = tools::root().unwrap();
        let before = Tree::read(&root);
        let files = plan(&root, "percobaan").unwrap();
        let after = Tree::read(&root).with(&files);
        let known = complaints(&before);
        let new: Vec<String> = complaints(&after)
            .into_iter()
            .filter(|complaint| !known.contains(complaint))
            .map(|complaint| complaint.to_string())
            .collect();
        assert!(new.is_empty(), "{new:#?}");
        assert!(after.functions().contains(&"percobaan"));
    }

    #[test]
    fn the_wiring_of_the_others_stays_as_it_is() {
        let root = tools::root().unwrap();
        let before = std::fs::read_to_string(root.join("spin.toml")).unwrap();
        let after = wire(&before, "percobaan").unwrap();
        let kept = |line: &&str| !line.contains("percobaan") && !line.starts_with("functions");
        let mut lines = after.lines().filter(kept);
        for line in before.lines().filter(kept) {
            assert!(lines.any(|other| other == line), "{line} is gone or moved");
        }
        let wired: toml::Table = toml::from_str(&after).unwrap();
        assert!(wired["variables"].get("percobaan_token_key").is_some());
        let people = &wired["component"]["people"]["variables"]["functions"];
        assert!(people.as_str().unwrap().ends_with(" percobaan"));
        let secrets = &wired["application"]["tool"]["ngantor"]["secrets"];
        assert_eq!(
            secrets["percobaan_token_key"]["derive"].as_str(),
            Some("percobaan")
        );
    }

    #[test]
    fn a_name_that_is_no_plain_word_or_taken_is_refused() {
        let root = tools::root().unwrap();
        for bad in ["", "a", "Surat", "surat-keluar", "../x", "people"] {
            assert!(plan(&root, bad).is_err(), "{bad}");
        }
        assert!(plan(&root, &"a".repeat(NAME_MAX_LETTERS)).is_ok());
        assert!(plan(&root, &"a".repeat(NAME_MAX_LETTERS + 1)).is_err());
    }
}
