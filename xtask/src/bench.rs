//! `cargo xtask bench`: the node beside the same functions served natively (`tests/yardstick`).
//!
//! The load generator shares the machine with the servers, and machines drift. So the servers
//! take turns at each route and number of connections, in several rounds, each time in another
//! order; medians are shown, and what carries from one machine to another is the ratio within a
//! round. Each turn has a fresh process, on a store that all of them have in common: page cache
//! and size are the same for everybody.

mod load;
mod options;
mod process;
mod route;
mod server;
mod store;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::tools::{self, Step, WRK};
use load::Turn;
use options::Options;
use process::Serving;
use route::{Kind, Route};
use server::Server;
use store::Store;

/// How long a fresh process is loaded before anything counts, in seconds.
const WARM_UP_S: u32 = 1;

/// One line of a table: a route, a store, a number of connections, a server, and a turn for each
/// round.
struct Row {
    route: Route,
    /// What its store holds before.
    n_before: u32,
    n_connections: u32,
    server: Server,
    turns: Vec<Turn>,
}

/// Measures and prints the tables.
pub fn run(words: &[&str]) -> Result<()> {
    let options = Options::parse(words)?;
    let root = tools::root()?;
    tools::need(&[WRK])?;
    if options.is_built {
        // Both at once: each alone would want wasmtime with other features.
        let both = "cargo build --release --package ngantor --package yardstick";
        Step::new(&root, both).run()?;
        let by_node = format!("{} build", tools::node_binary(&root).display());
        Step::new(&root, &by_node).run()?;
    }
    let mut bench = Bench {
        stores: stores(&root, &options)?,
        rows: rows(&options),
        root,
        options,
    };
    for round in 0..bench.options.n_rounds {
        println!("round {} of {}", round + 1, bench.options.n_rounds);
        bench.round(round)?;
    }
    for store in &bench.stores {
        store.remove()?;
    }
    println!("\n{}", table::render(&bench.rows));
    Ok(())
}

fn stores(root: &Path, options: &Options) -> Result<Vec<Store>> {
    let mut stores: Vec<Store> = Vec::new();
    for kind in Kind::ALL {
        if !options.routes.iter().any(|route| route.kind() == kind) {
            continue;
        }
        for &n in options.sizes(kind) {
            stores.push(Store::prepare(root, (kind, n), options.is_once)?);
        }
    }
    Ok(stores)
}

fn rows(options: &Options) -> Vec<Row> {
    let mut rows = Vec::new();
    for &route in &options.routes {
        for &n_connections in &options.n_connections {
            for &n_before in options.sizes(route.kind()) {
                rows.extend(options.servers.iter().map(|&server| Row {
                    route,
                    n_before,
                    n_connections,
                    server,
                    turns: Vec::new(),
                }));
            }
        }
    }
    rows
}

struct Bench {
    root: PathBuf,
    options: Options,
    stores: Vec<Store>,
    rows: Vec<Row>,
}

impl Bench {
    /// One turn for each row, on fresh copies of the stores.
    fn round(&mut self, round: usize) -> Result<()> {
        let Self {
            root,
            options,
            stores,
            rows,
        } = self;
        for store in &mut *stores {
            store.renew(root)?;
        }
        // The reads come first: each of them on every store as it was filled.
        for group in rows.chunk_by_mut(Row::are_compared) {
            // Nobody always comes after the same one, whose pages are still being written.
            let n_servers = group.len();
            for place in 0..n_servers {
                let Some(row) = group.get_mut((place + round) % n_servers) else {
                    continue;
                };
                let store = stores
                    .iter_mut()
                    .find(|store| (store.kind, store.n_before) == (row.route.kind(), row.n_before));
                let store = store.context("each row has its store")?;
                let turn = turn(root, store, row, options.turn_s)?;
                row.turns.push(turn);
            }
        }
        Ok(())
    }
}

impl Row {
    /// Whether they are turns of one comparison: of servers, of stores, or of both.
    fn are_compared(&self, other: &Self) -> bool {
        (self.route.name, self.n_connections) == (other.route.name, other.n_connections)
    }

    fn is_on_one_store(&self, other: &Self) -> bool {
        self.are_compared(other) && self.n_before == other.n_before
    }
}

fn turn(root: &Path, store: &mut Store, row: &Row, turn_s: u32) -> Result<Turn> {
    let server = Serving::start(root, row.server, store.folder())?;
    load::run(
        root,
        &server,
        store,
        row.route,
        row.n_connections,
        WARM_UP_S,
    )?;
    let turn = load::run(root, &server, store, row.route, row.n_connections, turn_s)?;
    server.end()?;
    // What is not written yet would be written in the turn of the next one.
    store.flush()?;
    Ok(turn)
}
