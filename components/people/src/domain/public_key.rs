//! The public keys of passkeys and their signatures: ES256, and RS256, which is all that the keys
//! of many Windows machines have (RFC 8152 §8.1, RFC 8812 §2).

use p256::ecdsa;
use rsa::pkcs1v15;
use rsa::pkcs8::DecodePublicKey as _;
use rsa::sha2::Sha256;
use rsa::signature::Verifier as _;
use rsa::traits::PublicKeyParts as _;

/// The algorithms that are offered, the preferred one first, as COSE numbers them (IANA: COSE
/// Algorithms): ECDSA with P-256 and SHA-256; RSASSA-PKCS1-v1_5 with SHA-256.
pub const ALGORITHMS: [i64; 2] = [-7, -257];
/// The most bytes of a key as SPKI: those of an RSA key of 4096 bits are 550.
pub const KEY_MAX_BYTES: usize = 600;
/// The most bytes of a signature: those of such a key are 512.
pub const SIGNATURE_MAX_BYTES: usize = 512;
/// The fewest bytes of an RSA key's modulus: 2048 bits (NIST SP 800-131A).
const RSA_MIN_BYTES: usize = 256;

/// The public half of a passkey.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// For ES256.
    P256(ecdsa::VerifyingKey),
    /// For RS256.
    Rsa(pkcs1v15::VerifyingKey<Sha256>),
}

impl PublicKey {
    /// Reads a key as browsers give it (DER of a SubjectPublicKeyInfo, RFC 5280 §4.1); `None` for
    /// anything that is not of an algorithm that is offered.
    pub fn read(spki: &[u8]) -> Option<Self> {
        if spki.len() > KEY_MAX_BYTES {
            return None;
        }
        if let Ok(key) = ecdsa::VerifyingKey::from_public_key_der(spki) {
            return Some(Self::P256(key));
        }
        // One of more than 4096 bits was too long above.
        let key = rsa::PublicKey::from_public_key_der(spki).ok()?;
        (key.size() >= RSA_MIN_BYTES).then(|| Self::Rsa(pkcs1v15::VerifyingKey::new(key)))
    }

    /// Whether a signature over a message is this key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() > SIGNATURE_MAX_BYTES {
            return false;
        }
        match self {
            // WebAuthn §6.5.5: in DER (RFC 3279 §2.2.3).
            Self::P256(key) => ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::Rsa(key) => pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    /// `openssl genrsa 2048`, its public half, and
    /// `printf kantor | openssl dgst -sha256 -sign` by it.
    const RSA: &str = "\
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjzcyW8AeHjb3Utd9j1rqKL4xSTMcNRq-YJEL\
        l0Gary4Q2MKOFNSxEMitx008jFNZ1s5Jzk-ux-FQMUr3l2OrxKVoNt-aYMl9YHP1tPnYH8Lvxr4m89Rc\
        Jyks78yK3rIwV9CjsDYjlA5xkDiGGnaFV3M8bs6pxaml9il2N3upDST6WsQthPRw3l7NX3ZysX55y_xg\
        i8oEr4slM8fnu9_GyWrl-D5FOv07LC1GwN6nyNlw3dMYwwtScMmQGLVqO6MxcVTsoIhttR7qGIXQ8PQe\
        SQlSR_WySYUjVAK6Ucw0EQShesyVRkuAQGIBhXWw8K6LXRASUdGryXLCRWxGzgMyuwIDAQAB";
    const SIGNED_BY_RSA: &str = "\
        iLTJYifauAkkl88txddICPcZvfAM8NFMDcEgUXPq3nSRuPnvvitPx6M9NQe5DhAZldt6j6gt2OiE9RxQ\
        7Njwa1f-PJ_UOWj5-WPvTwA4zGvZGFnq58Td53WkgphI2Y9uxLiSeM6E45e2vzXSYuTVTjSvrEGztiMn\
        aDq5LRtZZkXcelmmhwKxgf6MNfT9j1iLAsztDK1pwTYgphmkHYYP2-ayaO24efkLs4iCqi3W1qCTGWAo\
        G9AGetJ85O447cSxk1Rya-Chx5cvs28o2zXDjUGXKogjq3gYXsMsDbATLFGTkLkhHAeC5z3xF0yfwiIQ\
        NWkeqlK8zMYYqkhWy-2DcQ";

    fn key(text: &str) -> Option<PublicKey> {
        PublicKey::read(&URL_SAFE_NO_PAD.decode(text).unwrap())
    }

    #[test]
    fn a_key_of_openssl_signed_what_it_signed() {
        let key = key(RSA).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(SIGNED_BY_RSA).unwrap();
        assert!(key.verifies(b"kantor", &signature));
        assert!(!key.verifies(b"Kantor", &signature));
        assert!(!key.verifies(b"kantor", &signature[1..]));
        assert!(!key.verifies(b"kantor", &[]));
        assert!(!key.verifies(b"kantor", &[0xff; 513]));
    }

    #[test]
    fn keys_of_what_is_not_offered_are_none() {
        for (what, text) in [
            ("nothing", ""),
            (
                "Ed25519",
                "MCowBQYDK2VwAyEAA6cmEYcQOrXxhaSEKWv94OhRLhUK49zjEDEadARcRg8",
            ),
            (
                "P-384",
                "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAENcUNDCvOuwETNoisTeSebe2RikAkagHMyEz5ah\
                Tbe9YCjA54w8IqE53zDQfMFiNnh8N7_63-33QSAgNVTOyqVzxfbBeoqycz5N5TsL6sEjY_\
                y_h_-F3JerK1p7UlrcFV",
            ),
            (
                "RSA of 1024 bits",
                "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDHGQUN4OX3NTR2yIGf2zeLKmo__OQllC\
                usfwlOQPcmMIP1lq7lSrtAjMSdKIs6oUg7q7hW9riH7QswL0CzrXbVD7zu6n13Kg5lm8ju\
                MnsYesVwIPqz6QOZwbjldoQcJ_hvhhm8XZsKH_yeXHr98AY222PzbjF4WW7mAeCgkcOc_w\
                IDAQAB",
            ),
        ] {
            assert!(key(text).is_none(), "{what}");
        }
        assert!(PublicKey::read(&[0x30; KEY_MAX_BYTES + 1]).is_none());
        // A point that is not on the curve.
        let mut spki =
            b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\
            \x3d\x03\x01\x07\x03\x42\x00\x04"
                .to_vec();
        spki.extend([1; 64]);
        assert!(PublicKey::read(&spki).is_none());
    }
}
