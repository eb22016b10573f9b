//! What the journal keeps of a person, encrypted by the person's own key (XChaCha20-Poly1305,
//! draft-irtf-cfrg-xchacha-03). Throwing the key away erases it everywhere at once, and every
//! copy of the journal stays valid (UU 27/2022 art. 43 and 44).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use ngantor_core::keys::MasterSecret;

/// The bytes of a nonce.
const NONCE_BYTES: usize = 24;

/// Keeps people's keys, each encrypted by a key that comes from the master secret.
#[derive(Clone)]
pub struct Vault(Lock);

/// A key that comes from the master secret, and that of the secret before, which still opens.
#[derive(Clone)]
struct Lock {
    current: XChaCha20Poly1305,
    previous: Option<XChaCha20Poly1305>,
}

impl Lock {
    fn of(master: &MasterSecret, purpose: &str) -> Self {
        let key = |master: &MasterSecret| cipher(&master.purpose_key(purpose));
        Self {
            current: key(master),
            previous: master.previous().as_ref().map(key),
        }
    }

    fn seal(&self, owner: &str, nonce: [u8; 32], plain: &[u8]) -> Result<String, NotSealed> {
        seal(&self.current, owner, nonce, plain)
    }

    fn open(&self, owner: &str, sealed: &str) -> Option<Vec<u8>> {
        let before = || open(self.previous.as_ref()?, owner, sealed);
        open(&self.current, owner, sealed).or_else(before)
    }

    /// The same closed by the current key; `None` for what is so already.
    fn close_anew(
        &self,
        owner: &str,
        nonce: [u8; 32],
        sealed: &str,
    ) -> Result<Option<String>, NotSealed> {
        if open(&self.current, owner, sealed).is_some() {
            return Ok(None);
        }
        let plain = self.open(owner, sealed).ok_or(NotSealed)?;
        self.seal(owner, nonce, &plain).map(Some)
    }
}

/// A person's key as the database keeps it; empty for somebody who was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey(pub String);

/// Encryption failed: the key is not of this installation, or the library refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSealed;

impl Vault {
    /// The vault of an installation.
    pub fn of(master: &MasterSecret) -> Self {
        Self(Lock::of(master, "vault"))
    }

    /// A new key for a person, from random bytes for it and for its nonce.
    ///
    /// # Errors
    /// [`NotSealed`] when the library refuses.
    pub fn new_key(
        &self,
        owner: &str,
        key: [u8; 32],
        nonce: [u8; 32],
    ) -> Result<WrappedKey, NotSealed> {
        self.0.seal(owner, nonce, &key).map(WrappedKey)
    }

    /// The same key of a person encrypted anew; `None` when it is the secret of now that closed it.
    /// The same nonce must never come twice.
    ///
    /// # Errors
    /// [`NotSealed`] when neither secret opens it.
    pub fn close_anew(
        &self,
        owner: &str,
        nonce: [u8; 32],
        key: &str,
    ) -> Result<Option<String>, NotSealed> {
        self.0.close_anew(owner, nonce, key)
    }

    /// Encrypts something of a person's. The same nonce must never come twice.
    ///
    /// # Errors
    /// [`NotSealed`] when the key is not the person's.
    pub fn seal(
        &self,
        key: &WrappedKey,
        owner: &str,
        nonce: [u8; 32],
        plain: &[u8],
    ) -> Result<String, NotSealed> {
        let key = self.unwrap(key, owner).ok_or(NotSealed)?;
        seal(&key, owner, nonce, plain)
    }

    /// Decrypts something of a person's; `None` when the key is gone or not the one.
    pub fn open(&self, key: &WrappedKey, owner: &str, sealed: &str) -> Option<Vec<u8>> {
        open(&self.unwrap(key, owner)?, owner, sealed)
    }

    fn unwrap(&self, key: &WrappedKey, owner: &str) -> Option<XChaCha20Poly1305> {
        let key = self.0.open(owner, &key.0)?;
        Some(cipher(&key.try_into().ok()?))
    }
}

/// Keeps secrets that are no part of a person's record, encrypted by a key that comes from the
/// master secret: of each kind by another one.
#[derive(Clone)]
pub struct SecretVault(Lock);

impl SecretVault {
    /// That of second factors, whose owners are people.
    pub fn of_factors(master: &MasterSecret) -> Self {
        Self(Lock::of(master, "second_factor"))
    }

    /// That of what this office proves itself with at identity providers, which are the owners.
    pub fn of_providers(master: &MasterSecret) -> Self {
        Self(Lock::of(master, "identity_provider"))
    }

    /// Encrypts a secret of an owner's. The same nonce must never come twice.
    ///
    /// # Errors
    /// [`NotSealed`] when the library refuses.
    pub fn seal(&self, owner: &str, nonce: [u8; 32], plain: &[u8]) -> Result<String, NotSealed> {
        self.0.seal(owner, nonce, plain)
    }

    /// Decrypts one; `None` when it is not the owner's.
    pub fn open(&self, owner: &str, sealed: &str) -> Option<Vec<u8>> {
        self.0.open(owner, sealed)
    }

    /// The same secret encrypted anew; `None` when it is the master secret of now that closed it.
    /// The same nonce must never come twice.
    ///
    /// # Errors
    /// [`NotSealed`] when neither opens it.
    pub fn close_anew(
        &self,
        owner: &str,
        nonce: [u8; 32],
        sealed: &str,
    ) -> Result<Option<String>, NotSealed> {
        self.0.close_anew(owner, nonce, sealed)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(key))
}

/// Nonce and ciphertext as base64url. The owner is authenticated with it, so that nothing of one
/// person's can be put into another's place.
fn seal(
    cipher: &XChaCha20Poly1305,
    owner: &str,
    nonce: [u8; 32],
    plain: &[u8],
) -> Result<String, NotSealed> {
    let nonce = nonce.get(..NONCE_BYTES).ok_or(NotSealed)?;
    let payload = Payload {
        msg: plain,
        aad: owner.as_bytes(),
    };
    let sealed = cipher.encrypt(XNonce::from_slice(nonce), payload);
    let sealed = sealed.map_err(|_| NotSealed)?;
    Ok(URL_SAFE_NO_PAD.encode([nonce, &sealed].concat()))
}

fn open(cipher: &XChaCha20Poly1305, owner: &str, sealed: &str) -> Option<Vec<u8>> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, msg) = sealed.split_at_checked(NONCE_BYTES)?;
    let aad = owner.as_bytes();
    cipher
        .decrypt(XNonce::from_slice(nonce), Payload { msg, aad })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factors_secret_opens_for_its_owner_only() {
        let vault = SecretVault::of_factors(&MasterSecret::new([7; 32]));
        let sealed = vault.seal("siti", [3; 32], b"rahasia").unwrap();
        assert_eq!(
            vault.open("siti", &sealed).as_deref(),
            Some(&b"rahasia"[..])
        );
        let elsewhere = SecretVault::of_factors(&MasterSecret::new([8; 32]));
        assert_eq!(vault.open("budi", &sealed), None);
        assert_eq!(elsewhere.open("siti", &sealed), None);
    }

    #[test]
    fn what_the_secret_before_closed_opens_and_is_closed_anew() {
        let old = MasterSecret::new([7; 32]);
        let new = MasterSecret::new([8; 32]).in_place_of(&old);
        let dropped = Vault::of(&MasterSecret::new([8; 32]));
        let key = Vault::of(&old).new_key("siti", [1; 32], [2; 32]).unwrap();
        let sealed = Vault::of(&old)
            .seal(&key, "siti", [3; 32], b"Siti")
            .unwrap();
        let both = Vault::of(&new);
        assert_eq!(
            both.open(&key, "siti", &sealed).as_deref(),
            Some(&b"Siti"[..])
        );
        assert_eq!(dropped.open(&key, "siti", &sealed), None);
        let anew = both.close_anew("siti", [4; 32], &key.0).unwrap().unwrap();
        assert_eq!(both.close_anew("siti", [5; 32], &anew), Ok(None));
        assert_eq!(both.close_anew("budi", [5; 32], &key.0), Err(NotSealed));
        assert_eq!(dropped.close_anew("siti", [5; 32], &key.0), Err(NotSealed));
        let anew = WrappedKey(anew);
        assert_eq!(
            dropped.open(&anew, "siti", &sealed).as_deref(),
            Some(&b"Siti"[..])
        );
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_with_its_key_only() {
        let vault = Vault::of(&MasterSecret::new([7; 32]));
        let key = vault.new_key("siti", [1; 32], [2; 32]).unwrap();
        let sealed = vault.seal(&key, "siti", [3; 32], b"Siti").unwrap();
        assert_eq!(
            vault.open(&key, "siti", &sealed).as_deref(),
            Some(&b"Siti"[..])
        );
        let other = vault.new_key("siti", [4; 32], [5; 32]).unwrap();
        let budis = vault.new_key("budi", [1; 32], [2; 32]).unwrap();
        let elsewhere = Vault::of(&MasterSecret::new([8; 32]));
        let flipped = sealed.replace(['A', 'B', 'C'], "D");
        assert_eq!(vault.open(&other, "siti", &sealed), None);
        assert_eq!(vault.open(&budis, "siti", &sealed), None);
        assert_eq!(vault.open(&key, "budi", &sealed), None);
        assert_eq!(elsewhere.open(&key, "siti", &sealed), None);
        assert_eq!(vault.open(&key, "siti", &flipped), None);
        assert_eq!(
            vault.open(&WrappedKey(String::new()), "siti", &sealed),
            None
        );
        assert_eq!(vault.open(&key, "siti", ""), None);
        assert_eq!(vault.seal(&budis, "siti", [3; 32], b"x"), Err(NotSealed));
    }
}
