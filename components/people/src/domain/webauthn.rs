//! What a browser and an authenticator say in the ceremonies of WebAuthn Level 3, checked in the
//! order of §7.1 (registration) and §7.2 (authentication).
//!
//! No attestation is asked for: which make of authenticator somebody has is none of the office's
//! business, and nothing is signed over what a registration says. So the browser's own reading of
//! the new key is as good as ours (§5.2.1.1), and no CBOR is read here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::public_key::PublicKey;

/// The most bytes of the client data; browsers write about 250, and an extension may add some.
pub const CLIENT_DATA_MAX_BYTES: usize = 4096;
/// The most bytes of authenticator data; an RSA key and a long id take 1,700.
pub const AUTHENTICATOR_DATA_MAX_BYTES: usize = 4096;
/// The most bytes of a credential's id (§7.1, credential id).
pub const CREDENTIAL_ID_MAX_BYTES: usize = 1023;

/// The bytes before the attested credential data (§6.1): a digest, flags, a counter.
const HEAD_BYTES: usize = 37;
/// The bytes of an authenticator's make before the credential's id (§6.5.1).
const AAGUID_BYTES: usize = 16;
/// Somebody was there (§6.1, flags).
const USER_PRESENT: u8 = 0x01;
/// The authenticator knew who: by finger, face or PIN.
const USER_VERIFIED: u8 = 0x04;
/// The key may be copied to other devices of the person.
const BACKUP_ELIGIBLE: u8 = 0x08;
/// It is.
const BACKED_UP: u8 = 0x10;
/// A new key comes along.
const HAS_CREDENTIAL: u8 = 0x40;

/// What is wrong with what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The client data is not what browsers write.
    ClientData,
    /// It is of the other ceremony.
    Ceremony,
    /// It was made on the page of somebody else, or within one.
    Origin,
    /// The authenticator data cannot be read.
    AuthenticatorData,
    /// The key is another site's.
    RpId,
    /// Nobody was there.
    Presence,
    /// The authenticator did not ask who it was.
    Verification,
    /// The key is copied though it may not be.
    Backup,
    /// The key is of no algorithm that is offered.
    Algorithm,
    /// The signature is not the key's.
    Signature,
}

/// The two ceremonies, by the word in the client data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Registration.
    Create,
    /// Authentication.
    Get,
}

/// The client data (§5.8.1): what the browser says.
#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// Checks the client data's ceremony and origin; answers the challenge, which is still to be
/// checked.
///
/// # Errors
/// The flaw.
pub fn read_client_data(json: &[u8], kind: Kind, origin: &str) -> Result<Vec<u8>, Flaw> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| Flaw::ClientData)?;
    let word = match kind {
        Kind::Create => "webauthn.create",
        Kind::Get => "webauthn.get",
    };
    if data.r#type != word {
        return Err(Flaw::Ceremony);
    }
    if data.origin != origin || data.cross_origin || data.top_origin.is_some() {
        return Err(Flaw::Origin);
    }
    let challenge = URL_SAFE_NO_PAD.decode(data.challenge);
    challenge.map_err(|_| Flaw::ClientData)
}

/// The authenticator data (§6.1): what the authenticator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// How often the key signed; 0 where nobody counts.
    pub counter: u32,
    /// Whether the key may be copied to other devices of the person; never changes (§6.1.3).
    pub may_sync: bool,
    /// The id of a new key.
    pub credential_id: Option<Vec<u8>>,
}

impl AuthenticatorData {
    /// Reads it and checks whose it is and who was there.
    ///
    /// # Errors
    /// The flaw.
    pub fn read(bytes: &[u8], rp_id: &str) -> Result<Self, Flaw> {
        let (head, rest) = bytes
            .split_first_chunk::<HEAD_BYTES>()
            .ok_or(Flaw::AuthenticatorData)?;
        let [digest @ .., flags, a, b, c, d] = head;
        if *digest != *Sha256::digest(rp_id) {
            return Err(Flaw::RpId);
        }
        check_flags(*flags)?;
        let credential_id = (flags & HAS_CREDENTIAL != 0).then(|| credential_id(rest));
        Ok(Self {
            counter: u32::from_be_bytes([*a, *b, *c, *d]),
            may_sync: flags & BACKUP_ELIGIBLE != 0,
            credential_id: credential_id.transpose()?,
        })
    }
}

fn check_flags(flags: u8) -> Result<(), Flaw> {
    if flags & USER_PRESENT == 0 {
        Err(Flaw::Presence)
    } else if flags & USER_VERIFIED == 0 {
        // A passkey stands for both factors, so it must have asked for the second one itself.
        Err(Flaw::Verification)
    } else if flags & BACKUP_ELIGIBLE == 0 && flags & BACKED_UP != 0 {
        Err(Flaw::Backup)
    } else {
        Ok(())
    }
}

/// The id in attested credential data (§6.5.1). The key behind it comes from the browser.
fn credential_id(bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    let id = || {
        let (_, rest) = bytes.split_at_checked(AAGUID_BYTES)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let fits = (1..=CREDENTIAL_ID_MAX_BYTES).contains(&length);
        rest.get(..length).filter(|_| fits)
    };
    id().map(<[u8]>::to_vec).ok_or(Flaw::AuthenticatorData)
}

/// Checks a signature over what both said (§7.2, signature).
///
/// # Errors
/// [`Flaw::Signature`].
pub fn check_signature(
    key: &PublicKey,
    (authenticator_data, client_data): (&[u8], &[u8]),
    signature: &[u8],
) -> Result<(), Flaw> {
    let digest = Sha256::digest(client_data);
    let message = [authenticator_data, &digest].concat();
    if key.verifies(&message, signature) {
        Ok(())
    } else {
        Err(Flaw::Signature)
    }
}

#[cfg(test)]
mod tests;
