//! The second factor: codes that an app on a person's phone makes from a secret and the time
//! (TOTP, RFC 6238), and codes on paper for when the phone is lost.

use std::fmt::Write as _;

use ngantor_core::id::PersonId;
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;
use totp_rs::{Builder, Secret, Totp};

/// The bytes of a secret: as many as SHA-1 has (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
/// The digits of a code.
pub const CODE_DIGITS: u8 = 6;
/// How long a step is, in seconds (RFC 6238 §4.1).
pub const STEP_S: u64 = 30;
/// How many steps a phone's clock may be off (RFC 6238 §5.2).
const SKEW_STEPS: u16 = 1;
/// How many codes there are for a lost phone.
pub const RECOVERY_CODES: usize = 10;
/// The characters of one, of five bits each.
pub const RECOVERY_CHARS: usize = 10;
/// The most characters of a code that are looked at.
pub const CODE_MAX_CHARS: usize = 20;

/// For what a seal on a recovery code is good.
const PURPOSE: &str = "recovery_code";
/// Digits and letters that nobody takes for another (Crockford's base 32).
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j',
    'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
];

/// A code as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// The app's.
    App(String),
    /// One on paper.
    Recovery(String),
}

impl Code {
    /// Reads a code; spaces and hyphens do not count. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let is_mark = |c: &char| c.is_whitespace() || *c == '-';
        let typed = text
            .chars()
            .filter(|c| !is_mark(c))
            .take(CODE_MAX_CHARS + 1);
        let code: String = typed.map(|c| c.to_ascii_lowercase()).collect();
        if code.len() == usize::from(CODE_DIGITS) && code.bytes().all(|b| b.is_ascii_digit()) {
            Some(Self::App(code))
        } else if code.len() == RECOVERY_CHARS && code.chars().all(|c| ALPHABET.contains(&c)) {
            Some(Self::Recovery(code))
        } else {
            None
        }
    }
}

/// What both sides know.
pub struct SharedSecret(Vec<u8>);

impl SharedSecret {
    /// Made of bytes that nobody can guess.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random.into_iter().take(SECRET_BYTES).collect())
    }

    /// As it was kept.
    pub const fn kept(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it into an app: RFC 4648 base 32.
    pub fn base32(&self) -> String {
        Secret::from(self.0.clone()).to_base32()
    }

    /// The step whose code this is, around an instant; steps up to the last used one are over.
    pub fn step_of(&self, code: &str, last_step: i64, now: Instant) -> Option<i64> {
        let now_s = u64::try_from(now.timestamp()).ok()?;
        let totp = self.totp(CODE_DIGITS)?;
        let step = i64::try_from(totp.check(code, now_s)?).ok()?;
        (step > last_step).then_some(step)
    }

    /// What an app reads from a picture or a link (the key URI format of Google Authenticator).
    pub fn uri(&self, issuer: &str, username: &str) -> String {
        let (issuer, username) = (percent(issuer), percent(username));
        format!(
            "otpauth://totp/{issuer}:{username}?secret={}&issuer={issuer}&algorithm=SHA1\
             &digits={CODE_DIGITS}&period={STEP_S}",
            self.base32()
        )
    }

    fn totp(&self, digits: u8) -> Option<Totp> {
        Builder::new()
            .with_secret(self.0.clone())
            .with_digits(digits)
            .with_skew(SKEW_STEPS)
            .with_step_duration(STEP_S)
            .build()
            .ok()
    }
}

/// A code for a lost phone, of bytes that nobody can guess: 50 bits.
pub fn recovery_code(random: [u8; 32]) -> String {
    let letter = |byte: u8| ALPHABET.get(usize::from(byte & 31)).copied();
    let letters = random.into_iter().filter_map(letter);
    letters.take(RECOVERY_CHARS).collect()
}

/// What is kept of one.
pub fn seal(master: &MasterSecret, person: PersonId, code: &str) -> String {
    master.seal(PURPOSE, &format!("{person}/{code}"))
}

/// A text within a URI (RFC 3986 §2.1).
fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _written = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// The secret of RFC 6238 appendix B for SHA-1.
    fn rfc() -> SharedSecret {
        SharedSecret::kept(b"12345678901234567890".to_vec())
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let totp = rfc().totp(8).unwrap();
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(totp.generate(seconds).to_string(), code);
            let time = i64::try_from(seconds).unwrap();
            let step = rfc().step_of(&code[2..], 0, at(time));
            assert_eq!(step, Some(time / 30), "{seconds}");
        }
    }

    /// Secrets and seconds by chance, and codes of the OATH Toolkit 2.6.7:
    /// `TZ=UTC oathtool --totp --now @<second> <secret>`.
    const OATHTOOL: &str = "
        51a39273e9a8a3b2134a13588da876c27a55e202 3402828380 980196
        495be6f9f2bcb311da2fcc81b6347c3e1f014440 2292178529 384487
        753b2e9619f596a19919bd0c3a1de794336bb463 2914887504 328456
        3c9c835f1abfe8913f8c3a268316ef13089c755b 1691556611 636670
        c05da8c8268ae15a3233fa26579ad827cf8f4fc3 3123206897 256472
        e9b16bfaf00366d9734991a66dd3498677fa5553 3588611947 707625
        3e0ec7c2445a147b3bf491964f4caf29797bfc14 2387162616 265205
        3ff98d125f3ae8001a65332c1fb37f51e2d91cb1 3382260255 076824
        3117ad2bf4930c12922a265acbc8367cab078821 2927593302 082935
        aa9a2cb358b942da01b6adc5482d115d5ab6ace3 3516918503 176791
        93a7ce91999bfb78bad163ff5389199443853cc5 2933074445 884213
        2bc467baa7ac935211936cf23283ee9e5df6ee06 3455190321 240579
        f11223d48e7c45209a8891c5b6ea3adee3ab2f58 3943482334 947412
        dadcecf9cd81fc6d9f5a6c3da20c709b0791f9c5 2279960222 199332
        6994cf3be7bea21346b6faec046e255d524ddb69 2430364300 536896
        fbc6556b73f796a2381b70f4ae7a8d7a9c5c6a1e 2462811044 404524
        9ff0d68f5a80ba81924decc5ca9b51afee286cf9 3345559840 301576
        2dcdfb3f553632bc8b0d18de3cb4810bb74d7d64 2032263999 950915
        5d20ee683bf64e6a5f632870a039fbc64a7dc85b 2854507843 557814
        a8a46b2314eb05945bfda7e61d655b5a3a276b65 1756812306 161248";

    #[test]
    fn codes_of_another_program_are_taken() {
        for line in OATHTOOL.trim().lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            let byte = |at: usize| u8::from_str_radix(&words[0][at..at + 2], 16).unwrap();
            let secret = SharedSecret::kept((0..2 * SECRET_BYTES).step_by(2).map(byte).collect());
            let seconds: i64 = words[1].parse().unwrap();
            let step = secret.step_of(words[2], 0, at(seconds));
            assert_eq!(step, Some(seconds / 30), "{line}");
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_after_and_once() {
        // 287082 is the code of step 1, from second 30 to 59.
        for (seconds, last_step, step) in [
            (0, 0, Some(1)),
            (29, 0, Some(1)),
            (30, 0, Some(1)),
            (59, 0, Some(1)),
            (89, 0, Some(1)),
            (90, 0, None),
            (59, 1, None),
            (59, 7, None),
        ] {
            let found = rfc().step_of("287082", last_step, at(seconds));
            assert_eq!(found, step, "{seconds} {last_step}");
        }
        for wrong in [
            "287083",
            "",
            "28708",
            "2870822",
            "x",
            "٢٨٧٠٨٢",
            "-87082",
            "+87082",
        ] {
            assert_eq!(rfc().step_of(wrong, 0, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let app = |text: &str| Some(Code::App(text.to_owned()));
        let paper = |text: &str| Some(Code::Recovery(text.to_owned()));
        for (typed, code) in [
            ("287082", app("287082")),
            (" 287 082 ", app("287082")),
            ("0a1b2-C3D4E", paper("0a1b2c3d4e")),
            ("28708", None),
            ("0a1b2c3d4u", None),
            ("٢٨٧٠٨٢", None),
            ("", None),
        ] {
            assert_eq!(Code::parse(typed), code, "{typed}");
        }
        assert_eq!(Code::parse(&"1".repeat(100_000)), None);
    }

    #[test]
    fn an_app_is_told_whose_code_it_is() {
        assert_eq!(
            rfc().uri("Dinas & Café", "siti"),
            "otpauth://totp/Dinas%20%26%20Caf%C3%A9:siti?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Dinas%20%26%20Caf%C3%A9&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_recovery_code_is_ten_characters_and_is_read_back() {
        let code = recovery_code([255; 32]);
        assert_eq!(code, "zzzzzzzzzz");
        assert_eq!(Code::parse(&code), Some(Code::Recovery(code)));
    }
}
