//! What happens in a round, drawn from the seed.

use std::time::Duration;

use super::chance::Chance;
use super::preload::{OnSync, OnWrite};

/// The function that clients write to all the time, and how its files' names begin.
pub const PUNCHES: &str = "attendance";
/// The one in which they sign in.
pub const SESSIONS: &str = "people";
/// Every database.
pub const ALL: &str = "";

/// How long clients write before something happens.
const STORM_MS: std::ops::Range<u64> = 10..150;
/// How long a disk stays broken.
const BROKEN_MS: std::ops::Range<u64> = 20..120;
/// After how many writes or flushes of the struck database the process dies in one.
const DIES_AFTER: std::ops::Range<u64> = 0..120;

/// One round.
#[derive(Clone, Debug)]
pub struct Plan {
    pub storm: Duration,
    pub fault: Fault,
    /// Whether somebody signs in meanwhile.
    pub signs_in: bool,
}

/// What happens in it.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The process is gone.
    End { how: End, then: Then },
    /// Writes fail for a while: the files whose names begin so, and how.
    Writes {
        target: &'static str,
        action: OnWrite,
        times: u64,
        lasts: Duration,
    },
    /// Flushes fail for a while.
    Syncs {
        target: &'static str,
        times: u64,
        lasts: Duration,
    },
}

impl Fault {
    /// Whether it is meant for the databases of one function and no others.
    fn strikes(&self, function: &str) -> bool {
        match self {
            Self::Writes { target, .. } | Self::Syncs { target, .. } => *target == function,
            Self::End { .. } => false,
        }
    }
}

/// How the process goes.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// Somebody kills it.
    Killed,
    /// It dies in the midst of a write, after so many.
    InWrite(u64),
    /// It dies before or after a flush, after so many.
    AtSync(OnSync, u64),
    /// Somebody kills it because no flush succeeds any more.
    WhileFlushesFail,
}

/// What follows before the node starts again.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// The system lives on, and all that was written with it.
    Restart,
    /// A power cut that spares so many unflushed sectors of a thousand.
    PowerCut(u64),
    /// The node starts again, clients send again what got no answer, and then the power is
    /// cut: what a recovery found in the log must be flushed before it is acknowledged.
    RestartThenPowerCut(u64),
}

impl Plan {
    /// Whether SQLite feels it when it is struck; it writes the rest of a short write itself.
    pub fn is_felt(&self) -> bool {
        !matches!(
            self.fault,
            Fault::Writes {
                action: OnWrite::Short,
                ..
            }
        )
    }

    /// What happens, in a word, for the count at the end.
    pub fn kind(&self) -> &'static str {
        match self.fault {
            Fault::End { then, .. } => match then {
                Then::Restart => "kill",
                Then::PowerCut(_) => "power cut",
                Then::RestartThenPowerCut(_) => "kill and power cut",
            },
            Fault::Writes { action, .. } => match action {
                OnWrite::Full | OnWrite::FullForMore => "disk full",
                OnWrite::Short => "short writes",
                OnWrite::Error | OnWrite::Die => "failing writes",
            },
            Fault::Syncs { .. } => "failing flushes",
        }
    }

    /// The plan of a round.
    pub fn draw(chance: &mut Chance) -> Self {
        let fault = fault(chance);
        Self {
            storm: millis(chance, STORM_MS),
            signs_in: fault.strikes(SESSIONS) || chance.per_mille(200),
            fault,
        }
    }
}

fn millis(chance: &mut Chance, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(chance.within(range))
}

fn fault(chance: &mut Chance) -> Fault {
    match chance.within(0..10) {
        0..=5 => Fault::End {
            how: end(chance),
            then: then(chance),
        },
        6..=8 => Fault::Writes {
            target: target(chance),
            action: chance.one_of(&[
                OnWrite::Error,
                OnWrite::Full,
                OnWrite::FullForMore,
                OnWrite::Short,
            ]),
            times: times(chance),
            lasts: millis(chance, BROKEN_MS),
        },
        _ => Fault::Syncs {
            target: target(chance),
            times: times(chance),
            lasts: millis(chance, BROKEN_MS),
        },
    }
}

fn target(chance: &mut Chance) -> &'static str {
    chance.one_of(&[PUNCHES, PUNCHES, PUNCHES, SESSIONS, ALL, ALL])
}

/// Once, a few times, or as long as it lasts.
fn times(chance: &mut Chance) -> u64 {
    chance.one_of(&[1, 3, u64::MAX])
}

fn end(chance: &mut Chance) -> End {
    let after = chance.within(DIES_AFTER);
    match chance.within(0..9) {
        0..=1 => End::Killed,
        2..=3 => End::InWrite(after),
        4..=5 => End::AtSync(OnSync::DieBefore, after),
        6..=7 => End::AtSync(OnSync::DieAfter, after),
        _ => End::WhileFlushesFail,
    }
}

fn then(chance: &mut Chance) -> Then {
    let kept = chance.one_of(&[0, 500, 900]);
    match chance.within(0..6) {
        0 => Then::Restart,
        1 => Then::RestartThenPowerCut(kept),
        _ => Then::PowerCut(kept),
    }
}
