//! The harness of the black-box tests: a real node on an empty folder, and a client for it.
//!
//! Nothing here knows the project's code: what these tests see is what anybody sees over
//! HTTP, in the log, and in the files.

pub mod api;
pub mod client;
pub mod gauge;
pub mod installation;
pub mod node;
pub mod office;
pub mod probe;

use std::path::PathBuf;
use std::time::Duration;

/// What is answered within this time was held up by nobody, on a busy machine too: whoever is
/// held up waits for five seconds at least.
pub const PROMPT: Duration = Duration::from_secs(4);

/// The repository's root folder.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
