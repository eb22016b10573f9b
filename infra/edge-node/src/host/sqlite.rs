//! `spin:sqlite`: a function opens the databases that the manifest grants it, no others.
//!
//! The engine does the work (`database/`); here its words meet those of the interface.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::bindings::spin::sqlite::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use super::turns::Payer;
use super::unread::{Unread, charge};
use super::{Grants, Guest, HasGuest};
use crate::database::{self, DatabaseError, Session};
use crate::limits::CONNECTIONS_MAX;

/// A function's handle to a connection.
pub struct OpenConnection {
    session: Arc<Session>,
    /// Counts this instance's connections by its references.
    _counted: Arc<()>,
}

impl OpenConnection {
    fn open(
        grants: &Grants,
        counted: Arc<()>,
        payer: Arc<Payer>,
        label: &str,
    ) -> Result<Self, Error> {
        let database = grants.databases.get(label).ok_or(Error::AccessDenied)?;
        // One reference is the instance's own, one is `counted`.
        if Arc::strong_count(&counted) > CONNECTIONS_MAX + 1 {
            return Err(Error::Io("too many open connections".to_owned()));
        }
        Ok(Self {
            session: Arc::new(Session::open_for(database, payer).map_err(refusal)?),
            _counted: counted,
        })
    }
}

type Rows = (
    Vec<String>,
    StreamReader<RowResult>,
    FutureReader<Result<(), Error>>,
);

impl Host for &mut Guest {}

impl Guest {
    fn session(&self, connection: &Resource<OpenConnection>) -> wasmtime::Result<Arc<Session>> {
        Ok(Arc::clone(&self.table.get(connection)?.session))
    }
}

impl HostConnection for &mut Guest {
    async fn open(
        &mut self,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        let grants = Arc::clone(&self.grants);
        let (counted, payer) = (Arc::clone(&self.n_connections), Arc::clone(&self.payer));
        match OpenConnection::open(&grants, counted, payer, &label) {
            Ok(connection) => Ok(Ok(self.table.push(connection)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute(
        &mut self,
        connection: Resource<OpenConnection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let session = self.session(&connection)?;
        let room = match sent(&sql, &parameters, &self.unread) {
            Ok(room) => room,
            Err(error) => return Ok(Err(error)),
        };
        let done = execute(&session, &sql, parameters).await;
        drop(room);
        let given = done.and_then(|result| {
            // It is given away before anybody else of this instance goes on.
            self.pulse.give(taken(&result, &self.unread)?);
            Ok(result)
        });
        Ok(given)
    }

    async fn last_insert_rowid(
        &mut self,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<i64> {
        Ok(self.session(&connection)?.last_insert_rowid())
    }

    async fn changes(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<u64> {
        Ok(self.session(&connection)?.changes())
    }

    async fn drop(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for HasGuest {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        let (grants, counted, payer) = accessor.with(|mut access| {
            let guest = access.get();
            let counted = Arc::clone(&guest.n_connections);
            (Arc::clone(&guest.grants), counted, Arc::clone(&guest.payer))
        });
        match OpenConnection::open(&grants, counted, payer, &label) {
            Ok(connection) => {
                let pushed = accessor.with(|mut access| access.get().table.push(connection));
                Ok(Ok(pushed?))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Rows, Error>> {
        let (session, unread) = accessor.with(|mut access| {
            let guest = access.get();
            let unread = Arc::clone(&guest.unread);
            wasmtime::error::Ok((guest.session(&connection)?, unread))
        })?;
        let room = match sent(&sql, &parameters, &unread) {
            Ok(room) => room,
            Err(error) => return Ok(Err(error)),
        };
        let QueryResult { columns, rows } = match execute(&session, &sql, parameters).await {
            Ok(result) => result,
            Err(error) => return Ok(Err(error)),
        };
        drop(room);
        let n_bytes = n_bytes(&rows);
        let Some(rows) = Unread::charge(rows, n_bytes, &unread) else {
            return Ok(Err(too_many_results()));
        };
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(Ok(())) })?;
            Ok(Ok((columns, rows, end)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<i64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(session.last_insert_rowid())
    }

    async fn changes_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<u64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(session.changes())
    }
}

/// A statement that waits is memory of the node, of which a function may have many.
fn sent(
    sql: &str,
    parameters: &[Value],
    room: &Arc<Semaphore>,
) -> Result<OwnedSemaphorePermit, Error> {
    let room = charge(room, sql.len() + size(parameters));
    room.ok_or_else(|| Error::Io("too many statements that are not done yet".to_owned()))
}

/// Room for a result that is given to a function at once.
fn taken(result: &QueryResult, room: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    charge(room, n_bytes(&result.rows)).ok_or_else(too_many_results)
}

fn too_many_results() -> Error {
    Error::Io("too many results that are not read yet".to_owned())
}

fn n_bytes(rows: &[RowResult]) -> usize {
    rows.iter().map(|row| size(&row.values)).sum()
}

/// What a row, or the parameters of a statement, take, in bytes.
fn size(values: &[Value]) -> usize {
    let value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    let n_bytes: usize = values.iter().map(value).sum();
    n_bytes + size_of::<RowResult>() + size_of_val(values)
}

async fn execute(
    session: &Session,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<QueryResult, Error> {
    let parameters = parameters.into_iter().map(bound).collect();
    let answer = session.execute(sql, parameters).await.map_err(refusal)?;
    let row = |values: Vec<database::Value>| RowResult {
        values: values.into_iter().map(value).collect(),
    };
    Ok(QueryResult {
        columns: answer.columns,
        rows: answer.rows.into_iter().map(row).collect(),
    })
}

fn bound(value: Value) -> database::Value {
    match value {
        Value::Null => database::Value::Null,
        Value::Integer(number) => database::Value::Integer(number),
        Value::Real(number) => database::Value::Real(number),
        Value::Text(text) => database::Value::Text(text),
        Value::Blob(bytes) => database::Value::Blob(bytes),
    }
}

fn value(value: database::Value) -> Value {
    match value {
        database::Value::Null => Value::Null,
        database::Value::Integer(number) => Value::Integer(number),
        database::Value::Real(number) => Value::Real(number),
        database::Value::Text(text) => Value::Text(text),
        database::Value::Blob(bytes) => Value::Blob(bytes),
    }
}

/// In SQLite's own words, as Spin passes them on: components read them.
fn refusal(error: DatabaseError) -> Error {
    Error::Io(error.words().to_owned())
}
