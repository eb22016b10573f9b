//! The name by which a person signs in.

use crate::lang::Text;
use crate::refusal::{Fault, REQUIRED};

/// The fewest characters of a username.
pub const USERNAME_MIN_CHARS: usize = 3;
/// The most characters of a username.
pub const USERNAME_MAX_CHARS: usize = 40;

const USERNAME_FORM: Text = Text::new(
    "3 sampai 40 huruf kecil tanpa aksen, angka, titik, garis bawah atau tanda hubung; \
     diawali huruf.",
    "3 to 40 unaccented small letters, digits, dots, underscores or hyphens; a letter first.",
);

/// A name by which a person signs in; small letters only, so that none looks like another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Reads a username; capital letters count as small ones.
    ///
    /// # Errors
    /// The fault, at the pointer.
    pub fn parse(username: &str, pointer: &str) -> Result<Self, Fault> {
        let username = username.trim().to_ascii_lowercase();
        if username.is_empty() {
            return Err(Fault::new(pointer, "required", REQUIRED));
        }
        let n_chars = username.chars().count();
        let fits = (USERNAME_MIN_CHARS..=USERNAME_MAX_CHARS).contains(&n_chars)
            && username.starts_with(|c: char| c.is_ascii_lowercase())
            && username.chars().all(is_username_char);
        if fits {
            Ok(Self(username))
        } else {
            Err(Fault::new(pointer, "not_a_username", USERNAME_FORM))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_username_char(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '.' | '_' | '-')
}
