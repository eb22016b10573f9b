//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod additions;
mod chain;
mod closing;
mod committed;
mod demo;
mod follow;
mod forgetting;
mod giving;
mod lessons;
mod life;
mod lists;
mod office;
mod people;
mod properties;
mod published;
mod reassigning;
mod saved_filters;
mod search;
mod sight;
mod subscriptions;
mod waiting;
