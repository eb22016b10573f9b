//! Whether the time is right: every punch is kept with it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Datelike as _, Utc};

use super::Finding;
use super::premises::Premises;
use crate::limits::{CLOCK_BACK_MAX, CLOCK_YEARS};

const SET_IT: &str = "set it: timedatectl set-ntp true, or timedatectl set-time '2026-01-31 08:00'";
/// Made by systemd's own time service once it has asked the network.
const TIMESYNC: &str = "/run/systemd/timesync/synchronized";

/// Looks at the year, at what keeps the clock right, and at the files.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let files = premises.data_files();
    let files = files.iter().flat_map(super::premises::DataFile::all);
    vec![
        year(premises.now),
        synchronised(&asked(), Path::new(TIMESYNC).exists()),
        backwards(premises.now, newest(files)),
    ]
}

fn year(now: SystemTime) -> Finding {
    let now = DateTime::<Utc>::from(now);
    let text = now.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    if CLOCK_YEARS.contains(&now.year()) {
        return Finding::fine("time", text);
    }
    Finding::wrong(
        "time",
        format!("the clock says {text}; no node starts with that"),
    )
    .so(SET_IT)
}

/// What systemd knows from the kernel, whichever program keeps the clock right.
fn asked() -> Option<String> {
    let mut command = Command::new("timedatectl");
    command.args(["show", "--property=NTPSynchronized", "--value"]);
    let answer = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    (answer.status.success() && !text.is_empty()).then_some(text)
}

fn synchronised(asked: &Option<String>, is_timesync_done: bool) -> Finding {
    const AT: &str = "time from the network";
    match asked.as_deref() {
        Some("yes") => Finding::fine(AT, "the clock is kept right"),
        None if is_timesync_done => Finding::fine(AT, "it was asked since the machine started"),
        Some("no") => Finding::warning(AT, "nothing keeps the clock right").so(
            "timedatectl set-ntp true, or install chrony; without a network, compare the clock \
             with another one every week",
        ),
        _ => Finding::unknown(AT, "neither timedatectl nor systemd-timesyncd tells"),
    }
}

/// When the youngest of some files was written.
fn newest(files: impl Iterator<Item = std::path::PathBuf>) -> Option<SystemTime> {
    let times = files.filter_map(|file| fs::metadata(file).ok()?.modified().ok());
    times.max()
}

fn backwards(now: SystemTime, newest: Option<SystemTime>) -> Finding {
    const AT: &str = "time of the data";
    let Some(newest) = newest else {
        return Finding::fine(AT, "there are no data yet");
    };
    match newest.duration_since(now) {
        Ok(ahead) if ahead > CLOCK_BACK_MAX => {
            let means = format!("data were written {} in the future", rough(ahead));
            Finding::wrong(
                AT,
                format!("{means}: the clock was set back, or was wrong then"),
            )
            .so(SET_IT)
        }
        _ => Finding::fine(AT, "not in the future"),
    }
}

fn rough(span: Duration) -> String {
    let n_minutes = span.as_secs() / 60;
    match n_minutes {
        0..120 => format!("{n_minutes} minutes"),
        120..2880 => format!("{} hours", n_minutes / 60),
        _ => format!("{} days", n_minutes / (60 * 24)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Grade;

    fn at(text: &str) -> SystemTime {
        DateTime::parse_from_rfc3339(text).unwrap().into()
    }

    #[test]
    fn a_clock_that_was_never_set_is_named() {
        for (now, expected) in [
            ("1970-01-01T00:03:00Z", Grade::Wrong),
            ("2025-12-31T23:59:59Z", Grade::Wrong),
            ("2026-01-01T00:00:00Z", Grade::Fine),
            ("2100-01-01T00:00:00Z", Grade::Wrong),
        ] {
            assert_eq!(year(at(now)).grade, expected, "{now}");
        }
    }

    #[test]
    fn a_clock_that_runs_freely_is_named_and_ignorance_is_not_a_fault() {
        for (asked, is_done, expected) in [
            (Some("yes"), false, Grade::Fine),
            (Some("no"), true, Grade::Warning),
            (None, true, Grade::Fine),
            (None, false, Grade::Unknown),
            (Some("n/a"), false, Grade::Unknown),
        ] {
            let found = synchronised(&asked.map(str::to_owned), is_done);
            assert_eq!(found.grade, expected, "{asked:?}");
        }
    }

    #[test]
    fn data_from_the_future_are_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let written = newest([file.path().to_owned()].into_iter());
        let now = written.unwrap() - CLOCK_BACK_MAX;
        assert_eq!(backwards(now, written).grade, Grade::Fine);
        let found = backwards(now - 3 * Duration::from_secs(3600), written);
        assert_eq!(found.grade, Grade::Wrong);
        assert!(found.means.contains("3 hours in the future"), "{found:?}");
        assert_eq!(backwards(now, None).grade, Grade::Fine);
    }
}
