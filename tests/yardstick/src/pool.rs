//! The databases as a server is commonly written: sqlx's pool, a commit for each write.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures::future::BoxFuture;
use ngantor_db::{DbError, Row, Sql, Value};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Column as _, Row as _, Sqlite, TypeInfo as _, ValueRef as _};

/// sqlx's own default.
pub const CONNECTIONS: u32 = 10;
/// How long a write waits for another one, as in the node.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

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
        pool.0.close().await;
        Ok(())
    }
}

impl Sql for Pool {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            let query = sqlx::query(AssertSqlSafe(statement));
            let query = parameters.into_iter().fold(query, bind);
            let rows = query.fetch_all(&self.0).await;
            read(&rows.map_err(|failed| error(&failed))?)
        })
    }
}

fn bind(query: Query<'_>, value: Value) -> Query<'_> {
    match value {
        Value::Null => query.bind(None::<i64>),
        Value::Integer(integer) => query.bind(integer),
        Value::Real(real) => query.bind(real),
        Value::Text(text) => query.bind(text),
        Value::Blob(bytes) => query.bind(bytes),
    }
}

fn read(rows: &[SqliteRow]) -> Result<Vec<Row>, DbError> {
    let columns = rows.first().map_or(&[][..], |first| first.columns());
    let names = columns.iter().map(|column| column.name().to_owned());
    let names: Arc<[String]> = names.collect();
    let read = |row: &SqliteRow| {
        let values = (0..row.len()).map(|index| read_value(row, index));
        let values = values.collect::<Result<_, _>>();
        let values = values.map_err(|failed| error(&failed))?;
        Ok(Row::new(Arc::clone(&names), values))
    };
    rows.iter().map(read).collect()
}

fn read_value(row: &SqliteRow, index: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    Ok(match kind.name() {
        "REAL" => Value::Real(row.try_get_unchecked(index)?),
        "TEXT" => Value::Text(row.try_get_unchecked(index)?),
        "BLOB" => Value::Blob(row.try_get_unchecked(index)?),
        _ => Value::Integer(row.try_get_unchecked(index)?),
    })
}

fn error(error: &sqlx::Error) -> DbError {
    match error.as_database_error() {
        Some(database) => DbError::from_message(database.message()),
        None => DbError::Other(error.to_string()),
    }
}
