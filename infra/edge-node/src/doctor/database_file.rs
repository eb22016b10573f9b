//! One SQLite file as it lies on the disk: its head, and how to read it without leaving a trace.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::locks;
use super::premises::beside;
use crate::limits::BUSY_TIMEOUT;

/// As sqlite.org/fileformat2.html §1.3 has it.
const HEAD_BYTES: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";
/// In the head: reads and writes go through a log.
const LOGGED: u8 = 2;
const PAGE_BYTES_MIN: u64 = 512;
/// What the head writes for the largest page, since it does not fit.
const PAGE_64_KIB: u64 = 1;

/// The head of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whether commits go into a log beside the file.
    pub is_logged: bool,
}

/// Why a head is none.
#[derive(Debug, thiserror::Error)]
pub enum HeadFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is something else.
    #[error("is no SQLite database any more: its first bytes were overwritten")]
    Foreign,
    /// A part is missing.
    #[error("was cut short: it is {0} bytes long, which is not whole pages of {1}")]
    Cut(u64, u64),
}

/// Reads the head; none of an empty file, which is a database without anything in it.
pub fn head(path: &Path) -> Result<Option<Head>, HeadFault> {
    let mut file = File::open(path)?;
    let n_bytes = file.metadata()?.len();
    if n_bytes == 0 {
        return Ok(None);
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    let page_bytes = match head.get(16..18) {
        Some(&[high, low]) => u64::from(u16::from_be_bytes([high, low])),
        _ => return Err(HeadFault::Foreign),
    };
    let page_bytes = if page_bytes == PAGE_64_KIB {
        1 << 16
    } else {
        page_bytes
    };
    let is_page = page_bytes.is_power_of_two() && page_bytes >= PAGE_BYTES_MIN;
    if !head.starts_with(MAGIC) || !is_page {
        return Err(HeadFault::Foreign);
    }
    if n_bytes % page_bytes != 0 {
        return Err(HeadFault::Cut(n_bytes, page_bytes));
    }
    let is_logged = head.get(18) == Some(&LOGGED);
    Ok(Some(Head { is_logged }))
}

/// The length of a file; zero when it is not there.
pub fn n_bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

/// Opens a database for reading. Nothing is made beside it that was not there.
///
/// Who reads a log the ordinary way takes part in its index, the `-shm` file, and makes that
/// (and an empty log) when it is not there. So that is done only while somebody else has the
/// database open and both are there anyway. Otherwise a log is read with an index in memory,
/// for which SQLite wants the file for itself: the VFS without locks lets it think so. Without
/// a log the file is read as one that never changes.
pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let is_used = is_used(path);
    let connection = if is_used {
        Connection::open_with_flags(path, flags)?
    } else if n_bytes(&beside(path, "-wal")) > 0 {
        let alone = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
        alone.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        alone
    } else {
        let uri = format!("file:{}?immutable=1", escaped(path));
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    // Or whoever closes last would take the log into the database.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Whether some process has the database open; taken to be so where that cannot be known.
pub fn is_used(path: &Path) -> bool {
    let files = [path.to_owned(), beside(path, "-shm")];
    files
        .iter()
        .any(|file| locks::is_held(file).unwrap_or(true))
}

/// A path in a URI: whatever could mean something there is written by its number.
fn escaped(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let parts = bytes.map(|&byte| match byte {
        b'/' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02x}"),
    });
    parts.collect()
}

/// When a database and its log were last written, and how long they are: the same before and
/// after means that what was read in between belongs together.
pub fn state(path: &Path) -> Vec<Option<(SystemTime, u64)>> {
    let files = [path.to_owned(), beside(path, "-wal")];
    let states = files.iter().map(|file| {
        let found = fs::metadata(file).ok()?;
        Some((found.modified().ok()?, found.len()))
    });
    states.collect()
}
