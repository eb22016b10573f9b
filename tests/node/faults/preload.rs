//! The library between the node and its disk (`tests/faults/preload.c`): built, loaded, told
//! what to do.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use ngantor_tests::installation::Installation;

/// The size of the shared file, and the places of its fields, as `struct control` has them.
const CONTROL_BYTES: u64 = 4096;
const WRITES: u64 = 0;
const SYNCS: u64 = 24;
const TARGET: u64 = 48;
const TARGET_BYTES: usize = 64;
const N_WRITES: u64 = 112;
const N_SYNCS: u64 = 120;
const N_STRUCK: u64 = 128;

/// How long a blow may take to fall while clients write.
const STRIKE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(1);

/// What happens to a write; the numbers of `enum write_action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnWrite {
    Error = 1,
    Full = 2,
    /// As a full disk does it: what is there can still be overwritten.
    FullForMore = 3,
    /// Half of it is written, and the call says so.
    Short = 4,
    /// Half of it is written, then the process is gone.
    Die = 5,
}

/// What happens to a flush; the numbers of `enum sync_action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSync {
    Error = 1,
    DieBefore = 2,
    DieAfter = 3,
    /// It says that it is done and has done nothing.
    Lie = 4,
}

/// The side of a test of one disk that fails on request.
pub struct Disk {
    control: File,
    folder: PathBuf,
}

impl Disk {
    /// A disk without a fault, its notes in a folder of its own.
    pub fn new(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        let path = folder.join("control");
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create_new(true);
        let control = options.open(&path).unwrap();
        control.set_len(CONTROL_BYTES).unwrap();
        Self {
            control,
            folder: folder.to_owned(),
        }
    }

    /// An installation whose node gets this disk.
    pub fn under(installation: Installation) -> (Installation, Self) {
        let disk = Self::new(&installation.folder().join("disk"));
        let variables = disk.variables();
        let with = |installation: Installation, (name, value): (&str, PathBuf)| {
            installation.with_variable(name, value)
        };
        (variables.into_iter().fold(installation, with), disk)
    }

    /// What a process needs in its environment to get this disk.
    pub fn variables(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("LD_PRELOAD", library().to_owned()),
            ("FAULTS_CONTROL", self.folder.join("control")),
            ("FAULTS_UNDO", self.folder.clone()),
        ]
    }

    /// Where it notes what a power cut would take away.
    pub fn undo_folder(&self) -> &Path {
        &self.folder
    }

    /// Strikes `times` writes of the files whose names begin with `target`, after `after`.
    pub fn strike_writes(&self, target: &str, action: OnWrite, after: u64, times: u64) {
        self.arm(WRITES, target, action as u64, after, times);
    }

    /// Strikes flushes in the same way.
    pub fn strike_syncs(&self, target: &str, action: OnSync, after: u64, times: u64) {
        self.arm(SYNCS, target, action as u64, after, times);
    }

    fn arm(&self, at: u64, target: &str, action: u64, after: u64, times: u64) {
        let mut name = [0; TARGET_BYTES];
        name[..target.len()].copy_from_slice(target.as_bytes());
        self.control.write_all_at(&name, TARGET).unwrap();
        self.set(at + 8, after);
        self.set(at + 16, times);
        // Last, because from here on it counts.
        self.set(at, action);
    }

    /// A disk without a fault again.
    pub fn heal(&self) {
        self.set(WRITES, 0);
        self.set(SYNCS, 0);
    }

    /// The writes and flushes that it saw.
    pub fn seen(&self) -> (u64, u64) {
        (self.get(N_WRITES), self.get(N_SYNCS))
    }

    /// How often it struck.
    pub fn n_struck(&self) -> u64 {
        self.get(N_STRUCK)
    }

    /// Waits until it has struck so often; false when that never comes.
    pub fn has_struck(&self, n: u64) -> bool {
        let deadline = Instant::now() + STRIKE;
        while self.n_struck() < n {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(LOOK);
        }
        true
    }

    fn set(&self, at: u64, value: u64) {
        self.control.write_all_at(&value.to_ne_bytes(), at).unwrap();
    }

    fn get(&self, at: u64) -> u64 {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, at).unwrap();
        u64::from_ne_bytes(bytes)
    }
}

/// The library, built once by the C compiler that the node's own build needs as well.
fn library() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let built = folder.join("faults-preload.so");
        // Another run may load it at this moment: it is put there whole.
        let fresh = folder.join(format!("faults-preload-{}.so", std::process::id()));
        let done = Command::new("cc")
            .args(["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror"])
            .args(["-fPIC", "-shared", "-o"])
            .arg(&fresh)
            .arg(ngantor_tests::root().join("tests/faults/preload.c"))
            .args(["-ldl", "-lpthread"])
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        fs::rename(&fresh, &built).unwrap();
        built
    })
}
