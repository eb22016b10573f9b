//! The SQL seam: one trait with one method, and what stands on it.
//!
//! - [`Sql`] runs one statement. Two implementations: Spin's binding in a component
//!   (`spin.rs`), SQLite through sqlx natively (`native.rs`), so that tests run the
//!   statements that ship.
//! - [`migrate`] brings a database to the schema that a component carries.
//! - [`journal`] makes every change of every table append itself to the `journal` table, in
//!   the same statement, by triggers that the migration writes: no function can forget them.
//!
//! Functions write with single statements only; transactions exist in `migrate` alone.

mod error;
pub mod journal;
mod migrate;
mod row;
mod value;

#[cfg(not(target_family = "wasm"))]
mod dump;
#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod spin;

use std::sync::Arc;

use futures::future::BoxFuture;

#[cfg(not(target_family = "wasm"))]
pub use dump::dump;
pub use error::DbError;
pub use migrate::{Migration, Schema, migrate, version};
#[cfg(not(target_family = "wasm"))]
pub use native::{NativeSql, run_on};
pub use row::Row;
#[cfg(target_family = "wasm")]
pub use spin::SpinSql;
pub use value::Value;

/// One connection to one function's database.
pub trait Sql: Send + Sync {
    /// Runs one statement with its parameters bound to `?1`, `?2`, … and gives back its rows.
    ///
    /// Text after the first statement is an error on every host.
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>>;
}

/// A shared connection, as functions hold it.
pub type Db = Arc<dyn Sql>;

/// Makes the parameter list of a statement: `params![id, name, None::<i64>]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// Lists a crate's migrations, which lie in `migrations/` beside its `src/`.
#[macro_export]
macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$($crate::Migration {
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }),*]
    };
}
