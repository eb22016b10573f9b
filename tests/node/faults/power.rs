//! A power cut: of everything that was not flushed, any sector may be there or not, in any of
//! the states that it went through.
//!
//! A process that is killed leaves the system's page cache behind, so that alone does not show
//! that an acknowledged write was flushed. `tests/faults/preload.c` notes before each write
//! what it replaces, and each flush; from that a state is made that the disk could hold.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::chance::Chance;

/// What a disk writes whole.
const SECTOR: u64 = 512;
/// What the system writes out whole once any byte of it was written.
const PAGE: u64 = 4096;
/// The length of `struct mark` and its kinds.
const MARK_BYTES: usize = 40;
const WRITE: u64 = 1;
const SYNCED: u64 = 2;
const SYNC_FAILED: u64 = 3;

/// A write that may be lost.
struct Write {
    /// Where its mark begins: flushes tell by it what they cover.
    noted_at: u64,
    at: u64,
    end: u64,
    old_size: u64,
    old: Vec<u8>,
    /// A flush after it failed. The system takes such pages for written although they are not,
    /// and the next flush leaves them out.
    is_given_up: bool,
}

/// Leaves of each database what a power cut might, and forgets the notes: what is there now
/// was on the disk. So many sectors of a thousand survive although they were not flushed.
///
/// How many writes were not flushed.
pub fn cut(data: &Path, notes: &Path, chance: &mut Chance, kept_per_mille: u64) -> usize {
    let mut n_lost = 0;
    for (note, name) in notes_of(notes) {
        let writes = unflushed(&fs::read(&note).unwrap());
        n_lost += writes.len();
        let file = data.join(name);
        if file.exists() {
            take_away(&file, &writes, chance, kept_per_mille);
        }
        fs::remove_file(&note).unwrap();
    }
    scramble_shared_memory(data, chance);
    n_lost
}

/// After a kill the last mark may be half written; the next process appends behind it.
pub fn close_notes(notes: &Path) {
    for (note, _) in notes_of(notes) {
        let bytes = fs::read(&note).unwrap();
        let whole: usize = marks(&bytes).map(|(_, _, n_bytes)| n_bytes).sum();
        let file = OpenOptions::new().write(true).open(&note).unwrap();
        file.set_len(whole as u64).unwrap();
    }
}

fn notes_of(folder: &Path) -> Vec<(std::path::PathBuf, String)> {
    let mut notes: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path
                .file_name()?
                .to_str()?
                .strip_suffix(".undo")?
                .to_owned();
            Some((path, name))
        })
        .collect();
    notes.sort();
    notes
}

/// Each mark: where it begins, its five numbers, and its length with what follows.
fn marks(bytes: &[u8]) -> impl Iterator<Item = (usize, [u64; 5], usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = bytes.get(at..at + MARK_BYTES)?;
        let number = |index: usize| {
            let bytes = head[index * 8..index * 8 + 8].try_into().unwrap();
            u64::from_ne_bytes(bytes)
        };
        let numbers = std::array::from_fn(number);
        let n_bytes = MARK_BYTES + usize::try_from(numbers[4]).unwrap();
        bytes.get(at..at + n_bytes)?;
        at += n_bytes;
        Some((at - n_bytes, numbers, n_bytes))
    })
}

fn unflushed(bytes: &[u8]) -> Vec<Write> {
    let mut writes: Vec<Write> = Vec::new();
    for (noted_at, [kind, at, n, old_size, _], n_bytes) in marks(bytes) {
        match kind {
            WRITE => writes.push(Write {
                noted_at: noted_at as u64,
                at,
                end: at + n,
                old_size,
                old: bytes[noted_at + MARK_BYTES..noted_at + n_bytes].to_vec(),
                is_given_up: false,
            }),
            SYNCED => writes = not_covered(writes, at),
            SYNC_FAILED => {
                for write in writes.iter_mut().filter(|write| write.noted_at < at) {
                    write.is_given_up = true;
                }
            }
            other => panic!("a mark of kind {other}"),
        }
    }
    writes
}

/// What a flush that succeeded left unwritten. A page that was given up is written with it
/// when it was written to again.
fn not_covered(writes: Vec<Write>, until: u64) -> Vec<Write> {
    let fresh: Vec<_> = writes
        .iter()
        .filter(|write| write.noted_at < until && !write.is_given_up)
        .flat_map(|write| write.at / PAGE..=(write.end - 1) / PAGE)
        .collect();
    let is_left = |write: &Write| {
        let mut pages = write.at / PAGE..=(write.end - 1) / PAGE;
        let is_again = pages.all(|page| fresh.contains(&page));
        write.noted_at >= until || write.is_given_up && !is_again
    };
    writes.into_iter().filter(is_left).collect()
}

fn take_away(path: &Path, writes: &[Write], chance: &mut Chance, kept_per_mille: u64) {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut undone = undone_steps(writes, chance, kept_per_mille);
    let mut size = file.metadata().unwrap().len();
    for write in writes.iter().rev() {
        for sector in sectors(write) {
            let left = undone.get_mut(&sector).unwrap();
            if *left > 0 {
                *left -= 1;
                let from = write.at.max(sector * SECTOR);
                let to = write.end.min((sector + 1) * SECTOR);
                let old: Vec<u8> = (from..to)
                    .map(|place| {
                        let index = usize::try_from(place - write.at).unwrap();
                        write.old.get(index).copied().unwrap_or(0)
                    })
                    .collect();
                file.write_all_at(&old, from).unwrap();
                size = size.max(to);
            }
        }
    }
    file.set_len(size).unwrap();
    // The file's length may be as lost as what made it longer.
    if let Some(first) = writes.first().filter(|_| chance.per_mille(500)) {
        shorten(&file, first.old_size, size);
    }
}

/// For each sector that was written: how many of its last states are taken back.
fn undone_steps(writes: &[Write], chance: &mut Chance, kept_per_mille: u64) -> BTreeMap<u64, u64> {
    let mut n_states: BTreeMap<u64, u64> = BTreeMap::new();
    for sector in writes.iter().flat_map(sectors) {
        *n_states.entry(sector).or_default() += 1;
    }
    for n in n_states.values_mut() {
        *n = match (kept_per_mille, chance.per_mille(kept_per_mille)) {
            (0, _) => *n,
            (_, true) => 0,
            (_, false) => chance.within(1..*n + 1),
        };
    }
    n_states
}

fn sectors(write: &Write) -> impl Iterator<Item = u64> + use<> {
    write.at / SECTOR..=(write.end - 1) / SECTOR
}

/// Cuts off the zeros at the end that lie behind what was flushed.
fn shorten(file: &fs::File, shortest: u64, size: u64) {
    if size <= shortest {
        return;
    }
    let mut tail = vec![0; usize::try_from(size - shortest).unwrap()];
    file.read_exact_at(&mut tail, shortest).unwrap();
    let n_kept = tail
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |at| at + 1);
    let end = (shortest + n_kept as u64).next_multiple_of(SECTOR);
    file.set_len(end.min(size)).unwrap();
}

/// Shared memory is rebuilt after a cut; whatever lies there must not matter.
fn scramble_shared_memory(data: &Path, chance: &mut Chance) {
    for entry in fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().ends_with(".db-shm") {
            let n_bytes = fs::metadata(&path).unwrap().len();
            let noise: Vec<u8> = (0..n_bytes)
                .map(|_| chance.next().to_le_bytes()[0])
                .collect();
            fs::write(&path, noise).unwrap();
        }
    }
}
