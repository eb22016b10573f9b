//! The log over the journal as people check it: receipts, heads and the whole of it, by
//! `ngantor verify` on files alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ngantor_tests::client::Client;
use ngantor_tests::node::command;
use ngantor_tests::office::{Office, must, new_id, punch};
use tempfile::TempDir;

/// What is kept of an office's log.
struct Kept {
    folder: TempDir,
    key: String,
}

impl Kept {
    fn of(client: &Client) -> Self {
        let log = must(client.get("/api/attendance/log")).json();
        Self {
            folder: TempDir::new().unwrap(),
            key: log["key"].as_str().unwrap().to_owned(),
        }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Whether `ngantor verify` is satisfied, and its words.
    fn verify(&self, words: &[&str], files: &[&Path], more: &[&str]) -> (bool, String) {
        let told = command()
            .arg("verify")
            .args(words)
            .args(files)
            .args(["--key", &self.key])
            .args(more)
            .output()
            .unwrap();
        let text = [told.stdout, told.stderr].concat();
        (told.status.success(), String::from_utf8(text).unwrap())
    }
}

fn clock(client: &Client, direction: &str) -> String {
    let id = new_id();
    let path = format!("/api/attendance/punches/{id}");
    assert_eq!(
        must(client.json("PUT", &path, &punch(direction))).status,
        201
    );
    id
}

/// The receipt, once the next tick has sealed the punch.
fn receipt(client: &Client, id: &str) -> String {
    loop {
        let answer = must(client.get(&format!("/api/attendance/punches/{id}/receipt")));
        if answer.status == 200 {
            return answer.text;
        }
        assert_eq!(answer.problem(), "409 not_sealed_yet");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn receipts_heads_and_the_whole_log_are_proved_from_files_alone() {
    let office = Office::open();
    let client = office.signed_in("attendance");
    let kept = Kept::of(&client);
    let text = receipt(&client, &clock(&client, "in"));
    let head = || must(client.get("/api/attendance/log/checkpoint")).text;
    let own = kept.file("receipt.json", &text);
    let old = kept.file("old", &head());
    receipt(&client, &clock(&client, "out"));
    let new = kept.file("new", &head());
    let size = |note: &Path| {
        let note = fs::read_to_string(note).unwrap();
        note.lines().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let sizes = format!("old_size={}&new_size={}", size(&old), size(&new));
    let proof = must(client.get(&format!("/api/attendance/log/consistency?{sizes}")));
    let proof = kept.file("proof.json", &proof.text);
    let entries = must(client.get("/api/attendance/log/entries?limit=200")).text;
    let whole = kept.file("entries.json", &entries);
    let proof = proof.to_str().unwrap();
    for (words, files, more) in [
        (["receipt"], vec![&*own], vec![]),
        (["log"], vec![&*whole, &new], vec![]),
        (["heads"], vec![&*old, &new], vec!["--proof", proof]),
    ] {
        let (holds, told) = kept.verify(&words, &files, &more);
        assert!(holds && told.starts_with("PROVED."), "{words:?}: {told}");
    }
    let changed = entries.replacen("\\\"in\\\"", "\\\"out\\\"", 1);
    assert_ne!(changed, entries);
    let changed = kept.file("changed.json", &changed);
    let forged = kept.file("forged.json", &text.replacen("home", "office", 1));
    for (words, files, more, expected) in [
        (
            ["receipt"],
            vec![&*forged],
            vec![],
            "is not in the log of this head",
        ),
        (["log"], vec![&*changed, &new], vec![], "it was changed"),
        (["log"], vec![&*whole, &old], vec![], "there are"),
        (["heads"], vec![&*new, &old], vec![], "became shorter"),
        (["heads"], vec![&*old, &new], vec![], "--proof <file>"),
        (["receipt"], vec![&*old], vec![], "no receipt"),
    ] {
        let (holds, told) = kept.verify(&words, &files, &more);
        assert!(!holds && told.contains(expected), "{words:?}: {told}");
    }
    // Another office's key proves nothing of this one.
    let other = Office::open();
    let other = Kept::of(&other.signed_in("attendance"));
    let (holds, told) = other.verify(&["receipt"], &[&own], &[]);
    assert!(!holds && told.contains("not signed by this key"), "{told}");
}

#[test]
fn the_logs_key_stays_when_other_secrets_change() {
    let mut office = Office::open();
    let client = office.signed_in("attendance");
    let kept = Kept::of(&client);
    let own = kept.file("receipt.json", &receipt(&client, &clock(&client, "in")));
    office.node.kill();
    let words = office.installation.words();
    let rotated = command()
        .arg("rotate-secrets")
        .args(words)
        .output()
        .unwrap();
    assert!(rotated.status.success(), "{rotated:?}");
    let office = office.killed_and_restarted();
    let client = office.signed_in("attendance");
    assert_eq!(Kept::of(&client).key, kept.key);
    let (holds, told) = kept.verify(&["receipt"], &[&own], &[]);
    assert!(holds, "{told}");
    let later = kept.file("later.json", &receipt(&client, &clock(&client, "out")));
    let (holds, told) = kept.verify(&["receipt"], &[&later], &[]);
    assert!(holds, "{told}");
}
