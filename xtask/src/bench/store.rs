//! The store that all servers work on, one after the other: made once, copied for each round.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::process::Serving;
use super::route::Kind;
use super::server::{Server, yardstick};
use crate::tools;

/// How many people are signed in; with so many, none has two punches within two minutes.
const N_PEOPLE: u32 = 2_000;

/// A data folder, and where it is copied from.
pub struct Store {
    /// What it is full of.
    pub kind: Kind,
    /// How many of these are in it before.
    pub n_before: u32,
    filled: PathBuf,
    folder: PathBuf,
    is_once: bool,
    /// How many new things were sent since it was copied.
    n_sent: u64,
}

impl Store {
    /// Fills a store, unless one with so much is there from an earlier run. One that is for once is
    /// used up by its run.
    pub fn prepare(root: &Path, (kind, n_before): (Kind, u32), is_once: bool) -> Result<Self> {
        let bench = tools::target_dir(root).join("bench");
        let name = kind.folder();
        let filled = bench.join(format!("{name}-{n_before}"));
        if !filled.exists() {
            println!("filling a store with {n_before}; later runs find it in {filled:?}");
            let draft = bench.join("draft");
            remove(&draft)?;
            fs::create_dir_all(&draft)?;
            let mut fill = yardstick(root);
            run(fill
                .arg(kind.command())
                .arg(&draft)
                .arg(n_before.to_string()))?;
            fs::rename(&draft, &filled)?;
        }
        Ok(Self {
            kind,
            n_before,
            filled,
            folder: bench.join(format!("run-{name}-{n_before}")),
            is_once,
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
        if self.is_once {
            fs::rename(&self.filled, &self.folder)?;
        } else {
            // Where the file system can, the copy shares its blocks until they change.
            let mut copy = Command::new("cp");
            copy.args(["--recursive", "--reflink=auto"]);
            run(copy.arg(&self.filled).arg(&self.folder))?;
        }
        if self.kind == Kind::Punches {
            let mut today = yardstick(root);
            let n_people = N_PEOPLE.to_string();
            run(today.arg("today").arg(&self.folder).arg(n_people))?;
        }
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

    /// Writes an access token for a function of each person to a file. They last ten minutes.
    pub fn make_tokens(&self, root: &Path, function: &str) -> Result<PathBuf> {
        let path = self.folder.join("tokens");
        let mut tokens = yardstick(root);
        run(tokens
            .args(["tokens", function, &N_PEOPLE.to_string()])
            .stdout(File::create(&path)?))?;
        Ok(path)
    }

    /// The number of the next new thing that nobody sent yet.
    pub const fn n_sent(&self) -> u64 {
        self.n_sent
    }

    /// Counts new things that were sent.
    pub const fn count(&mut self, n: u64) {
        self.n_sent += n;
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
