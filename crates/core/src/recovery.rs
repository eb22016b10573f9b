//! The operator's way in for somebody who lost password and phone: a word that whoever has the
//! master secret writes for a name, good for a quarter of an hour. Nothing of it is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys::MasterSecret;
use crate::time::{Instant, from_ms};
use crate::token::CLOCK_LEEWAY_S;
use crate::username::Username;

/// How long the word is good, in ms.
pub const GOOD_MS: i64 = 15 * 60_000;

/// For what a seal on such a word is good.
const PURPOSE: &str = "recovery";

/// What such a word says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The name by which the person signs in.
    pub username: Username,
    /// When the operator wrote it.
    pub issued_at: Instant,
}

impl Recovery {
    /// The word: `<name>.<instant>.<seal over both>`, of letters that may stand in a link.
    pub fn write(&self, master: &MasterSecret) -> String {
        let name = URL_SAFE_NO_PAD.encode(self.username.as_str());
        let message = format!("{name}.{}", self.issued_at.timestamp_millis());
        let seal = master.seal(PURPOSE, &message);
        format!("{message}.{seal}")
    }

    /// Reads a word that this installation's operator has written, while it is good. The secret
    /// before writes none: whoever has seen that one may be why there is another.
    pub fn read(word: &str, master: &MasterSecret, now: Instant) -> Option<Self> {
        let (message, seal) = word.rsplit_once('.')?;
        if !master.alone().is_sealed(PURPOSE, message, seal) {
            return None;
        }
        let (name, issued_at) = message.split_once('.')?;
        let name = URL_SAFE_NO_PAD.decode(name).ok()?;
        let issued_at = from_ms(issued_at.parse().ok()?)?;
        let age_ms = (now - issued_at).num_milliseconds();
        let username = Username::parse(std::str::from_utf8(&name).ok()?, "").ok()?;
        let is_good = (-CLOCK_LEEWAY_S * 1000..GOOD_MS).contains(&age_ms);
        is_good.then_some(Self {
            username,
            issued_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_for_a_quarter_of_an_hour_and_by_this_installation() {
        let master = MasterSecret::new([7; 32]);
        let issued_at: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let recovery = Recovery {
            username: Username::parse("siti.r", "").unwrap(),
            issued_at,
        };
        let word = recovery.write(&master);
        let after = |ms: i64| issued_at + chrono::Duration::milliseconds(ms);
        let read = |word: &str, ms| Recovery::read(word, &master, after(ms));
        assert_eq!(read(&word, 0), Some(recovery.clone()));
        // Clocks differ a little.
        assert_eq!(read(&word, -30_000), Some(recovery.clone()));
        assert_eq!(read(&word, -30_001), None);
        assert_eq!(read(&word, GOOD_MS - 1), Some(recovery));
        assert_eq!(read(&word, GOOD_MS), None);
        let elsewhere = MasterSecret::new([8; 32]);
        assert_eq!(Recovery::read(&word, &elsewhere, issued_at), None);
        let next = elsewhere.in_place_of(&master);
        assert_eq!(Recovery::read(&word, &next, issued_at), None);
        let other = word.replacen("c2l0a", "YnVka", 1);
        assert_ne!(other, word);
        for bad in ["", ".", "..", &other, &format!("{word}A")] {
            assert_eq!(read(bad, 0), None, "{bad}");
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(word.chars().all(is_plain), "{word}");
    }
}
