//! A tamper-evident log over a function's journal: who changed what can be read in the journal,
//! and that the journal still says so can be checked by anybody who kept a receipt or a head.
//!
//! - [`leaf`]: what of a journal entry goes into the tree, behind a salt that can be thrown away.
//! - [`merkle`]: the tree of RFC 9162, its proofs, and how they are checked.
//! - [`checkpoint`]: the tree's head as a signed note (C2SP `signed-note`, `tlog-checkpoint`).
//! - [`receipt`]: what a person keeps of one entry; [`compact`] as the text of a QR code.
//! - [`store`] (feature `store`): what a function keeps to seal its journal, as SQL.
//!
//! No library is used for the tree: those there are (ct-merkle 0.3) keep all of it in memory and
//! bring a second generation of SHA-2 along. The algorithms are held to the published vectors and
//! to a naive tree by property tests.

pub mod checkpoint;
pub mod compact;
pub mod leaf;
pub mod merkle;
pub mod receipt;
#[cfg(feature = "store")]
pub mod store;
