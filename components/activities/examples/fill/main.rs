//! Fills the activities of an office with the days before today: of the people whom it knows, with
//! what people of a ministry do, and what their heads said of it. For a demo that looks like one,
//! and to see how lists behave in a large store.
//!
//! ```sh
//! cargo run --release --package activities --example fill -- <data folder> [activities]
//! ```
//!
//! The folder is that of a node that does not run meanwhile, and that has run for some seconds
//! before, so that the function knows its people. Run again it adds nothing: ids are made from
//! person and day. It writes by the statements of the function, whose triggers keep sums, words
//! and journal.

mod history;
mod words;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use ngantor_core::time::Zone;
use ngantor_db::{DbError, Row, Sql, Value, run_on};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// How many are made where no number is given: some weeks of the people who sign in to the demo.
const N_DEFAULT: u32 = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (folder, n) = match words.as_slice() {
        [folder] => (*folder, Some(N_DEFAULT)),
        [folder, n] => (*folder, n.parse().ok()),
        _ => ("", None),
    };
    let Some(n) = n else {
        eprintln!("usage: fill <data folder> [activities]");
        return ExitCode::FAILURE;
    };
    match fill(Path::new(folder), n).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fill: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn fill(folder: &Path, n: u32) -> Result<(), Box<dyn std::error::Error>> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("data/activities.db"))
        // Where the machine stops, what is lost is made again.
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new().max_connections(1);
    let file = File(pool.connect_with(options).await?);
    #[expect(clippy::disallowed_methods, reason = "the days end with yesterday")]
    let (began, now) = (
        Instant::now(),
        DateTime::<Utc>::from(std::time::SystemTime::now()),
    );
    let made = history::fill(&file, Zone::JAKARTA.day(now), n).await?;
    file.0.close().await;
    let seconds = began.elapsed().as_secs_f64();
    println!("{made} activities added in {seconds:.1} s");
    Ok(())
}

/// The database of the function, as it lies in the folder.
struct File(SqlitePool);

impl Sql for File {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(run_on(&self.0, statement, parameters))
    }
}
