//! One turn of load with wrk, and what its report says.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::office::{self, Office};
use super::table::Turn;

/// Connections that wrk keeps busy.
const CONNECTIONS: u32 = 64;
/// The same for sign-ins: of one account more than five at once are braked.
const SIGN_IN_CONNECTIONS: u32 = 4;
/// Threads of wrk; it shares the machine with the node, and two would mint the same ids.
const THREADS: u32 = 1;
/// Makes each request a new punch.
const PUNCHES_LUA: &str = include_str!("../../templates/punches.lua");
/// Makes each request a sign-in.
const SIGN_INS_LUA: &str = include_str!("../../templates/sign-ins.lua");

/// A route under load.
pub struct Target {
    /// As the table shows it.
    pub name: &'static str,
    path: &'static str,
    script: Option<&'static str>,
    connections: u32,
}

impl Target {
    /// A route that is read.
    pub const fn reads(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            script: None,
            connections: CONNECTIONS,
        }
    }

    /// New punches.
    pub const fn punches(name: &'static str) -> Self {
        Self {
            name,
            path: "/",
            script: Some(PUNCHES_LUA),
            connections: CONNECTIONS,
        }
    }

    /// Sign-ins.
    pub const fn sign_ins(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            script: Some(SIGN_INS_LUA),
            connections: SIGN_IN_CONNECTIONS,
        }
    }
}

/// Loads one route for some seconds; no two turns of a run have the same number.
pub fn run(office: &Office, target: &Target, turn: usize, seconds: u32) -> Result<Turn> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "--threads", &THREADS.to_string()])
        .args(["--connections", &target.connections.to_string()])
        .args(["--duration", &format!("{seconds}s")]);
    match target.script {
        None => {
            let token = office.reader_token(target.path)?;
            wrk.args(["--header", &format!("authorization: Bearer {token}")])
        }
        Some(script) => wrk.arg("--script").arg(keep(office, script)?),
    };
    wrk.arg(format!("{}{}", office.origin, target.path))
        .env("PUNCH_TOKENS", office.writers.join(" "))
        .env("SIGN_IN_NAME", office::READER)
        .env("SIGN_IN_PASSWORD", office::PASSWORD)
        .env("PUNCH_TURN", turn.to_string());
    let answer = wrk.output().context("wrk does not start")?;
    let report = String::from_utf8_lossy(&answer.stdout);
    if !answer.status.success() {
        bail!("wrk failed at {}:\n{report}", target.name);
    }
    read(&report).with_context(|| format!("wrk's report is not as expected:\n{report}"))
}

fn keep(office: &Office, script: &str) -> Result<PathBuf> {
    let path = office.folder.join("load.lua");
    std::fs::write(&path, script)?;
    Ok(path)
}

fn read(report: &str) -> Option<Turn> {
    let after = |mark: &str| {
        let line = report
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with(mark))?;
        line.strip_prefix(mark).map(str::trim)
    };
    let failed = after("Non-2xx or 3xx responses:").and_then(|n| n.parse().ok());
    let broken = after("Socket errors:").map_or(0, |words| {
        let words = words.split([' ', ',']);
        words.filter_map(|word| word.parse::<u64>().ok()).sum()
    });
    Some(Turn {
        requests_per_s: after("Requests/sec:")?.parse().ok()?,
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
        let turn = read(REPORT).unwrap();
        assert_eq!(turn.requests_per_s, 14913.40);
        assert_eq!((turn.p99_ms, turn.n_failed), (12.34, 10));
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
