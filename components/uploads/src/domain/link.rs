//! Addresses by which outsiders get one file.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ngantor_core::id::{Id, PersonId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Instant;
use serde::Deserialize;
use sha2_resumable::Sha256;
use sha2_resumable::digest::Digest as _;

use super::UploadId;

/// The most days that a link lasts.
pub const LINK_MAX_D: u32 = 90;
/// The most openings of one link: a file that is asked for more often should be published.
pub const OPENINGS_MAX: u32 = 1_000;

const DAYS: Text = Text::new("Dari 1 sampai {limit} hari.", "From 1 to {limit} days.");

/// Marks ids of links.
pub enum LinkKind {}
/// The id of a link, minted by the client; it opens nothing.
pub type LinkId = Id<LinkKind>;

/// What makes one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct LinkForm {
    /// How many days it lasts.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 90))]
    days: u32,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Opaque.
    pub id: LinkId,
    /// To which file.
    pub upload_id: UploadId,
    /// Who made it.
    pub person_id: PersonId,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
    /// How often it was opened.
    pub n_opened: u64,
}

impl LinkForm {
    /// When a link that is made now ends.
    ///
    /// # Errors
    /// The fault of the days.
    pub fn check(&self, now: Instant) -> Result<Instant, Fault> {
        if (1..=LINK_MAX_D).contains(&self.days) {
            Ok(now + TimeDelta::days(self.days.into()))
        } else {
            Err(Fault::beyond("/days", "out_of_range", DAYS, LINK_MAX_D))
        }
    }
}

/// The secret in an address, made of 32 bytes that nobody can guess.
pub fn secret(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// What is kept of a secret. A hash without salt does: nobody guesses 256 bits.
pub fn seal(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
