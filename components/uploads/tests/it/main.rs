//! The function's own ring: the router on in-memory SQLite with the real migrations, and a store of
//! bytes in memory.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod committed;
mod content;
mod creating;
mod draft;
mod forgetting;
mod hostile;
mod joining;
mod kept;
mod links;
mod office;
mod people;
mod plain;
mod proofs;
mod quotas;
mod resuming;
mod weather;
mod writers;
