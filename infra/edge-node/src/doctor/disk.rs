//! The file systems that hold data: what they are, whether there is room, and for how long.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{StatVfs, StatVfsMountFlags};

use super::flush;
use super::mounts::{self, Mount};
use super::premises::{Premises, needs};
use super::{Finding, Grade};
use crate::limits::{
    DISK_FREE_LOW_BYTES, DISK_FREE_WATCH_BYTES, DISK_FREE_WATCH_DAYS, INODES_FREE_LOW,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Growth over a shorter time says nothing about the next month.
const PACE_MIN_DAYS: u64 = 7;
const MAKE_ROOM: &str = "make room, or move the data to a larger disk: without room nothing is \
    written any more, and people's punches are refused";

/// Looks at each file system once, and times a flush in the state directory.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let Some(state_dir) = premises.state_dir() else {
        return needs("disk", &premises.files.runtime_config);
    };
    let data: Vec<_> = premises
        .data_files()
        .into_iter()
        .map(|file| file.path)
        .collect();
    let paths = data.iter().chain([&state_dir]);
    let mut systems = BTreeMap::new();
    for path in paths {
        let Some(place) = standing(path) else {
            continue;
        };
        // One finding for one file system, however many files lie on it.
        if let Ok(found) = fs::metadata(&place) {
            let entry = systems.entry(found.dev());
            let (_, files) = entry.or_insert_with(|| (place, Vec::new()));
            files.push(path.clone());
        }
    }
    let systems = systems.into_values();
    let mut findings: Vec<_> = systems
        .flat_map(|(place, files)| of_system(&place, &files, premises.now))
        .collect();
    findings.push(flush::look(&state_dir));
    findings
}

/// The path, or the nearest folder above it that is there.
fn standing(path: &Path) -> Option<PathBuf> {
    let found = path.ancestors().find(|path| path.exists());
    found.map(Path::to_owned)
}

fn of_system(place: &Path, files: &[PathBuf], now: SystemTime) -> Vec<Finding> {
    let mount = mounts::of(place);
    let point = mount.as_ref().map_or(place, |mount| &mount.point);
    let at = point.display().to_string();
    let mut findings: Vec<_> = mount.iter().map(|mount| kind(&at, mount)).collect();
    match rustix::fs::statvfs(place) {
        Ok(room) => {
            if room.f_flag.contains(StatVfsMountFlags::RDONLY) {
                findings.push(read_only(&at));
            }
            findings.push(space(&at, &room, growth(files, now)));
            findings.extend(inodes(&at, &room));
        }
        Err(error) => findings.push(Finding::unknown(
            at,
            format!("its room is unknown: {error}"),
        )),
    }
    findings
}

fn kind(at: &str, mount: &Mount) -> Finding {
    let kind = &mount.kind;
    if mount.is_remote() {
        return Finding::wrong(at, format!("{kind}, a disk of another machine")).so(
            "move the databases to a disk of this machine: over a network their locks and logs \
             do not hold, and data are lost",
        );
    }
    if mount.is_memory() {
        return Finding::warning(at, format!("{kind}: gone when the machine restarts"))
            .so("move the data to a disk, unless this is for trying things out");
    }
    if mount.is_read_only {
        return read_only(at);
    }
    Finding::fine(at, format!("{kind}, can be written"))
}

fn read_only(at: &str) -> Finding {
    Finding::wrong(at, "mounted read-only").so(
        "look into dmesg: a system makes a failing disk read-only; mount it for writing again \
         only when it is sound",
    )
}

/// Bytes a day by which the databases grew since they were made; none when they are too young
/// to tell.
fn growth(files: &[PathBuf], now: SystemTime) -> Option<u64> {
    let found = files.iter().filter_map(|path| {
        let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let age = now.duration_since(found.created().ok()?).ok()?;
        Some((found.len(), age.as_secs() / DAY.as_secs()))
    });
    let paces = found
        .filter(|(_, n_days)| *n_days >= PACE_MIN_DAYS)
        .map(|(n_bytes, n_days)| n_bytes / n_days);
    paces.reduce(|one, other| one + other)
}

fn space(at: &str, room: &StatVfs, bytes_a_day: Option<u64>) -> Finding {
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    let n_days = bytes_a_day.filter(|pace| *pace > 0).map(|pace| free / pace);
    let lasts = match n_days {
        Some(n_days) => format!(", enough for {n_days} days at the pace so far"),
        None => String::new(),
    };
    let means = format!("{} MB free{lasts}", free / 1_000_000);
    match room_left(free, n_days) {
        Grade::Wrong => Finding::wrong(at, means).so(MAKE_ROOM),
        Grade::Warning => Finding::warning(at, means).so(MAKE_ROOM),
        Grade::Fine | Grade::Unknown => Finding::fine(at, means),
    }
}

fn room_left(free_bytes: u64, n_days: Option<u64>) -> Grade {
    let ends_soon = n_days.is_some_and(|n_days| n_days < DISK_FREE_WATCH_DAYS);
    match free_bytes {
        ..DISK_FREE_LOW_BYTES => Grade::Wrong,
        DISK_FREE_LOW_BYTES..DISK_FREE_WATCH_BYTES => Grade::Warning,
        DISK_FREE_WATCH_BYTES.. if ends_soon => Grade::Warning,
        DISK_FREE_WATCH_BYTES.. => Grade::Fine,
    }
}

/// Some file systems have no fixed number of them, and say zero.
fn inodes(at: &str, room: &StatVfs) -> Option<Finding> {
    let is_low = room.f_files > 0 && room.f_favail < INODES_FREE_LOW;
    let means = format!(
        "{} inodes free: new files are about to be refused",
        room.f_favail
    );
    is_low.then(|| {
        Finding::wrong(at, means).so("remove small files that nobody needs; df -i shows where")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount(kind: &str, is_read_only: bool) -> Mount {
        Mount {
            point: "/srv".into(),
            kind: kind.to_owned(),
            is_read_only,
        }
    }

    #[test]
    fn a_disk_that_does_not_keep_data_is_named() {
        for (kind_of, is_read_only, expected) in [
            ("ext4", false, Grade::Fine),
            ("ext4", true, Grade::Wrong),
            ("nfs4", false, Grade::Wrong),
            ("cifs", false, Grade::Wrong),
            ("tmpfs", false, Grade::Warning),
        ] {
            let found = kind("/srv", &mount(kind_of, is_read_only));
            assert_eq!(found.grade, expected, "{found:?}");
            assert_eq!(found.next.is_some(), expected > Grade::Fine);
        }
    }

    #[test]
    fn room_is_measured_at_its_limits() {
        for (free, n_days, expected) in [
            (DISK_FREE_LOW_BYTES - 1, None, Grade::Wrong),
            (DISK_FREE_LOW_BYTES, None, Grade::Warning),
            (DISK_FREE_WATCH_BYTES, None, Grade::Fine),
            (
                DISK_FREE_WATCH_BYTES,
                Some(DISK_FREE_WATCH_DAYS - 1),
                Grade::Warning,
            ),
            (
                DISK_FREE_WATCH_BYTES,
                Some(DISK_FREE_WATCH_DAYS),
                Grade::Fine,
            ),
        ] {
            assert_eq!(room_left(free, n_days), expected, "{free} {n_days:?}");
        }
    }

    #[test]
    fn a_pace_is_told_only_of_files_that_are_old_enough() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(70_000).unwrap();
        let Ok(made) = file.path().metadata().unwrap().created() else {
            return;
        };
        let files = [file.path().to_owned()];
        assert_eq!(growth(&files, made + 7 * DAY), Some(10_000));
        assert_eq!(growth(&files, made + 6 * DAY), None);
    }

    #[test]
    fn one_file_system_is_looked_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let place = standing(&dir.path().join("not/there/yet")).unwrap();
        assert_eq!(place, dir.path());
        assert!(!of_system(&place, &[], SystemTime::UNIX_EPOCH).is_empty());
    }
}
