//! The log: one JSON object a line on standard error, or plain lines when a person watches.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

use crate::limits::LOG_LINES_MAX;

/// Writes what is left of the log when it goes.
#[must_use]
pub struct Log(#[expect(dead_code, reason = "held for its end")] WorkerGuard);

/// Starts logging for the whole process.
///
/// A thread of its own writes: a line is a call to the system, which took a tenth of a short
/// request. No line is dropped; where nobody takes them, requests wait.
pub fn start() -> Log {
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .buffered_lines_limit(LOG_LINES_MAX)
        .thread_name("log")
        .finish(io::stderr());
    let lines = tracing_subscriber::fmt()
        .with_writer(writer)
        .with_max_level(LevelFilter::INFO)
        .with_target(false);
    if io::stderr().is_terminal() {
        lines.compact().init();
    } else {
        lines.json().flatten_event(true).init();
    }
    Log(guard)
}
