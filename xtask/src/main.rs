//! The `xtask` command: what developers and CI run, in one place.
//!
//! `cargo xtask ci` is exactly what CI runs and what the README names as the test command.

use std::process::{Command, ExitCode};
use std::time::Instant;

const HELP: &str = "usage: cargo xtask <verb>

  ci      formatting, lints, tests, and the crates that ship compiled for the sandbox
  wasm    compiles the components for the sandbox, as they ship

The sandbox target wasm32-wasip2 is added through rustup when it is missing.";

/// The target of the components.
const TARGET: &str = "wasm32-wasip2";

fn main() -> ExitCode {
    let verb = std::env::args().nth(1).unwrap_or_default();
    let done = match verb.as_str() {
        "ci" => ci(),
        "wasm" => wasm(),
        "" | "help" | "--help" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no verb `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("{words}");
            ExitCode::FAILURE
        }
    }
}

fn ci() -> Result<(), String> {
    step("cargo fmt --all --check")?;
    step("cargo clippy --workspace --all-targets -- -D warnings")?;
    step("cargo test --workspace")?;
    wasm()
}

fn wasm() -> Result<(), String> {
    add_target()?;
    step("cargo build --profile wasm --target wasm32-wasip2 --package web --package attendance")
}

/// Adds the sandbox target through rustup, and says so.
fn add_target() -> Result<(), String> {
    let listed = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output();
    let listed = listed.map_err(|error| {
        format!("rustup is needed to add the target {TARGET}, and does not start: {error}")
    })?;
    if String::from_utf8_lossy(&listed.stdout)
        .lines()
        .any(|line| line == TARGET)
    {
        return Ok(());
    }
    println!("adding the target {TARGET} through rustup");
    step("rustup target add wasm32-wasip2")
}

/// Runs one command, shown with the seconds that it took; its failure ends the run.
fn step(line: &str) -> Result<(), String> {
    println!("\n$ {line}");
    let mut words = line.split(' ');
    let program = words.next().unwrap_or_default();
    let begun = Instant::now();
    let status = Command::new(program).args(words).status();
    let status = status.map_err(|error| format!("{program} does not start: {error}"))?;
    println!("  {:.1} s", begun.elapsed().as_secs_f64());
    if status.success() {
        Ok(())
    } else {
        Err(format!("failed: {line}"))
    }
}
