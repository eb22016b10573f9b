//! A node as a process: started, asked, killed.

use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::installation::Installation;

/// The first start compiles the components to machine code.
const START: Duration = Duration::from_secs(120);
/// Longer than the node takes to let running requests finish.
const END: Duration = Duration::from_secs(45);
/// How often something is looked at again.
const LOOK: Duration = Duration::from_millis(20);

/// A running node; killed when it is dropped.
pub struct Node {
    child: Child,
    /// `http://127.0.0.1:<port>`.
    pub origin: String,
    lines: Receiver<String>,
    log: Arc<Mutex<Vec<String>>>,
    logging: Option<JoinHandle<()>>,
}

/// A node that did not start.
#[derive(Debug)]
pub struct NotStarted {
    /// What its process ended with.
    pub code: Option<i32>,
    /// What it said.
    pub words: String,
}

impl Node {
    /// Starts a node on a free port, and waits until it says where it listens.
    ///
    /// # Errors
    /// What it said instead.
    pub fn start(installation: &Installation) -> Result<Self, NotStarted> {
        Self::start_as(command(), installation)
    }

    /// The same by another command, which ends in the node's.
    ///
    /// # Errors
    /// What it said instead.
    pub fn start_as(command: Command, installation: &Installation) -> Result<Self, NotStarted> {
        let mut node = Self::spawn_as(command, installation)?;
        match node.line_after("listening: ") {
            Some(origin) => {
                node.origin = origin;
                Ok(node)
            }
            None => Err(node.not_started()),
        }
    }

    /// Starts a node, without waiting for anything.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn spawn(installation: &Installation) -> Result<Self, NotStarted> {
        Self::spawn_as(command(), installation)
    }

    fn spawn_as(mut command: Command, installation: &Installation) -> Result<Self, NotStarted> {
        let mut child = command
            .args(["up", "--skip-build", "--listen", "127.0.0.1:0"])
            .args(installation.words())
            .envs(installation.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| NotStarted::without_code(&error.to_string()))?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let logging = child.stderr.take().map(|stderr| {
            let log = Arc::clone(&log);
            listen(stderr, move |line| lock(&log).push(line))
        });
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            // Nobody listens any more once the node is up.
            listen(stdout, move |line| drop(sender.send(line)));
        }
        Ok(Self {
            child,
            origin: String::new(),
            lines,
            log,
            logging,
        })
    }

    /// The rest of the next line that has a mark.
    pub fn line_after(&mut self, mark: &str) -> Option<String> {
        let deadline = Instant::now() + START;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    if let Some((_, rest)) = line.split_once(mark) {
                        return Some(rest.to_owned());
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// A client for it.
    pub fn client(&self) -> Client {
        Client::new(&self.origin)
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        lock(&self.log).join("\n")
    }

    /// Waits until the log has some words; false when they never come.
    pub fn logs(&self, words: &str) -> bool {
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline {
            if self.log().contains(words) {
                return true;
            }
            std::thread::sleep(LOOK);
        }
        false
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut does.
    pub fn kill(&mut self) {
        // It may be gone already; nobody is left to tell.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }

    /// Asks it to end, as a service manager does, without waiting for that.
    pub fn ask_to_end(&self) {
        let asked = Command::new("kill").arg(self.pid().to_string()).status();
        drop(asked);
    }

    /// Waits for its end; none when it does not end.
    pub fn wait(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + END;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(LOOK);
        }
        None
    }

    fn not_started(&mut self) -> NotStarted {
        let code = self.wait().and_then(|status| status.code());
        if let Some(logging) = self.logging.take().filter(|_| code.is_some()) {
            // What it said last may still be on its way.
            drop(logging.join());
        }
        NotStarted {
            code,
            words: self.log(),
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

impl NotStarted {
    fn without_code(words: &str) -> Self {
        Self {
            code: None,
            words: format!("{words}; `cargo xtask e2e` builds the node first"),
        }
    }
}

/// The node's command, by `NGANTOR_BIN` or where a release build lies.
pub fn command() -> Command {
    let built = crate::root().join("target/release/ngantor");
    Command::new(std::env::var_os("NGANTOR_BIN").map_or(built, PathBuf::from))
}

fn listen(
    from: impl Read + Send + 'static,
    mut hear: impl FnMut(String) + Send + 'static,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            hear(line);
        }
    })
}

fn lock(log: &Mutex<Vec<String>>) -> std::sync::MutexGuard<'_, Vec<String>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}
