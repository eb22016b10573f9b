//! What is kept of a person beside what is shown: the password's hash, and what is personal once
//! more, encrypted for the journal.

use ngantor_core::id::PersonId;
use ngantor_db::journal::Entry;
use ngantor_http::{Problem, kind};
use serde_json::Value;

use super::App;
use crate::domain::password::NewPassword;
use crate::domain::person::{Person, Personal};
use crate::password;
use crate::store::person::{Kept, wrapped_keys};
use crate::vault::{NotSealed, Vault, WrappedKey};

/// What nobody follows: what the journal leaves out for good, and what concerns sign-in only.
const HIDDEN: [&str; 3] = ["password", "wrapped_key", "folded"];

/// What is kept of a new person; hashing the password, if there is one, costs 0.1 s.
pub(super) fn keep(
    app: &App,
    person: &Person,
    password: Option<&NewPassword>,
) -> Result<Kept, Problem> {
    let password_hash = password.map(|password| hash(app, password)).transpose()?;
    let password_hash = password_hash.unwrap_or_default();
    let wrapped_key = new_key(app, person.id)?;
    let sealed = seal(app, &wrapped_key, person)?;
    Ok(Kept {
        password_hash,
        sealed,
        wrapped_key,
    })
}

/// The key of a person whom a file adds or changes, and what is personal encrypted by it; whoever
/// has no key gets one.
pub(super) fn seal_new(
    app: &App,
    person: &Person,
    key: Option<WrappedKey>,
) -> Result<(WrappedKey, String), Problem> {
    let key = key.map_or_else(|| new_key(app, person.id), Ok)?;
    let sealed = seal(app, &key, person)?;
    Ok((key, sealed))
}

/// The hash of a new password.
pub(super) fn hash(app: &App, password: &NewPassword) -> Result<String, Problem> {
    let hash = password::hash(password.as_str(), app.base.ambient.random()?);
    hash.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a password is not hashed"))
}

/// The key of a person who is there, and what is personal encrypted by it. Whoever was there
/// before people had keys gets one now.
pub(super) async fn seal_again(
    app: &App,
    person: &Person,
) -> Result<(WrappedKey, String), Problem> {
    let id = person.id.to_string();
    let found = wrapped_keys(&*app.base.db, &[&id]).await?.remove(&id);
    seal_new(app, person, found)
}

/// A word of a person's encrypted by their key; empty for whoever was there before people had
/// keys.
pub(super) async fn seal_word(app: &App, person: PersonId, word: &str) -> Result<String, Problem> {
    let id = person.to_string();
    let Some(key) = wrapped_keys(&*app.base.db, &[&id]).await?.remove(&id) else {
        return Ok(String::new());
    };
    let sealed = vault(app).seal(&key, &id, app.base.ambient.random()?, word.as_bytes());
    sealed.map_err(not_sealed)
}

fn new_key(app: &App, id: PersonId) -> Result<WrappedKey, Problem> {
    let (key, nonce) = (app.base.ambient.random()?, app.base.ambient.random()?);
    let key = vault(app).new_key(&id.to_string(), key, nonce);
    key.map_err(not_sealed)
}

fn seal(app: &App, key: &WrappedKey, person: &Person) -> Result<String, Problem> {
    let nonce = app.base.ambient.random()?;
    let personal = serde_json::to_vec(&person.personal).unwrap_or_default();
    let sealed = vault(app).seal(key, &person.id.to_string(), nonce, &personal);
    sealed.map_err(not_sealed)
}

fn vault(app: &App) -> Vault {
    Vault::of(&app.master)
}

fn not_sealed(_: NotSealed) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&"a person's record is not encrypted")
}

/// Puts what is personal back into entries of the journal, where its person's key is still there.
/// Of an erased person `"sealed"` stays, which nobody can read.
pub(super) async fn unseal(app: &App, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Problem> {
    let is_persons = |entry: &&mut Entry| entry.kind.starts_with("people.person.");
    let subjects: Vec<_> = entries.iter().map(|entry| entry.subject.clone()).collect();
    let subjects: Vec<_> = subjects.iter().map(String::as_str).collect();
    let keys = wrapped_keys(&*app.base.db, &subjects).await?;
    let vault = vault(app);
    for entry in entries.iter_mut().filter(is_persons) {
        let key = keys.get(&entry.subject);
        for row in entry.old.iter_mut().chain([&mut entry.new]) {
            open(&vault, key, &entry.subject, row);
        }
    }
    Ok(entries)
}

fn open(vault: &Vault, key: Option<&WrappedKey>, subject: &str, row: &mut Value) {
    let Some(row) = row.as_object_mut() else {
        return;
    };
    row.retain(|name, _| !HIDDEN.iter().any(|hidden| name.starts_with(hidden)));
    let sealed = row.get("sealed").and_then(Value::as_str);
    let plain = key
        .zip(sealed)
        .and_then(|(key, sealed)| vault.open(key, subject, sealed));
    let personal = plain.and_then(|plain| serde_json::from_slice::<Personal>(&plain).ok());
    if let Some(Ok(Value::Object(personal))) = personal.map(serde_json::to_value) {
        row.remove("sealed");
        row.extend(personal);
    }
}
