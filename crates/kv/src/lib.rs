//! The key-value seam: values by key, without order, transactions or expiry.
//!
//! Stores differ in consistency, and reading and writing back is two calls, so a store holds two
//! sorts of things only: what may be lost or counted a little wrong, and bytes that are too many
//! for the database, under keys that are written by one writer alone. Which keys count, and how
//! many bytes of them, the database says: a value that it does not tell of is not there.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod spin;

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;

#[cfg(not(target_family = "wasm"))]
pub use native::MemoryStore;
#[cfg(target_family = "wasm")]
pub use spin::SpinStore;

/// The store did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvError(pub String);

impl fmt::Display for KvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key-value store: {}", self.0)
    }
}

impl std::error::Error for KvError {}

/// One function's key-value store.
pub trait KeyValue: Send + Sync {
    /// The value of a key, if there is one.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, KvError>>;

    /// Sets a key's value, whatever it was.
    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> BoxFuture<'a, Result<(), KvError>>;

    /// Takes a key away, whether it was there or not.
    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), KvError>>;
}

/// A shared store, as functions hold it.
pub type Kv = Arc<dyn KeyValue>;
