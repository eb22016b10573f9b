//! What a running node takes, and how long its answers do.

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::client::Client;
use crate::node::Node;
use crate::office::must;

/// The node's memory that is in the machine's, in bytes.
#[must_use]
pub fn resident_bytes(node: &Node) -> usize {
    bytes_of(node, "VmRSS:")
}

/// That part of it which is no copy of a file, as machine code is: the system cannot have it back
/// while the node runs.
#[must_use]
pub fn own_bytes(node: &Node) -> usize {
    bytes_of(node, "RssAnon:")
}

#[expect(clippy::expect_used, reason = "a test without its node has failed")]
fn bytes_of(node: &Node, name: &str) -> usize {
    let path = format!("/proc/{}/status", node.pid());
    let status = std::fs::read_to_string(path).expect("the node runs");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let n_kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    let n_kib: usize = n_kib.expect("a number of kB");
    n_kib * 1024
}

/// Lets this test have so many connections, and the nodes that it starts.
#[expect(clippy::panic, reason = "a test without its connections has failed")]
pub fn allow_files(n_files: u64) {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= n_files) {
        return;
    }
    let raised = Rlimit {
        current: Some(n_files),
        maximum: limit.maximum,
    };
    if setrlimit(Resource::Nofile, raised).is_err() {
        let hard = limit.maximum;
        panic!("this test needs {n_files} file handles; the hard limit is {hard:?} (ulimit -Hn)");
    }
}

/// Asks a path again and again, with a pause in between, and notes how long each answer took.
#[must_use]
pub fn latencies(client: &Client, path: &str, pause: Duration, time: Duration) -> Vec<Duration> {
    let begun = Instant::now();
    let mut all = Vec::new();
    while begun.elapsed() < time {
        let asked = Instant::now();
        let answer = must(client.get(path));
        all.push(asked.elapsed());
        assert_eq!(answer.status, 200, "{answer:?}");
        std::thread::sleep(pause);
    }
    all
}

/// That part of all is no larger.
#[must_use]
pub fn quantile(mut all: Vec<Duration>, part: f64) -> Duration {
    all.sort_unstable();
    let at = (all.len() as f64 * part) as usize;
    all.get(at.min(all.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}
