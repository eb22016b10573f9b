//! The edge node: runs spin.toml on wasmtime with durable SQLite.
//!
//! | module | what lives there |
//! |---|---|
//! | `cli`, `up` | the command line, and from the files to a serving node |
//! | `config` | what the operator wrote: manifest, runtime config, secrets |
//! | `builder`, `assemble` | from sources to components, from components to functions |
//! | `app`, `routes` | functions with their places, and the paths that lead to them |
//! | `database` | the SQLite engine: group commit, readers, transactions, checkpoints |
//! | `host` | the sandbox: what a component may touch, and how its instances live |
//! | `serve` | HTTP: connections, limits, the way of one request, the node's own problems |
//! | `opening`, `demo` | readiness, the set-up link, the demo office |
//! | `ticking` | regular work: the functions' ticks |
//! | `doctor` | looks at everything an office stands on, and says what it finds |
//! | `verify` | whether a log still says what it said, from files alone |
//! | `data_dir`, `limits`, `log` | one node at a time; every number; the log |
//!
//! Nothing here knows a function by name: what there is, spin.toml says. What reads files and
//! heads of requests compiles without the rest (feature `node`), so that fuzzing it is cheap.

#[cfg(feature = "node")]
pub mod app;
#[cfg(feature = "node")]
pub mod assemble;
#[cfg(feature = "node")]
pub mod builder;
#[cfg(feature = "node")]
pub mod cli;
pub mod config;
#[cfg(feature = "node")]
pub mod data_dir;
#[cfg(feature = "node")]
pub mod database;
#[cfg(feature = "node")]
pub mod demo;
#[cfg(feature = "node")]
pub mod doctor;
#[cfg(feature = "node")]
pub mod host;
pub mod limits;
#[cfg(feature = "node")]
pub mod log;
#[cfg(feature = "node")]
pub mod opening;
pub mod routes;
pub mod serve;
#[cfg(feature = "node")]
pub mod ticking;
#[cfg(feature = "node")]
pub mod up;
#[cfg(feature = "node")]
pub mod verify;
