//! The clients of a round: they punch, read and sign in, and remember what they were told.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use ngantor_tests::client::{Answer, Client};
use ngantor_tests::office::{PASSWORD, USERNAME, new_id, punch};
use serde_json::{Value, json};

/// Clients that punch at the same time.
const N_CLIENTS: usize = 8;
/// How long a node may take to serve again once its disk does.
const RECOVERY: Duration = Duration::from_secs(10);
/// Between two reads, so that reading does not take the processor from the punches.
const BETWEEN_READS: Duration = Duration::from_millis(5);
/// A day of which nobody has punches.
const READ: &str = "/api/attendance/days/2026-01-05";

/// A punch of the campaign; its number says all of its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Punch {
    pub id: String,
    n: u32,
}

/// What a storm left.
#[derive(Default)]
pub struct Outcome {
    pub acknowledged: Vec<Punch>,
    /// No answer came, or one that says that it went wrong.
    pub unknown: Vec<Punch>,
    /// Requests whose connection ended before their answer.
    pub n_broken_off: usize,
    /// The functions and kinds of the answers that say so, as `507 storage_full`.
    pub problems: Vec<(&'static str, String)>,
    /// Sign-ins that were answered with a session.
    pub n_sessions: u32,
    /// What must not happen in any storm.
    pub faults: Vec<String>,
}

/// Where the round is; the clients look at it.
pub struct Stage {
    stage: AtomicU8,
    n_punches: AtomicU32,
}

const STORM: u8 = 0;
const BROKEN: u8 = 1;
const HEALED: u8 = 2;

impl Stage {
    /// No storm so far.
    pub fn new() -> Self {
        Self {
            stage: AtomicU8::new(STORM),
            n_punches: AtomicU32::new(0),
        }
    }

    /// From now on requests may be told that something is wrong.
    pub fn broken(&self) {
        self.stage.store(BROKEN, Ordering::SeqCst);
    }

    /// From now on each client punches until one punch is acknowledged.
    pub fn healed(&self) {
        self.stage.store(HEALED, Ordering::SeqCst);
    }

    /// The next one; none is sent twice unless it is meant.
    pub fn next_punch(&self) -> Punch {
        Punch {
            id: new_id(),
            n: self.n_punches.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn is(&self, stage: u8) -> bool {
        self.stage.load(Ordering::SeqCst) == stage
    }
}

/// The punches of clients while something happens. It ends with the node, or when each client
/// was served after the disk healed.
pub fn blow(client: &Client, stage: &Stage, signs_in: bool, happens: impl FnOnce()) -> Outcome {
    stage.stage.store(STORM, Ordering::SeqCst);
    std::thread::scope(|scope| {
        let mut clients: Vec<_> = (0..N_CLIENTS)
            .map(|_| scope.spawn(|| punch_on(client, stage)))
            .collect();
        clients.push(scope.spawn(|| read_on(client, stage)));
        if signs_in {
            clients.push(scope.spawn(|| sign_in(client)));
        }
        happens();
        let mut all = Outcome::default();
        for one in clients {
            all.add(one.join().unwrap());
        }
        all
    })
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.unknown.extend(other.unknown);
        self.n_broken_off += other.n_broken_off;
        self.problems.extend(other.problems);
        self.n_sessions += other.n_sessions;
        self.faults.extend(other.faults);
    }
}

fn punch_on(client: &Client, stage: &Stage) -> Outcome {
    let mut outcome = Outcome::default();
    let mut healed_at = None;
    loop {
        let was_healed = stage.is(HEALED);
        let punch = stage.next_punch();
        let Ok(answer) = punch.send(client) else {
            outcome.unknown.push(punch);
            outcome.n_broken_off += 1;
            return outcome;
        };
        if answer.status == 201 {
            outcome.acknowledged.push(punch);
            if was_healed {
                return outcome;
            }
            continue;
        }
        outcome.unknown.push(punch);
        if stage.is(STORM) {
            let words = format!("told of a problem when there was none: {answer:?}");
            outcome.faults.push(words);
        }
        outcome.problems.push(("attendance", answer.problem()));
        if was_healed && healed_at.get_or_insert_with(Instant::now).elapsed() > RECOVERY {
            let words = format!("not served {RECOVERY:?} after the disk healed: {answer:?}");
            outcome.faults.push(words);
            return outcome;
        }
    }
}

/// Reads are answered all the time: a disk that takes no writes is read all the same.
fn read_on(client: &Client, stage: &Stage) -> Outcome {
    let mut outcome = Outcome::default();
    while !stage.is(HEALED) {
        match client.get(READ) {
            Ok(answer) if answer.status == 200 => {}
            Ok(answer) => outcome
                .faults
                .push(format!("a read was not answered: {answer:?}")),
            // The node is gone, which is no fault of it in half of the rounds; in the others
            // the clients that punch complain.
            Err(_) => break,
        }
        std::thread::sleep(BETWEEN_READS);
    }
    outcome
}

fn sign_in(client: &Client) -> Outcome {
    let mut outcome = Outcome::default();
    let form = json!({"username": USERNAME, "password": PASSWORD});
    match client.json("POST", "/api/people/sessions", &form) {
        Ok(answer) if answer.status == 201 => outcome.n_sessions = 1,
        // Too often in this office, which says nothing of the disk.
        Ok(answer) if answer.status == 429 => {}
        Ok(answer) => outcome.problems.push(("people", answer.problem())),
        Err(_) => {}
    }
    outcome
}

impl Punch {
    /// Sends it, for the first time or once more.
    pub fn send(&self, client: &Client) -> Result<Answer, ureq::Error> {
        let path = format!("/api/attendance/punches/{}", self.id);
        client.json("PUT", &path, &self.content())
    }

    /// Two minutes after the one before, so that none is a double tap of another.
    fn content(&self) -> Value {
        let mut punch = punch("in");
        let minutes = chrono::Duration::minutes(2 * i64::from(self.n));
        let at = chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_000) + minutes;
        punch["claimed_at"] = at.to_rfc3339().into();
        punch
    }
}
