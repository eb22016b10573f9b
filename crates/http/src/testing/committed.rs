//! Files that are committed but made from the code: `openapi.json` and `schema.sql`.

use std::path::Path;

/// Set, it makes the tests write these files instead of comparing them.
const UPDATE: &str = "NGANTOR_UPDATE";
/// What refreshes them all.
const COMMAND: &str = "NGANTOR_UPDATE=1 cargo test --workspace committed_";

/// Compares a file with what the code makes, or writes it when `NGANTOR_UPDATE` is set.
///
/// # Panics
/// When they differ, with the command that writes it anew; or the file cannot be written.
#[expect(clippy::panic, reason = "a test fails by it")]
pub fn check(folder: &str, name: &str, made: &str) {
    let path = Path::new(folder).join(name);
    if std::env::var_os(UPDATE).is_some() {
        if let Err(error) = std::fs::write(&path, made) {
            panic!("{name} cannot be written: {error}");
        }
    } else if std::fs::read_to_string(&path).ok().as_deref() != Some(made) {
        panic!("{name} is not what the code makes; look at what this changes: {COMMAND}");
    }
}
