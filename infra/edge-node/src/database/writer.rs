//! The one writer of a database: a thread that commits together what waits together.
//!
//! While one group is flushed to the disk the next one gathers. Within a group each statement
//! has a savepoint of its own, so that one that fails takes nobody along; nobody is answered
//! before the commit is on the disk. Nobody has an answer yet when a group fails as a whole,
//! so it is taken apart and run again.

use std::collections::VecDeque;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Instant;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, oneshot};

use super::checkpoint::Checkpoints;
use super::connection::{Connection, Role, take_log_pages};
use super::counters::Counters;
use super::file::DatabaseFile;
use super::kind::Kinds;
use super::pace::Paced;
use super::{Answer, Cause, DatabaseError, Grouping, Turn, Value};
use crate::host::leaky::Repeats;
use crate::host::turns::{Payer, wait};
use crate::limits::{
    BUSY_TIMEOUT, SQLITE_STACK_BYTES, STATEMENT_DEADLINE, TURN_LOOK, WRITE_ANSWER_SHORT_BYTES,
    WRITE_ANSWERS_MAX_KIB, WRITE_GROUP_MAX, WRITE_GROUP_WAIT, WRITE_QUEUE_MAX,
};

/// What a write did, once it is on the disk.
pub(super) struct Written {
    pub(super) answer: Answer,
    pub(super) counters: Counters,
    /// What a long answer takes until it is taken.
    _room: Option<OwnedSemaphorePermit>,
}

/// The way to the writer.
pub(super) struct Writer(SyncSender<Job>);

/// A write that waits.
struct Job {
    sql: String,
    parameters: Vec<Value>,
    /// What the session's write before it did.
    before: Counters,
    payer: Option<Arc<Payer>>,
    since: Instant,
    answer: oneshot::Sender<Result<Written, DatabaseError>>,
}

impl Writer {
    pub(super) fn start(
        file: DatabaseFile,
        turn: Turn,
        checkpoints: Arc<Checkpoints>,
        kinds: Arc<Kinds>,
        grouping: Grouping,
    ) -> io::Result<Self> {
        let (jobs, waiting) = sync_channel(WRITE_QUEUE_MAX);
        let work = Work {
            checkpoints,
            kinds,
            file,
            turn,
            group_max: match grouping {
                Grouping::Together => WRITE_GROUP_MAX,
                Grouping::Alone => 1,
            },
            answers: Arc::new(Semaphore::new(WRITE_ANSWERS_MAX_KIB)),
            connection: None,
            failures: Repeats::default(),
        };
        // It ends when the last session and the database itself are gone.
        thread::Builder::new()
            .name("writer".to_owned())
            .stack_size(SQLITE_STACK_BYTES)
            .spawn(move || work.go_on(&waiting))?;
        Ok(Self(jobs))
    }

    pub(super) async fn write(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        before: Counters,
        payer: Option<Arc<Payer>>,
    ) -> Result<Written, DatabaseError> {
        let (answer, answered) = oneshot::channel();
        let job = Job {
            sql: sql.to_owned(),
            parameters,
            before,
            payer,
            since: Instant::now(),
            answer,
        };
        self.0.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => DatabaseError::busy(),
            TrySendError::Disconnected(_) => {
                tracing::error!("a database's writer is gone; restart");
                DatabaseError::abandoned()
            }
        })?;
        answered
            .await
            .unwrap_or_else(|_| Err(DatabaseError::abandoned()))
    }
}

/// What the thread has.
struct Work {
    file: DatabaseFile,
    turn: Turn,
    group_max: usize,
    checkpoints: Arc<Checkpoints>,
    kinds: Arc<Kinds>,
    /// Room for long answers until those who asked take them.
    answers: Arc<Semaphore>,
    connection: Option<Connection>,
    failures: Repeats,
}

/// What became of each statement of a group that was committed.
type Outcomes = Vec<Result<Written, DatabaseError>>;

/// Why a group was not committed.
enum Lost {
    /// This one ended the transaction of all.
    ByOne(usize, DatabaseError),
    /// It could not begin, or could not be committed.
    Whole(DatabaseError),
}

impl Work {
    fn go_on(mut self, waiting: &Receiver<Job>) {
        let mut group = VecDeque::new();
        loop {
            if group.is_empty() {
                let Ok(first) = waiting.recv() else { return };
                group.push_back(first);
            }
            let Some(turn) = self.take_turn(&mut group, waiting) else {
                continue;
            };
            self.commit(&mut group);
            drop(turn);
            self.checkpoints.after_commit(take_log_pages());
        }
    }

    /// A transaction may take long; those that come meanwhile join the group, and whose time is
    /// over is told so. None when nobody is left.
    fn take_turn(
        &self,
        group: &mut VecDeque<Job>,
        waiting: &Receiver<Job>,
    ) -> Option<OwnedMutexGuard<()>> {
        let mut turn = pin!(Arc::clone(&self.turn).lock_owned());
        loop {
            let since = group.front()?.since;
            let taken = wait(turn.as_mut(), since + BUSY_TIMEOUT + TURN_LOOK);
            while group.len() < self.group_max {
                let Ok(next) = waiting.try_recv() else { break };
                group.push_back(next);
            }
            if taken.is_some() {
                return taken;
            }
            group.retain_mut(Job::is_wanted);
        }
    }

    /// Commits what it can of a group and answers those. What is left of a slow one goes on
    /// in front of the next group, and gives others the turn in between.
    fn commit(&mut self, group: &mut VecDeque<Job>) {
        loop {
            // Nothing of them is done yet, so who is gone or waited for too long is left out:
            // one slow write after the other must not hold up all that wait.
            group.retain_mut(|job| job.is_wanted());
            if group.is_empty() {
                return;
            }
            match self.together(group.make_contiguous()) {
                Ok(outcomes) => {
                    let done = group.drain(..outcomes.len());
                    for (job, outcome) in done.zip(outcomes) {
                        job.tell(outcome);
                    }
                    return;
                }
                Err(Lost::ByOne(place, error)) => {
                    self.note(&error);
                    if let Some(job) = group.remove(place) {
                        job.tell(Err(error));
                    }
                }
                Err(Lost::Whole(error)) if group.len() == 1 || error.cause == Cause::Busy => {
                    self.note(&error);
                    for job in group.drain(..) {
                        job.tell(Err(error.clone()));
                    }
                }
                // Whose fault it is shows when each is alone.
                Err(Lost::Whole(error)) => {
                    self.note(&error);
                    for job in std::mem::take(group) {
                        self.commit(&mut VecDeque::from([job]));
                    }
                }
            }
        }
    }

    fn together(&mut self, group: &mut [Job]) -> Result<Outcomes, Lost> {
        self.file.check().map_err(Lost::Whole)?;
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&self.file, Role::Writer).map_err(Lost::Whole)?,
        };
        let done = transaction(&connection, group, &self.answers);
        if connection.take_changes_schema() {
            self.kinds.forget();
        }
        // It stays open after a failed flush, too: if nobody had the database open, SQLite would
        // read the log anew, and find in it the commit that failed. Only where it cannot even
        // roll back it goes.
        if !connection.is_in_transaction() || connection.command("ROLLBACK").is_ok() {
            self.connection = Some(connection);
        }
        done
    }

    /// Says in the log what an operator has to act on.
    fn note(&self, error: &DatabaseError) {
        let is_news = matches!(error.cause, Cause::Storage | Cause::Busy);
        if !is_news || !self.failures.may_say() {
            return;
        }
        let path = self.file.path().display();
        match error.cause {
            Cause::Storage => tracing::error!(%path, %error, "writes to a database fail"),
            Cause::Busy => tracing::warn!(%path, %error, "another program writes to a database"),
            _ => {}
        }
    }
}

/// Commits the first of a group, as many as can be done before they have waited for long.
fn transaction(
    connection: &Connection,
    group: &mut [Job],
    answers: &Arc<Semaphore>,
) -> Result<Outcomes, Lost> {
    connection.command("BEGIN IMMEDIATE").map_err(Lost::Whole)?;
    let begun = Instant::now();
    let mut outcomes = Vec::with_capacity(group.len());
    for (place, job) in group.iter_mut().enumerate() {
        if place > 0 && begun.elapsed() > WRITE_GROUP_WAIT {
            break;
        }
        // Whoever waited for too long meanwhile has been told so.
        let outcome = match job.is_wanted() {
            true => one(connection, job, answers).map_err(|error| Lost::ByOne(place, error))?,
            false => Err(DatabaseError::busy()),
        };
        // Those before it have to be answered first.
        if place > 0 && matches!(&outcome, Err(error) if error.cause == Cause::NoRoom) {
            break;
        }
        outcomes.push(outcome);
    }
    connection.command("COMMIT").map_err(Lost::Whole)?;
    Ok(outcomes)
}

/// Runs one statement on a savepoint. An error of the outer kind ended the whole transaction,
/// as SQLite does for `ON CONFLICT ROLLBACK`, for a deadline and for a full disk.
fn one(
    connection: &Connection,
    job: &Job,
    answers: &Arc<Semaphore>,
) -> Result<Result<Written, DatabaseError>, DatabaseError> {
    connection.command("SAVEPOINT one")?;
    let before = connection.total_changes();
    let paced = Paced::begin(job.payer.as_ref());
    let ran = connection.run(&job.sql, &job.parameters, STATEMENT_DEADLINE);
    drop(paced);
    let ran = ran.and_then(|answer| Ok((room(&answer, answers)?, answer)));
    let outcome = match ran {
        Ok((room, answer)) => Ok(Written {
            answer,
            counters: connection.counters(&job.sql, before, job.before),
            _room: room,
        }),
        Err(error) if !connection.is_in_transaction() || error.cause == Cause::Storage => {
            return Err(error);
        }
        Err(error) => {
            connection.command("ROLLBACK TO one")?;
            Err(error)
        }
    };
    connection.command("RELEASE one")?;
    Ok(outcome)
}

/// Room for an answer until it is taken: a function may send many writes, and take its time.
fn room(
    answer: &Answer,
    answers: &Arc<Semaphore>,
) -> Result<Option<OwnedSemaphorePermit>, DatabaseError> {
    let n_bytes = answer.n_bytes();
    if n_bytes <= WRITE_ANSWER_SHORT_BYTES {
        return Ok(None);
    }
    let n_kib = u32::try_from(n_bytes.div_ceil(1024)).unwrap_or(u32::MAX);
    let room = Arc::clone(answers).try_acquire_many_owned(n_kib);
    room.map(Some).map_err(|_| DatabaseError::no_room())
}

impl Job {
    fn tell(self, outcome: Result<Written, DatabaseError>) {
        // Whoever asked may have gone; the write stays.
        let _told = self.answer.send(outcome);
    }

    /// Whether somebody still waits for it; one who waited longer than SQLite itself would
    /// have let them is told so.
    fn is_wanted(&mut self) -> bool {
        if self.since.elapsed() <= BUSY_TIMEOUT {
            return !self.answer.is_closed();
        }
        let (nobody, _) = oneshot::channel();
        let answer = std::mem::replace(&mut self.answer, nobody);
        let _told = answer.send(Err(DatabaseError::busy()));
        false
    }
}
