//! Spin's SQLite binding.

use std::sync::Arc;

use futures::future::BoxFuture;
use spin_sdk::sqlite::wit::sqlite::{Connection, RowResult};
use spin_sdk::sqlite::{Error, Value as SpinValue};

use crate::{DbError, Row, Sql, Value};

/// A connection to the database of one label, kept as long as the component's instance.
pub struct SpinSql(Connection);

impl SpinSql {
    /// Opens the database of a label that `spin.toml` grants.
    ///
    /// # Errors
    /// [`DbError::Other`] when the label is not granted or the host cannot open it.
    pub async fn open(label: &str) -> Result<Self, DbError> {
        let opened = Connection::open_async(label.to_owned()).await;
        opened.map(Self).map_err(error)
    }

    /// A read comes back in one call with all its rows. The instance's other requests wait
    /// meanwhile, but a stream of rows and the future of its end would cost each read more
    /// than they wait.
    fn read(&self, statement: &str, parameters: &[SpinValue]) -> Result<Vec<Row>, DbError> {
        let result = self.0.execute(statement, parameters).map_err(error)?;
        Ok(rows(result.columns.into(), result.rows))
    }

    /// A write waits for the disk, and lets the other requests go on meanwhile: those that
    /// write share its commit.
    async fn write(
        &self,
        statement: &str,
        parameters: Vec<SpinValue>,
    ) -> Result<Vec<Row>, DbError> {
        let statement = statement.to_owned();
        let ran = self.0.execute_async(statement, parameters).await;
        let (columns, stream, end) = ran.map_err(error)?;
        let found = stream.collect().await;
        end.await.map_err(error)?;
        Ok(rows(columns.into(), found))
    }
}

impl Sql for SpinSql {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        let parameters: Vec<_> = parameters.into_iter().map(to_spin).collect();
        Box::pin(async move {
            match statement.starts_with("SELECT") {
                true => self.read(statement, &parameters),
                false => self.write(statement, parameters).await,
            }
        })
    }
}

fn rows(columns: Arc<[String]>, rows: Vec<RowResult>) -> Vec<Row> {
    let read = |row: RowResult| {
        let values = row.values.into_iter().map(from_spin).collect();
        Row::new(Arc::clone(&columns), values)
    };
    rows.into_iter().map(read).collect()
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
