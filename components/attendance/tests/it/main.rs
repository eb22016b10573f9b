//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod batch;
mod claims;
mod committed;
mod demo;
mod doubles;
mod duty;
mod evidence;
mod feed;
mod follow;
mod hostile;
mod instances;
mod kept;
mod months;
mod office;
mod people;
mod properties;
mod punches;
mod recaps;
mod rules;
mod shifts;
mod week;
