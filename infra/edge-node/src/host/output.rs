//! What a function prints goes to the node's log, line by line, under its name.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use tokio::time::{Sleep, sleep};
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

use super::leaky::Leaky;
use crate::limits::{GUEST_LINE_MAX_BYTES, GUEST_PRINTS_MAX_BYTES, GUEST_PRINTS_PAUSE};

/// What stands around a line in the log, in bytes, roughly.
const ENTRY_BYTES: usize = 128;

/// Which of a component's two outputs.
#[derive(Clone, Copy, Debug)]
pub enum Stream {
    /// What it tells.
    Output,
    /// What went wrong.
    Error,
}

/// An output of a component.
pub struct LogOutput {
    component: Arc<str>,
    stream: Stream,
    said: Arc<Leaky>,
}

impl LogOutput {
    /// Names the component and the output, and measures what it says.
    pub fn new(component: &str, stream: Stream, said: &Arc<Leaky>) -> Self {
        Self {
            component: component.into(),
            stream,
            said: Arc::clone(said),
        }
    }
}

impl IsTerminal for LogOutput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for LogOutput {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(LineWriter {
            component: Arc::clone(&self.component),
            stream: self.stream,
            said: Arc::clone(&self.said),
            pause: None,
            line: Vec::new(),
        })
    }
}

struct LineWriter {
    component: Arc<str>,
    stream: Stream,
    said: Arc<Leaky>,
    pause: Option<Pin<Box<Sleep>>>,
    line: Vec<u8>,
}

impl LineWriter {
    fn take_in(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' || self.line.len() >= GUEST_LINE_MAX_BYTES {
                self.print();
            }
            if *byte != b'\n' {
                self.line.push(*byte);
            }
        }
    }

    /// A function that prints without end would fill the disk, and make everybody wait whose
    /// own line comes after. It waits itself instead.
    fn poll_may_print(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            if self.said.level() < GUEST_PRINTS_MAX_BYTES {
                return Poll::Ready(());
            }
            self.pause = Some(Box::pin(sleep(GUEST_PRINTS_PAUSE)));
        }
    }

    fn print(&mut self) {
        if !self.line.is_empty() {
            // An entry in the log is longer than the line in it.
            let n_bytes = self.line.len() + ENTRY_BYTES;
            self.said.add(n_bytes as f64);
            self.print_line();
        }
        self.line.clear();
    }

    fn print_line(&self) {
        // A function must not be able to forge lines or colours of a terminal's log.
        let line: String = String::from_utf8_lossy(&self.line)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        if !line.trim().is_empty() {
            let component = &self.component;
            match self.stream {
                Stream::Output => tracing::info!(%component, "{line}"),
                Stream::Error => tracing::warn!(%component, "{line}"),
            }
        }
    }
}

impl Drop for LineWriter {
    fn drop(&mut self) {
        self.print();
    }
}

impl AsyncWrite for LineWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_may_print(context));
        self.take_in(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
