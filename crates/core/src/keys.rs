//! The master secret and what is derived from it.
//!
//! One secret of 32 random bytes is kept; every other key comes from it by HKDF-SHA256
//! (RFC 5869), each with its own label, so that a function which is broken into gives away
//! its own key only. Another may take its place: then what comes new is made by the new one, and
//! what the previous one made is still good, until the operator drops it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::digest::{Key, KeyInit};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

/// The length of every key here, in bytes.
pub const KEY_BYTES: usize = 32;
/// The length of a message authentication code in a token, in bytes.
pub(crate) const MAC_BYTES: usize = 32;

/// The text is no base64url (without padding) of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

/// The one secret of an installation, and the one before it while that is still good. It has no
/// `Debug`, so that no log can show it.
#[derive(Clone)]
pub struct MasterSecret {
    current: [u8; KEY_BYTES],
    previous: Option<[u8; KEY_BYTES]>,
}

/// The key by which one function's access tokens are made and checked, and the one before it while
/// tokens made by that are still good.
#[derive(Clone)]
pub struct TokenKey {
    current: [u8; KEY_BYTES],
    previous: Option<[u8; KEY_BYTES]>,
}

impl MasterSecret {
    /// Takes 32 random bytes.
    pub const fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self {
            current: bytes,
            previous: None,
        }
    }

    /// The same in the place of another, whose work is still good.
    pub const fn in_place_of(self, previous: &Self) -> Self {
        Self {
            previous: Some(previous.current),
            ..self
        }
    }

    /// The secret, and the one before it if there is one, each alone.
    pub fn each(&self) -> impl Iterator<Item = Self> {
        [Some(self.current), self.previous]
            .into_iter()
            .flatten()
            .map(Self::new)
    }

    /// The secret without the one before.
    pub const fn alone(&self) -> Self {
        Self::new(self.current)
    }

    /// The one before, alone.
    pub fn previous(&self) -> Option<Self> {
        self.previous.map(Self::new)
    }

    /// Reads base64url without padding.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        decode(text).map(Self::new)
    }

    /// Base64url without padding, as the secrets file keeps it.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.current)
    }

    /// The token key of a function, by the function's name.
    pub fn token_key(&self, function: &str) -> TokenKey {
        let of = |secret: &[u8; KEY_BYTES]| derive(secret, &["token", function]);
        TokenKey {
            current: of(&self.current),
            previous: self.previous.as_ref().map(of),
        }
    }

    /// A key of `people`'s own for one purpose.
    pub fn purpose_key(&self, purpose: &str) -> [u8; KEY_BYTES] {
        derive(&self.current, &["purpose", purpose])
    }

    /// The word in the one-time set-up link. It is good until the institution is set up.
    pub fn setup_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(derive(&self.current, &["setup"]))
    }

    /// Whether a word is the one of the set-up link.
    pub fn is_setup_token(&self, word: &str) -> bool {
        word.as_bytes().ct_eq(self.setup_token().as_bytes()).into()
    }

    /// Authenticates a message for one purpose (HMAC-SHA256, base64url).
    pub fn seal(&self, purpose: &str, message: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, message))
    }

    /// Whether a seal belongs to a message, made by this secret or by the one before; takes the
    /// same time for every wrong one.
    pub fn is_sealed(&self, purpose: &str, message: &str, seal: &str) -> bool {
        let mut given = [0_u8; MAC_BYTES];
        let read = URL_SAFE_NO_PAD.decode_slice(seal, &mut given);
        let is_of = |secret: Self| bool::from(given.ct_eq(&secret.mac(purpose, message)));
        matches!(read, Ok(MAC_BYTES)) && self.each().any(is_of)
    }

    /// The bytes of [`MasterSecret::seal`]: nobody without the secret can tell them from chance.
    pub fn mac(&self, purpose: &str, message: &str) -> [u8; MAC_BYTES] {
        hmac_sha256(
            &derive(&self.current, &["seal", purpose]),
            message.as_bytes(),
        )
    }
}

impl TokenKey {
    /// Reads base64url without padding, as the function's variable holds it.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        decode(text).map(|current| Self {
            current,
            previous: None,
        })
    }

    /// Reads the key and, unless the second text is empty, the one before it.
    ///
    /// # Errors
    /// [`NotAKey`] when either is none.
    pub fn parse_both(text: &str, previous: &str) -> Result<Self, NotAKey> {
        let previous = Some(previous).filter(|text| !text.is_empty());
        Ok(Self {
            current: decode(text)?,
            previous: previous.map(decode).transpose()?,
        })
    }

    /// Base64url without padding.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.current)
    }

    /// Names the key without giving it away: the `kid` of tokens, 8 characters.
    pub fn kid(&self) -> String {
        let digest = Sha256::new()
            .chain_update(b"ngantor/kid")
            .chain_update(self.current)
            .finalize();
        digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// What tokens are made by.
    pub(crate) const fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.current
    }

    /// What tokens may have been made by.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u8; KEY_BYTES]> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

fn derive(secret: &[u8; KEY_BYTES], label: &[&str]) -> [u8; KEY_BYTES] {
    let mut info = vec!["ngantor/v1"];
    info.extend_from_slice(label);
    let mut key = [0_u8; KEY_BYTES];
    // Expanding to 32 bytes cannot fail: the limit is 255 × 32 (RFC 5869 §2.3).
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(info.join("/").as_bytes(), &mut key);
    debug_assert!(expanded.is_ok());
    key
}

pub(crate) fn hmac_sha256(key: &[u8; KEY_BYTES], message: &[u8]) -> [u8; MAC_BYTES] {
    // A key shorter than the block is padded with zeros (RFC 2104 §2); unlike
    // `new_from_slice` this way cannot fail.
    let mut block = Key::<Hmac<Sha256>>::default();
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn decode(text: &str) -> Result<[u8; KEY_BYTES], NotAKey> {
    let mut bytes = [0_u8; KEY_BYTES];
    let n_bytes = URL_SAFE_NO_PAD
        .decode_slice(text.trim(), &mut bytes)
        .map_err(|_| NotAKey)?;
    (n_bytes == KEY_BYTES).then_some(bytes).ok_or(NotAKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_key_of_its_own() {
        let master = MasterSecret::new([7; KEY_BYTES]);
        let people = master.token_key("people").to_text();
        let attendance = master.token_key("attendance").to_text();
        assert_ne!(people, attendance);
        assert_ne!(people, master.setup_token());
        assert_eq!(
            people,
            MasterSecret::new([7; KEY_BYTES])
                .token_key("people")
                .to_text()
        );
        assert_ne!(
            people,
            MasterSecret::new([8; KEY_BYTES])
                .token_key("people")
                .to_text()
        );
    }

    #[test]
    fn the_derivation_never_changes() {
        // Changing it would sign everybody out and void every set-up link. The value was made
        // with Python's hmac module: HKDF-Extract with a zero salt, one round of Expand.
        let master = MasterSecret::new([7; KEY_BYTES]);
        assert_eq!(
            master.token_key("attendance").to_text(),
            "yE08-crOE-h616iOOOJ1qTARw74K5ATrFc9sgxVCztA"
        );
    }

    #[test]
    fn keys_survive_their_text_and_bad_text_is_refused() {
        let text = MasterSecret::new([9; KEY_BYTES]).to_text();
        assert_eq!(
            MasterSecret::parse(&text).ok().map(|m| m.to_text()),
            Some(text.clone())
        );
        for bad in ["", "AAAA", &format!("{text}A"), &text.replace('C', "+")] {
            assert!(TokenKey::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_seal_holds_for_its_message_and_purpose_only() {
        let master = MasterSecret::new([7; KEY_BYTES]);
        let seal = master.seal("refresh", "a.1");
        assert!(master.is_sealed("refresh", "a.1", &seal));
        assert!(!master.is_sealed("refresh", "a.2", &seal));
        assert!(!master.is_sealed("other", "a.1", &seal));
        assert!(!master.is_sealed("refresh", "a.1", ""));
        assert!(!master.is_sealed("refresh", "a.1", &format!("{seal}AA")));
    }

    #[test]
    fn what_the_secret_before_made_is_good_until_that_is_dropped() {
        let old = MasterSecret::new([7; KEY_BYTES]);
        let new = MasterSecret::new([8; KEY_BYTES]).in_place_of(&old);
        let dropped = MasterSecret::new([8; KEY_BYTES]);
        let seal = old.seal("refresh", "a.1");
        assert!(new.is_sealed("refresh", "a.1", &seal));
        assert!(!dropped.is_sealed("refresh", "a.1", &seal));
        assert_eq!(new.seal("refresh", "a.1"), dropped.seal("refresh", "a.1"));
        let keys = |secret: &MasterSecret| secret.token_key("leave").to_text();
        assert_eq!(keys(&new), keys(&dropped));
        assert!(!new.is_setup_token(&old.setup_token()));
        // A third in its place: the first is good no more.
        let third = MasterSecret::new([9; KEY_BYTES]).in_place_of(&new);
        assert!(!third.is_sealed("refresh", "a.1", &seal));
        for (text, previous, is_good) in [
            (keys(&new), String::new(), true),
            (keys(&new), keys(&old), true),
            (keys(&new), "x".to_owned(), false),
            (String::new(), keys(&old), false),
        ] {
            assert_eq!(TokenKey::parse_both(&text, &previous).is_ok(), is_good);
        }
    }
}
