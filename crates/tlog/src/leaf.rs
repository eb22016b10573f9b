//! What of a journal entry goes into the tree.
//!
//! Not the entry: it holds personal data, and a tree forgets nothing. A leaf holds a commitment,
//! HMAC-SHA-256 of the entry under 32 random bytes, its salt. Whoever has entry and salt can show
//! that they belong to the leaf; when the salt is gone the leaf says nothing any more, and every
//! proof over it stays valid (UU 27/2022 art. 43 and 44).
//!
//! Byte by byte, with `len` as four bytes, the most significant first:
//!
//! ```text
//! entry = for each of seq, at, actor, type, subject, old, new: len, then so many bytes of UTF-8
//!         (numbers in decimal; `old` and `new` as the journal holds them; no old: len FFFFFFFF)
//! leaf  = "ngantor journal entry v1" LF seq LF commitment in lower-case hexadecimal LF
//! ```

use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::merkle::{Hash, leaf_hash};

/// The random bytes that hide an entry.
pub type Salt = [u8; 32];

const HEAD: &str = "ngantor journal entry v1";
/// The length that says that there is nothing.
const NOTHING: u32 = u32::MAX;

/// An entry of a journal, as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    all(feature = "store", not(target_family = "wasm")),
    derive(utoipa::ToSchema), schema(as = JournalEntry)
)]
pub struct Entry {
    /// Its place in the journal.
    pub seq: i64,
    /// When, in ms since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What kind of change.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of which row.
    pub subject: String,
    /// The row before, as the journal's own text.
    pub old: Option<String>,
    /// The row after.
    pub new: String,
}

impl Entry {
    fn bytes(&self) -> Vec<u8> {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let texts = [
            Some(&*seq),
            Some(&*at),
            Some(&*self.actor),
            Some(&*self.kind),
            Some(&*self.subject),
            self.old.as_deref(),
            Some(&*self.new),
        ];
        let mut bytes = Vec::new();
        for text in texts {
            let length = text.map_or(NOTHING, |text| {
                u32::try_from(text.len()).unwrap_or(NOTHING - 1)
            });
            bytes.extend(length.to_be_bytes());
            bytes.extend(text.unwrap_or_default().as_bytes());
        }
        bytes
    }

    /// The hash of its leaf, behind a salt.
    pub fn leaf(&self, salt: &Salt) -> Hash {
        let commitment = hmac_sha256(salt, &self.bytes());
        leaf_hash(format!("{HEAD}\n{}\n{}\n", self.seq, hex(&commitment)).as_bytes())
    }
}

/// The salts of some entries from one seed, which is thrown away.
pub fn salt(seed: &Salt, seq: i64) -> Salt {
    hmac_sha256(seed, format!("salt {seq}").as_bytes())
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of every length.
    let mac = Hmac::<Sha256>::new_from_slice(key);
    mac.map(|mac| mac.chain_update(message).finalize().into_bytes().into())
        .unwrap_or_default()
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
