//! WebAuthn's own JSON: the options that a page asks an authenticator with, and what comes back
//! (Level 3 §5.1: `PublicKeyCredentialCreationOptionsJSON` and its kin).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::address::Address;
use crate::domain::passkey::CHALLENGE_S;
use crate::domain::person::Person;
use crate::domain::public_key::{ALGORITHMS, KEY_MAX_BYTES, PublicKey, SIGNATURE_MAX_BYTES};
use crate::domain::webauthn::{
    AUTHENTICATOR_DATA_MAX_BYTES, AuthenticatorData, CLIENT_DATA_MAX_BYTES,
    CREDENTIAL_ID_MAX_BYTES, Flaw, Kind, check_signature, read_client_data,
};
use crate::store::passkey::Kept;

/// How long a browser asks its person, in ms.
const TIMEOUT_MS: i64 = CHALLENGE_S * 1000;
/// The one type of credential that there is.
const PUBLIC_KEY: &str = "public-key";
/// The most bytes of a user handle (§5.4.3).
const HANDLE_MAX_BYTES: usize = 64;

/// `PublicKeyCredentialCreationOptionsJSON`: what makes a passkey.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct CreationOptions {
    rp: RelyingParty,
    user: User,
    challenge: String,
    pub_key_cred_params: Vec<Parameters>,
    /// In ms.
    timeout: i64,
    exclude_credentials: Vec<Descriptor>,
    authenticator_selection: Selection,
    /// Nobody is asked what make their device is.
    attestation: &'static str,
}

/// This office.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct RelyingParty {
    id: String,
    name: String,
}

/// The person, as their authenticator shows them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct User {
    /// Chance: nothing that the person is known by elsewhere.
    id: String,
    name: String,
    display_name: String,
}

/// An algorithm that is offered.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Parameters {
    r#type: &'static str,
    alg: i64,
}

/// A passkey that the person has already.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Descriptor {
    r#type: &'static str,
    id: String,
}

/// Which authenticators will do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Selection {
    /// One that finds the passkey without being told a name.
    resident_key: &'static str,
    /// The same for browsers from before there was the other.
    require_resident_key: bool,
    /// One that asks for a finger, a face or a PIN.
    user_verification: &'static str,
}

impl CreationOptions {
    /// What makes a passkey of a person at an office, unless the device has one of these.
    pub(super) fn of(
        (address, seat): (&Address, String),
        (handle, person): (String, &Person),
        challenge: String,
        there: impl Iterator<Item = String>,
    ) -> Self {
        let r#type = PUBLIC_KEY;
        Self {
            rp: RelyingParty {
                id: address.host().to_owned(),
                name: seat,
            },
            user: User {
                id: handle,
                name: person.personal.username.clone(),
                display_name: person.personal.name.clone(),
            },
            challenge: text(challenge.as_bytes()),
            pub_key_cred_params: ALGORITHMS.map(|alg| Parameters { r#type, alg }).into(),
            timeout: TIMEOUT_MS,
            exclude_credentials: there.map(|id| Descriptor { r#type, id }).collect(),
            authenticator_selection: Selection {
                resident_key: "required",
                require_resident_key: true,
                user_verification: "required",
            },
            attestation: "none",
        }
    }
}

/// `PublicKeyCredentialRequestOptionsJSON`: what shows a passkey, whosever it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct RequestOptions {
    challenge: String,
    /// In ms.
    timeout: i64,
    rp_id: String,
    user_verification: &'static str,
}

impl RequestOptions {
    /// What shows a passkey of an office.
    pub(super) fn of(address: &Address, challenge: &str) -> Self {
        Self {
            challenge: text(challenge.as_bytes()),
            timeout: TIMEOUT_MS,
            rp_id: address.host().to_owned(),
            user_verification: "required",
        }
    }
}

/// `RegistrationResponseJSON`: a passkey that was just made. What else a browser says is not
/// looked at.
#[derive(Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct NewCredential {
    response: Attestation,
}

/// `AuthenticatorAttestationResponseJSON`; all in base64url.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Attestation {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    authenticator_data: String,
    /// DER of a SubjectPublicKeyInfo, ES256 or RS256.
    public_key: String,
}

/// A passkey that may be added once its challenge is found good.
pub(super) struct Registered {
    pub(super) challenge: Vec<u8>,
    pub(super) credential_id: String,
    pub(super) public_key: String,
    pub(super) may_sync: bool,
    pub(super) counter: u32,
}

impl NewCredential {
    /// All that can be checked without the challenge (§7.1).
    pub(super) fn check(&self, address: &Address) -> Result<Registered, Flaw> {
        let said = &self.response;
        let client_data = bytes(&said.client_data_json, CLIENT_DATA_MAX_BYTES);
        let client_data = client_data.ok_or(Flaw::ClientData)?;
        let challenge = read_client_data(&client_data, Kind::Create, address.origin())?;
        let data = bytes(&said.authenticator_data, AUTHENTICATOR_DATA_MAX_BYTES);
        let data = data.ok_or(Flaw::AuthenticatorData)?;
        let data = AuthenticatorData::read(&data, address.host())?;
        let credential_id = data.credential_id.ok_or(Flaw::AuthenticatorData)?;
        let key = bytes(&said.public_key, KEY_MAX_BYTES).ok_or(Flaw::Algorithm)?;
        PublicKey::read(&key).ok_or(Flaw::Algorithm)?;
        Ok(Registered {
            challenge,
            credential_id: text(&credential_id),
            public_key: text(&key),
            may_sync: data.may_sync,
            counter: data.counter,
        })
    }
}

/// `AuthenticationResponseJSON`: a passkey that is shown.
#[derive(Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ShownCredential {
    id: String,
    response: Assertion,
}

/// `AuthenticatorAssertionResponseJSON`; all in base64url.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Assertion {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    authenticator_data: String,
    signature: String,
    user_handle: String,
}

/// What a passkey shows, read but not yet believed.
pub(super) struct Shown {
    pub(super) challenge: Vec<u8>,
    pub(super) credential_id: String,
    handle: String,
    may_sync: bool,
    pub(super) counter: u32,
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl ShownCredential {
    /// All that can be checked without the challenge and the key (§7.2).
    pub(super) fn check(&self, address: &Address) -> Result<Shown, Flaw> {
        let said = &self.response;
        let client_data = bytes(&said.client_data_json, CLIENT_DATA_MAX_BYTES);
        let client_data = client_data.ok_or(Flaw::ClientData)?;
        let challenge = read_client_data(&client_data, Kind::Get, address.origin())?;
        let data = bytes(&said.authenticator_data, AUTHENTICATOR_DATA_MAX_BYTES);
        let data = data.ok_or(Flaw::AuthenticatorData)?;
        let told = AuthenticatorData::read(&data, address.host())?;
        let signature = bytes(&said.signature, SIGNATURE_MAX_BYTES).ok_or(Flaw::Signature)?;
        let id = bytes(&self.id, CREDENTIAL_ID_MAX_BYTES).ok_or(Flaw::AuthenticatorData)?;
        let handle = bytes(&said.user_handle, HANDLE_MAX_BYTES).ok_or(Flaw::AuthenticatorData)?;
        Ok(Shown {
            challenge,
            credential_id: text(&id),
            handle: text(&handle),
            may_sync: told.may_sync,
            counter: told.counter,
            client_data,
            authenticator_data: data,
            signature,
        })
    }
}

impl Shown {
    /// Whether this is the passkey that is kept: the person, whether it may be copied, and the
    /// signature (§7.2).
    pub(super) fn is_of(&self, kept: &Kept) -> bool {
        let key = bytes(&kept.public_key, KEY_MAX_BYTES).and_then(|key| PublicKey::read(&key));
        let said = (&*self.authenticator_data, &*self.client_data);
        self.handle == kept.handle
            && self.may_sync == kept.may_sync
            && key.is_some_and(|key| check_signature(&key, said, &self.signature).is_ok())
    }
}

/// Bytes as WebAuthn's JSON has them.
pub(super) fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The other way; `None` when there are too many or it is no base64url.
fn bytes(text: &str, max: usize) -> Option<Vec<u8>> {
    let fits = text.len() <= max.div_ceil(3) * 4;
    let bytes = fits.then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten();
    bytes.filter(|bytes| bytes.len() <= max)
}
