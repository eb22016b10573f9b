//! What a function holds as a connection, and which way each of its statements goes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::spawn_blocking;

use super::counters::Counters;
use super::kind::Kind;
use super::levels;
use super::own::Own;
use super::pace::Paced;
use super::readers::Reader;
use super::{Answer, Cause, Database, DatabaseError, Value};
use crate::host::turns::Payer;
use crate::limits::{READ_AT_ONCE, STATEMENT_DEADLINE};

/// A connection as a function sees it: its transaction, and what its last write did.
pub struct Session {
    database: Database,
    /// Who pays for what takes long.
    payer: Option<Arc<Payer>>,
    /// Within a transaction, and as long as there are temporary tables.
    own: Mutex<Option<Arc<Own>>>,
    counters: Mutex<Counters>,
}

impl Session {
    /// Begins to use a database on the node's own account.
    ///
    /// # Errors
    /// The database's file is gone, or another one.
    pub fn open(database: &Database) -> Result<Self, DatabaseError> {
        Self::paid_by(database, None)
    }

    /// Begins to use a database on somebody's account.
    ///
    /// # Errors
    /// The database's file is gone, or another one.
    pub fn open_for(database: &Database, payer: Arc<Payer>) -> Result<Self, DatabaseError> {
        Self::paid_by(database, Some(payer))
    }

    fn paid_by(database: &Database, payer: Option<Arc<Payer>>) -> Result<Self, DatabaseError> {
        database.0.file.check()?;
        Ok(Self {
            database: database.clone(),
            payer,
            own: Mutex::default(),
            counters: Mutex::default(),
        })
    }

    /// Runs one statement. A write is on the disk when this comes back.
    ///
    /// # Errors
    /// What SQLite says; then the statement changed nothing.
    pub async fn execute(
        &self,
        sql: &str,
        parameters: Vec<Value>,
    ) -> Result<Answer, DatabaseError> {
        levels::check(sql)?;
        let own = lock(&self.own).clone();
        if let Some(own) = own {
            return self.on_own(&own, sql, parameters).await;
        }
        match self.kind(sql).await? {
            // SQLite itself says that there is no transaction to end.
            kind @ (Kind::Read | Kind::SlowRead | Kind::HeavyRead | Kind::End | Kind::Release) => {
                self.read(sql, parameters, kind).await
            }
            Kind::Write => self.write(sql, parameters).await,
            Kind::WriteThatAsks => Err(DatabaseError::new(
                "changes(), last_insert_rowid() and total_changes() are not offered in a write \
                 outside a transaction: use RETURNING, or ask before it",
            )),
            Kind::Begin => self.begin(sql, parameters, false).await,
            Kind::OfConnection => self.begin(sql, parameters, true).await,
        }
    }

    /// The rowid of the last INSERT.
    pub fn last_insert_rowid(&self) -> i64 {
        lock(&self.counters).last_insert_rowid
    }

    /// The rows of the last INSERT, UPDATE or DELETE.
    pub fn changes(&self) -> u64 {
        lock(&self.counters).changes
    }

    /// What is not known yet is asked on a thread that may block and has a large stack: nobody
    /// knows how long it takes, and how deep SQLite has to go.
    pub(super) async fn kind(&self, sql: &str) -> Result<Kind, DatabaseError> {
        let kinds = &self.database.0.kinds;
        if let Some(kind) = kinds.known(sql) {
            return Ok(kind);
        }
        let age = kinds.age();
        let mut reader = self.database.0.readers.lend().await?;
        let (text, payer) = (sql.to_owned(), self.payer.clone());
        let asking = spawn_blocking(move || {
            let _paced = Paced::begin(payer.as_ref());
            reader.with(|connection| connection.kind(&text))
        });
        let kind = asking.await.map_err(|_| DatabaseError::abandoned())??;
        kinds.keep(sql, kind, age);
        Ok(kind)
    }

    /// Most reads take less time than handing them to another thread. One that did so when it
    /// ran last runs at once. Where it takes longer this time it begins again on a thread that
    /// may block; it changed nothing. Next time it goes there at once: SQLite may spend long on
    /// a single step, in which nobody looks at the clock.
    async fn read(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        kind: Kind,
    ) -> Result<Answer, DatabaseError> {
        let kinds = &self.database.0.kinds;
        let age = kinds.age();
        let mut reader = self.database.0.readers.lend().await?;
        let counters = *lock(&self.counters);
        let read = move |reader: &mut Reader, sql: &str, parameters: &[Value], patience| {
            counters.answer_here();
            reader.with(|connection| connection.run(sql, parameters, patience))
        };
        if kind == Kind::Read && reader.knows(age) {
            let begun = Instant::now();
            let done = read(&mut reader, sql, &parameters, READ_AT_ONCE);
            if begun.elapsed() > READ_AT_ONCE {
                kinds.keep(sql, Kind::SlowRead, age);
            }
            match done {
                Err(error) if error.cause == Cause::Interrupted => {}
                done => return done,
            }
        }
        let (text, payer) = (sql.to_owned(), self.payer.clone());
        let reading = spawn_blocking(move || {
            let begun = Instant::now();
            let _paced = Paced::begin(payer.as_ref());
            let done = read(&mut reader, &text, &parameters, STATEMENT_DEADLINE);
            let took = begun.elapsed();
            if done.is_ok() {
                reader.learnt(age);
            }
            (done, took)
        });
        let (done, took) = reading.await.map_err(|_| DatabaseError::abandoned())?;
        if kind == Kind::SlowRead && took < READ_AT_ONCE {
            kinds.keep(sql, Kind::Read, age);
        }
        done
    }

    async fn write(&self, sql: &str, parameters: Vec<Value>) -> Result<Answer, DatabaseError> {
        let before = *lock(&self.counters);
        let writer = &self.database.0.writer;
        let written = writer.write(sql, parameters, before, self.payer.clone());
        let written = written.await?;
        *lock(&self.counters) = written.counters;
        Ok(written.answer)
    }

    async fn begin(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        stays: bool,
    ) -> Result<Answer, DatabaseError> {
        let engine = &self.database.0;
        let opened = Own::open(engine, stays, self.payer.clone()).await?;
        // Another statement of the session may have been quicker.
        let own = Arc::clone(lock(&self.own).get_or_insert(opened));
        self.on_own(&own, sql, parameters).await
    }

    async fn on_own(
        &self,
        own: &Arc<Own>,
        sql: &str,
        parameters: Vec<Value>,
    ) -> Result<Answer, DatabaseError> {
        let before = *lock(&self.counters);
        let ran = own.run(sql, parameters, before).await;
        if let Some(counters) = ran.counters {
            *lock(&self.counters) = counters;
        }
        // What was meant for a transaction that is lost must not be done without it: all is
        // refused until the function ends it.
        let is_over = match ran.is_lost {
            true => match self.kind(sql).await {
                Ok(Kind::End) => true,
                Ok(Kind::Release) => ran.is_outermost,
                _ => false,
            },
            false => ran.is_over,
        };
        if is_over {
            let mut held = lock(&self.own);
            // Another one may have begun meanwhile.
            if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, own)) {
                *held = None;
            }
        }
        ran.answer
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
