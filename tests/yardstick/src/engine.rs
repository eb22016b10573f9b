//! The databases by the node's own engine, without a sandbox in between.

use std::sync::Arc;

use anyhow::Result;
use futures::future::BoxFuture;
use ngantor::database::{self, Database, Session};
use ngantor_db::{DbError, Row, Sql, Value};

/// One database, shared by all requests.
pub struct Engine(Session);

impl Engine {
    /// Begins to use a database.
    ///
    /// # Errors
    /// The file is gone.
    pub fn open(database: &Database) -> Result<Self> {
        Ok(Self(Session::open(database)?))
    }
}

impl Sql for Engine {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            let parameters = parameters.into_iter().map(bound).collect();
            let answer = self.0.execute(statement, parameters).await;
            let answer = answer.map_err(|error| DbError::from_message(&error.to_string()))?;
            let columns: Arc<[String]> = answer.columns.into();
            let read = |values: Vec<database::Value>| {
                Row::new(
                    Arc::clone(&columns),
                    values.into_iter().map(value).collect(),
                )
            };
            Ok(answer.rows.into_iter().map(read).collect())
        })
    }
}

fn bound(value: Value) -> database::Value {
    match value {
        Value::Null => database::Value::Null,
        Value::Integer(integer) => database::Value::Integer(integer),
        Value::Real(real) => database::Value::Real(real),
        Value::Text(text) => database::Value::Text(text),
        Value::Blob(bytes) => database::Value::Blob(bytes),
    }
}

fn value(value: database::Value) -> Value {
    match value {
        database::Value::Null => Value::Null,
        database::Value::Integer(integer) => Value::Integer(integer),
        database::Value::Real(real) => Value::Real(real),
        database::Value::Text(text) => Value::Text(text),
        database::Value::Blob(bytes) => Value::Blob(bytes),
    }
}
