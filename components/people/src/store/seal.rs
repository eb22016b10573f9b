//! Where a fact about somebody is kept without their name: a place and its owner, both parts of
//! a seal over the name.

use ngantor_core::keys::MasterSecret;

/// Characters of a seal that tell whose the place is: 96 bits.
const OWNER_CHARS: usize = 16;

/// A place, which others may share, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    pub(super) place: String,
    pub(super) owner: String,
}

impl Sealed {
    /// Where something of a kind is kept, in one of 64 to the power of `n_chars` places.
    pub(super) fn new(master: &MasterSecret, kind: &str, of: &str, n_chars: usize) -> Self {
        let seal = master.seal("brake", &format!("{kind}/{of}"));
        let place: String = seal.chars().take(n_chars).collect();
        Self {
            place: format!("{kind}/{place}"),
            owner: seal.chars().skip(n_chars).take(OWNER_CHARS).collect(),
        }
    }
}
