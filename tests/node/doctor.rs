//! `ngantor doctor` on a real installation: fine when all is well, names what is not, and
//! leaves everything as it was, whether or not a node runs.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use ngantor_tests::installation::Installation;
use ngantor_tests::node::{Node, command};
use ngantor_tests::office::{self, Office, must};
use ngantor_tests::probe::Probes;
use serde_json::Value;

/// Those of an office: one of each function but the pages, and a key-value store.
const N_DATABASES: usize = 7;

/// What doctor says: its status, and the findings that are not fine.
struct Said {
    code: Option<i32>,
    text: String,
    report: Value,
}

impl Said {
    /// The words of everything of one grade.
    fn graded(&self, grade: &str) -> Vec<String> {
        let checks = self.report["checks"].as_array().unwrap().iter();
        let findings = checks.flat_map(|check| check["findings"].as_array().unwrap());
        findings
            .filter(|finding| finding["grade"] == grade)
            .map(|finding| format!("{}: {}", finding["looked_at"], finding["means"]))
            .collect()
    }
}

fn doctor(installation: &Installation, words: &[&str]) -> Said {
    let run = |more: &[&str]| {
        let mut command = command();
        command.arg("doctor").args(words).args(more);
        command.args(installation.words()).output().unwrap()
    };
    let text = run(&[]);
    let report = run(&["--json"]);
    assert_eq!(text.status.code(), report.status.code());
    Said {
        code: text.status.code(),
        text: String::from_utf8(text.stdout).unwrap(),
        report: serde_json::from_slice(&report.stdout).unwrap(),
    }
}

/// Every file to the byte, with its mode; a socket or the like is not to be there.
fn tree(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let mode = std::os::unix::fs::MetadataExt::mode(&entry.metadata().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(tree(&entry.path()));
            found.insert(entry.path(), (mode, Vec::new()));
        } else {
            found.insert(entry.path(), (mode, fs::read(entry.path()).unwrap()));
        }
    }
    found
}

fn address(node: &Node) -> String {
    node.origin.trim_start_matches("http://").to_owned()
}

#[test]
fn a_sound_office_is_found_sound_and_left_as_it_was() {
    let mut office = Office::open();
    let listen = address(&office.node);
    let running = doctor(&office.installation, &["--listen", &listen]);
    assert_eq!(running.code, Some(0), "{}", running.text);
    assert!(
        running.text.contains("the node answers, ready"),
        "{}",
        running.text
    );
    assert!(running.graded("wrong").is_empty());
    // The node goes on as before.
    assert_eq!(must(office.node.client().get("/readyz")).status, 200);

    // A kill leaves logs behind, an orderly end does not.
    office.node.kill();
    for end in ["killed", "ended"] {
        let before = tree(office.installation.folder());
        for words in [
            &["--listen", &listen][..],
            &["--listen", &listen, "--thorough"],
        ] {
            let said = doctor(&office.installation, words);
            assert_eq!(said.code, Some(0), "{}", said.text);
            assert!(said.text.contains("free; no node runs"), "{}", said.text);
            assert_eq!(
                said.text.matches("whole (every").count(),
                N_DATABASES,
                "{}",
                said.text
            );
        }
        let after = tree(office.installation.folder());
        assert!(after == before, "{end}: something changed");
        office.node = office::start(&office.installation);
        office.node.ask_to_end();
        assert!(office.node.wait().unwrap().success());
    }
}

#[test]
fn a_fresh_installation_is_no_fault_and_nothing_is_made() {
    let installation = Installation::office();
    let said = doctor(&installation, &["--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(
        said.text.contains("the first start makes it"),
        "{}",
        said.text
    );
    assert_eq!(fs::read_dir(installation.folder()).unwrap().count(), 0);
}

#[test]
fn a_damaged_database_is_named_with_what_to_do() {
    let mut office = Office::open();
    office.node.ask_to_end();
    assert!(office.node.wait().unwrap().success());
    let path = office.installation.folder().join("data/people.db");
    // A page in the log goes before the one in the file.
    let connection = rusqlite::Connection::open(&path).unwrap();
    let taken_in = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    taken_in.unwrap();
    drop(connection);
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(&[0xff; 512], 4096).unwrap();
    let said = doctor(&office.installation, &["--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(1), "{}", said.text);
    let wrong = said.graded("wrong");
    assert_eq!(wrong.len(), 1, "{}", said.text);
    assert!(
        wrong[0].contains("people.db") && wrong[0].contains("is damaged"),
        "{wrong:?}"
    );
    assert!(
        said.text.contains("-> stop the node; keep the file"),
        "{}",
        said.text
    );
}

/// Each fault is found although the others are there.
#[test]
fn faults_of_every_kind_are_found_at_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let installation = Probes::new().with("a", "").with("b", "").install();
    let mut node = office::start(&installation);
    let other = office::start(&Probes::new().with("c", "").install());
    node.ask_to_end();
    assert!(node.wait().unwrap().success());
    let folder = installation.folder();
    let manifest = folder.join("spin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(folder.join("no.wasm"), b"\0asm\x01\0\0\0").unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("source"))
        .unwrap();
    fs::write(&manifest, text.replacen(line, "source = \"no.wasm\"", 1)).unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(folder.join("a.db"), folder.join("elsewhere.db")).unwrap();
    fs::write(folder.join("a.db-wal"), b"the last commits").unwrap();
    for (file, mode) in [("b.db", 0o644), ("a.db-wal", 0o600)] {
        fs::set_permissions(folder.join(file), fs::Permissions::from_mode(mode)).unwrap();
    }
    let said = doctor(&installation, &["--listen", &address(&other)]);
    assert_eq!(said.code, Some(1), "{}", said.text);
    for words in [
        "no.wasm is no component",
        "b.db: other users of this machine may read it",
        "a.db: is gone, and its log",
        "taken by a node on other data",
    ] {
        assert!(said.text.contains(words), "{words}: {}", said.text);
    }
    assert_eq!(said.graded("wrong").len(), 4, "{}", said.text);
}

#[test]
fn without_a_readable_manifest_the_rest_is_still_looked_at() {
    let installation = Probes::new().with("a", "").install();
    drop(office::start(&installation));
    fs::write(
        installation.folder().join("spin.toml"),
        "spin_manifest_version = \n",
    )
    .unwrap();
    let said = doctor(&installation, &["--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(1));
    assert!(said.text.contains("line 1"), "{}", said.text);
    assert!(said.text.contains("a.kv.db: whole"), "{}", said.text);
}
