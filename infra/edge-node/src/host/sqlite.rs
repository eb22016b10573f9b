//! `spin:sqlite`: a function opens the databases that the manifest grants it, no others.
//!
//! The engine does the work (`database/`); here its words meet those of the interface.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Accessor, Destination, FutureReader, Resource, StreamProducer, StreamReader, StreamResult,
    VecBuffer,
};

use super::bindings::spin::sqlite::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
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
    fn open(grants: &Grants, counted: Arc<()>, label: &str) -> Result<Self, Error> {
        let database = grants.databases.get(label).ok_or(Error::AccessDenied)?;
        // One reference is the instance's own, one is `counted`.
        if Arc::strong_count(&counted) > CONNECTIONS_MAX + 1 {
            return Err(Error::Io("too many open connections".to_owned()));
        }
        Ok(Self {
            session: Arc::new(Session::open(database).map_err(refusal)?),
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
        let counted = Arc::clone(&self.n_connections);
        match OpenConnection::open(&grants, counted, &label) {
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
        Ok(execute(&session, &sql, parameters).await)
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
        let (grants, counted) = accessor.with(|mut access| {
            let guest = access.get();
            (Arc::clone(&guest.grants), Arc::clone(&guest.n_connections))
        });
        match OpenConnection::open(&grants, counted, &label) {
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
        let QueryResult { columns, rows } = match execute(&session, &sql, parameters).await {
            Ok(result) => result,
            Err(error) => return Ok(Err(error)),
        };
        let rows = match Unread::charge(rows, unread) {
            Ok(rows) => rows,
            Err(error) => return Ok(Err(error)),
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

/// Rows on their way to a function. Until it has read all of them, or gave them up, they count
/// as what it holds of the node's memory.
struct Unread {
    rows: Vec<RowResult>,
    _room: OwnedSemaphorePermit,
}

impl Unread {
    fn charge(rows: Vec<RowResult>, room: Arc<Semaphore>) -> Result<Self, Error> {
        let n_bytes: usize = rows.iter().map(size).sum();
        let n_kib = u32::try_from(n_bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let room = room.try_acquire_many_owned(n_kib);
        let refused = |_| Error::Io("too many results that are not read yet".to_owned());
        Ok(Self {
            rows,
            _room: room.map_err(refused)?,
        })
    }
}

impl<D> StreamProducer<D> for Unread {
    type Item = RowResult;
    type Buffer = VecBuffer<RowResult>;

    /// Gives all at once, and ends when it is asked for more: that is when they are read.
    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: StoreContextMut<'a, D>,
        mut destination: Destination<'a, RowResult, VecBuffer<RowResult>>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Poll::Ready(Ok(StreamResult::Dropped));
        }
        destination.set_buffer(rows.into());
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

fn size(row: &RowResult) -> usize {
    let value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    let n_bytes: usize = row.values.iter().map(value).sum();
    n_bytes + size_of::<RowResult>() + row.values.len() * size_of::<Value>()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::RESULTS_UNREAD_MAX_KIB;

    #[test]
    fn results_that_nobody_reads_have_a_limit_and_give_their_room_back() {
        let room = Arc::new(Semaphore::new(RESULTS_UNREAD_MAX_KIB));
        let charge = || {
            let blob = Value::Blob(vec![0; (RESULTS_UNREAD_MAX_KIB << 10) / 2 - 1024]);
            let row = RowResult { values: vec![blob] };
            Unread::charge(vec![row], Arc::clone(&room))
        };
        let (first, second) = (charge().unwrap(), charge().unwrap());
        assert!(charge().is_err());
        drop(first);
        assert!(charge().is_ok());
        drop(second);
        assert_eq!(room.available_permits(), RESULTS_UNREAD_MAX_KIB);
    }
}
