//! `cargo xtask e2e`: what needs the real node: the tests over HTTP and the browser test.

use std::path::Path;

use anyhow::Result;

use crate::manifest::Manifest;
use crate::tools::{self, CHROMIUM, NODE, NPM, OPENSSL, Step, Timed, Tool};
use crate::wasm;

/// What both rings need beside Rust.
pub const TOOLS: [Tool; 4] = [CHROMIUM, NODE, NPM, OPENSSL];

/// What the tests over HTTP are run on beside the functions: one that misbehaves on request,
/// and one that shows what its host gives it.
pub const GUESTS: [&str; 2] = ["probe", "mirror"];

/// Builds what is needed, then runs both rings.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    tools::need(&TOOLS)?;
    build(&root)?;
    over_http(&root)?;
    in_browser(&root)?;
    Ok(())
}

/// The node as it ships, the components by the node's own `build`, and the guests of its tests.
pub fn build(root: &Path) -> Result<Vec<Timed>> {
    let node = Step::new(root, "cargo build --release --package ngantor").run()?;
    let by_node = format!("{} build", tools::node_binary(root).display());
    let components = Step::new(root, &by_node).run()?;
    wasm::print_sizes(root, &Manifest::read(root)?)?;
    let guests = GUESTS.iter().map(|guest| wasm::build(root, guest));
    let mut built = vec![node, components];
    built.extend(guests.collect::<Result<Vec<_>>>()?);
    Ok(built)
}

/// The black-box tests against the real node.
pub fn over_http(root: &Path) -> Result<Timed> {
    Step::new(root, "cargo test --package ngantor-tests --features node")
        .env("NGANTOR_BIN", tools::node_binary(root))
        // Each starts a node: more at once than cores, and deadlines pass for want of them.
        .env("RUST_TEST_THREADS", "2")
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
