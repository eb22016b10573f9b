//! Letting a device in that has no keyboard: it shows a code, a person types it (RFC 8628).

use ngantor_core::id::{DeviceId, PersonId, SessionId};
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;

use super::app::Scope;
use super::brake::Limit;

/// How long a code is good, in seconds; `device_asks` in the schema says the same.
pub const CODE_S: i64 = 600;
/// How often a device may ask, in seconds (RFC 8628 §3.2).
pub const INTERVAL_S: i64 = 5;
/// How many codes one address may ask for.
pub const ASKS: Limit = Limit {
    burst: 20,
    refill_ms: 30_000,
};
/// How many wrong codes a person may type (RFC 8628 §5.1).
pub const GUESSES: Limit = Limit {
    burst: 10,
    refill_ms: 60_000,
};

/// Letters that are told apart on a screen far away and make no words (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code: 20⁸ = 25.6 billion.
const LETTERS_OF_CODE: usize = 8;
/// For what a seal on a device's own code is good.
const PURPOSE: &str = "device";

/// How far a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has typed its code.
    Pending,
    /// Somebody let it in, as this app.
    Approved(SessionId),
    /// Somebody did not.
    Denied,
}

/// A device that asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Opaque.
    pub id: DeviceId,
    /// What it shows.
    pub user_code: String,
    /// What it calls itself.
    pub name: String,
    /// What it wants to do.
    pub scopes: Vec<Scope>,
    /// How far it is.
    pub state: State,
    /// Whose answer that was.
    pub decided_by: Option<PersonId>,
    /// When it asked.
    pub asked_at: Instant,
    /// When it looked before.
    pub polled_at: Instant,
}

impl Device {
    /// Whether somebody has answered just so before.
    pub fn was_decided(&self, by: PersonId, approve: bool) -> bool {
        let is_same = match self.state {
            State::Pending => false,
            State::Approved(_) => approve,
            State::Denied => !approve,
        };
        is_same && self.decided_by == Some(by)
    }

    /// Whether its code is too old.
    pub fn ran_out(&self, now: Instant) -> bool {
        (now - self.asked_at).num_seconds() >= CODE_S
    }

    /// Whether it looked less than the interval ago.
    pub fn looks_too_often(&self, now: Instant) -> bool {
        let since = (now - self.polled_at).num_milliseconds();
        (0..INTERVAL_S * 1000).contains(&since)
    }
}

/// What a device shows: two groups of four letters that only the master secret tells from its
/// id. Every letter is as likely as any other but for 1 part in 3,000, two bytes a letter.
pub fn user_code(id: DeviceId, master: &MasterSecret) -> String {
    let letter = |pair: &[u8]| {
        let number = pair
            .iter()
            .fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        char::from(*LETTERS.get(number % LETTERS.len()).unwrap_or(&b'B'))
    };
    let drawn = master.mac("user-code", &id.to_string());
    let letters: Vec<char> = drawn.chunks(2).take(LETTERS_OF_CODE).map(letter).collect();
    let (first, second) = letters.split_at(LETTERS_OF_CODE / 2);
    first.iter().chain(&['-']).chain(second).collect()
}

/// A code as somebody types it: small letters, without the hyphen, with spaces. `None` when it
/// can be no code.
pub fn read_user_code(text: &str) -> Option<String> {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_letter = |c: &char| u8::try_from(*c).is_ok_and(|byte| LETTERS.contains(&byte));
    let fits = letters.len() == LETTERS_OF_CODE && letters.iter().all(is_letter);
    let (first, second) = letters.split_at_checked(LETTERS_OF_CODE / 2)?;
    fits.then(|| first.iter().chain(&['-']).chain(second).collect())
}

/// The code that the device keeps to itself.
pub fn write_code(id: DeviceId, master: &MasterSecret) -> String {
    let seal = master.seal(PURPOSE, &id.to_string());
    format!("{id}.{seal}")
}

/// Reads a device's own code.
pub fn read_code(text: &str, master: &MasterSecret) -> Option<DeviceId> {
    let (id, seal) = text.split_once('.')?;
    let is_ours = master.is_sealed(PURPOSE, id, seal);
    is_ours.then(|| id.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let master = MasterSecret::new([7; 32]);
        let id = |n: u8| {
            format!("0193a5b0-7c1e-7000-8000-00000000000{n}")
                .parse()
                .unwrap()
        };
        let code = user_code(id(1), &master);
        assert_eq!(code.len(), 9);
        let typed = code.to_lowercase().replace('-', " ");
        assert_eq!(read_user_code(&typed), Some(code.clone()));
        assert_eq!(read_user_code(&code.replace('-', "")), Some(code.clone()));
        for bad in [
            "",
            "BCDF",
            "BCDF-GHJA",
            "BCDF-GHJ1",
            "BCDFGHJKL",
            "ВCDF-GHJK",
        ] {
            assert_eq!(read_user_code(bad), None, "{bad}");
        }
        assert_ne!(user_code(id(1), &master), user_code(id(2), &master));
    }

    #[test]
    fn the_own_code_of_a_device_is_ours_only() {
        let master = MasterSecret::new([7; 32]);
        let id: DeviceId = "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap();
        let code = write_code(id, &master);
        assert_eq!(read_code(&code, &master), Some(id));
        assert_eq!(read_code(&code.replace("0001", "0002"), &master), None);
        assert_eq!(read_code("", &master), None);
    }
}
