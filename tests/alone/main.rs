//! Tests that measure time or memory, one after the other and beside no others. Cargo runs this
//! after the node ring, with the same node and components.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the lints spare tests, but not the functions that tests share"
)]

mod crowd;
mod directory;
mod footprint;
mod neighbours;

use std::sync::{Mutex, MutexGuard, PoisonError};

static ALONE: Mutex<()> = Mutex::new(());

/// Waits until no other test runs.
fn alone() -> MutexGuard<'static, ()> {
    // One that failed is over all the same.
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
