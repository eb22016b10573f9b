//! `cargo xtask dev`: a demo office that follows what you save.
//!
//! The data lies in `target/dev`; remove that folder to begin anew. A build that fails leaves
//! the running node alone.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::e2e;
use crate::manifest::Manifest;
use crate::tools::{self, Step};
use crate::wasm;
use crate::watch::{self, Snapshot};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long the node may take to finish what it is doing before it is killed.
const DRAIN_MAX: Duration = Duration::from_secs(15);
/// What the node is made of; a save there rebuilds it. spin.toml knows functions only.
const NODE_GLOBS: [&str; 3] = ["infra/edge-node/**/*", "crates/core/**/*", "wit/**/*"];
/// What the node reads when it starts.
const WIRING: [&str; 2] = ["spin.toml", "runtime-config.toml"];

/// What was seen of the files at one look.
#[derive(PartialEq)]
struct Seen {
    functions: Vec<(String, Snapshot)>,
    node: Snapshot,
    wiring: Snapshot,
}

/// Serves until it is interrupted.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    let mut seen = look(&root)?;
    e2e::build(&root)?;
    let mut node = start(&root)?;
    loop {
        let now = wait_for_a_save(&root, &seen, &mut node);
        let built = rebuild(&root, &seen, &now);
        seen = now;
        match built {
            Ok(()) => {
                stop(&mut node)?;
                node = start(&root)?;
            }
            Err(error) => eprintln!("\n{error:#}\nWaiting for the next save."),
        }
    }
}

/// What goes wrong meanwhile is told once: a spin.toml half written, a node that ended.
fn wait_for_a_save(root: &Path, seen: &Seen, node: &mut Child) -> Seen {
    let mut told = String::new();
    loop {
        std::thread::sleep(LOOK_EVERY);
        let words = match (look(root), node.try_wait()) {
            (Ok(now), _) if now != *seen => return now,
            (Err(error), _) => format!("{error:#}\nWaiting for the next save."),
            (_, Ok(Some(status))) => {
                format!("The node ended ({status}). It starts again after the next save.")
            }
            _ => continue,
        };
        if words != told {
            eprintln!("\n{words}");
            told = words;
        }
    }
}

fn look(root: &Path) -> Result<Seen> {
    let owned = |globs: &[&str]| {
        globs
            .iter()
            .map(|&glob| glob.to_owned())
            .collect::<Vec<_>>()
    };
    let manifest = Manifest::read(root)?;
    let functions = manifest.component.iter().map(|(function, component)| {
        let files = watch::look(root, &component.build.watch)?;
        Ok((function.clone(), files))
    });
    Ok(Seen {
        functions: functions.collect::<Result<_>>()?,
        node: watch::look(root, &owned(&NODE_GLOBS))?,
        wiring: watch::look(root, &owned(&WIRING))?,
    })
}

/// Builds what changed between two looks.
fn rebuild(root: &Path, before: &Seen, now: &Seen) -> Result<()> {
    for function in &now.functions {
        if !before.functions.contains(function) {
            wasm::build(root, &function.0)?;
        }
    }
    if before.node != now.node {
        Step::new(root, "cargo build --release --package ngantor").run()?;
    }
    Ok(())
}

fn start(root: &Path) -> Result<Child> {
    let data: PathBuf = root.join("target").join("dev");
    println!("\nStarting the node; its data is in {}\n", data.display());
    Command::new(tools::node_binary(root))
        .args(["up", "--skip-build", "--demo", "--data-dir"])
        .arg(&data)
        .current_dir(root)
        .spawn()
        .context("the node does not start")
}

/// Asks the node to finish, as a service manager does, and kills it if it takes too long.
fn stop(node: &mut Child) -> Result<()> {
    let asked = Command::new("kill").arg(node.id().to_string()).status();
    let deadline = Instant::now() + DRAIN_MAX;
    while asked.is_ok() && Instant::now() < deadline {
        if node.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    node.kill()?;
    node.wait()?;
    Ok(())
}
