//! `cargo xtask ci`: everything that has to pass, in the order in which failures are cheapest.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::manifest::Manifest;
use crate::tools::{self, Step, Timed};
use crate::{e2e, wasm};

/// Runs it all; the first failure ends it.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    // Asked first: nobody wants to hear of a missing browser after twenty minutes.
    tools::need(&e2e::TOOLS)?;
    tools::need_wasm_target(&root)?;
    let mut done = fast_ring(&root)?;
    done.extend(e2e::build(&root)?);
    done.push(e2e::over_http(&root)?);
    done.extend(e2e::in_browser(&root)?);
    print_summary(&done);
    Ok(())
}

fn fast_ring(root: &Path) -> Result<Vec<Timed>> {
    let lint =
        "cargo clippy --workspace --all-targets --features ngantor-tests/node -- -D warnings";
    let manifest = Manifest::read(root)?;
    let guests: Vec<&str> = manifest.functions().chain(["probe"]).collect();
    Ok(vec![
        Step::new(root, "cargo fmt --all --check").run()?,
        Step::new(root, lint).run()?,
        wasm::lint(root, &guests)?,
        Step::new(root, "cargo test --workspace").run()?,
    ])
}

fn print_summary(done: &[Timed]) {
    println!("\nAll passed:");
    for (line, took) in done {
        println!("  {:>7.1} s  {line}", took.as_secs_f64());
    }
    let total: Duration = done.iter().map(|(_, took)| *took).sum();
    println!("  {:>7.1} s  in all", total.as_secs_f64());
}
