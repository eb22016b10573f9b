//! How long a flush takes where the databases are: every punch waits for one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Finding;
use crate::limits::FLUSH_SLOW;

/// As much as a small commit writes, in bytes.
const WRITE_BYTES: usize = 4096;
/// One flush may meet another program's; the middle one of several tells.
const N_FLUSHES: usize = 9;

/// Times flushes of a small file in the folder, and removes it again.
pub fn look(folder: &Path) -> Finding {
    let at = format!("flushing in {}", folder.display());
    if !folder.is_dir() {
        return Finding::unknown(at, "not measured: the first start makes the folder");
    }
    match measure(folder) {
        Ok(took) => judge(at, took),
        Err(error) => Finding::wrong(at, format!("not possible: {error}")).so(
            "see whether the disk is full or read-only, and whether doctor runs as the node's user",
        ),
    }
}

fn judge(at: String, took: Duration) -> Finding {
    let means = format!("{:.1} ms", took.as_secs_f64() * 1000.0);
    if took <= FLUSH_SLOW {
        return Finding::fine(at, means);
    }
    Finding::warning(at, format!("{means}: every write waits that long")).so(
        "see what else keeps the disk busy (iostat -x 1); a worn SD card or a slow disk wants to \
         be replaced by an SSD",
    )
}

/// The middle one of some flushes.
fn measure(folder: &Path) -> io::Result<Duration> {
    let mut probe = Probe::make(folder)?;
    let flushes = (0..N_FLUSHES).map(|_| probe.flush());
    let mut took = flushes.collect::<io::Result<Vec<_>>>()?;
    took.sort_unstable();
    Ok(took.get(N_FLUSHES / 2).copied().unwrap_or_default())
}

/// A file that goes when it is dropped.
struct Probe {
    file: File,
    path: PathBuf,
}

impl Probe {
    fn make(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("doctor-{}.probe", std::process::id()));
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Self { file, path })
    }

    fn flush(&mut self) -> io::Result<Duration> {
        self.file.write_all(&[0; WRITE_BYTES])?;
        let begun = Instant::now();
        self.file.sync_data()?;
        Ok(begun.elapsed())
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            eprintln!("ngantor: {} is left over: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Grade;
    use crate::doctor::mounts::Mounted;

    #[test]
    fn nothing_is_left_behind() {
        let dir = tempfile::tempdir().unwrap();
        assert!(look(dir.path()).means.contains("ms"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_slow_disk_is_named() {
        assert_eq!(judge("a".into(), FLUSH_SLOW).grade, Grade::Fine);
        let slow = judge("a".into(), FLUSH_SLOW + Duration::from_millis(1));
        assert_eq!(slow.grade, Grade::Warning);
        assert!(slow.means.starts_with("51.0 ms"), "{slow:?}");
    }

    /// On a file system of its own, as large as two pages.
    #[test]
    fn a_full_disk_is_named_and_left_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let Some(_mounted) = Mounted::on(dir.path(), "size=8k") else {
            return;
        };
        fs::write(dir.path().join("people.db"), vec![1; 8192]).unwrap();
        let found = look(dir.path());
        assert_eq!(found.grade, Grade::Wrong, "{found:?}");
        assert!(found.means.contains("No space left"), "{found:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
