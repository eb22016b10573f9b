//! What an operator gets wrong is named before anything serves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use ngantor_tests::installation::Installation;
use ngantor_tests::node::{Node, command};
use ngantor_tests::office::{self, Office, must};
use ngantor_tests::probe::Probes;

/// The words of a node that must not start.
fn refusal(installation: &Installation) -> String {
    match Node::start(installation) {
        Ok(node) => panic!("it started: {}", node.origin),
        Err(refused) => {
            assert_eq!(refused.code, Some(1), "{}", refused.words);
            refused.words
        }
    }
}

#[test]
fn an_unknown_key_in_spin_toml_is_named_with_its_line() {
    let words = refusal(
        &Probes::new()
            .with("a", "sqlite_database = [\"a\"]")
            .install(),
    );
    assert!(words.contains("unknown field `sqlite_database`"), "{words}");
    assert!(words.contains("line 12"), "{words}");
}

#[test]
fn an_import_that_is_not_granted_is_named() {
    let words = refusal(&Probes::new().with_only("a", "").install());
    assert!(
        words.contains("component \"a\": it imports spin:key-value"),
        "{words}"
    );
    assert!(words.contains("add `key_value_stores"), "{words}");
}

#[test]
fn a_database_without_a_place_is_named() {
    let probes = Probes::new().with_only(
        "a",
        "sqlite_databases = [\"elsewhere\"]\nkey_value_stores = [\"a\"]\n\
         allowed_outbound_hosts = [\"http://self\"]",
    );
    let words = refusal(&probes.install());
    assert!(words.contains("no [sqlite_database.elsewhere]"), "{words}");
}

#[test]
fn a_file_of_authorities_that_holds_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.pem");
    fs::write(&none, "").unwrap();
    let lines = format!(
        "[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"localhost\"]\n\
         ca_roots_file = {none:?}\n"
    );
    let installation = Probes::new().with("a", "").and_on_this_machine(&lines);
    let words = refusal(&installation.install());
    assert!(words.contains("none.pem holds no certificate"), "{words}");
}

#[test]
fn what_is_no_component_is_named() {
    let installation = Probes::new().with("a", "").install();
    let manifest = installation.folder().join("spin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(installation.folder().join("no.wasm"), b"\0asm\x01\0\0\0").unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("source"))
        .unwrap();
    fs::write(&manifest, text.replace(line, "source = \"no.wasm\"")).unwrap();
    let words = refusal(&installation);
    assert!(
        words.contains("component \"a\": it is no component"),
        "{words}"
    );
    fs::remove_file(installation.folder().join("no.wasm")).unwrap();
    let words = refusal(&installation);
    assert!(words.contains("ngantor build"), "{words}");
}

#[test]
fn a_port_in_use_is_named() {
    let first = Probes::new().with("a", "").install();
    let node = office::start(&first);
    let address = node.origin.trim_start_matches("http://").to_owned();
    let second = Probes::new().with("a", "").install();
    let words = refusal(&second.with(&["--listen", &address]));
    assert!(
        words.contains(&format!("cannot listen on {address}")),
        "{words}"
    );
}

#[test]
fn a_data_directory_in_use_is_named() {
    let installation = Probes::new().with("a", "").install();
    let _node = office::start(&installation);
    let words = refusal(&installation);
    assert!(
        words.contains("another node uses the data directory"),
        "{words}"
    );
}

/// A file system that is mounted read-only refuses root as well, unlike a mode.
#[test]
fn a_read_only_data_directory_is_named() {
    let words = refusal(&Installation::office().with(&["--data-dir", "/proc/1"]));
    assert!(
        words.contains("the data directory /proc/1/data cannot be written"),
        "{words}"
    );
}

#[test]
fn a_command_line_that_makes_no_sense_is_explained() {
    let output = command().arg("--lissten").output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        words.contains("--lissten") && words.contains("--listen <address"),
        "{words}"
    );
}

/// `PATH` without any tool stands for a machine whose Rust has neither the target nor rustup.
#[test]
fn a_compile_target_that_cannot_be_added_is_explained() {
    let build = "[component.a.build]\ncommand = \"cargo build --target wasm32-wasip2\"";
    let installation = Probes::new().with("a", build).install();
    let nowhere = installation.folder().join("bin");
    fs::create_dir(&nowhere).unwrap();
    let output = command()
        .arg("build")
        .args(installation.words())
        .env("PATH", &nowhere)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("rustup target add wasm32-wasip2"), "{words}");
}

/// As the README says it, in the folder of the manifest and without a word about it.
#[test]
fn the_components_are_built_in_the_manifests_own_folder() {
    let build = "[component.a.build]\ncommand = \"mkdir -p $CARGO_TARGET_DIR && pwd > built\"";
    let installation = Probes::new().with("a", build).install();
    for (folder, words) in [
        (installation.folder().to_owned(), &["build"][..]),
        (
            installation.folder().parent().unwrap().to_owned(),
            &["build", "--manifest", "<folder>/spin.toml"],
        ),
    ] {
        let name = installation.folder().file_name().unwrap().to_str().unwrap();
        let words = words.iter().map(|word| word.replace("<folder>", name));
        let built = command().args(words).current_dir(folder).output().unwrap();
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        let place = fs::read_to_string(installation.folder().join("built")).unwrap();
        assert_eq!(place.trim(), installation.folder().to_str().unwrap());
        fs::remove_file(installation.folder().join("built")).unwrap();
        fs::remove_dir(installation.folder().join("target")).unwrap();
    }
}

#[test]
fn a_token_is_not_made_before_there_is_a_node() {
    let installation = Installation::office();
    let token = || {
        let words = installation.words();
        command()
            .args(["token", "attendance", "feed"])
            .args(words)
            .output()
            .unwrap()
    };
    let refused = token();
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("start the node first"), "{words}");
    assert_eq!(fs::read_dir(installation.folder()).unwrap().count(), 0);
    let _node = office::start(&installation);
    assert!(token().status.success());
}

#[test]
fn nobody_else_may_read_what_the_node_keeps() {
    let office = Office::open();
    let data = office.installation.folder().join("data");
    let mut n_files = 0;
    for path in [data.clone()].into_iter().chain(files(&data)) {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", path.display());
        n_files += 1;
    }
    assert!(n_files > 5, "{n_files} files");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_compiled_component_that_was_changed_on_the_disk_is_made_anew() {
    let installation = Probes::new().with("a", "").install();
    office::start(&installation).kill();
    let cache = installation.folder().join("state/cache");
    for path in files(&cache) {
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        let end = bytes.len().min(middle + 100_000);
        bytes[middle..end].fill(0xcc);
        fs::write(&path, bytes).unwrap();
    }
    let node = office::start(&installation);
    assert!(node.logs("changed on the disk"), "{}", node.log());
    assert_eq!(must(node.client().get("/a/echo")).status, 200);
}

#[test]
fn a_database_whose_file_is_gone_is_no_place_to_write() {
    let installation = Probes::new().with("a", "").install();
    let node = office::start(&installation);
    let client = node.client();
    let made = must(client.send("POST", "/a/sql/a", &[], "CREATE TABLE t (x)"));
    assert_eq!(made.status, 200);
    fs::remove_file(installation.folder().join("a.db")).unwrap();
    let refused = must(client.send("POST", "/a/sql/a", &[], "INSERT INTO t VALUES (1)"));
    assert!(refused.text.contains("file is gone"), "{refused:?}");
    assert!(node.logs("the database's file is gone"), "{}", node.log());
    assert!(!installation.folder().join("a.db").exists());
}
