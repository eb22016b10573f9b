//! `spin:sqlite`: a function opens the databases that the manifest grants it, no others.
//!
//! Each `open` is a connection of its own, as in Spin. A connection that is dropped within a
//! transaction rolls it back. Statements run on threads that may block, so that a slow disk
//! holds up nobody else.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::bindings::spin::sqlite::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use super::sqlite_connection::Session;
use super::{Grants, Guest, HasGuest};
use crate::limits::CONNECTIONS_MAX;

type Shared = Arc<Mutex<Session>>;

/// A function's handle to a connection.
pub struct OpenConnection {
    session: Option<Shared>,
    /// Counts this instance's connections by its references.
    _counted: Arc<()>,
}

impl OpenConnection {
    async fn open(grants: &Grants, counted: Arc<()>, label: &str) -> Result<Self, Error> {
        let database = grants.databases.get(label).cloned();
        let database = database.ok_or(Error::AccessDenied)?;
        // One reference is the instance's own, one is `counted`.
        if Arc::strong_count(&counted) > CONNECTIONS_MAX + 1 {
            return Err(Error::Io("too many open connections".to_owned()));
        }
        let session = spawn_blocking(move || Session::open(&database))
            .await
            .unwrap_or_else(|_| Err(Error::Io("opening was abandoned".to_owned())))?;
        Ok(Self {
            session: Some(Arc::new(Mutex::new(session))),
            _counted: counted,
        })
    }
}

impl Drop for OpenConnection {
    /// Closing may roll back and move the log into the file, which blocks.
    fn drop(&mut self) {
        if let (Some(session), Ok(runtime)) = (self.session.take(), Handle::try_current()) {
            runtime.spawn_blocking(move || drop(session));
        }
    }
}

type Rows = (
    Vec<String>,
    StreamReader<RowResult>,
    FutureReader<Result<(), Error>>,
);

impl Host for &mut Guest {}

impl Guest {
    fn session(&self, connection: &Resource<OpenConnection>) -> wasmtime::Result<Option<Shared>> {
        Ok(self.table.get(connection)?.session.clone())
    }
}

impl HostConnection for &mut Guest {
    async fn open(
        &mut self,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        let grants = Arc::clone(&self.grants);
        let counted = Arc::clone(&self.n_connections);
        match OpenConnection::open(&grants, counted, &label).await {
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
        Ok(on(session, move |session| session.execute(&sql, parameters)).await)
    }

    async fn last_insert_rowid(
        &mut self,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<i64> {
        let session = self.session(&connection)?;
        Ok(last_insert_rowid(session).await)
    }

    async fn changes(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<u64> {
        let session = self.session(&connection)?;
        Ok(changes(session).await)
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
        match OpenConnection::open(&grants, counted, &label).await {
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
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        let result = on(session, move |session| session.execute(&sql, parameters)).await;
        let QueryResult { columns, rows } = match result {
            Ok(result) => result,
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
        Ok(last_insert_rowid(session).await)
    }

    async fn changes_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<u64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(changes(session).await)
    }
}

async fn last_insert_rowid(session: Option<Shared>) -> i64 {
    on(session, |session| Ok(session.last_insert_rowid()))
        .await
        .unwrap_or_default()
}

async fn changes(session: Option<Shared>) -> u64 {
    on(session, |session| Ok(session.changes()))
        .await
        .unwrap_or_default()
}

async fn on<R: Send + 'static>(
    session: Option<Shared>,
    act: impl FnOnce(&Session) -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    let session = session.ok_or(Error::InvalidConnection)?;
    let task = spawn_blocking(move || {
        let session = session.lock().unwrap_or_else(PoisonError::into_inner);
        act(&session)
    });
    task.await
        .unwrap_or_else(|_| Err(Error::Io("the statement was abandoned".to_owned())))
}
