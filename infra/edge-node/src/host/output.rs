//! What a function prints goes to the node's log, line by line, under its name.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

use crate::limits::GUEST_LINE_MAX_BYTES;

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
}

impl LogOutput {
    /// Names the component and the output.
    pub fn new(component: &str, stream: Stream) -> Self {
        Self {
            component: component.into(),
            stream,
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
            line: Vec::new(),
        })
    }
}

struct LineWriter {
    component: Arc<str>,
    stream: Stream,
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

    fn print(&mut self) {
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
        self.line.clear();
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
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
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
