//! Spin's SQLite binding.

use std::sync::Arc;

use futures::future::BoxFuture;
use spin_sdk::sqlite::{Connection, Error, Value as SpinValue};

use crate::{DbError, Row, Sql, Value};

/// A connection to the database of one label, kept as long as the component's instance.
pub struct SpinSql(Connection);

impl SpinSql {
    /// Opens the database of a label that `spin.toml` grants.
    ///
    /// # Errors
    /// [`DbError::Other`] when the label is not granted or the host cannot open it.
    pub async fn open(label: &str) -> Result<Self, DbError> {
        Connection::open(label).await.map(Self).map_err(error)
    }
}

impl Sql for SpinSql {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            let parameters = parameters.into_iter().map(to_spin);
            let result = self.0.execute(statement, parameters).await.map_err(error)?;
            let columns: Arc<[String]> = result.columns().into();
            let rows = result.collect().await.map_err(error)?;
            let read = |row: spin_sdk::sqlite::RowResult| {
                Row::new(
                    columns.clone(),
                    row.values.into_iter().map(from_spin).collect(),
                )
            };
            Ok(rows.into_iter().map(read).collect())
        })
    }
}

fn to_spin(value: Value) -> SpinValue {
    match value {
        Value::Null => SpinValue::Null,
        Value::Integer(integer) => SpinValue::Integer(integer),
        Value::Real(real) => SpinValue::Real(real),
        Value::Text(text) => SpinValue::Text(text),
        Value::Blob(bytes) => SpinValue::Blob(bytes),
    }
}

fn from_spin(value: SpinValue) -> Value {
    match value {
        SpinValue::Null => Value::Null,
        SpinValue::Integer(integer) => Value::Integer(integer),
        SpinValue::Real(real) => Value::Real(real),
        SpinValue::Text(text) => Value::Text(text),
        SpinValue::Blob(bytes) => Value::Blob(bytes),
    }
}

fn error(error: Error) -> DbError {
    match error {
        Error::Io(message) => DbError::from_message(&message),
        other => DbError::Other(other.to_string()),
    }
}
