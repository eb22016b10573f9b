//! A store in memory, for tests.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::{BoxFuture, ready};

use crate::{KeyValue, KvError};

/// Lives as long as this value.
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<String, Vec<u8>>>);

impl MemoryStore {
    fn map(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        // No code panics while it holds the lock, so the map is whole even then.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyValue for MemoryStore {
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, KvError>> {
        Box::pin(ready(Ok(self.map().get(key).cloned())))
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> BoxFuture<'a, Result<(), KvError>> {
        self.map().insert(key.to_owned(), value);
        Box::pin(ready(Ok(())))
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), KvError>> {
        self.map().remove(key);
        Box::pin(ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_value_stays_until_it_is_replaced_or_taken_away() {
        let store = MemoryStore::default();
        assert_eq!(store.get("a").await, Ok(None));
        store.set("a", vec![1]).await.unwrap();
        store.set("a", vec![2]).await.unwrap();
        assert_eq!(store.get("a").await, Ok(Some(vec![2])));
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert_eq!(store.get("a").await, Ok(None));
    }
}
