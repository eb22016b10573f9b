//! SQLite in the process and in memory, for tests: the statements that ship run there.

use std::sync::Arc;

use futures::future::BoxFuture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteExecutor, SqliteRow};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions as _, Row as _, TypeInfo as _};
use sqlx::{Sqlite, ValueRef as _};
use tokio::sync::Mutex;

use crate::{DbError, Row, Sql, Value};

type Query<'q> = sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments>;

/// One connection, used by one statement at a time.
pub struct NativeSql(Mutex<SqliteConnection>);

impl NativeSql {
    /// Opens an empty database that lives in memory as long as this value.
    ///
    /// # Errors
    /// [`DbError::Other`] when SQLite cannot be started.
    pub async fn in_memory() -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .foreign_keys(true);
        options
            .connect()
            .await
            .map(|connection| Self(Mutex::new(connection)))
            .map_err(|e| error(&e))
    }
}

impl Sql for NativeSql {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            let mut connection = self.0.lock().await;
            run_on(&mut *connection, statement, parameters).await
        })
    }
}

/// Runs a statement on any of sqlx's connections or pools.
///
/// # Errors
/// Any [`DbError`].
pub async fn run_on<'c>(
    executor: impl SqliteExecutor<'c>,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<Vec<Row>, DbError> {
    let query = sqlx::query(AssertSqlSafe(statement));
    let query = parameters.into_iter().fold(query, bind);
    let rows = query.fetch_all(executor).await;
    read(&rows.map_err(|e| error(&e))?)
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
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let names = first
        .columns()
        .iter()
        .map(|column| column.name().to_owned());
    let columns: Arc<[String]> = names.collect();
    rows.iter()
        .map(|row| Ok(Row::new(columns.clone(), read_row(row)?)))
        .collect()
}

fn read_row(row: &SqliteRow) -> Result<Vec<Value>, DbError> {
    (0..row.len())
        .map(|index| read_value(row, index).map_err(|e| error(&e)))
        .collect()
}

fn read_value(row: &SqliteRow, index: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
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
