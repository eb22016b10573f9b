//! A sign-in by a provider that a browser began. All that is kept of it is a sealed cookie of
//! that browser: what goes to the provider comes from it and the master secret, so nobody else
//! can end what the browser began, and nobody fills a table by beginning.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use ngantor_core::id::{IdentityProviderId, SessionId};
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::{self, Instant};
use sha2::{Digest as _, Sha256};

/// How long a person may take at the provider, in seconds.
pub const ATTEMPT_MAX_S: i64 = 600;

/// For which the seals are good.
const COOKIE: &str = "provider_attempt";
const STATE: &str = "provider_state";
const NONCE: &str = "provider_nonce";
const VERIFIER: &str = "provider_verifier";

/// A sign-in that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// By which provider.
    pub provider_id: IdentityProviderId,
    /// Whose account there it is: of the person of this session, who proved to be that person when
    /// it began.
    pub confirmed_by: Option<SessionId>,
    /// When it began.
    pub began_at: Instant,
    /// `<provider>.<ms of its beginning>.<32 random bytes>`, and `.<session>` if there is one.
    message: String,
}

impl Attempt {
    /// Begins one, from random bytes.
    pub fn new(provider_id: IdentityProviderId, random: [u8; 32], now: Instant) -> Self {
        let random = URL_SAFE_NO_PAD.encode(random);
        let message = format!("{provider_id}.{}.{random}", now.timestamp_millis());
        Self {
            provider_id,
            confirmed_by: None,
            began_at: now,
            message,
        }
    }

    /// The same for whoever is in already, by this session.
    pub fn of(self, session: SessionId) -> Self {
        Self {
            confirmed_by: Some(session),
            message: format!("{}.{session}", self.message),
            ..self
        }
    }

    /// What the browser keeps.
    pub fn write(&self, master: &MasterSecret) -> String {
        format!("{}.{}", self.message, master.seal(COOKIE, &self.message))
    }

    /// Reads what this installation gave a browser, if it began within [`ATTEMPT_MAX_S`].
    pub fn read(text: &str, master: &MasterSecret, now: Instant) -> Option<Self> {
        let (message, seal) = text.rsplit_once('.')?;
        if !master.is_sealed(COOKIE, message, seal) {
            return None;
        }
        let (provider_id, rest) = message.split_once('.')?;
        let (began_ms, rest) = rest.split_once('.')?;
        let session = rest.split_once('.').map(|(_, session)| session.parse());
        let began_at = time::from_ms(began_ms.parse().ok()?)?;
        let is_over = now - began_at > Duration::seconds(ATTEMPT_MAX_S);
        (!is_over).then_some(Self {
            provider_id: provider_id.parse().ok()?,
            confirmed_by: session.transpose().ok()?,
            began_at,
            message: message.to_owned(),
        })
    }

    /// What the provider sends back with the browser (RFC 6749 §4.1.1).
    pub fn state(&self, master: &MasterSecret) -> String {
        master.seal(STATE, &self.message)
    }

    /// Whether a state is the one of this browser.
    pub fn is_state(&self, master: &MasterSecret, state: &str) -> bool {
        master.is_sealed(STATE, &self.message, state)
    }

    /// What the provider puts into the token (OpenID Connect Core 1.0 §3.1.2.1).
    pub fn nonce(&self, master: &MasterSecret) -> String {
        master.seal(NONCE, &self.message)
    }

    /// What proves at the provider that we began it (RFC 7636): 43 characters, the fewest there.
    pub fn verifier(&self, master: &MasterSecret) -> String {
        master.seal(VERIFIER, &self.message)
    }

    /// What goes before the verifier, and does not tell it: `S256`.
    pub fn challenge(&self, master: &MasterSecret) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier(master)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn master() -> MasterSecret {
        MasterSecret::new([7; 32])
    }

    fn at(seconds: i64) -> Instant {
        time::from_ms(1_800_000_000_000 + seconds * 1000).unwrap()
    }

    fn attempt(random: u8) -> Attempt {
        let id = "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap();
        Attempt::new(id, [random; 32], at(0))
    }

    #[test]
    fn a_browser_keeps_its_attempt_for_ten_minutes() {
        let text = attempt(1).write(&master());
        let read = |text: &str, now| Attempt::read(text, &master(), now);
        assert_eq!(read(&text, at(ATTEMPT_MAX_S)), Some(attempt(1)));
        assert_eq!(read(&text, at(ATTEMPT_MAX_S + 1)), None);
        let others = Attempt::read(&text, &MasterSecret::new([8; 32]), at(0));
        assert_eq!(others, None);
        let flipped = text.replacen('1', "2", 1);
        for forged in ["", "...", &flipped, &format!("{text}A")] {
            assert_eq!(read(forged, at(0)), None, "{forged}");
        }
    }

    #[test]
    fn a_browser_keeps_who_began() {
        let session = "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap();
        let begun = attempt(1).of(session);
        let read = Attempt::read(&begun.write(&master()), &master(), at(0)).unwrap();
        assert_eq!((&read, read.confirmed_by), (&begun, Some(session)));
        assert_eq!(attempt(1).confirmed_by, None);
        assert!(!attempt(1).is_state(&master(), &begun.state(&master())));
    }

    #[test]
    fn what_goes_out_is_of_one_attempt_and_tells_nothing_of_the_rest() {
        let (one, two) = (attempt(1), attempt(2));
        let state = one.state(&master());
        assert!(one.is_state(&master(), &state) && !two.is_state(&master(), &state));
        let told = |of: &Attempt| {
            let key = master();
            [
                of.state(&key),
                of.nonce(&key),
                of.verifier(&key),
                of.challenge(&key),
            ]
        };
        let mut all = [told(&one), told(&two)].concat();
        assert!(all.iter().all(|text| text.len() == 43), "{all:?}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 8);
        assert!(all.iter().all(|text| !one.write(&master()).contains(text)));
    }
}
