//! One turn of load with wrk, and what its report says.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::process::Serving;
use super::route::{Ask, Route};
use super::store::Store;

/// Threads of wrk; it shares the machine with the server, and two would send the same punches.
const THREADS: u32 = 1;
/// What one turn gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Answers a second.
    pub requests_per_s: f64,
    /// What the server's process computed for each, in µs.
    pub cpu_us: f64,
    /// Half of the answers came within, in ms.
    pub p50_ms: f64,
    /// 99 of 100 answers came within, in ms.
    pub p99_ms: f64,
    /// The most memory that the process held, in MiB.
    pub peak_mib: f64,
    /// Answers outside 2xx and 3xx, and broken connections.
    pub n_failed: u64,
}

/// What wrk reports.
#[derive(Debug, PartialEq)]
struct Report {
    requests_per_s: f64,
    n_requests: u64,
    p50_ms: f64,
    p99_ms: f64,
    n_failed: u64,
}

/// Loads one route for some seconds.
pub fn run(
    root: &Path,
    server: &Serving,
    store: &mut Store,
    route: Route,
    n_connections: u32,
    seconds: u32,
) -> Result<Turn> {
    let mut wrk = wrk(&server.origin, n_connections, seconds);
    if let (Some(script), Some(function)) = (route.script(), route.function) {
        let path = store.folder().join("load.lua");
        std::fs::write(&path, script)?;
        let (asked, (first, last)) = route.read();
        wrk.arg("--script")
            .arg(path)
            .env("BENCH_TOKENS", store.make_tokens(root, function.name)?)
            .env("BENCH_FROM", store.n_sent().to_string())
            .env("BENCH_PATH", asked)
            .env("BENCH_FIRST", first.to_string())
            .env("BENCH_LAST", last.to_string());
    }
    let before_ms = server.cpu_ms()?;
    let report = report(wrk)?;
    let cpu_ms = server.cpu_ms()? - before_ms;
    if matches!(route.ask, Ask::Write(..)) {
        // Some were sent and not answered in time: at most one a connection, and wrk's trials.
        store.count(report.n_requests + 2 * u64::from(n_connections));
    }
    Ok(Turn {
        requests_per_s: report.requests_per_s,
        cpu_us: cpu_ms as f64 * 1000.0 / report.n_requests as f64,
        p50_ms: report.p50_ms,
        p99_ms: report.p99_ms,
        peak_mib: server.peak_kib()? as f64 / 1024.0,
        n_failed: report.n_failed,
    })
}

fn wrk(origin: &str, n_connections: u32, seconds: u32) -> Command {
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "--timeout", "60s"])
        .args(["--threads", &THREADS.to_string()])
        .args(["--connections", &n_connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .arg(format!("{origin}/"));
    wrk
}

fn report(mut wrk: Command) -> Result<Report> {
    let answer = wrk.output().context("wrk does not start")?;
    let report = String::from_utf8_lossy(&answer.stdout);
    if !answer.status.success() {
        let error = String::from_utf8_lossy(&answer.stderr);
        bail!("wrk failed:\n{report}{error}");
    }
    read(&report).with_context(|| format!("wrk's report is not as expected:\n{report}"))
}

fn read(report: &str) -> Option<Report> {
    let lines = || report.lines().map(str::trim);
    let after = |mark: &str| lines().find_map(|line| line.strip_prefix(mark).map(str::trim));
    let failed = after("Non-2xx or 3xx responses:").and_then(|n| n.parse().ok());
    let broken = after("Socket errors:").map_or(0, |words| {
        let words = words.split([' ', ',']);
        words.filter_map(|word| word.parse::<u64>().ok()).sum()
    });
    let n_requests = lines().find_map(|line| line.split_once(" requests in "));
    Some(Report {
        requests_per_s: after("Requests/sec:")?.parse().ok()?,
        n_requests: n_requests?.0.parse().ok()?,
        p50_ms: milliseconds(after("50%")?)?,
        p99_ms: milliseconds(after("99%")?)?,
        n_failed: failed.unwrap_or(0) + broken,
    })
}

/// wrk writes `950.00us`, `12.34ms`, `1.20s` or `1.00m`.
fn milliseconds(text: &str) -> Option<f64> {
    let at = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(at);
    let number: f64 = number.parse().ok()?;
    match unit {
        "us" => Some(number / 1000.0),
        "ms" => Some(number),
        "s" => Some(number * 1000.0),
        "m" => Some(number * 60_000.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Running 5s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     4.36ms    2.00ms  40.00ms   80.00%
    Req/Sec    14.93k     1.01k   16.00k    70.00%
  Latency Distribution
     50%    4.00ms
     99%   12.34ms
  74567 requests in 5.00s, 30.00MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 7
Requests/sec:  14913.40
Transfer/sec:      6.00MB
";

    #[test]
    fn a_report_of_wrk_is_read() {
        let expected = Report {
            requests_per_s: 14913.40,
            n_requests: 74_567,
            p50_ms: 4.0,
            p99_ms: 12.34,
            n_failed: 10,
        };
        assert_eq!(read(REPORT), Some(expected));
        assert_eq!(read("wrk: unable to connect"), None);
    }

    #[test]
    fn every_unit_of_wrk_is_known() {
        assert_eq!(milliseconds("950.00us"), Some(0.95));
        assert_eq!(milliseconds("1.20s"), Some(1200.0));
        assert_eq!(milliseconds("1.00m"), Some(60_000.0));
        assert_eq!(milliseconds("1.00h"), None);
    }
}
