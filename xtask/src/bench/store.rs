//! The store that all servers work on, one after the other: made once, copied for each round.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::process::Serving;
use super::server::{Server, yardstick};
use crate::tools;

/// How many people are signed in; with so many, none has two punches within two minutes.
const N_PEOPLE: u32 = 2_000;

/// A data folder, and where it is copied from.
pub struct Store {
    /// Punches in it before.
    pub n_punches: u32,
    filled: PathBuf,
    folder: PathBuf,
    /// How many punches were sent since it was copied.
    n_sent: u64,
}

impl Store {
    /// Fills a store with punches, unless one with so many is there from an earlier run.
    pub fn prepare(root: &Path, n_punches: u32) -> Result<Self> {
        let bench = tools::target_dir(root).join("bench");
        let filled = bench.join(format!("office-{n_punches}"));
        if !filled.exists() {
            println!("filling a store with {n_punches} punches; later runs find it in {filled:?}");
            let draft = bench.join("draft");
            remove(&draft)?;
            fs::create_dir_all(&draft)?;
            let mut fill = yardstick(root);
            run(fill.arg("history").arg(&draft).arg(n_punches.to_string()))?;
            fs::rename(&draft, &filled)?;
        }
        Ok(Self {
            n_punches,
            filled,
            folder: bench.join(format!("run-{n_punches}")),
            n_sent: 0,
        })
    }

    /// Where the servers find it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes it as it was, with a day of today for everybody who is signed in.
    pub fn renew(&mut self, root: &Path) -> Result<()> {
        remove(&self.folder)?;
        // Where the file system can, the copy shares its blocks until they change.
        let mut copy = Command::new("cp");
        copy.args(["--recursive", "--reflink=auto"]);
        run(copy.arg(&self.filled).arg(&self.folder))?;
        let mut today = yardstick(root);
        let n_people = N_PEOPLE.to_string();
        run(today.arg("today").arg(&self.folder).arg(n_people))?;
        self.n_sent = 0;
        // The node's first start compiles the components; no turn is to remember that.
        Serving::start(root, Server::Node, &self.folder)?.end()?;
        self.flush()
    }

    /// Writes everything to the disk.
    pub fn flush(&self) -> Result<()> {
        for entry in fs::read_dir(self.folder.join("data"))? {
            let path = entry?.path();
            if path.is_file() {
                File::open(&path)?.sync_all()?;
            }
        }
        Ok(())
    }

    /// Writes an access token of each person to a file. They last ten minutes.
    pub fn make_tokens(&self, root: &Path) -> Result<PathBuf> {
        let path = self.folder.join("tokens");
        let mut tokens = yardstick(root);
        run(tokens
            .args(["tokens", &N_PEOPLE.to_string()])
            .stdout(File::create(&path)?))?;
        Ok(path)
    }

    /// The number of the next punch that nobody sent yet.
    pub const fn n_sent(&self) -> u64 {
        self.n_sent
    }

    /// Counts punches that were sent.
    pub const fn count(&mut self, n_punches: u64) {
        self.n_sent += n_punches;
    }

    /// Removes the copy; what was filled stays for the next run.
    pub fn remove(&self) -> Result<()> {
        remove(&self.folder)
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status();
    let status = status.with_context(|| format!("this does not start: {command:?}"))?;
    ensure!(status.success(), "this failed: {command:?}");
    Ok(())
}
