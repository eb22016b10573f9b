//! The head of a tree as a signed note (C2SP `tlog-checkpoint` and `signed-note`, Ed25519), as Go's
//! checksum database and other logs sign theirs: any tool that reads those reads ours.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_compact::{KeyPair, PublicKey, Seed, Signature};
use sha2::{Digest as _, Sha256};

use crate::leaf::hex;
use crate::merkle::Hash;

/// Ed25519, in a key and in a key's id.
const ED25519: u8 = 1;
/// The bytes of a key's id.
const ID_BYTES: usize = 4;
/// So many bytes of the key's hash stand in a log's name.
const MARK_BYTES: usize = 8;
/// What a line with a signature begins with.
const SIGNED_BY: &str = "\u{2014} ";
/// The longest note that is looked at, in bytes.
const NOTE_MAX_BYTES: usize = 64 * 1024;

/// A text is no such note, or not signed by the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteFault {
    /// It is not written as a checkpoint is.
    Unreadable,
    /// No line has a signature by the key.
    NotSigned,
    /// The signature by the key does not belong to the text.
    Forged,
    /// It is of another log.
    OtherLog,
}

/// The head of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log; also the name of its key.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Signs the heads of one log.
pub struct Signer {
    pair: KeyPair,
    /// The log, and the name of its key.
    name: String,
}

/// Checks the heads of one log: its name and its public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: [u8; PublicKey::BYTES],
}

impl Signer {
    /// The signer of a function's log, from 32 random bytes that never change. The key is in the
    /// log's name, so that another key makes another log. Nothing for a seed of zeros alone, which
    /// is no secret but a mistake.
    pub fn new(function: &str, seed: [u8; Seed::BYTES]) -> Option<Self> {
        if seed == [0; Seed::BYTES] {
            return None;
        }
        let pair = KeyPair::from_seed(Seed::new(seed));
        let digest = Sha256::digest(*pair.pk);
        let mark: Vec<u8> = digest.into_iter().take(MARK_BYTES).collect();
        Some(Self {
            name: format!("ngantor/{function}/{}", hex(&mark)),
            pair,
        })
    }

    /// The log.
    pub fn origin(&self) -> &str {
        &self.name
    }

    /// What others check by.
    pub fn verifier(&self) -> Verifier {
        Verifier {
            name: self.name.clone(),
            key: *self.pair.pk,
        }
    }

    /// Signs a head of its log.
    pub fn sign(&self, size: u64, root: &Hash) -> String {
        let text = format!("{}\n{size}\n{}\n", self.name, STANDARD.encode(root));
        // Ed25519 signs without chance: the same head has one signature.
        let signature = self.pair.sk.sign(text.as_bytes(), None);
        let id = key_id(&self.name, &self.pair.pk);
        let line = STANDARD.encode([&id[..], &signature[..]].concat());
        format!("{text}\n{SIGNED_BY}{} {line}\n", self.name)
    }
}

impl fmt::Display for Verifier {
    /// As Go's `note` package writes a verifier's key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = hex(&key_id(&self.name, &self.key));
        let key = STANDARD.encode([&[ED25519][..], &self.key].concat());
        write!(f, "{}+{id}+{key}", self.name)
    }
}

impl Verifier {
    /// Reads a verifier's key.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let key = STANDARD.decode(key).ok()?;
        let (algorithm, key) = key.split_first()?;
        let key: [u8; PublicKey::BYTES] = key.try_into().ok()?;
        let fits = *algorithm == ED25519 && is_name(name) && id == hex(&key_id(name, &key));
        fits.then(|| Self {
            name: name.to_owned(),
            key,
        })
    }

    /// The log.
    pub fn origin(&self) -> &str {
        &self.name
    }

    /// Reads a signed head of this log. Signatures of others below it are left alone.
    ///
    /// # Errors
    /// Why it is none.
    pub fn open(&self, note: &str) -> Result<Checkpoint, NoteFault> {
        let text = self.signed_text(note)?;
        let checkpoint = Checkpoint::parse(text).ok_or(NoteFault::Unreadable)?;
        match checkpoint.origin == self.name {
            true => Ok(checkpoint),
            false => Err(NoteFault::OtherLog),
        }
    }

    /// The text of a note, if it is signed by this key.
    ///
    /// # Errors
    /// Why it is not.
    pub fn signed_text<'a>(&self, note: &'a str) -> Result<&'a str, NoteFault> {
        let control = |c: char| c != '\n' && c.is_control();
        if note.len() > NOTE_MAX_BYTES || note.contains(control) || !note.ends_with('\n') {
            return Err(NoteFault::Unreadable);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteFault::Unreadable)?;
        // The last line break of the text belongs to it.
        let text = note.get(..=text.len()).ok_or(NoteFault::Unreadable)?;
        let id = key_id(&self.name, &self.key);
        let mut own = None;
        for line in lines.lines() {
            let (name, signature) = read_line(line).ok_or(NoteFault::Unreadable)?;
            let signature = signature.split_at_checked(ID_BYTES);
            let (found, signature) = signature.ok_or(NoteFault::Unreadable)?;
            if name == self.name && found == id {
                own.get_or_insert(signature.to_owned());
            }
        }
        self.check(text, &own.ok_or(NoteFault::NotSigned)?)?;
        Ok(text)
    }

    fn check(&self, text: &str, signature: &[u8]) -> Result<(), NoteFault> {
        let signature = Signature::from_slice(signature).map_err(|_| NoteFault::Forged)?;
        let key = PublicKey::new(self.key);
        key.verify(text.as_bytes(), &signature)
            .map_err(|_| NoteFault::Forged)
    }
}

impl Checkpoint {
    /// Reads the text of a note. Lines behind the third are extensions, and left alone.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        // One spelling: no sign, no leading zeros.
        let is_plain = number.to_string() == size && !origin.is_empty();
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        is_plain.then(|| Self {
            origin: origin.to_owned(),
            size: number,
            root,
        })
    }
}

/// Who signed, and the id of the key with the signature.
fn read_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, signature) = line.strip_prefix(SIGNED_BY)?.split_once(' ')?;
    Some((name, STANDARD.decode(signature).ok()?))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace())
}

/// Tells keys of one name apart: the first bytes of a hash over name, algorithm and key.
fn key_id(name: &str, key: &[u8; PublicKey::BYTES]) -> [u8; ID_BYTES] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update(b"\n")
        .chain_update([ED25519])
        .chain_update(key)
        .finalize();
    let mut id = [0; ID_BYTES];
    for (to, from) in id.iter_mut().zip(hash) {
        *to = from;
    }
    id
}
