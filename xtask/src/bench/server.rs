//! Who is measured: the node, and three ways to serve the same functions natively.

use std::path::Path;
use std::process::Command;

use crate::tools;

/// The master secret of the measured office; it guards nothing.
pub const MASTER_SECRET: &str = "bmdhbnRvciBjYXJnbyB4dGFzayBiZW5jaCBzZWNyZXQ";

/// What the measured office's log is signed by; it proves nothing.
pub const LOG_SEED: &str = "bmdhbnRvciBjYXJnbyB4dGFzayBiZW5jaCBzaWduZXI";

/// Who serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The node, with its sandbox.
    Node,
    /// Natively, on the node's SQLite engine.
    Group,
    /// The same with a commit for each write.
    Alone,
    /// Natively, as servers are commonly written: a pool of connections.
    Sqlx,
}

impl Server {
    /// Everybody; the node first, since the others are what it is compared with.
    pub const ALL: [Self; 4] = [Self::Node, Self::Group, Self::Alone, Self::Sqlx];

    /// The word on the command line and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Group => "group",
            Self::Alone => "alone",
            Self::Sqlx => "sqlx",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|server| server.name() == name)
    }

    /// The command that serves a data folder on a free port.
    pub fn command(self, root: &Path, folder: &Path) -> Command {
        const FREE_PORT: &str = "127.0.0.1:0";
        if self != Self::Node {
            let mut command = yardstick(root);
            let databases = format!("--{}", self.name());
            command.args(["serve", &databases, FREE_PORT]).arg(folder);
            return command;
        }
        let mut command = Command::new(tools::node_binary(root));
        let words = ["up", "--skip-build", "--listen", FREE_PORT, "--data-dir"];
        command
            .args(words)
            .arg(folder)
            .env("SPIN_VARIABLE_MASTER_SECRET", MASTER_SECRET)
            .env("SPIN_VARIABLE_ATTENDANCE_LOG_SEED", LOG_SEED);
        command
    }
}

/// The native server, which fills stores and makes tokens as well.
pub fn yardstick(root: &Path) -> Command {
    let program = tools::target_dir(root).join("release").join("yardstick");
    let mut command = Command::new(program);
    command
        .env("SPIN_VARIABLE_MASTER_SECRET", MASTER_SECRET)
        .env("SPIN_VARIABLE_ATTENDANCE_LOG_SEED", LOG_SEED);
    command
}
