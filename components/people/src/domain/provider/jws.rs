//! Whether a provider signed a token (RFC 7515), by the keys that it publishes (RFC 7517).
//!
//! The algorithm must be one of a short list, and the key one for that algorithm: neither `none`
//! nor a MAC over a public key is a signature (RFC 8725 §3.1, §3.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::BoxedUint;
use rsa::sha2::Sha256;
use rsa::signature::Verifier as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest token that is looked at, in bytes; groups of a person can make one long.
pub const TOKEN_MAX_BYTES: usize = 32 * 1024;
/// The most keys of a provider that are kept.
pub const KEYS_MAX: usize = 50;
/// The bits that the modulus of an RSA key has: fewer are no longer safe (RFC 7518 §3.3), and
/// with more each token would cost too much.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
/// The same, for a buffer.
const RSA_MAX_BITS: u32 = 4096;

/// Why a token is not taken for the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsigned {
    /// None of the keys is meant: there may be newer ones.
    UnknownKey,
    /// What is wrong, for the log.
    Wrong(&'static str),
}

/// The keys of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet(Vec<Key>);

/// A key, as far as it is read (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// How a token may be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl KeySet {
    /// Reads the keys of a provider; those that are of no use here are left out.
    pub fn read(json: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Keys {
            keys: Vec<Value>,
        }
        let Keys { keys } = serde_json::from_slice(json).ok()?;
        let keys = keys.into_iter().take(KEYS_MAX);
        let read = keys.filter_map(|key| serde_json::from_value(key).ok());
        Some(Self(read.collect()))
    }

    /// The content of a token that one of these keys signed.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn content(&self, token: &str) -> Result<Vec<u8>, Unsigned> {
        if token.len() > TOKEN_MAX_BYTES {
            return Err(Unsigned::Wrong("the token is too long"));
        }
        let parts = token.rsplit_once('.').and_then(|(message, signature)| {
            let (header, content) = message.split_once('.')?;
            Some((
                message,
                decode(header)?,
                decode(content)?,
                decode(signature)?,
            ))
        });
        let (message, header, content, signature) =
            parts.ok_or(Unsigned::Wrong("it is no token"))?;
        let header: Header =
            serde_json::from_slice(&header).map_err(|_| Unsigned::Wrong("its header is none"))?;
        if header.crit.is_some() {
            // RFC 7515 §4.1.11: what is not understood and must be, is refused.
            return Err(Unsigned::Wrong("its header asks for an extension"));
        }
        let algorithm = Algorithm::parse(&header.alg);
        let algorithm = algorithm.ok_or(Unsigned::Wrong("its algorithm is not allowed"))?;
        let meant: Vec<_> = self
            .0
            .iter()
            .filter(|key| key.is_meant(&header, algorithm))
            .collect();
        let is_signed = |key: &&Key| algorithm.is_signed(key, message.as_bytes(), &signature);
        match (meant.iter().any(is_signed), &header.kid) {
            (true, _) => Ok(content),
            (false, Some(_)) if !meant.is_empty() => {
                Err(Unsigned::Wrong("its signature is not by the key it names"))
            }
            // Without a name the key that is meant may be one that is not here yet.
            (false, _) => Err(Unsigned::UnknownKey),
        }
    }
}

impl Key {
    fn is_meant(&self, header: &Header, algorithm: Algorithm) -> bool {
        let (kind, curve) = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => ("RSA", None),
            Algorithm::Es256 => ("EC", Some("P-256")),
            Algorithm::EdDsa => ("OKP", Some("Ed25519")),
        };
        let is_for =
            |own: &Option<String>, asked: &str| own.as_deref().is_none_or(|own| own == asked);
        self.kty == kind
            && self.crv.as_deref() == curve
            && is_for(&self.purpose, "sig")
            && is_for(&self.alg, &header.alg)
            && (header.kid.is_none() || header.kid == self.kid)
    }

    fn rsa(&self) -> Option<rsa::PublicKey> {
        let n = BoxedUint::from_be_slice(&number(&self.n)?, RSA_MAX_BITS).ok()?;
        let e = BoxedUint::from_be_slice(&number(&self.e)?, u64::BITS).ok()?;
        rsa::PublicKey::new_with_size_limits(n, e, RSA_BITS).ok()
    }

    fn p256(&self) -> Option<p256::ecdsa::VerifyingKey> {
        // SEC 1 §2.3.3: a point as it is, not compressed.
        let point = [vec![4], number(&self.x)?, number(&self.y)?].concat();
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()
    }

    fn ed25519(&self) -> Option<ed25519_compact::PublicKey> {
        ed25519_compact::PublicKey::from_slice(&number(&self.x)?).ok()
    }
}

impl Algorithm {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            // RFC 9864 names the curve in the algorithm.
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }

    fn is_signed(self, key: &Key, message: &[u8], signature: &[u8]) -> bool {
        let signed = match self {
            Self::Rs256 => key.rsa().and_then(|key| {
                let signature = rsa::pkcs1v15::Signature::try_from(signature).ok()?;
                let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key);
                key.verify(message, &signature).ok()
            }),
            Self::Ps256 => key.rsa().and_then(|key| {
                let signature = rsa::pss::Signature::try_from(signature).ok()?;
                let key = rsa::pss::VerifyingKey::<Sha256>::new(key);
                key.verify(message, &signature).ok()
            }),
            Self::Es256 => key.p256().and_then(|key| {
                let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
                key.verify(message, &signature).ok()
            }),
            Self::EdDsa => key.ed25519().and_then(|key| {
                let signature = ed25519_compact::Signature::from_slice(signature).ok()?;
                key.verify(message, &signature).ok()
            }),
        };
        signed.is_some()
    }
}

fn number(text: &Option<String>) -> Option<Vec<u8>> {
    decode(text.as_deref()?)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests;
