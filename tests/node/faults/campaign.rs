//! Rounds on one office: something happens, the node says so and recovers, the files are right.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ngantor_tests::client::Client;
use ngantor_tests::installation::Installation;
use ngantor_tests::office::{self, Office, token};

use super::chance::Chance;
use super::check::{self, Onlooker, Promised};
use super::compiled;
use super::plan::{End, Fault, PUNCHES, Plan, Then};
use super::power;
use super::preload::{Disk, OnSync, OnWrite};
use super::storm::{self, Outcome, Punch, Stage};

/// Acknowledged punches that are sent once more in each round, as a client does that missed
/// the answer.
const N_ACKNOWLEDGED_AGAIN: usize = 3;
/// Unknown punches that are sent once more in each round; a disk that is broken for a while
/// leaves hundreds.
const N_UNKNOWN_AGAIN: usize = 24;

/// Enough punches in a row for whatever they bring about.
const N_IN_A_ROW: usize = 2_000;

/// How long a line of the log may be on its way.
const LOG: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(10);

/// An office on a disk that fails.
pub struct Campaign {
    pub office: Office,
    pub disk: Disk,
    access: String,
    stage: Stage,
    pub promised: Promised,
    /// How many writes power cuts found unflushed.
    pub n_unflushed: usize,
    /// How many requests were told of a problem.
    pub n_problems: usize,
}

impl Campaign {
    /// Opens an office as it ships.
    pub fn open() -> Self {
        Self::open_in(Installation::office(), "data")
    }

    /// Opens an office whose state lies in a folder of this name.
    pub fn open_in(installation: Installation, state: &str) -> Self {
        let (installation, disk) = Disk::under(installation);
        let state = installation.folder().join(state);
        let office = compiled::shared(&state, || Office::open_in(installation));
        let session = office::sign_in(&office.node.client()).json();
        let promised = Promised {
            n_sessions: 1,
            ..Promised::default()
        };
        Self {
            access: token(&session, PUNCHES).to_owned(),
            office,
            disk,
            stage: Stage::new(),
            promised,
            n_unflushed: 0,
            n_problems: 0,
        }
    }

    /// Runs a round.
    ///
    /// # Errors
    /// What is not as it must be.
    pub fn run(&mut self, plan: &Plan, chance: &mut Chance) -> Result<(), String> {
        let unknown = match plan.fault {
            Fault::End { how, then } => {
                let unknown = self.end(plan, how)?;
                self.start_again(then, chance, &unknown)?;
                unknown
            }
            Fault::Writes {
                target,
                action,
                times,
                lasts,
            } => self.trouble(plan, target, action.told(), |disk| {
                disk.strike_writes(target, action, 0, times);
                std::thread::sleep(lasts);
                disk.heal();
            })?,
            Fault::Syncs {
                target,
                times,
                lasts,
            } => self.trouble(plan, target, OnWrite::Error.told(), |disk| {
                disk.strike_syncs(target, OnSync::Error, 0, times);
                std::thread::sleep(lasts);
                disk.heal();
            })?,
        };
        self.check()?;
        self.send_again(&unknown)?;
        self.check()
    }

    /// Sends punches, one after the other, until something is so.
    ///
    /// # Panics
    /// When it does not come, or when one is refused.
    pub fn punch_until(&mut self, mut is_so: impl FnMut(&Self) -> bool) {
        let client = self.client();
        for _ in 0..N_IN_A_ROW {
            if is_so(self) {
                return;
            }
            let punch = self.stage.next_punch();
            let answer = punch.send(&client).unwrap();
            assert_eq!(answer.status, 201, "{answer:?}");
            self.promised.punches.insert(punch);
        }
        panic!("it did not come:\n{}", self.last_words());
    }

    /// The node is killed, the power cut, and the node starts again.
    ///
    /// # Errors
    /// What is not as it must be.
    pub fn lose_power(&mut self) -> Result<(), String> {
        self.office.node.kill();
        power::close_notes(self.disk.undo_folder());
        self.cut(&mut Chance::of(0, 0), 0);
        // A node does not start at all on a database that is no more.
        self.check()?;
        self.restart();
        self.check()
    }

    /// What the node logged last.
    pub fn last_words(&self) -> String {
        let log = self.office.node.log();
        let mut lines: Vec<_> = log.lines().rev().take(20).collect();
        lines.reverse();
        lines.join("\n")
    }

    /// Where the databases are.
    pub fn data(&self) -> PathBuf {
        self.office.installation.folder().join("data")
    }

    fn client(&self) -> Client {
        self.office.node.client().with_token(&self.access)
    }

    /// Whether the files hold what was promised.
    ///
    /// # Errors
    /// What is not so.
    pub fn check(&self) -> Result<(), String> {
        check::check(&self.data(), &self.promised)
    }

    /// Clients at work until the process is gone. The punches that nobody knows of.
    fn end(&mut self, plan: &Plan, how: End) -> Result<Vec<Punch>, String> {
        let client = self.client();
        let (disk, node, stage) = (&self.disk, &mut self.office.node, &self.stage);
        let n_before = disk.n_struck();
        let mut has_ended = true;
        let outcome = storm::blow(&client, stage, plan.signs_in, || {
            std::thread::sleep(plan.storm);
            match how {
                End::Killed => {}
                End::InWrite(after) => disk.strike_writes(PUNCHES, OnWrite::Die, after, 1),
                End::AtSync(action, after) => disk.strike_syncs(PUNCHES, action, after, 1),
                End::WhileFlushesFail => {
                    stage.broken();
                    disk.strike_syncs(PUNCHES, OnSync::Error, 0, u64::MAX);
                }
            }
            if !matches!(how, End::Killed) {
                has_ended = disk.has_struck(n_before + 1);
            }
            if matches!(how, End::InWrite(_) | End::AtSync(..)) {
                has_ended = has_ended && node.wait().is_some();
            }
            node.kill();
        });
        disk.heal();
        power::close_notes(disk.undo_folder());
        if !has_ended {
            return Err("the process did not die where it should".to_owned());
        }
        self.learn(outcome)
    }

    fn start_again(
        &mut self,
        then: Then,
        chance: &mut Chance,
        unknown: &[Punch],
    ) -> Result<(), String> {
        match then {
            Then::Restart => {}
            Then::PowerCut(kept) => self.cut(chance, kept),
            Then::RestartThenPowerCut(kept) => {
                // Somebody looks at the database all the time. So no connection of the node is
                // ever the last one, whose end would flush everything by the way.
                let onlooker = Onlooker::open(&self.data())?;
                self.restart();
                // Only these: to write anything would flush what was recovered as well.
                self.send(&onlooker.present(unknown)?)?;
                self.office.node.kill();
                drop(onlooker);
                power::close_notes(self.disk.undo_folder());
                self.cut(chance, kept);
            }
        }
        self.restart();
        Ok(())
    }

    fn cut(&mut self, chance: &mut Chance, kept: u64) {
        let data = self.data();
        self.n_unflushed += power::cut(&data, self.disk.undo_folder(), chance, kept);
    }

    /// Kills the node and starts it again.
    pub fn restart(&mut self) {
        self.office.node.kill();
        self.office.node = office::start(&self.office.installation);
    }

    /// Clients at work while the disk is in trouble and comes out of it. Only those of the
    /// databases that are struck may be told of it, and in one way only; then the log says why
    /// and of which function. The punches that nobody knows of.
    ///
    /// # Errors
    /// What is not as it must be.
    pub fn trouble(
        &mut self,
        plan: &Plan,
        target: &str,
        (told, cause): (&str, &str),
        trouble: impl FnOnce(&Disk),
    ) -> Result<Vec<Punch>, String> {
        let (disk, stage) = (&self.disk, &self.stage);
        let (n_lines, n_before) = (self.office.node.log().lines().count(), disk.n_struck());
        let outcome = storm::blow(&self.client(), stage, plan.signs_in, || {
            std::thread::sleep(plan.storm);
            stage.broken();
            trouble(disk);
            stage.healed();
        });
        if outcome.n_broken_off > 0 {
            return Err("a connection broke although the node should live".to_owned());
        }
        let told_of: BTreeSet<_> = outcome.problems.iter().cloned().collect();
        for (function, problem) in told_of {
            if problem != told || !function.starts_with(target) {
                let struck = format!("`{told}` of `{target}` was expected");
                return Err(format!("{function} told `{problem}`; {struck}"));
            }
            self.says(n_lines, cause, &format!("/{function}."))?;
        }
        // Also when another try helped and nobody was told: a disk that fails once fails again.
        if self.disk.n_struck() > n_before && plan.is_felt() {
            self.says(n_lines, cause, &format!("/{target}"))?;
        }
        self.learn(outcome)
    }

    /// Whether a line of the log, after so many, names the cause and the database's file; waits
    /// for what is on its way.
    fn says(&self, n_lines: usize, cause: &str, file: &str) -> Result<(), String> {
        let deadline = Instant::now() + LOG;
        loop {
            let log = self.office.node.log();
            let says = |line: &str| line.contains(cause) && line.contains(file);
            if log.lines().skip(n_lines).any(says) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("the log does not say `{cause}` of `{file}…`"));
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Sends once more what clients do not know of, and some of what they do.
    ///
    /// # Errors
    /// What is not as it must be.
    pub fn send_again(&mut self, unknown: &[Punch]) -> Result<(), String> {
        let known = self.promised.punches.iter().take(N_ACKNOWLEDGED_AGAIN);
        let unknown = unknown.iter().take(N_UNKNOWN_AGAIN);
        let again: Vec<_> = known.chain(unknown).cloned().collect();
        self.send(&again)
    }

    /// Sends punches once more: each is there, or comes to be there.
    fn send(&mut self, punches: &[Punch]) -> Result<(), String> {
        let client = self.client();
        for punch in punches {
            let answer = punch.send(&client).map_err(|error| error.to_string())?;
            if !matches!(answer.status, 200 | 201) {
                return Err(format!("sent again: {answer:?}"));
            }
            self.promised.punches.insert(punch.clone());
        }
        Ok(())
    }

    fn learn(&mut self, outcome: Outcome) -> Result<Vec<Punch>, String> {
        self.promised.punches.extend(outcome.acknowledged);
        self.promised.n_sessions += outcome.n_sessions;
        self.n_problems += outcome.problems.len();
        match outcome.faults.into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(outcome.unknown),
        }
    }
}

impl OnWrite {
    /// What a client is told of it, and what the log says.
    pub const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Full | Self::FullForMore => ("507 storage_full", "disk is full"),
            Self::Error | Self::Die => ("500 internal", "disk I/O error"),
            Self::Short => ("nothing", "nothing"),
        }
    }
}
