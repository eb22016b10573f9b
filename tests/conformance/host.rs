//! A host as a process, by its command line: started on an empty folder, waited for, ended.

use std::fmt;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ngantor_tests::client::Client;
use tempfile::TempDir;

use crate::case::Case;
use crate::listener::Listener;

/// The guest, from the root folder.
const GUEST: &str = "target/wasm32-wasip2/wasm/mirror.wasm";
/// What the host says goes into this file of its folder.
const LOG: &str = "log";
/// A host may compile the guest to machine code first.
const START: Duration = Duration::from_secs(120);
/// How often is looked whether it answers or is gone.
const LOOK: Duration = Duration::from_millis(10);
/// How long a host may think about one request before it is asked anew whether it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// A host that can be started: its name, by which cases know it, and its command line.
pub struct Host {
    name: String,
    line: String,
}

impl Host {
    /// `CONFORMANCE_HOST`, known by its program's name; without it, the node.
    pub fn of_environment() -> Self {
        if let Ok(line) = std::env::var("CONFORMANCE_HOST") {
            let program = line.split_whitespace().next().unwrap_or_default();
            let name = Path::new(program).file_stem().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            return Self::named(&std::env::var("CONFORMANCE_NAME").unwrap_or(name), &line);
        }
        let line = "up --skip-build --manifest {manifest} --runtime-config {runtime_config} \
            --data-dir {state_dir} --listen {address}";
        Self::named("ngantor", &format!("{} {line}", node()))
    }

    /// A host by a name and a command line, in which `{manifest}`, `{runtime_config}`,
    /// `{state_dir}` and `{address}` are filled in.
    pub fn named(name: &str, line: &str) -> Self {
        Self {
            name: name.to_owned(),
            line: line.to_owned(),
        }
    }

    /// The name by which cases know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn command(&self, folder: &Path, address: SocketAddr) -> Command {
        let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let words = self.line.split_whitespace().map(|word| {
            word.replace("{manifest}", &path("spin.toml"))
                .replace("{runtime_config}", &path("runtime-config.toml"))
                .replace("{state_dir}", &path("state"))
                .replace("{address}", &address.to_string())
        });
        let words: Vec<_> = words.collect();
        let mut command = Command::new(words.first().map_or("", String::as_str));
        command.args(words.iter().skip(1)).current_dir(folder);
        command
    }
}

impl fmt::Display for Host {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.name, self.line)
    }
}

/// The node, by `NGANTOR_BIN` or where a release build lies.
pub fn node() -> String {
    let node = ngantor_tests::node::command();
    node.get_program().to_string_lossy().into_owned()
}

/// A host that answers; ended when it is dropped, with everything that it started.
pub struct Running {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Running {
    /// Starts a host on a case, and waits until it answers.
    ///
    /// # Errors
    /// What it said, when it ended instead.
    pub fn start(host: &Host, case: &Case, listener: &Listener) -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        case.lay_out(folder.path(), listener.port());
        fs::create_dir(folder.path().join("state")).expect("the folder can be written");
        fs::copy(
            ngantor_tests::root().join(GUEST),
            folder.path().join("mirror.wasm"),
        )
        .expect("cargo xtask e2e builds the guest");
        let address = free_address();
        let log = File::create(folder.path().join(LOG)).expect("the folder can be written");
        let child = host
            .command(folder.path(), address)
            .envs(case.test(0).environment)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            // With a group of its own it can be ended together with what it starts.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{host} does not start: {error}"));
        let mut running = Self {
            child,
            address,
            folder,
        };
        match running.answers() {
            true => Ok(running),
            false => Err(running.log()),
        }
    }

    /// A client for it.
    pub fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.address))
    }

    fn answers(&mut self) -> bool {
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return false;
            }
            if self.answers_now().is_ok_and(|n_bytes| n_bytes > 0) {
                return true;
            }
            std::thread::sleep(LOOK);
        }
        panic!("it neither answered nor ended in {START:?}\n{}", self.log());
    }

    /// Any answer will do, to a path that no case has.
    fn answers_now(&self) -> std::io::Result<usize> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let host = self.address;
        let request = format!("GET /is/it/there HTTP/1.1\r\nhost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        stream.read(&mut [0])
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already; nobody is left to tell.
        let group = format!("-{}", self.child.id());
        let _ended = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _waited = self.child.wait();
    }
}

/// An address that was free a moment ago; hosts tell in ways of their own which one they took.
fn free_address() -> SocketAddr {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|one| one.local_addr());
    bound.expect("a free port")
}
