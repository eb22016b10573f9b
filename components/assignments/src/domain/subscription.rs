//! Addresses by which a program without a sign-in reads what concerns one person.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_core::id::{Id, PersonId};
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Instant;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// The most characters of what somebody calls a subscription.
pub const NAME_MAX_CHARS: usize = 60;

/// Marks ids of subscriptions.
pub enum SubscriptionKind {}
/// The id of a subscription, minted by the client.
pub type SubscriptionId = Id<SubscriptionKind>;

/// An address that somebody made for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Opaque.
    pub id: SubscriptionId,
    /// Whose.
    pub person_id: PersonId,
    /// What they call it: the program that reads it.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
}

/// What makes one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct SubscriptionForm {
    /// Which program reads it: one line of 1 to 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
}

impl SubscriptionForm {
    /// The name, trimmed.
    ///
    /// # Errors
    /// The fault.
    pub fn check(&self) -> Result<String, Fault> {
        text::line(&self.name, NAME_MAX_CHARS).map_err(|fault| Fault::of_text("/name", fault))
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
