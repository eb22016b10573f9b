//! The `xtask` command: what developers and CI run, in one place, one module a verb.
//!
//! `cargo xtask ci` is exactly what CI runs and what the README names as the test command.
//! Which functions there are is read from spin.toml (`manifest`), never repeated. The tidy
//! tests, which hold the whole tree to its rules, live in `tidy` and run with `cargo test`.

mod bench;
mod ci;
mod dev;
mod e2e;
mod fuzz;
mod manifest;
mod new;
mod openapi;
#[cfg(test)]
mod tidy;
mod tools;
mod wasm;
mod watch;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
The project's own commands. Usage: cargo xtask <verb>

  ci               everything that has to pass: formatting, lints, tests, components, node,
                   tests over HTTP, browser test, a little fuzzing (this is what CI runs)
  dev              builds, serves a demo office from target/dev, rebuilds when a file is saved
  wasm             builds the components as they ship and prints their sizes
  e2e              builds, then only the tests over HTTP and the browser test
  openapi          rewrites each function's openapi.json and schema.sql from its code
  openapi --check  only compares them
  bench            measures the node beside the same functions served natively, with wrk, and
                   prints tables (half an hour). --quick only shows that everything runs;
                   --store 5000000 begins with so many punches; --routes static,day,punch
                   --connections 1,16,64,256 --servers node,group,alone,sqlx --rounds 5
                   --seconds 5 choose what is measured; --skip-build takes what is built
  fuzz [--seconds <n>]
                   looks for bytes that break what reads files and heads of requests (10 s each)
  new <function>   makes the folder of a new function and wires it

The inner loop is plain `cargo test`. What a verb needs beyond Rust it looks for first; on
Debian or Ubuntu as root it installs it, anywhere else it names the command that does.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        ["ci"] => ci::run(),
        ["dev"] => dev::run(),
        ["wasm"] => wasm::run(),
        ["e2e"] => e2e::run(),
        ["openapi"] => openapi::refresh(),
        ["openapi", "--check"] => openapi::check(),
        ["bench", words @ ..] => bench::run(words),
        ["fuzz"] => fuzz::run(fuzz::SECONDS),
        ["fuzz", "--seconds", seconds] => fuzz::run(seconds.parse()?),
        ["new", function] => new::run(function),
        other => bail!("this is no verb: {}\n\n{HELP}", other.join(" ")),
    }
}
