//! `ngantor verify`: whether a log still says what it said, from files alone. It needs no node and
//! no network: whoever doubts an office does not ask that office.

use std::fs;
use std::path::{Path, PathBuf};

use ngantor_tlog::checkpoint::{Checkpoint, NoteFault, Verifier};
use ngantor_tlog::leaf::Entry;
use ngantor_tlog::merkle::{Hash, Known, is_consistent};
use ngantor_tlog::receipt::{Receipt, ReceiptFault, hash};
use serde::Deserialize;

/// What to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// One receipt.
    Receipt(PathBuf),
    /// A whole log, as `GET /api/<function>/log/entries` gives it, page after page, and its head.
    Log {
        /// The entries.
        entries: PathBuf,
        /// The signed head.
        head: PathBuf,
    },
    /// Two heads, and the proof that the one grew out of the other.
    Heads {
        /// The one that was kept.
        old: PathBuf,
        /// The one of now.
        new: PathBuf,
        /// `GET /api/<function>/log/consistency`; needed for heads of two sizes.
        proof: Option<PathBuf>,
    },
}

/// Why something does not hold, in an official's words.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum VerifyError {
    #[error("{path} cannot be read: {source}", path = path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{0:?} is no key; it begins with ngantor/ and has two +")]
    Key(String),
    #[error("{path} is {what}", path = path.display())]
    Shape { path: PathBuf, what: &'static str },
    #[error("{path}: {words}", path = path.display())]
    Head { path: PathBuf, words: &'static str },
    #[error(
        "NOT PROVED. The entry is not in the log of this head: the entry, its salt or its place \
         was changed, or the receipt is of another log"
    )]
    NotIncluded,
    #[error("NOT PROVED. Entry {seq} (leaf {leaf}) is not what was sealed: it was changed")]
    Changed { leaf: u64, seq: i64 },
    #[error("NOT PROVED. Leaf {0} is missing: entries were deleted")]
    Missing(u64),
    #[error(
        "NOT PROVED. The head tells {head} entries, and there are {found}: the log was cut off, \
         or the file is not the whole of it"
    )]
    OtherSize { head: u64, found: u64 },
    #[error("NOT PROVED. The entries do not make the root that was signed: the log was rebuilt")]
    OtherRoot,
    #[error(
        "NOT PROVED. The log became shorter, from {old} to {new} entries: its tail was cut off"
    )]
    Shorter { old: u64, new: u64 },
    #[error(
        "NOT PROVED. Both heads are signed, and the newer log does not begin as the older one \
         did: two stories were told"
    )]
    Forked,
    #[error("for heads of {old} and {new} entries there has to be --proof <file>")]
    NoProof { old: u64, new: u64 },
}

/// Checks, and says what was proved. Without a key what the receipt brings along is taken, which
/// is said: a forger brings a key of their own.
///
/// # Errors
/// What does not hold.
pub fn verify(what: &What, key: Option<&str>) -> Result<String, VerifyError> {
    let key = key.map(parse_key).transpose()?;
    match what {
        What::Receipt(path) => verify_receipt(path, key),
        What::Log { entries, head } => verify_log(entries, head, key),
        What::Heads { old, new, proof } => verify_heads((old, new), proof.as_deref(), key),
    }
}

fn verify_receipt(path: &Path, key: Option<Verifier>) -> Result<String, VerifyError> {
    let shape = |what| VerifyError::Shape {
        path: path.to_owned(),
        what,
    };
    let receipt = Receipt::parse(&read(path)?).map_err(|_| shape("no receipt"))?;
    let trusted = trusted(key, || parse_key(&receipt.key))?;
    let checked = receipt.check(&trusted.key).map_err(|fault| match fault {
        ReceiptFault::Unreadable => shape("no receipt"),
        ReceiptFault::Head(fault) => head_error(path, fault),
        ReceiptFault::NotIncluded => VerifyError::NotIncluded,
    })?;
    let Entry {
        seq, kind, subject, ..
    } = &receipt.entry;
    Ok(format!(
        "PROVED. Entry {seq} ({kind} of {subject}) stands in the log {} of {} entries as the \
         receipt has it.{}",
        checked.origin, checked.size, trusted.words
    ))
}

/// A line of the log, as far as it is checked.
#[derive(Deserialize)]
struct Line {
    leaf_index: u64,
    seq: i64,
    hash: String,
    entry: Option<Entry>,
    salt: Option<String>,
}

fn verify_log(entries: &Path, head: &Path, key: Option<Verifier>) -> Result<String, VerifyError> {
    let note = read_text(head)?;
    let trusted = trusted(key, || key_beside(head))?;
    let checked = open(&trusted.key, head, &note)?;
    let text = read(entries)?;
    let shape = VerifyError::Shape {
        path: entries.to_owned(),
        what: "no list of entries of a log",
    };
    let mut known = Known::new();
    let (mut size, mut n_forgotten) = (0, 0);
    // Pages may stand behind each other, as `curl` appends them.
    for page in serde_json::Deserializer::from_slice(&text).into_iter::<Vec<Line>>() {
        let Ok(page) = page else { return Err(shape) };
        for line in page {
            if line.leaf_index != size {
                return Err(VerifyError::Missing(size));
            }
            let Some(sealed) = hash(&line.hash) else {
                return Err(shape);
            };
            match (&line.entry, line.salt.as_deref()) {
                (Some(entry), Some(salt)) => {
                    let leaf = hash(salt).map(|salt| entry.leaf(&salt));
                    if leaf != Some(sealed) {
                        return Err(changed(&line));
                    }
                }
                (_, None) => n_forgotten += 1,
                (None, Some(_)) => return Err(changed(&line)),
            }
            // What is appended one after the other always fits.
            let _complete = known.append(size, sealed);
            size += 1;
        }
    }
    if size != checked.size {
        return Err(VerifyError::OtherSize {
            head: checked.size,
            found: size,
        });
    }
    if known.root(size) != Ok(checked.root) {
        return Err(VerifyError::OtherRoot);
    }
    let forgotten = match n_forgotten {
        0 => String::new(),
        n => format!(" Of {n} what they said was erased; their places are proved."),
    };
    Ok(format!(
        "PROVED. The log {} has {size} entries, each as it was sealed.{forgotten}{}",
        checked.origin, trusted.words
    ))
}

const fn changed(line: &Line) -> VerifyError {
    VerifyError::Changed {
        leaf: line.leaf_index,
        seq: line.seq,
    }
}

#[derive(Deserialize)]
struct Proof {
    proof: Vec<String>,
}

fn verify_heads(
    (old, new): (&Path, &Path),
    proof: Option<&Path>,
    key: Option<Verifier>,
) -> Result<String, VerifyError> {
    let trusted = trusted(key, || key_beside(old))?;
    let first = open(&trusted.key, old, &read_text(old)?)?;
    let second = open(&trusted.key, new, &read_text(new)?)?;
    if second.size < first.size {
        return Err(VerifyError::Shorter {
            old: first.size,
            new: second.size,
        });
    }
    let steps: Vec<Hash> = match proof {
        _ if first.size == second.size => Vec::new(),
        None => {
            return Err(VerifyError::NoProof {
                old: first.size,
                new: second.size,
            });
        }
        Some(path) => {
            let shape = || VerifyError::Shape {
                path: path.to_owned(),
                what: "no proof of consistency",
            };
            let proof: Proof = serde_json::from_slice(&read(path)?).map_err(|_| shape())?;
            let steps = proof.proof.iter().map(|step| hash(step));
            steps.collect::<Option<_>>().ok_or_else(shape)?
        }
    };
    let (old_head, new_head) = ((first.size, &first.root), (second.size, &second.root));
    if !is_consistent(old_head, new_head, &steps) {
        return Err(VerifyError::Forked);
    }
    Ok(format!(
        "PROVED. The log {} grew from {} to {} entries, and none of the first ones changed.{}",
        first.origin, first.size, second.size, trusted.words
    ))
}

/// A key, and what is to be said of it.
struct Trusted {
    key: Verifier,
    words: &'static str,
}

/// The key that the reader trusts; without one that which comes along.
fn trusted(
    key: Option<Verifier>,
    comes_along: impl FnOnce() -> Result<Verifier, VerifyError>,
) -> Result<Trusted, VerifyError> {
    Ok(match key {
        Some(key) => Trusted { key, words: "" },
        None => Trusted {
            key: comes_along()?,
            words: " The key is the one that came along; compare it with the office's, or give \
                    it as --key.",
        },
    })
}

/// A note does not bring its key.
fn key_beside(head: &Path) -> Result<Verifier, VerifyError> {
    Err(VerifyError::Head {
        path: head.to_owned(),
        words: "give the log's key as --key <key>; GET /api/<function>/log tells it",
    })
}

fn open(key: &Verifier, path: &Path, note: &str) -> Result<Checkpoint, VerifyError> {
    key.open(note).map_err(|fault| head_error(path, fault))
}

fn head_error(path: &Path, fault: NoteFault) -> VerifyError {
    let words = match fault {
        NoteFault::Unreadable => "its head is no signed note",
        NoteFault::NotSigned => "NOT PROVED. The head is not signed by this key",
        NoteFault::Forged => "NOT PROVED. The head's signature is forged",
        NoteFault::OtherLog => "NOT PROVED. The head is of another log",
    };
    VerifyError::Head {
        path: path.to_owned(),
        words,
    }
}

fn parse_key(text: &str) -> Result<Verifier, VerifyError> {
    Verifier::parse(text).ok_or_else(|| VerifyError::Key(text.to_owned()))
}

fn read(path: &Path) -> Result<Vec<u8>, VerifyError> {
    fs::read(path).map_err(|source| VerifyError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn read_text(path: &Path) -> Result<String, VerifyError> {
    String::from_utf8(read(path)?).map_err(|_| VerifyError::Shape {
        path: path.to_owned(),
        what: "no signed note",
    })
}
