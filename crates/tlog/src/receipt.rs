//! What a person keeps of one entry: it proves offline that the entry stood in the log when its
//! head was signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, NoteFault, Verifier};
use crate::compact;
use crate::leaf::{Entry, Salt};
use crate::merkle::{Hash, is_included};

/// The format that this code writes and reads.
pub const FORMAT: &str = "ngantor-receipt-1";

/// A receipt, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    all(feature = "store", not(target_family = "wasm")),
    derive(utoipa::ToSchema)
)]
pub struct Receipt {
    /// [`FORMAT`].
    pub format: String,
    /// The entry itself.
    pub entry: Entry,
    /// What hides it in the tree, base64.
    pub salt: String,
    /// Its place among the leaves, from 0.
    pub leaf_index: u64,
    /// The way from the leaf to the root, base64 each.
    pub proof: Vec<String>,
    /// The signed head.
    pub checkpoint: String,
    /// The log's public key, for whoever has none of their own to compare.
    pub key: String,
}

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptFault {
    /// It is no receipt, or of another format.
    Unreadable,
    /// Its head is none of the key's log.
    Head(NoteFault),
    /// The entry is not in the tree of the head: it, its salt or its place was changed.
    NotIncluded,
}

impl Receipt {
    /// Reads a receipt, or the text of its QR code.
    ///
    /// # Errors
    /// [`ReceiptFault::Unreadable`].
    pub fn parse(text: &[u8]) -> Result<Self, ReceiptFault> {
        let unpacked = std::str::from_utf8(text).ok().and_then(compact::unpack);
        let json = unpacked.as_deref().unwrap_or(text);
        let receipt: Self = serde_json::from_slice(json).map_err(|_| ReceiptFault::Unreadable)?;
        match receipt.format == FORMAT {
            true => Ok(receipt),
            false => Err(ReceiptFault::Unreadable),
        }
    }

    /// Checks a receipt by a key that the reader trusts; gives the head that it stands on.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub fn check(&self, key: &Verifier) -> Result<Checkpoint, ReceiptFault> {
        let salt = hash(&self.salt).ok_or(ReceiptFault::Unreadable)?;
        let proof: Option<Vec<Hash>> = self.proof.iter().map(|step| hash(step)).collect();
        let proof = proof.ok_or(ReceiptFault::Unreadable)?;
        let head = key.open(&self.checkpoint).map_err(ReceiptFault::Head)?;
        let leaf = self.entry.leaf(&salt);
        match is_included(&leaf, self.leaf_index, head.size, &proof, &head.root) {
            true => Ok(head),
            false => Err(ReceiptFault::NotIncluded),
        }
    }
}

/// A hash or a salt from base64.
pub fn hash(text: &str) -> Option<Salt> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// A hash or a salt as base64.
pub fn base64(hash: &Hash) -> String {
    STANDARD.encode(hash)
}
