//! A server as a process: started, looked at, ended.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use super::server::Server;

/// How long a server may take until it says where it listens: the node compiles components.
const START_MAX: Duration = Duration::from_secs(120);
/// What one tick of a process's time is on Linux, in ms, on every machine of today.
const TICK_MS: u64 = 10;

/// A running server.
pub struct Serving {
    /// `http://127.0.0.1:<port>`.
    pub origin: String,
    child: Child,
}

impl Drop for Serving {
    /// Ends the process whatever happens to the measurement.
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

impl Serving {
    /// Starts a server on a data folder, and waits until it is ready. Its log goes to a file.
    pub fn start(root: &Path, server: Server, folder: &Path) -> Result<Self> {
        let log = folder.join("log");
        let child = server
            .command(root, folder)
            .current_dir(root)
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("{} does not start", server.name()))?;
        let mut serving = Self {
            origin: String::new(),
            child,
        };
        match serving.line_after("listening: ") {
            Some(origin) => serving.origin = origin,
            None => bail!(
                "{} does not serve; its log:\n{}",
                server.name(),
                fs::read_to_string(log).unwrap_or_default()
            ),
        }
        Ok(serving)
    }

    fn line_after(&mut self, mark: &str) -> Option<String> {
        let output = self.child.stdout.take()?;
        let (sender, lines) = mpsc::channel();
        // Read to the end, so that the server never waits for a full pipe.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Nobody listens any more once the line is found.
                let _sent = sender.send(line);
            }
        });
        while let Ok(line) = lines.recv_timeout(START_MAX) {
            if let Some(rest) = line.strip_prefix(mark) {
                return Some(rest.to_owned());
            }
        }
        None
    }

    /// The time that the process has computed, in user and kernel mode, in ms.
    pub fn cpu_ms(&self) -> Result<u64> {
        let stat = self.read("stat")?;
        cpu_ticks(&stat)
            .map(|ticks| ticks * TICK_MS)
            .with_context(|| format!("this is no stat of a process: {stat}"))
    }

    /// The most memory that it held so far, in KiB.
    pub fn peak_kib(&self) -> Result<u64> {
        let status = self.read("status")?;
        peak_kib(&status).with_context(|| format!("this is no status of a process: {status}"))
    }

    fn read(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))
    }

    /// Asks it to end, as an operator does, and waits for that.
    pub fn end(mut self) -> Result<()> {
        let mut kill = Command::new("kill");
        let asked = kill.arg(self.child.id().to_string()).status();
        let asked = asked.context("kill does not start")?;
        ensure!(asked.success(), "the server is gone already");
        self.child.wait()?;
        Ok(())
    }
}

/// Fields 14 and 15 of proc_pid_stat(5); the name before them may hold blanks.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11);
    let (user, kernel) = (times.next()?, times.next()?);
    Some(user.parse::<u64>().ok()? + kernel.parse::<u64>().ok()?)
}

fn peak_kib(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_tells_of_a_process_is_read() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194560 161 0 0 0 25 17 0 0 20 0 4 0 99 1 2";
        assert_eq!(cpu_ticks(stat), Some(42));
        let status = "Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t   81234 kB\nVmRSS:\t 70000 kB\n";
        assert_eq!(peak_kib(status), Some(81_234));
        assert_eq!((cpu_ticks(""), peak_kib("")), (None, None));
    }
}
