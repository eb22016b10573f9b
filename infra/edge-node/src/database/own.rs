//! A connection of one session alone: for a transaction, and for temporary tables.
//!
//! A transaction that writes has the turn, so everybody else's writes wait for it. One that
//! does nothing for a while, or lasts too long, is rolled back, and its session is told so at
//! its next statement.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::checkpoint::Checkpoints;
use super::connection::{Connection, Role, take_log_pages};
use super::counters::Counters;
use super::kind::Kinds;
use super::pace::Paced;
use super::words::{begins_with, savepoint_named};
use super::{Answer, DatabaseError, Engine, Turn, Value};
use crate::host::turns::Payer;
use crate::limits::{BUSY_TIMEOUT, STATEMENT_DEADLINE, TRANSACTION_MAX, TRANSACTION_PAUSE};

/// The connection, used by one statement at a time.
pub(super) struct Own {
    state: Arc<Mutex<State>>,
    turn: Turn,
    checkpoints: Arc<Checkpoints>,
    kinds: Arc<Kinds>,
    /// Whether it outlives its transactions.
    stays: bool,
    payer: Option<Arc<Payer>>,
}

struct State {
    /// None when its transaction was rolled back for lasting too long.
    connection: Option<Connection>,
    turn: Option<OwnedMutexGuard<()>>,
    /// When the running transaction began.
    begun: Option<Instant>,
    /// Its savepoints, the outermost first; none in place of a name stands for a BEGIN.
    savepoints: Vec<Option<String>>,
    quiet_since: Instant,
    /// The connection's place among those of the database.
    place: Option<OwnedSemaphorePermit>,
}

type Held = OwnedMutexGuard<State>;

/// What a statement on it gave.
pub(super) struct Ran {
    pub(super) answer: Result<Answer, DatabaseError>,
    /// What the session has done by then; none where that is as before.
    pub(super) counters: Option<Counters>,
    /// Whether its transaction was rolled back for lasting too long.
    pub(super) is_lost: bool,
    /// Whether a RELEASE would have ended that transaction.
    pub(super) is_outermost: bool,
    /// Whether the session needs the connection no more.
    pub(super) is_over: bool,
}

impl Own {
    pub(super) async fn open(
        engine: &Engine,
        stays: bool,
        payer: Option<Arc<Payer>>,
    ) -> Result<Arc<Self>, DatabaseError> {
        let place = timeout(BUSY_TIMEOUT, Arc::clone(&engine.places).acquire_owned());
        let place = place.await.map_err(|_| DatabaseError::busy())?;
        let place = place.map_err(|_| DatabaseError::abandoned())?;
        let file = engine.file.clone();
        let opened = spawn_blocking(move || Connection::open(&file, Role::Writer)).await;
        let connection = opened.unwrap_or_else(|_| Err(DatabaseError::abandoned()))?;
        Ok(Arc::new(Self {
            state: Arc::new(Mutex::new(State {
                connection: Some(connection),
                turn: None,
                begun: None,
                savepoints: Vec::new(),
                quiet_since: Instant::now(),
                place: Some(place),
            })),
            turn: Arc::clone(&engine.turn),
            checkpoints: Arc::clone(&engine.checkpoints),
            kinds: Arc::clone(&engine.kinds),
            stays,
            payer,
        }))
    }

    pub(super) async fn run(
        self: &Arc<Self>,
        sql: &str,
        parameters: Vec<Value>,
        before: Counters,
    ) -> Ran {
        let state = Arc::clone(&self.state).lock_owned().await;
        let mut state = match self.take_turn(state, sql).await {
            Ok(state) => state,
            Err(refused) => return *refused,
        };
        let (own, sql) = (Arc::clone(self), sql.to_owned());
        // What follows a statement happens with it, also where nobody waits for it any more.
        let running = spawn_blocking(move || {
            let paced = Paced::begin(own.payer.as_ref());
            let (answer, counters) = state.run(&sql, &parameters, before);
            drop(paced);
            own.settle(&mut state);
            if answer.is_ok() {
                state.note(&sql);
            }
            Ran {
                answer,
                counters,
                is_lost: false,
                is_outermost: false,
                is_over: own.is_over(&state),
            }
        });
        running.await.unwrap_or_else(|_| Ran::abandoned())
    }

    /// Waits for the turn where the statement is the first of its transaction that writes.
    async fn take_turn(&self, state: Held, sql: &str) -> Result<Held, Box<Ran>> {
        if state.turn.is_some() {
            return Ok(state);
        }
        let (text, payer) = (sql.to_owned(), self.payer.clone());
        let asking = spawn_blocking(move || {
            let _paced = Paced::begin(payer.as_ref());
            let writes = state.writes(&text);
            (state, writes)
        });
        let Ok((mut state, writes)) = asking.await else {
            return Err(Box::new(Ran::abandoned()));
        };
        let refused = match writes {
            Ok(false) => return Ok(state),
            Ok(true) => {
                let turn = timeout(BUSY_TIMEOUT, Arc::clone(&self.turn).lock_owned());
                match turn.await {
                    Ok(turn) => {
                        state.turn = Some(turn);
                        return Ok(state);
                    }
                    Err(_) => DatabaseError::busy(),
                }
            }
            Err(error) => error,
        };
        Err(Box::new(Ran {
            answer: Err(refused),
            counters: None,
            is_lost: state.connection.is_none(),
            is_outermost: state.connection.is_none() && state.would_end(sql),
            is_over: self.is_over(&state),
        }))
    }

    /// After a statement: a transaction that began is watched, one that ended gives its turn.
    fn settle(&self, state: &mut State) {
        state.quiet_since = Instant::now();
        if !state.is_in_transaction() {
            let connection = state.connection.as_ref();
            if connection.is_some_and(Connection::take_changes_schema) {
                self.kinds.forget();
            }
            state.turn = None;
            state.begun = None;
            state.savepoints.clear();
            self.checkpoints.after_commit(take_log_pages());
        } else if state.begun.is_none() {
            state.begun = Some(state.quiet_since);
            tokio::spawn(watch(Arc::downgrade(&self.state)));
        }
    }

    fn is_over(&self, state: &State) -> bool {
        let is_needed = |connection: &Connection| self.stays || connection.is_of_session();
        let connection = state.connection.as_ref();
        state.begun.is_none() && connection.is_some_and(|connection| !is_needed(connection))
    }
}

impl Ran {
    fn abandoned() -> Self {
        Self {
            answer: Err(DatabaseError::abandoned()),
            counters: None,
            is_lost: false,
            is_outermost: false,
            is_over: true,
        }
    }
}

impl State {
    /// Whether a statement would write; an error where it can do nothing at all.
    fn writes(&self, sql: &str) -> Result<bool, DatabaseError> {
        let connection = self.connection.as_ref().ok_or_else(|| {
            DatabaseError::new("the transaction took too long and was rolled back")
        })?;
        Ok(!connection.is_readonly(sql)?)
    }

    fn run(
        &self,
        sql: &str,
        parameters: &[Value],
        before: Counters,
    ) -> (Result<Answer, DatabaseError>, Option<Counters>) {
        let Some(connection) = &self.connection else {
            return (Err(DatabaseError::abandoned()), None);
        };
        let total_before = connection.total_changes();
        let answer = connection.run(sql, parameters, STATEMENT_DEADLINE);
        let counters = answer
            .is_ok()
            .then(|| connection.counters(sql, total_before, before));
        (answer, counters)
    }

    fn is_in_transaction(&self) -> bool {
        let connection = self.connection.as_ref();
        connection.is_some_and(Connection::is_in_transaction)
    }

    /// Keeps account of the savepoints, as SQLite does, after a statement that was done.
    fn note(&mut self, sql: &str) {
        if !self.is_in_transaction() {
            return;
        }
        if begins_with(sql, &["SAVEPOINT"]) {
            self.savepoints.push(Some(savepoint_named(sql)));
        } else if begins_with(sql, &["BEGIN"]) {
            self.savepoints.push(None);
        } else {
            self.goes_back(sql);
        }
    }

    /// Whether a statement would end the transaction that was lost. One that would end a
    /// savepoint in it ends that.
    fn would_end(&mut self, sql: &str) -> bool {
        self.goes_back(sql) && self.savepoints.is_empty()
    }

    /// Whether a RELEASE or a ROLLBACK TO ended savepoints, which it does.
    fn goes_back(&mut self, sql: &str) -> bool {
        let stays = usize::from(begins_with(sql, &["ROLLBACK"]));
        if stays == 0 && !begins_with(sql, &["RELEASE"]) {
            return false;
        }
        let name = Some(savepoint_named(sql));
        let Some(place) = self.savepoints.iter().rposition(|known| *known == name) else {
            return false;
        };
        self.savepoints.truncate(place + stays);
        true
    }

    /// How long the running transaction may still do nothing; none when there is none.
    fn left(&self) -> Option<Duration> {
        let pause = TRANSACTION_PAUSE.saturating_sub(self.quiet_since.elapsed());
        let whole = TRANSACTION_MAX.saturating_sub(self.begun?.elapsed());
        Some(pause.min(whole))
    }
}

/// Ends a transaction that its session leaves open.
async fn watch(state: Weak<Mutex<State>>) {
    // A session that is gone has rolled back.
    while let Some(state) = state.upgrade() {
        let mut state = state.lock_owned().await;
        let Some(left) = state.left() else { return };
        if left.is_zero() {
            tracing::warn!("a function left a transaction open; it is rolled back");
            // Closing the connection rolls back, before others get the turn.
            state.connection = None;
            state.place = None;
            state.turn = None;
            state.begun = None;
            return;
        }
        drop(state);
        sleep(left).await;
    }
}
