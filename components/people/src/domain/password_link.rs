//! The links by which people set a password without knowing the old one: what their token is, how
//! long they are good.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_core::keys::MasterSecret;

/// How long a link is good, in hours.
pub const GOOD_H: i64 = 24;

/// For what a seal on a token is good.
const PURPOSE: &str = "password_link";

/// The word in a link.
pub struct LinkToken(String);

impl LinkToken {
    /// Made of bytes that nobody can guess.
    pub fn new(random: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }

    /// As it came back.
    pub const fn given(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it; a stolen database opens nothing.
    pub fn seal(&self, master: &MasterSecret) -> String {
        master.seal(PURPOSE, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_seal_which_does_not_tell_it() {
        let master = MasterSecret::new([7; 32]);
        let token = LinkToken::new([9; 32]);
        assert_eq!(token.as_str().len(), 43);
        let again = LinkToken::given(token.as_str().to_owned());
        assert_eq!(again.seal(&master), token.seal(&master));
        assert!(!token.seal(&master).contains(token.as_str()));
        let elsewhere = MasterSecret::new([8; 32]);
        assert_ne!(token.seal(&elsewhere), token.seal(&master));
    }
}
