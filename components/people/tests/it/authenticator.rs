//! An authenticator in software: it makes a key, and signs what a page would have it sign. Its
//! fields are what a test lies with.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Somebody is there, and the authenticator knows who.
pub const VERIFIED: u8 = 0x05;
/// A new key comes along.
const HAS_CREDENTIAL: u8 = 0x40;
/// What comes before the point in the SPKI of a P-256 key (RFC 5480 §2).
const P256_SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// What an authenticator lies about.
pub type Lie = (&'static str, fn(&mut Authenticator));

/// With one passkey.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    pub credential_id: Vec<u8>,
    /// The user handle, once a passkey was made.
    pub handle: String,
    pub counter: u32,
    pub flags: u8,
    pub origin: &'static str,
    pub rp_id: &'static str,
    /// The word in the client data; as it should be when empty.
    pub ceremony: &'static str,
    /// The public key that is told; its own when empty.
    pub public_key: Vec<u8>,
}

impl Authenticator {
    /// Each number is another key.
    pub fn new(n: u8) -> Self {
        Self {
            key: SigningKey::from_bytes(&[n; 32].into()).unwrap(),
            credential_id: vec![n; 20],
            handle: String::new(),
            counter: 0,
            flags: VERIFIED,
            origin: "https://kantor.example",
            rp_id: "kantor.example",
            ceremony: "",
            public_key: Vec::new(),
        }
    }

    /// Makes the passkey that the options ask for: `RegistrationResponseJSON`.
    pub fn create(&mut self, options: &Value) -> Value {
        self.handle = options["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.verifying_key().to_sec1_point(false);
        let own = [&P256_SPKI[..], point.as_bytes()].concat();
        let public_key = if self.public_key.is_empty() {
            &own
        } else {
            &self.public_key
        };
        let length = u16::try_from(self.credential_id.len()).unwrap();
        let credential = [&[0; 16], &length.to_be_bytes()[..], &self.credential_id].concat();
        json!({
            "id": encode(&self.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encode(&self.client_data("webauthn.create", options)),
                "authenticatorData": encode(&self.data(HAS_CREDENTIAL, &credential)),
                "publicKey": encode(public_key),
                "publicKeyAlgorithm": -7,
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        })
    }

    /// Shows it: `AuthenticationResponseJSON`.
    pub fn get(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(0, &[]);
        let message = [&*data, &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&message);
        json!({
            "id": encode(&self.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encode(&client_data),
                "authenticatorData": encode(&data),
                "signature": encode(signature.to_der().as_bytes()),
                "userHandle": self.handle,
            },
            "clientExtensionResults": {},
        })
    }

    fn client_data(&self, ceremony: &str, options: &Value) -> Vec<u8> {
        let ceremony = if self.ceremony.is_empty() {
            ceremony
        } else {
            self.ceremony
        };
        let data = json!({"type": ceremony, "challenge": options["challenge"],
                          "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }

    fn data(&self, flag: u8, rest: &[u8]) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id).to_vec();
        data.push(self.flags | flag);
        data.extend(self.counter.to_be_bytes());
        data.extend(rest);
        data
    }
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
