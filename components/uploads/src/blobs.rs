//! Where bytes lie: under keys that one writer alone writes, and of which the database says what
//! they hold. `None` for a key means that nothing of it was written.

use std::fmt;

use futures::future::BoxFuture;
use ngantor_kv::Kv;

/// A piece in the key-value store, in bytes: below the smallest limit of the stores that Spin
/// knows, the 400 KB of an item in DynamoDB.
pub const KV_PIECE_BYTES: usize = 256 * 1024;

/// The bytes are not written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobError {
    /// There is no room left; trying again does not help.
    Full,
    /// Anything else; the words are for the log.
    Other(String),
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the store of the files is full"),
            Self::Other(words) => write!(f, "store of the files: {words}"),
        }
    }
}

impl std::error::Error for BlobError {}

/// A store of bytes. A write is durable when it has come back.
pub trait Blobs: Send + Sync {
    /// The bytes of a piece, but for the last of a row of them.
    fn piece_bytes(&self) -> usize;

    /// Writes a piece, whatever stood there.
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), BlobError>>;

    /// Reads a piece.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, BlobError>>;

    /// Takes a piece away, whether it was there or not.
    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), BlobError>>;
}

/// Keeps the bytes in a key-value store.
pub struct KvBlobs(pub Kv);

impl Blobs for KvBlobs {
    fn piece_bytes(&self) -> usize {
        KV_PIECE_BYTES
    }

    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), BlobError>> {
        Box::pin(async move { self.0.set(key, bytes).await.map_err(|e| told(e.0)) })
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, BlobError>> {
        Box::pin(async move { self.0.get(key).await.map_err(|e| told(e.0)) })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), BlobError>> {
        Box::pin(async move { self.0.delete(key).await.map_err(|e| told(e.0)) })
    }
}

/// Stores tell what is wrong in words: SQLite's, the system's (ENOSPC), Redis's.
fn told(words: String) -> BlobError {
    let full = ["disk is full", "No space left", "OOM command not allowed"];
    if full.iter().any(|mark| words.contains(mark)) {
        return BlobError::Full;
    }
    BlobError::Other(words)
}
