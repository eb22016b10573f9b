//! Which file system a path lies on, what kind it is, and how it is mounted.

use std::fs;
use std::path::{Path, PathBuf};

/// Every mount as this process sees it; Linux has it.
const LIST: &str = "/proc/self/mountinfo";

/// A mounted file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it is mounted.
    pub point: PathBuf,
    /// Its kind, as in `mount`.
    pub kind: String,
    /// Whether nothing can be written.
    pub is_read_only: bool,
}

/// The mount that a path lies on; none when that cannot be known.
pub fn of(path: &Path) -> Option<Mount> {
    let path = fs::canonicalize(path).ok()?;
    find(&fs::read_to_string(LIST).ok()?, &path)
}

/// The longest mount point above the path; of several at one point the last covers the others.
fn find(list: &str, path: &Path) -> Option<Mount> {
    let mounts = list.lines().filter_map(parse);
    mounts
        .filter(|mount| path.starts_with(&mount.point))
        .max_by_key(|mount| mount.point.components().count())
}

/// A line is `36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/sda1 rw,errors=…`.
fn parse(line: &str) -> Option<Mount> {
    let (mount, system) = line.split_once(" - ")?;
    let mut fields = mount.split(' ').skip(4);
    let point = fields.next()?;
    let options = fields.next()?;
    let mut fields = system.split(' ');
    let kind = fields.next()?;
    let system_options = fields.nth(1).unwrap_or_default();
    let is_read_only = |options: &str| options.split(',').any(|option| option == "ro");
    Some(Mount {
        point: unescaped(point).into(),
        kind: kind.to_owned(),
        is_read_only: is_read_only(options) || is_read_only(system_options),
    })
}

/// Spaces and the like are written as `\040`.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\134", "\\")
}

impl Mount {
    /// Whether it is another machine's disk. SQLite's log needs shared memory and locks that
    /// such file systems do not give across machines (sqlite.org/wal.html).
    pub fn is_remote(&self) -> bool {
        const REMOTE: [&str; 14] = [
            "9p",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "fuse.ceph",
            "fuse.glusterfs",
            "fuse.sshfs",
            "gfs2",
            "lustre",
            "nfs",
            "nfs4",
            "smb3",
            "smbfs",
        ];
        REMOTE.contains(&self.kind.as_str())
    }

    /// Whether it is gone after a restart of the machine.
    pub fn is_memory(&self) -> bool {
        ["tmpfs", "ramfs"].contains(&self.kind.as_str())
    }
}

/// A small file system of a test's own, until it is dropped.
#[cfg(test)]
pub struct Mounted<'a>(&'a Path);

#[cfg(test)]
impl<'a> Mounted<'a> {
    /// None, with a word about it, for whoever may not mount.
    pub fn on(folder: &'a Path, options: &str) -> Option<Self> {
        let mut command = std::process::Command::new("mount");
        let command = command
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder);
        let done = command.output().is_ok_and(|done| done.status.success());
        if !done {
            eprintln!("not shown here: mounting takes root");
        }
        done.then_some(Self(folder))
    }
}

#[cfg(test)]
impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let done = std::process::Command::new("umount").arg(self.0).status();
        assert!(done.is_ok_and(|done| done.success()), "the mount stays");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n\
        30 22 0:44 / /srv rw shared:3 master:1 - nfs4 nas:/office rw,vers=4.2\n\
        31 30 0:45 / /srv/old\\040office ro,nosuid - xfs /dev/vdb rw\n\
        32 22 0:46 / /cold rw - ext4 /dev/vdc ro\n";

    #[test]
    fn the_nearest_mount_above_counts() {
        for (path, point, kind, is_read_only) in [
            ("/var/lib", "/", "ext4", false),
            ("/srv/data/people.db", "/srv", "nfs4", false),
            ("/srv2", "/", "ext4", false),
            ("/srv/old office/a", "/srv/old office", "xfs", true),
            ("/cold", "/cold", "ext4", true),
        ] {
            let mount = find(MOUNTS, Path::new(path)).unwrap();
            assert_eq!(mount.point, Path::new(point), "{path}");
            assert_eq!(
                (mount.kind.as_str(), mount.is_read_only),
                (kind, is_read_only)
            );
        }
        assert!(find(MOUNTS, Path::new("/srv/x")).unwrap().is_remote());
        assert!(!find(MOUNTS, Path::new("/")).unwrap().is_remote());
    }

    #[test]
    fn a_mount_is_seen_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        if let Some(_mounted) = Mounted::on(dir.path(), "ro,size=8k") {
            let mount = of(dir.path()).unwrap();
            assert!(mount.is_memory() && mount.is_read_only, "{mount:?}");
            assert_eq!(mount.point, fs::canonicalize(dir.path()).unwrap());
        }
    }

    #[test]
    fn this_machine_says_where_a_folder_lies() {
        let dir = tempfile::tempdir().unwrap();
        if Path::new(LIST).exists() {
            assert!(!of(dir.path()).unwrap().is_read_only);
        }
    }
}
