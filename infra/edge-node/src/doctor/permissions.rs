//! Whose the files are, whether the node may write them, and who else may read them: databases
//! hold password hashes, and compiled code is run as it lies there.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::Access;

use super::Finding;
use super::premises::{DataFile, Premises, needs};
use crate::config::secrets;
use crate::host::cache;

/// The bits by which others than the owner may do something.
const OTHERS: u32 = 0o077;
/// Those by which others may go into a folder.
const OTHERS_ENTER: u32 = 0o011;
/// Those by which others may put their own files in the place of ours.
const OTHERS_WRITE: u32 = 0o022;
/// The user who may do everything.
const ROOT: u32 = 0;

/// Looks at the state directory and at everything that holds data.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let Some(state_dir) = premises.state_dir() else {
        return needs("permissions", &premises.files.runtime_config);
    };
    let at = state_dir.display().to_string();
    let Ok(found) = fs::metadata(&state_dir) else {
        let means = "not there yet; the first start makes it, for the node's user alone";
        return vec![Finding::fine(at, means)];
    };
    let own = rustix::process::geteuid().as_raw();
    // Root looks for somebody else: the node's user is whose the folder is.
    let owner = if own == ROOT { found.uid() } else { own };
    let data = premises.data_files();
    let mut findings: Vec<_> = [&state_dir, &state_dir.join(cache::FOLDER)]
        .into_iter()
        .flat_map(|folder| of_own_folder(folder, owner))
        .collect();
    let mut folders: Vec<_> = data.iter().filter_map(|file| file.path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    let others = folders.into_iter().filter(|folder| *folder != state_dir);
    findings.extend(others.flat_map(of_folder));
    let kept = [secrets::FILE, "lock"].map(|name| state_dir.join(name));
    let files = data.iter().flat_map(DataFile::all).chain(kept);
    findings.extend(files.flat_map(|file| of_file(&file, owner)));
    if findings.is_empty() {
        let means = format!("all is user {owner}'s, who can write it, and nobody else can read it");
        findings.push(Finding::fine(at, means));
    }
    findings
}

/// A folder that is the node's alone.
fn of_own_folder(path: &Path, owner: u32) -> Vec<Finding> {
    let Ok(found) = fs::metadata(path) else {
        return Vec::new();
    };
    let mut findings = usable(path, &found, owner);
    let mode = found.mode() & 0o777;
    if mode & OTHERS != 0 {
        let at = path.display().to_string();
        let means = format!("other users may look into it (mode {mode:o})");
        let next = format!("chmod 700 {at}; a start does that too");
        findings.push(Finding::warning(at, means).so(next));
    }
    findings
}

/// Another folder with a database in it: SQLite makes its log there.
fn of_folder(path: &Path) -> Vec<Finding> {
    let Ok(found) = fs::metadata(path) else {
        return Vec::new();
    };
    let mut findings: Vec<_> = not_writable(path).into_iter().collect();
    let mode = found.mode() & 0o7777;
    if mode & OTHERS_WRITE != 0 {
        let at = path.display().to_string();
        let means = format!("other users may replace what is in it (mode {mode:o})");
        let next = format!("chmod go-w {at}");
        findings.push(Finding::wrong(at, means).so(next));
    }
    findings
}

fn of_file(path: &Path, owner: u32) -> Vec<Finding> {
    let Ok(found) = fs::metadata(path) else {
        return Vec::new();
    };
    let mut findings = usable(path, &found, owner);
    let mode = found.mode() & 0o777;
    if mode & OTHERS != 0 {
        let at = path.display().to_string();
        let next = format!("chmod 600 {at}");
        let is_hidden = path.parent().is_some_and(is_closed);
        findings.push(if is_hidden {
            let means = format!("only its folder keeps other users out (mode {mode:o})");
            Finding::warning(at, means).so(next)
        } else {
            let means = format!("other users of this machine may read it (mode {mode:o})");
            Finding::wrong(at, means).so(next)
        });
    }
    findings
}

fn is_closed(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|found| found.mode() & OTHERS_ENTER == 0)
}

fn usable(path: &Path, found: &Metadata, owner: u32) -> Vec<Finding> {
    let at = path.display().to_string();
    let foreign = (found.uid() != owner).then(|| {
        let means = format!("it is user {}'s, not user {owner}'s", found.uid());
        Finding::wrong(&at, means).so(format!(
            "run doctor as the user whose the node is; if that is this one: chown {owner} {at}"
        ))
    });
    foreign.into_iter().chain(not_writable(path)).collect()
}

fn not_writable(path: &Path) -> Option<Finding> {
    let refused = rustix::fs::access(path, Access::WRITE_OK).err()?;
    let at = path.display().to_string();
    let next = format!("run doctor as the user whose the node is; if it does: chmod u+w {at}");
    Some(Finding::wrong(at, format!("cannot be written: {refused}")).so(next))
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::doctor::Grade;
    use crate::doctor::mounts::Mounted;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    fn own() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    #[test]
    fn a_file_that_others_may_read_is_named_with_what_mends_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("people.db");
        fs::write(&path, "").unwrap();
        for (folder_mode, mode, expected) in [
            (0o700, 0o600, None),
            (0o755, 0o600, None),
            (0o700, 0o644, Some(Grade::Warning)),
            (0o755, 0o640, Some(Grade::Wrong)),
        ] {
            set(dir.path(), folder_mode);
            set(&path, mode);
            let found = of_file(&path, own());
            let grade = found.first().map(|finding| finding.grade);
            assert_eq!(grade, expected, "{mode:o} in {folder_mode:o}: {found:?}");
            let mends = format!("chmod 600 {}", path.display());
            assert!(
                found
                    .iter()
                    .all(|finding| finding.next.as_ref() == Some(&mends))
            );
        }
    }

    #[test]
    fn a_file_of_another_user_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let found = of_file(file.path(), own() + 1);
        assert_eq!(found[0].grade, Grade::Wrong);
        let next = found[0].next.as_ref().unwrap();
        assert!(next.contains(&format!("chown {}", own() + 1)), "{next}");
    }

    #[test]
    fn a_folder_that_is_open_to_others_is_named() {
        let dir = tempfile::tempdir().unwrap();
        for (mode, own_folder, folder) in [
            (0o700, None, None),
            (0o755, Some(Grade::Warning), None),
            (0o775, Some(Grade::Warning), Some(Grade::Wrong)),
        ] {
            set(dir.path(), mode);
            let grade = |found: Vec<Finding>| found.first().map(|finding| finding.grade);
            assert_eq!(
                grade(of_own_folder(dir.path(), own())),
                own_folder,
                "{mode:o}"
            );
            assert_eq!(grade(of_folder(dir.path())), folder, "{mode:o}");
        }
    }

    /// A file system that is mounted read-only refuses root as well, unlike a mode.
    #[test]
    fn what_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(not_writable(dir.path()), None);
        let mounted = Mounted::on(dir.path(), "ro,size=8k");
        if mounted.is_none() {
            set(dir.path(), 0o500);
        }
        let found = not_writable(dir.path()).unwrap();
        assert_eq!(found.grade, Grade::Wrong);
    }
}
