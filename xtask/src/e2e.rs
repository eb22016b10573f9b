//! `cargo xtask e2e`: what needs the real node: the tests over HTTP and the browser test.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::manifest::Manifest;
use crate::tools::{self, CHROMIUM, NODE, NPM, Step, Timed, Tool};
use crate::wasm;

/// What the browser test needs beside Rust.
pub const TOOLS: [Tool; 3] = [CHROMIUM, NODE, NPM];

/// Builds what is needed, then runs both rings.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    tools::need(&TOOLS)?;
    build(&root)?;
    over_http(&root)?;
    in_browser(&root)?;
    Ok(())
}

/// Whether there are tests over HTTP yet.
pub fn exists(root: &Path) -> Result<bool> {
    let text = std::fs::read_to_string(root.join("tests/Cargo.toml"))?;
    let package: toml::Table = toml::from_str(&text).context("tests/Cargo.toml")?;
    let features = package.get("features");
    Ok(features.is_some_and(|features| features.get("node").is_some()))
}

/// The components, the guest of the node's own tests, and the node, all as they ship.
pub fn build(root: &Path) -> Result<Vec<Timed>> {
    let manifest = Manifest::read(root)?;
    let mut done = wasm::build_all(root, &manifest)?;
    wasm::print_sizes(root, &manifest)?;
    done.push(wasm::build(root, "probe")?);
    done.push(Step::new(root, "cargo build --release --package ngantor").run()?);
    Ok(done)
}

/// The black-box tests against the real node.
pub fn over_http(root: &Path) -> Result<Timed> {
    Step::new(root, "cargo test --package ngantor-tests --features node")
        .env("NGANTOR_BIN", tools::node_binary(root))
        .run()
}

/// The browser test against the real node.
pub fn in_browser(root: &Path) -> Result<Vec<Timed>> {
    let folder = root.join("tests").join("browser");
    let fetched = Step::new(&folder, "npm ci").run()?;
    let mut test = Step::new(&folder, "node --test").env("NGANTOR_BIN", tools::node_binary(root));
    if let Some(chromium) = tools::find(&CHROMIUM) {
        test = test.env("CHROMIUM", chromium);
    }
    Ok(vec![fetched, test.run()?])
}
