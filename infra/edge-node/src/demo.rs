//! The demo office: each function's own part, sent through the functions' own API.

use std::path::Path;

use crate::app::App;
use crate::config::manifest::Manifest;

/// Why the demo office does not stand.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// later
    #[error("{0}")]
    Words(String),
}

/// Fills.
///
/// # Errors
/// What.
pub async fn fill(_: &App, _: &Manifest, _: &Path, _: &str) -> Result<(), DemoError> {
    Ok(())
}
