//! `cargo xtask bench`: a small, honest first measurement of a whole node.
//!
//! The load generator shares the machine with the node, and machines drift. So the routes take
//! turns in several rounds, medians are shown, and each figure stands beside the static page's
//! of the same rounds: the ratio carries from one machine to another better than the number.

mod load;
mod office;
mod table;

use anyhow::Result;

use crate::e2e;
use crate::tools::{self, CURL, WRK};
use load::Target;
use office::Office;

/// How often the routes take turns.
const ROUNDS: usize = 5;
/// How long each turn is measured, in seconds.
const TURN_S: u32 = 5;
/// How long each route runs before anything counts, in seconds.
const WARM_UP_S: u32 = 2;

/// Measures and prints the table.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    tools::need(&[WRK, CURL])?;
    e2e::build(&root)?;
    let office = Office::open(&root)?;
    let targets = [
        Target::reads("GET /", "/"),
        Target::reads("GET /api/people/me", "/api/people/me"),
        Target::reads(
            "GET /api/attendance/days/today",
            "/api/attendance/days/today",
        ),
        Target::punches("PUT /api/attendance/punches/{id}"),
        Target::sign_ins("POST /api/people/sessions", "/api/people/sessions"),
    ];
    for target in &targets {
        load::run(&office, target, 0, WARM_UP_S)?;
    }
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        let turns = targets
            .iter()
            .map(|target| load::run(&office, target, round, TURN_S));
        rounds.push(turns.collect::<Result<Vec<_>>>()?);
    }
    let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
    println!("\n{}", table::render(&names, &rounds));
    office.close()
}
