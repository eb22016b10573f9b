//! Spin's key-value binding.

use futures::future::BoxFuture;
use spin_sdk::key_value::Store;

use crate::{KeyValue, KvError};

/// The store of one label, kept as long as the component's instance.
pub struct SpinStore(Store);

impl SpinStore {
    /// Opens the store of a label that `spin.toml` grants.
    ///
    /// # Errors
    /// [`KvError`] when the label is not granted or the host cannot open it.
    pub async fn open(label: &str) -> Result<Self, KvError> {
        Store::open(label)
            .await
            .map(Self)
            .map_err(|error| KvError(error.to_string()))
    }
}

impl KeyValue for SpinStore {
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, KvError>> {
        Box::pin(async move { self.0.get(key).await.map_err(|e| KvError(e.to_string())) })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> BoxFuture<'a, Result<(), KvError>> {
        Box::pin(async move {
            self.0
                .set(key, value)
                .await
                .map_err(|e| KvError(e.to_string()))
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), KvError>> {
        Box::pin(async move { self.0.delete(key).await.map_err(|e| KvError(e.to_string())) })
    }
}
