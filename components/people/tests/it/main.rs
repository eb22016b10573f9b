//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod brake;
mod committed;
mod cursors;
mod demo;
mod hostile;
mod names;
mod office;
mod people;
mod refresh;
mod schema;
mod sessions;
mod setup;
mod sign_out;
