//! The node ring: the built node and the components that ship, over HTTP, in the log and in
//! the files. `cargo xtask e2e` builds both and runs this.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints spare tests, but not the functions that tests share"
)]

mod authorisation;
mod bounded;
mod demo;
mod doctor;
mod ending;
mod faults;
mod grants;
mod hostile;
mod http2;
mod imports;
mod limits;
mod opening;
mod patience;
mod readme;
mod receiving;
mod rotation;
mod settings;
mod starting;
mod tamper;
mod ticking;
mod trusting;
mod waiting;
