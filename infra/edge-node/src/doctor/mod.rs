//! `ngantor doctor`: looks at what an office stands on, and says it in an operator's words.
//!
//! | module | what it looks at |
//! |---|---|
//! | `configuration` | spin.toml, runtime-config.toml, the variables' values |
//! | `components` | whether each component is built, and fits this node |
//! | `disk`, `flush` | room, kind and state of the file systems; how long a flush takes |
//! | `permissions` | whose the files are, and who else can read them |
//! | `clock` | whether the time is right |
//! | `databases`, `database_file` | whether each database is whole |
//! | `compiled` | compiled components, kept between starts |
//! | `ports` | the address to listen on, and what people are told |
//! | `machine` | versions, file handles, memory |
//! | `premises`, `mounts`, `locks` | what several checks need to know |
//! | `report` | the findings as text and as JSON |
//!
//! A check is a function from the premises to findings. It works whether or not a node runs.
//! Nothing is made, changed or locked, but for one small file whose flush is timed and which
//! is removed again.

mod clock;
mod compiled;
mod components;
mod configuration;
mod database_file;
mod databases;
mod disk;
mod flush;
mod locks;
mod machine;
mod mounts;
mod permissions;
mod ports;
mod premises;
mod report;

use std::any::Any;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use serde::Serialize;

use crate::cli::Cli;
use crate::limits::{DOCTOR_DATABASES_WAIT, DOCTOR_WAIT};
use premises::Premises;
pub use report::Report;

/// How a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As it should be.
    Fine,
    /// Nobody could tell.
    Unknown,
    /// It works, and may not for long.
    Warning,
    /// It does not work, or data are in danger.
    Wrong,
}

/// What a check found in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it is.
    pub grade: Grade,
    /// What was looked at.
    pub looked_at: String,
    /// What was found, and what it means.
    pub means: String,
    /// What to do next, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Finding {
    fn new(grade: Grade, looked_at: impl Into<String>, means: impl Into<String>) -> Self {
        Self {
            grade,
            looked_at: looked_at.into(),
            means: means.into(),
            next: None,
        }
    }

    fn fine(looked_at: impl Into<String>, means: impl Into<String>) -> Self {
        Self::new(Grade::Fine, looked_at, means)
    }

    fn unknown(looked_at: impl Into<String>, means: impl Into<String>) -> Self {
        Self::new(Grade::Unknown, looked_at, means)
    }

    fn warning(looked_at: impl Into<String>, means: impl Into<String>) -> Self {
        Self::new(Grade::Warning, looked_at, means)
    }

    fn wrong(looked_at: impl Into<String>, means: impl Into<String>) -> Self {
        Self::new(Grade::Wrong, looked_at, means)
    }

    /// Says what to do about it.
    #[must_use]
    fn so(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

/// One thing to look at.
#[derive(Clone, Copy)]
struct Check {
    name: &'static str,
    look: fn(&Premises) -> Vec<Finding>,
    /// How long it is waited for.
    wait: Duration,
}

impl Check {
    const fn new(name: &'static str, look: fn(&Premises) -> Vec<Finding>) -> Self {
        let wait = DOCTOR_WAIT;
        Self { name, look, wait }
    }
}

/// Everything that is looked at, in the order of the report.
const CHECKS: [Check; 9] = [
    Check::new("configuration", configuration::look),
    Check::new("components", components::look),
    Check::new("disk", disk::look),
    Check::new("permissions", permissions::look),
    Check::new("clock", clock::look),
    Check {
        name: "databases",
        look: databases::look,
        wait: DOCTOR_DATABASES_WAIT,
    },
    Check::new("compiled components", compiled::look),
    Check::new("addresses", ports::look),
    Check::new("machine", machine::look),
];

/// Looks at everything, one after another, so that no check disturbs what another measures.
pub fn examine(cli: &Cli, is_thorough: bool) -> Report {
    let premises = Arc::new(Premises::of(cli, is_thorough));
    let sections = CHECKS.map(|check| (check.name, run(check, &premises)));
    Report::new(&premises, sections.into())
}

/// A thread of its own: a check that panics, or hangs on a disk that does not answer, is
/// itself a finding and keeps no other from running.
fn run(check: Check, premises: &Arc<Premises>) -> Vec<Finding> {
    let (sender, receiver) = sync_channel(1);
    let premises = Arc::clone(premises);
    // Nobody listens any more when it took too long.
    let looking = thread::spawn(move || drop(sender.send((check.look)(&premises))));
    match receiver.recv_timeout(check.wait) {
        Ok(findings) => findings,
        Err(RecvTimeoutError::Timeout) => vec![
            Finding::wrong(
                check.name,
                format!("could not be looked at within {} s", check.wait.as_secs()),
            )
            .so("see whether the disk answers: dmesg, smartctl; a network file system may hang"),
        ],
        Err(RecvTimeoutError::Disconnected) => {
            let why = looking.join().err().map_or(String::new(), words);
            let means = format!("the check itself broke off ({why}); the others ran");
            vec![Finding::wrong(check.name, means).so("report this; it is a fault of ngantor")]
        }
    }
}

/// What a panic said.
fn words(panic: Box<dyn Any + Send>) -> String {
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic
            .downcast::<&str>()
            .map_or_else(|_| "without words".to_owned(), |text| (*text).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;

    fn premises() -> Arc<Premises> {
        let cli = Cli::parse(["--manifest".into(), "nowhere/spin.toml".into()]).unwrap();
        Arc::new(Premises::of(&cli, false))
    }

    #[test]
    fn a_check_that_panics_is_a_finding() {
        let broken = Check::new("broken", |_| panic!("no such luck"));
        let found = run(broken, &premises());
        assert_eq!(found[0].grade, Grade::Wrong);
        assert!(found[0].means.contains("no such luck"), "{found:?}");
    }

    #[test]
    fn a_check_that_does_not_end_is_a_finding() {
        let hanging = Check {
            wait: Duration::from_millis(20),
            ..Check::new("hanging", |_| {
                loop {
                    thread::park();
                }
            })
        };
        let found = run(hanging, &premises());
        assert_eq!(found[0].grade, Grade::Wrong);
        assert!(
            found[0].means.contains("could not be looked at"),
            "{found:?}"
        );
    }

    /// With neither file readable every check still says something.
    #[test]
    fn checks_stand_without_each_other() {
        for check in CHECKS {
            assert!(!run(check, &premises()).is_empty(), "{}", check.name);
        }
    }
}
