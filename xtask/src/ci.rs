//! `cargo xtask ci`: everything that has to pass, in the order in which failures are cheapest.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::manifest::Manifest;
use crate::tools::{self, Step, Timed};
use crate::{e2e, fuzz, wasm};

/// The tests of the inner loop, compiled, are to take no longer; nobody runs what takes minutes.
const WARM_AIM: Duration = Duration::from_secs(60);
/// All of it on two cores, from a clean clone.
const WHOLE_AIM: Duration = Duration::from_secs(30 * 60);
/// Shared machines differ by up to this factor from one day to the next: what is beyond an aim is
/// said, and what is beyond this many times the aim fails.
const DRIFT: u32 = 3;

/// Runs it all; the first failure ends it.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    // Asked first: nobody wants to hear of a missing browser after twenty minutes.
    tools::need(&e2e::TOOLS)?;
    tools::need(&fuzz::TOOLS)?;
    tools::need_wasm_target(&root)?;
    let mut done = fast_ring(&root)?;
    done.extend(fuzz::each(&root, fuzz::SECONDS)?);
    done.extend(e2e::build(&root)?);
    done.push(e2e::over_http(&root)?);
    done.extend(e2e::in_browser(&root)?);
    let total = print_summary(&done);
    hold("the whole", total, WHOLE_AIM)
}

fn fast_ring(root: &Path) -> Result<Vec<Timed>> {
    let lint =
        "cargo clippy --workspace --all-targets --features ngantor-tests/node -- -D warnings";
    let manifest = Manifest::read(root)?;
    let guests: Vec<&str> = manifest.functions().chain(e2e::GUESTS).collect();
    let tests = || Step::new(root, "cargo test --workspace").run();
    let done = vec![
        Step::new(root, "cargo fmt --all --check").run()?,
        Step::new(root, lint).run()?,
        wasm::lint(root, &guests)?,
        tests()?,
        // Once more, with everything compiled: that is the loop in which people work.
        tests()?,
    ];
    let warm = done.last().map_or(Duration::ZERO, |(_, took)| *took);
    hold("the warm tests", warm, WARM_AIM)?;
    Ok(done)
}

/// Says what took longer than it should, and fails where no machine explains it.
fn hold(what: &str, took: Duration, aim: Duration) -> Result<()> {
    if took > aim {
        println!("\n{what} took {took:.0?}; the aim is {aim:.0?}");
    }
    let most = aim * DRIFT;
    ensure!(
        took < most,
        "{what} took {took:.0?}; {most:.0?} is the most"
    );
    Ok(())
}

#[test]
fn what_takes_three_times_its_time_fails() {
    let aim = Duration::from_secs(60);
    assert!(hold("this", aim * 3 - Duration::from_millis(1), aim).is_ok());
    assert!(hold("this", aim * 3, aim).is_err());
}

fn print_summary(done: &[Timed]) -> Duration {
    println!("\nAll passed:");
    for (line, took) in done {
        println!("  {:>7.1} s  {line}", took.as_secs_f64());
    }
    let total: Duration = done.iter().map(|(_, took)| *took).sum();
    println!("  {:>7.1} s  in all", total.as_secs_f64());
    total
}
