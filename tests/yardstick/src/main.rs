//! The same functions served natively: what the node is measured against.
//!
//! | module | what lives there |
//! |---|---|
//! | `office` | the routers of the functions on axum, and the way of one request |
//! | `engine`, `pool` | the databases: by the node's own engine, by sqlx's pool |
//! | `machine` | the clock, ids and chance of this machine |
//! | `regular` | the regular work that the node asks of a function by its ticks |
//! | `history` | a store full of punches |
//! | `daily`, `given` | a store full of activities, and of assignments |
//! | `crowd`, `staff` | the people who made them, and their tokens; their units |
//! | `chance` | numbers that look random |
//!
//! `cargo xtask bench` runs it. It has none of the node's limits: no sandbox, no places, no
//! deadlines. What it has is what any server of this office must have: durable commits, a
//! request id, and the line in the log, written as the node writes it; and the regular work, which
//! runs beside the requests here as there.

mod chance;
mod crowd;
mod daily;
mod engine;
mod given;
mod history;
mod machine;
mod office;
mod pool;
mod regular;
mod staff;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::office::Databases;

const HELP: &str = "\
usage: yardstick serve --group|--alone|--sqlx <address> <data folder>
       yardstick history <data folder> <punches>
       yardstick today <data folder> <people>
       yardstick activities <data folder> <activities>
       yardstick assignments <data folder> <assignments>
       yardstick tokens <function> <people>

serve    group: the node's SQLite engine; alone: the same with a commit for each write;
         sqlx: a pool of connections, as servers are commonly written
history  fills an empty store with punches of the years before today, judged and sealed
today    gives each of the first people a day to look at
activities, assignments
         fill an empty store with those of the years before today
tokens   prints an access token of each of the first people for a function, one a line; the very
         first one keeps the records and audits

SPIN_VARIABLE_MASTER_SECRET and SPIN_VARIABLE_ATTENDANCE_LOG_SEED are read as the node reads them.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("yardstick: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        ["serve", databases, address, folder] => {
            let databases = Databases::parse(databases).context(HELP)?;
            let _log = ngantor::log::start();
            wait(office::serve(databases, address, Path::new(folder)))
        }
        ["history", folder, n_punches] => {
            let (folder, n_punches) = (Path::new(folder), n_punches.parse()?);
            wait(async move {
                history::fill(folder, n_punches).await?;
                regular::catch_up(folder).await
            })
        }
        ["today", folder, n_people] => wait(history::today(Path::new(folder), n_people.parse()?)),
        ["activities", folder, n] => {
            let (folder, n) = (Path::new(folder), n.parse()?);
            wait(async move {
                daily::fill(folder, n).await?;
                regular::catch_up(folder).await
            })
        }
        ["assignments", folder, n] => {
            let (folder, n) = (Path::new(folder), n.parse()?);
            wait(async move {
                given::fill(folder, n).await?;
                regular::catch_up(folder).await
            })
        }
        ["tokens", function, n_people] => crowd::print_tokens(function, n_people.parse()?),
        _ => bail!(HELP),
    }
}

fn wait(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}
