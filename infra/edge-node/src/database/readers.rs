//! The pool of connections for reads. In WAL mode they never wait for the writer, nor it for
//! them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::connection::{Connection, Role};
use super::file::DatabaseFile;
use super::kind::Age;
use super::{Cause, DatabaseError};
use crate::limits::{BUSY_TIMEOUT, READERS_MAX};

/// Connections that come and go; each is opened when it is needed first.
pub(super) struct Readers {
    file: DatabaseFile,
    places: Arc<Semaphore>,
    /// Those that nobody uses; the last that came back, whose pages are in memory, goes first.
    idle: Arc<Mutex<Vec<Idle>>>,
}

/// A connection, and the schema that it has read.
struct Idle(Connection, Option<Age>);

/// A connection, lent.
pub(super) struct Reader {
    connection: Option<Connection>,
    knows: Option<Age>,
    file: DatabaseFile,
    idle: Arc<Mutex<Vec<Idle>>>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn new(file: DatabaseFile) -> Self {
        Self {
            file,
            places: Arc::new(Semaphore::new(READERS_MAX)),
            idle: Arc::default(),
        }
    }

    pub(super) async fn lend(&self) -> Result<Reader, DatabaseError> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                let place = Arc::clone(&self.places).acquire_owned();
                let place = timeout(BUSY_TIMEOUT, place).await;
                let place = place.map_err(|_| DatabaseError::busy())?;
                place.map_err(|_| DatabaseError::abandoned())?
            }
        };
        let Idle(connection, knows) = match self.take_idle() {
            Some(idle) => idle,
            None => {
                let file = self.file.clone();
                let opened = spawn_blocking(move || Connection::open(&file, Role::Reader)).await;
                let opened = opened.unwrap_or_else(|_| Err(DatabaseError::abandoned()));
                Idle(opened?, None)
            }
        };
        Ok(Reader {
            connection: Some(connection),
            knows,
            file: self.file.clone(),
            idle: Arc::clone(&self.idle),
            _place: place,
        })
    }

    fn take_idle(&self) -> Option<Idle> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
    }
}

impl Reader {
    /// Whether it has read the newest schema, which takes as long as that is large.
    pub(super) fn knows(&self, schema: Age) -> bool {
        self.knows == Some(schema)
    }

    /// It has read this schema, or a newer one.
    pub(super) fn learnt(&mut self, schema: Age) {
        self.knows = Some(schema);
    }

    /// Lets it do something, and takes it out of use when the file system failed under it.
    pub(super) fn with<R>(
        &mut self,
        act: impl FnOnce(&Connection) -> Result<R, DatabaseError>,
    ) -> Result<R, DatabaseError> {
        let connection = self.connection.as_ref();
        let done = connection.map_or_else(|| Err(DatabaseError::abandoned()), act);
        if matches!(&done, Err(error) if error.cause == Cause::Storage) {
            self.connection = None;
            self.file.check()?;
        }
        done
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(Idle(connection, self.knows));
        }
    }
}
