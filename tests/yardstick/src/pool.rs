//! The databases as a server is commonly written: sqlx's pool, a commit for each write.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use futures::future::BoxFuture;
use ngantor_db::{DbError, Row, Sql, Value, run_on};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

/// sqlx's own default.
pub const CONNECTIONS: u32 = 10;
/// How long a write waits for another one, as in the node.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A pool of connections to one database.
pub struct Pool(SqlitePool);

impl Pool {
    /// Opens a database with the node's settings; makes it when it is not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn open(path: &Path, n_connections: u32) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new().max_connections(n_connections);
        Ok(Self(pool.connect_with(options).await?))
    }

    /// Brings a database to a function's schema, through one connection of its own.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn migrate(path: &Path, schema: &ngantor_db::Schema) -> Result<()> {
        let pool = Self::open(path, 1).await?;
        ngantor_db::migrate(&pool, schema).await?;
        pool.close().await;
        Ok(())
    }

    /// Ends its connections.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

impl Sql for Pool {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(run_on(&self.0, statement, parameters))
    }
}
