//! Passkeys: how many a person keeps, and the challenges by which one is made and shown.
//!
//! [`super::webauthn`] reads what an authenticator says, [`super::public_key`] its signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use ngantor_core::id::PersonId;
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::{Instant, from_ms};

/// The most passkeys of a person; the database holds to it as well.
pub const PASSKEYS_MAX: u32 = 20;
/// The most characters of a passkey's name.
pub const NAME_MAX_CHARS: usize = 60;
/// How long a challenge is good, in seconds; WebAuthn Level 3 §15.1 recommends 5 to 10 minutes.
pub const CHALLENGE_S: i64 = 300;
/// The most bytes of a challenge that are looked at; ours have 101.
const CHALLENGE_MAX_BYTES: usize = 200;

/// For what a challenge is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// Making a passkey of this person.
    Registration(PersonId),
    /// Signing in, whoever it will turn out to be.
    SignIn,
}

/// What an authenticator signs so that nothing old can be shown again. It bears its end and our
/// seal, so that whoever asks for many fills nothing; the one that opens something is kept until
/// its end, so that it does so once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// 32 bytes that nobody can guess, as base64url.
    pub nonce: String,
    /// Until when it is good.
    pub expires_at: Instant,
}

impl Ceremony {
    const fn purpose(self) -> &'static str {
        match self {
            Self::Registration(_) => "passkey_registration",
            Self::SignIn => "passkey_sign_in",
        }
    }

    /// What is sealed: of a registration also whose it is, which the challenge does not tell.
    fn message(self, shown: &str) -> String {
        match self {
            Self::Registration(person) => format!("{shown}.{person}"),
            Self::SignIn => shown.to_owned(),
        }
    }
}

impl Challenge {
    /// A new one, of bytes that nobody can guess.
    pub fn new(random: [u8; 32], now: Instant) -> Self {
        Self {
            nonce: URL_SAFE_NO_PAD.encode(random),
            expires_at: now + Duration::seconds(CHALLENGE_S),
        }
    }

    /// What the authenticator gets.
    pub fn write(&self, ceremony: Ceremony, master: &MasterSecret) -> String {
        let shown = self.shown();
        let seal = master.seal(ceremony.purpose(), &ceremony.message(&shown));
        format!("{shown}.{seal}")
    }

    /// Reads one that this installation made for the same and that is still good.
    pub fn read(
        bytes: &[u8],
        ceremony: Ceremony,
        master: &MasterSecret,
        now: Instant,
    ) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let (shown, seal) = text.rsplit_once('.')?;
        let is_ours = bytes.len() <= CHALLENGE_MAX_BYTES
            && master.is_sealed(ceremony.purpose(), &ceremony.message(shown), seal);
        let (nonce, expires_ms) = shown.split_once('.').filter(|_| is_ours)?;
        let expires_at = from_ms(expires_ms.parse().ok()?)?;
        (now < expires_at).then(|| Self {
            nonce: nonce.to_owned(),
            expires_at,
        })
    }

    fn shown(&self) -> String {
        format!("{}.{}", self.nonce, self.expires_at.timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u8) -> PersonId {
        format!("0193a5b0-7c1e-7000-8000-00000000000{n}")
            .parse()
            .unwrap()
    }

    #[test]
    fn a_challenge_is_read_back_for_the_same_and_for_five_minutes() {
        let master = MasterSecret::new([7; 32]);
        let now: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let challenge = Challenge::new([3; 32], now);
        let (siti, budi) = (
            Ceremony::Registration(person(1)),
            Ceremony::Registration(person(2)),
        );
        for (made, asked, seconds, is_good) in [
            (Ceremony::SignIn, Ceremony::SignIn, 0, true),
            (Ceremony::SignIn, Ceremony::SignIn, 299, true),
            (Ceremony::SignIn, Ceremony::SignIn, 300, false),
            (siti, siti, 0, true),
            (siti, budi, 0, false),
            (siti, Ceremony::SignIn, 0, false),
            (Ceremony::SignIn, siti, 0, false),
        ] {
            let written = challenge.write(made, &master);
            let later = now + Duration::seconds(seconds);
            let read = Challenge::read(written.as_bytes(), asked, &master, later);
            let expected = is_good.then(|| challenge.clone());
            assert_eq!(read, expected, "{made:?} {asked:?} {seconds}");
        }
    }

    #[test]
    fn no_other_bytes_are_a_challenge() {
        let master = MasterSecret::new([7; 32]);
        let elsewhere = MasterSecret::new([8; 32]);
        let now: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let challenge = Challenge::new([3; 32], now);
        let written = challenge.write(Ceremony::SignIn, &master);
        let longer = format!("{}{written}", "x".repeat(CHALLENGE_MAX_BYTES));
        let later = written.replace(".1795", ".1995");
        assert_ne!(later, written);
        for bad in [
            "",
            "..",
            &later,
            &longer,
            &format!("{written}A"),
            written.trim_end_matches(|c| c != '.'),
            &challenge.write(Ceremony::SignIn, &elsewhere),
        ] {
            let read = Challenge::read(bad.as_bytes(), Ceremony::SignIn, &master, now);
            assert_eq!(read, None, "{bad}");
        }
        let read = Challenge::read(&[0xff; 101], Ceremony::SignIn, &master, now);
        assert_eq!(read, None);
    }
}
