//! The log: one JSON object a line on standard error, or plain lines when a person watches.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;

/// Starts logging for the whole process.
pub fn start() {
    let lines = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(LevelFilter::INFO)
        .with_target(false);
    if io::stderr().is_terminal() {
        lines.compact().init();
    } else {
        lines.json().flatten_event(true).init();
    }
}
