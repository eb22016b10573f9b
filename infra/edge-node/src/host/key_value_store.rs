//! One key-value store in one SQLite file, laid out as Spin lays it out, so that `spin up`
//! and the edge node read each other's.
//!
//! Everything in here blocks; `key_value.rs` calls it from threads that may.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::bindings::spin::key_value::key_value::Error;
use super::sqlite_connection::durable;
use crate::limits::{KEY_MAX_BYTES, KEY_VALUE_MAX_BYTES, KEYS_MAX};

/// The store of one label; every clone is the same one.
#[derive(Clone)]
pub struct StoreFile {
    label: Arc<str>,
    connection: Arc<Mutex<Connection>>,
}

impl StoreFile {
    /// Opens the file of a store, and makes it when it is not there.
    pub fn open(label: &str, path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        durable(&connection)?;
        connection.execute(
            "CREATE TABLE IF NOT EXISTS spin_key_value (
                store TEXT NOT NULL,
                key TEXT NOT NULL,
                value BLOB NOT NULL,
                PRIMARY KEY (store, key)
            )",
            [],
        )?;
        Ok(Self {
            label: label.into(),
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.with(|connection| {
            connection
                .prepare_cached("SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2")?
                .query_row(params![self.label, key], |row| row.get(0))
                .optional()
        })
    }

    /// Sets the value of a key.
    pub fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        within(key.len(), KEY_MAX_BYTES, "the key")?;
        within(value.len(), KEY_VALUE_MAX_BYTES, "the value")?;
        self.with(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
                     ON CONFLICT (store, key) DO UPDATE SET value = excluded.value",
                )?
                .execute(params![self.label, key, value])
                .map(drop)
        })
    }

    /// Forgets a key; no error when it is not there.
    pub fn delete(&self, key: &str) -> Result<(), Error> {
        self.with(|connection| {
            connection
                .prepare_cached("DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2")?
                .execute(params![self.label, key])
                .map(drop)
        })
    }

    /// Every key, sorted.
    pub fn keys(&self) -> Result<Vec<String>, Error> {
        let limit = i64::try_from(KEYS_MAX + 1).unwrap_or(i64::MAX);
        let keys = self.with(|connection| {
            connection
                .prepare_cached(
                    "SELECT key FROM spin_key_value WHERE store = ?1 ORDER BY key LIMIT ?2",
                )?
                .query_map(params![self.label, limit], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        })?;
        if keys.len() > KEYS_MAX {
            return Err(Error::Other(format!("there are more than {KEYS_MAX} keys")));
        }
        Ok(keys)
    }

    fn with<R>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, Error> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        act(&connection).map_err(|error| Error::Other(error.to_string()))
    }
}

fn within(n_bytes: usize, limit: usize, what: &str) -> Result<(), Error> {
    if n_bytes > limit {
        return Err(Error::Other(format!("{what} is longer than {limit} bytes")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_replaced_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let store = StoreFile::open("people", &dir.path().join("kv.db")).unwrap();
        assert!(store.get("a").unwrap().is_none());
        store.set("a", b"1").unwrap();
        store.set("a", b"2").unwrap();
        store.set("b", b"").unwrap();
        assert_eq!(store.get("a").unwrap().as_deref(), Some(b"2".as_slice()));
        assert_eq!(store.keys().unwrap(), ["a", "b"]);
        store.delete("a").unwrap();
        store.delete("a").unwrap();
        assert_eq!(store.keys().unwrap(), ["b"]);
    }

    #[test]
    fn a_key_or_value_past_its_limit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let store = StoreFile::open("people", &dir.path().join("kv.db")).unwrap();
        assert!(store.set(&"k".repeat(KEY_MAX_BYTES), b"").is_ok());
        assert!(store.set(&"k".repeat(KEY_MAX_BYTES + 1), b"").is_err());
        assert!(store.set("k", &vec![0; KEY_VALUE_MAX_BYTES]).is_ok());
        assert!(store.set("k", &vec![0; KEY_VALUE_MAX_BYTES + 1]).is_err());
    }

    #[test]
    fn two_labels_in_one_file_do_not_see_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kv.db");
        let one = StoreFile::open("one", &path).unwrap();
        let two = StoreFile::open("two", &path).unwrap();
        one.set("a", b"1").unwrap();
        assert!(two.get("a").unwrap().is_none());
    }
}
