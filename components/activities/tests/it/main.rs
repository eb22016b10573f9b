//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod committed;
mod demo;
mod files;
mod fill;
mod forgetting;
#[path = "../../examples/fill/history.rs"]
mod history;
mod hostile;
mod hostile_sheets;
mod hours;
mod kept;
mod leavers;
mod life;
mod lists;
mod live;
mod office;
mod people;
mod periods;
mod plans;
mod reviews;
mod sheets;
mod templates;
mod trail;
#[path = "../../examples/fill/words.rs"]
mod words;
