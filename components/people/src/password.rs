//! Passwords at rest: argon2id with the library's defaults (19 MiB, two passes, one lane),
//! which are OWASP's; about 0.1 s inside a component.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};

/// The bytes of a salt (RFC 9106 §3.1).
const SALT_BYTES: usize = 16;

/// A password could not be hashed: a fault of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHashed;

/// Hashes a password with random bytes, of which the first sixteen become the salt.
///
/// # Errors
/// [`NotHashed`] when the library refuses.
pub fn hash(password: &str, random: [u8; 32]) -> Result<String, NotHashed> {
    let salt = random.get(..SALT_BYTES).unwrap_or_default();
    let salt = SaltString::encode_b64(salt).map_err(|_| NotHashed)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| NotHashed)
}

/// Whether a password is the one of a hash.
pub fn is_of(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_belongs_to_its_password_only() {
        let kept = hash("twelve chars", [7; 32]).unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(is_of("twelve chars", &kept));
        assert!(!is_of("twelve char", &kept));
        assert!(!is_of("twelve chars", ""));
        assert_ne!(kept, hash("twelve chars", [8; 32]).unwrap());
    }
}
