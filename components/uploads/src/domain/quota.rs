//! How much somebody may hold.

use ngantor_core::id::{Id, PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use serde::{Deserialize, Serialize};

use super::length::LENGTH_MAX_BYTES;

/// What a person may hold of whom nothing is said: 20 GiB.
pub const HELD_MAX_BYTES: u64 = 20 << 30;

/// The most files that a person holds at once, however small.
pub const FILES_MAX: u32 = 100_000;

/// Marks ids of quotas.
pub enum OfQuota {}
/// The id of a quota.
pub type QuotaId = Id<OfQuota>;

const ONE_OF_TWO: Text = Text::new(
    "Isi pegawai atau unit, tidak keduanya.",
    "Give a person or a unit, not both.",
);
const TOO_MUCH: Text = Text::new("Paling banyak {limit} bita.", "At most {limit} bytes.");

/// How much a person may hold, or a unit together; for neither, everybody of whom nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Quota {
    /// Of whom alone.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// Of whose members together.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// The most bytes.
    pub bytes: u64,
}

impl Quota {
    /// Checks all of it.
    ///
    /// # Errors
    /// Its fault.
    pub fn checked(self) -> Result<Self, Fault> {
        if self.person_id.is_some() && self.unit_id.is_some() {
            return Err(Fault::new("/unit_id", "one_of_two", ONE_OF_TWO));
        }
        if self.bytes > LENGTH_MAX_BYTES {
            return Err(Fault::beyond(
                "/bytes",
                "too_much",
                TOO_MUCH,
                LENGTH_MAX_BYTES,
            ));
        }
        Ok(self)
    }
}

/// What somebody holds, and what they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Files that they hold, unfinished ones too.
    pub n_files: u64,
    /// Their bytes; of unfinished ones those that were announced.
    pub bytes: u64,
    /// The most that they may hold.
    pub max_bytes: u64,
    /// What their unit may still hold, where that is limited.
    pub unit_left_bytes: Option<u64>,
}

impl Held {
    /// What may still come.
    pub fn left_bytes(&self) -> u64 {
        let own = self.max_bytes.saturating_sub(self.bytes);
        self.unit_left_bytes.map_or(own, |unit| unit.min(own))
    }
}
