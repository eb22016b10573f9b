//! The office under measurement: a release node on an empty data folder, set up over HTTP as
//! a person would, with two people signed in.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::tools;

/// How long the node may take until it prints its set-up link.
const START_MAX: Duration = Duration::from_secs(120);
/// Everybody's password.
pub const PASSWORD: &str = "pengukuran-beban-7";
/// Signs in with it: who only looks.
pub const READER: &str = "ani";
/// How many people punch: one alone would meet their own double taps.
const N_WRITERS: usize = 120;

/// A running node.
pub struct Office {
    /// `http://127.0.0.1:<port>`.
    pub origin: String,
    /// A person who only looks: their session.
    reader: Value,
    /// Access tokens for attendance, of people who only punch.
    pub writers: Vec<String>,
    /// The data folder; removed at the end.
    pub folder: PathBuf,
    node: Node,
}

/// Ends the process whatever happens to the measurement.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell.
        let _killed = self.0.kill();
        let _waited = self.0.wait();
    }
}

impl Office {
    /// Starts the node, sets the office up and signs in.
    pub fn open(root: &Path) -> Result<Self> {
        let folder = tools::target_dir(root).join("bench");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let (node, link) = start(root, &folder)?;
        let (origin, token) = link
            .split_once("/setup#")
            .context("the set-up link has another form")?;
        let people = format!("{origin}/api/people");
        let administrator = json!({"name": "Ani", "username": READER, "password": PASSWORD});
        let institution = json!({"name": "Kantor Ukur", "zone": "Asia/Jakarta"});
        let setup =
            json!({"token": token, "institution": institution, "administrator": administrator});
        send("POST", &format!("{people}/setup"), "", &setup)?;
        let session = sign_in(&people, READER)?;
        let token = token_for(&session, "people")?;
        let writers = (0..N_WRITERS).map(|n| writer(&people, &token, n));
        let writers = writers.collect::<Result<_>>()?;
        Ok(Self {
            reader: session,
            writers,
            origin: origin.to_owned(),
            folder,
            node,
        })
    }

    /// The reader's token for the function that a path leads to; none for a page.
    pub fn reader_token(&self, path: &str) -> Result<String> {
        match path.strip_prefix("/api/") {
            Some(below) => token_for(&self.reader, below.split('/').next().unwrap_or_default()),
            None => Ok(String::new()),
        }
    }

    /// Ends the node and removes its data.
    pub fn close(self) -> Result<()> {
        drop(self.node);
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }
}

fn start(root: &Path, folder: &Path) -> Result<(Node, String)> {
    let node = Command::new(tools::node_binary(root))
        .args([
            "up",
            "--skip-build",
            "--listen",
            "127.0.0.1:0",
            "--data-dir",
        ])
        .arg(folder)
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(folder.join("node.log"))?)
        .spawn()
        .context("the node does not start")?;
    let mut node = Node(node);
    let output = node.0.stdout.take().context("the node has no output")?;
    let (sender, lines) = mpsc::channel();
    // Read to the end, so that the node never waits for a full pipe.
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more once the link is found.
            let _sent = sender.send(line);
        }
    });
    while let Ok(line) = lines.recv_timeout(START_MAX) {
        let link = line
            .split_whitespace()
            .find(|word| word.contains("/setup#"));
        if let Some(link) = link {
            return Ok((node, link.to_owned()));
        }
    }
    let log = std::fs::read_to_string(folder.join("node.log")).unwrap_or_default();
    bail!("the node printed no set-up link; its log:\n{log}")
}

/// Adds a person who punches, and signs them in.
fn writer(people: &str, token: &str, n: usize) -> Result<String> {
    let username = format!("penulis{n}");
    let form = json!({
        "name": "Budi", "username": username, "password": PASSWORD, "roles": ["employee"],
    });
    // Whoever adds a person mints the id.
    let address = format!("{people}/people/0193a5b0-7c1e-7000-8000-{n:012x}");
    send("PUT", &address, token, &form)?;
    token_for(&sign_in(people, &username)?, "attendance")
}

fn sign_in(people: &str, username: &str) -> Result<Value> {
    let body = json!({"username": username, "password": PASSWORD, "delivery": "token"});
    send("POST", &format!("{people}/sessions"), "", &body)
}

fn token_for(session: &Value, function: &str) -> Result<String> {
    let token = session
        .get("access_tokens")
        .and_then(|tokens| tokens.get(function))
        .and_then(Value::as_str);
    token
        .map(str::to_owned)
        .with_context(|| format!("the session holds no token for {function}"))
}

fn send(method: &str, address: &str, token: &str, body: &Value) -> Result<Value> {
    let answer = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--fail-with-body",
            "--request",
            method,
        ])
        .args(["--header", "content-type: application/json"])
        .args(["--header", &format!("authorization: Bearer {token}")])
        .args(["--data", &body.to_string(), address])
        .output()
        .context("curl does not start")?;
    let text = String::from_utf8_lossy(&answer.stdout);
    if !answer.status.success() {
        let error = String::from_utf8_lossy(&answer.stderr);
        bail!("{method} {address} failed: {error}{text}");
    }
    serde_json::from_str(&text).with_context(|| format!("{method} {address} gave no JSON: {text}"))
}
