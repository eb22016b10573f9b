//! One key-value store in one SQLite file, laid out as Spin lays it out, so that `spin up`
//! and the edge node read each other's.

use std::sync::Arc;

use super::bindings::spin::key_value::key_value::Error;
use crate::database::{Answer, Database, DatabaseError, Session, Value};
use crate::limits::{KEY_MAX_BYTES, KEY_VALUE_MAX_BYTES, KEYS_MAX};

/// The store of one label; every clone is the same one.
#[derive(Clone)]
pub struct Store {
    label: Arc<str>,
    session: Arc<Session>,
}

impl Store {
    /// Opens the store of a label, and makes it when it is not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open(label: &str, database: &Database) -> Result<Self, DatabaseError> {
        let table = "CREATE TABLE IF NOT EXISTS spin_key_value (
                store TEXT NOT NULL,
                key TEXT NOT NULL,
                value BLOB NOT NULL,
                PRIMARY KEY (store, key)
            )";
        database.prepare(table)?;
        Ok(Self {
            label: label.into(),
            session: Arc::new(Session::open(database)?),
        })
    }

    /// The value of a key.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let select = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
        let found = self.run(select, vec![self.label(), text(key)]).await?;
        match found.rows.into_iter().next().and_then(first) {
            None => Ok(None),
            Some(Value::Blob(bytes)) => Ok(Some(bytes)),
            Some(_) => Err(Error::Other("the value is no BLOB".to_owned())),
        }
    }

    /// Sets the value of a key.
    pub async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), Error> {
        within(key.len(), KEY_MAX_BYTES, "the key")?;
        within(value.len(), KEY_VALUE_MAX_BYTES, "the value")?;
        let upsert = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
        let parameters = vec![self.label(), text(key), Value::Blob(value)];
        self.run(upsert, parameters).await.map(drop)
    }

    /// Forgets a key; no error when it is not there.
    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        let delete = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";
        let parameters = vec![self.label(), text(key)];
        self.run(delete, parameters).await.map(drop)
    }

    /// Every key, sorted.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        let select = "SELECT key FROM spin_key_value WHERE store = ?1 ORDER BY key LIMIT ?2";
        let limit = i64::try_from(KEYS_MAX + 1).unwrap_or(i64::MAX);
        let found = self
            .run(select, vec![self.label(), Value::Integer(limit)])
            .await?;
        if found.rows.len() > KEYS_MAX {
            return Err(Error::Other(format!("there are more than {KEYS_MAX} keys")));
        }
        let keys = found.rows.into_iter().filter_map(first);
        let keys = keys.filter_map(|value| match value {
            Value::Text(key) => Some(key),
            _ => None,
        });
        Ok(keys.collect())
    }

    fn label(&self) -> Value {
        text(&self.label)
    }

    async fn run(&self, sql: &str, parameters: Vec<Value>) -> Result<Answer, Error> {
        let ran = self.session.execute(sql, parameters).await;
        ran.map_err(|error| Error::Other(error.words().to_owned()))
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn first(row: Vec<Value>) -> Option<Value> {
    row.into_iter().next()
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

    fn store(label: &str, database: &Database) -> Store {
        Store::open(label, database).unwrap()
    }

    fn database() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::take(&dir.path().join("kv.db")).unwrap();
        (dir, database)
    }

    #[tokio::test]
    async fn a_value_is_kept_replaced_and_forgotten() {
        let (_dir, database) = database();
        let store = store("people", &database);
        assert!(store.get("a").await.unwrap().is_none());
        store.set("a", b"1".to_vec()).await.unwrap();
        store.set("a", b"2".to_vec()).await.unwrap();
        store.set("b", Vec::new()).await.unwrap();
        assert_eq!(store.get("a").await.unwrap(), Some(b"2".to_vec()));
        assert_eq!(store.keys().await.unwrap(), ["a", "b"]);
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert_eq!(store.keys().await.unwrap(), ["b"]);
    }

    #[tokio::test]
    async fn a_key_or_value_past_its_limit_is_refused() {
        let (_dir, database) = database();
        let store = store("people", &database);
        let (key, value) = ("k".repeat(KEY_MAX_BYTES), vec![0; KEY_VALUE_MAX_BYTES]);
        assert!(store.set(&key, Vec::new()).await.is_ok());
        assert!(store.set(&format!("{key}k"), Vec::new()).await.is_err());
        assert!(store.set("k", value.clone()).await.is_ok());
        let longer = [value, vec![0]].concat();
        assert!(store.set("k", longer).await.is_err());
    }

    #[tokio::test]
    async fn two_labels_in_one_file_do_not_see_each_other() {
        let (_dir, database) = database();
        let (one, two) = (store("one", &database), store("two", &database));
        one.set("a", b"1".to_vec()).await.unwrap();
        assert!(two.get("a").await.unwrap().is_none());
    }
}
