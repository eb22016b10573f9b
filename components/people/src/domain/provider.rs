//! Another identity provider by which people sign in (OpenID Connect Core 1.0): how it is
//! described here, and which claim of it names a person.
//!
//! Beside it [`attempt`] (a sign-in that a browser began), [`discovery`] (what the provider says
//! of itself), [`jws`] (whether it signed a token), [`claims`] (whether a token is for us).

pub mod attempt;
pub mod claims;
pub mod discovery;
pub mod jws;

use ngantor_core::id::IdentityProviderId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, TOO_LONG};
use ngantor_core::text;
use serde::{Deserialize, Serialize};

/// The most identity providers of an institution; migration 0020 holds it as well.
pub const PROVIDERS_MAX: u32 = 20;
/// The most characters of a name, which stands on a button.
pub const NAME_MAX_CHARS: usize = 60;
/// The most characters of an issuer, an id, a secret or a list of scopes.
pub const VALUE_MAX_CHARS: usize = 500;
/// The most characters of a claim's name.
pub const CLAIM_MAX_CHARS: usize = 100;
/// How long its keys are believed while it does not answer, in hours, unless somebody says.
pub const KEY_AGE_HOURS: i64 = 24;
/// The longest that may be said, in hours: a week.
pub const KEY_AGE_MAX_HOURS: i64 = 168;

const NOT_AN_ISSUER: Text = Text::new(
    "Bukan alamat penerbit: https, tanpa tanda tanya dan pagar.",
    "Not an issuer: https, without a question mark or a hash.",
);
const NOT_VISIBLE: Text = Text::new(
    "Hanya karakter ASCII yang terlihat, tanpa spasi.",
    "Visible ASCII characters only, without spaces.",
);
const NOT_A_SCOPE: Text = Text::new(
    "Kata-kata berspasi, di antaranya openid.",
    "Words with spaces between them, openid among them.",
);
const NOT_THE_EMAIL: Text = Text::new(
    "Surel hanya boleh dicari lewat klaim email, yang menyatakan sudah diverifikasi atau belum.",
    "An address is looked for by the claim email only, which says whether it is verified.",
);
const OUT_OF_RANGE: Text = Text::new("1 sampai {limit} jam.", "1 to {limit} hours.");

/// What of a person a claim is compared with when they come for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum PersonField {
    /// By which they sign in here.
    Username,
    /// Where mail reaches them at work; the provider must have verified it.
    Email,
    /// NIP, NI PPPK or another employer's number.
    EmployeeNumber,
}

impl PersonField {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Username, Self::Email, Self::EmployeeNumber];

    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::EmployeeNumber => "employee_number",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == word)
    }
}

/// An identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Opaque.
    pub id: IdentityProviderId,
    /// What the button says.
    pub name: String,
    /// Who signs its tokens; where it describes itself.
    pub issuer: String,
    /// What it calls this office.
    pub client_id: String,
    /// How this office proves itself there, encrypted; `None` where it need not.
    pub sealed_secret: Option<String>,
    /// What is asked for (RFC 6749 §3.3).
    pub scope: String,
    /// The claim that tells who comes for the first time.
    pub person_claim: String,
    /// What of a person the claim is compared with.
    pub person_field: PersonField,
    /// How long its keys are believed while it does not answer.
    pub key_max_age_hours: i64,
    /// Whether people sign in by it.
    pub is_on: bool,
    /// Whether it was taken away.
    pub is_withdrawn: bool,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

/// Checks the name.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_name(name: &str) -> Result<String, Fault> {
    text::line(name, NAME_MAX_CHARS).map_err(|fault| Fault::of_text("/name", fault))
}

/// Checks the issuer, which is compared letter by letter from here on.
///
/// # Errors
/// The fault.
pub fn check_issuer(issuer: &str) -> Result<String, Fault> {
    if issuer.len() <= VALUE_MAX_CHARS && is_safe_url(issuer) && !issuer.contains(['?', '#']) {
        return Ok(issuer.to_owned());
    }
    Err(Fault::new("/issuer", "not_an_issuer", NOT_AN_ISSUER))
}

/// Checks an id, a secret or a claim's name.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_visible(value: &str, max_chars: usize, pointer: &str) -> Result<String, Fault> {
    if value.len() > max_chars {
        return Err(Fault::beyond(pointer, "too_long", TOO_LONG, max_chars));
    }
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(value.to_owned());
    }
    Err(Fault::new(pointer, "not_visible", NOT_VISIBLE))
}

/// Checks what is asked for (RFC 6749 §3.3); OpenID Connect begins with `openid`.
///
/// # Errors
/// The fault.
pub fn check_scope(scope: &str) -> Result<String, Fault> {
    let words: Vec<_> = scope.split_whitespace().collect();
    let is_word = |word: &&str| {
        let is_char = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        word.bytes().all(is_char)
    };
    let scope = words.join(" ");
    if words.contains(&"openid") && words.iter().all(is_word) && scope.len() <= VALUE_MAX_CHARS {
        return Ok(scope);
    }
    Err(Fault::new("/scope", "not_a_scope", NOT_A_SCOPE))
}

/// Checks which claim names a person. No other claim than `email` says whether it is verified.
///
/// # Errors
/// The fault.
pub fn check_claim(claim: &str, field: PersonField) -> Result<String, Fault> {
    if field == PersonField::Email && claim != "email" {
        return Err(Fault::new("/person_claim", "not_email", NOT_THE_EMAIL));
    }
    check_visible(claim, CLAIM_MAX_CHARS, "/person_claim")
}

/// Checks how long keys are believed.
///
/// # Errors
/// The fault.
pub fn check_key_age(hours: i64) -> Result<i64, Fault> {
    let fault = || {
        let pointer = "/key_max_age_hours";
        Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, KEY_AGE_MAX_HOURS)
    };
    (1..=KEY_AGE_MAX_HOURS)
        .contains(&hours)
        .then_some(hours)
        .ok_or_else(fault)
}

/// Whether nobody on the way reads or changes what goes to this address: `https`, or `http` on
/// the machine itself. Neither spaces nor names and passwords before the host.
pub fn is_safe_url(url: &str) -> bool {
    let is_plain = url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let Some((scheme, rest)) = url.split_once("://").filter(|_| is_plain) else {
        return false;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => host,
        _ => authority,
    };
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let is_named = !host.is_empty() && !authority.contains('@');
    is_named && (scheme == "https" || (scheme == "http" && is_here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_nobody_on_the_way_can_read() {
        for url in [
            "https://sso.example",
            "https://sso.example:8443/realms/kantor",
            "http://127.0.0.1:3000/a?b=c",
            "http://localhost",
            "http://[::1]:80/",
        ] {
            assert!(is_safe_url(url), "{url}");
        }
        for url in [
            "",
            "https://",
            "https:///path",
            "https://:443",
            "sso.example",
            "http://sso.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://evil.example/?@localhost",
            "http://evil.example#localhost",
            "http://evil.example\\@localhost",
            "https://siti@sso.example",
            "https://sso example",
            "javascript://localhost/%0aalert(1)",
            "ftp://localhost",
            "HTTPS://sso.example",
        ] {
            assert!(!is_safe_url(url), "{url}");
        }
    }

    #[test]
    fn what_describes_a_provider_is_checked_at_its_limits() {
        let long = format!("https://{}", "a".repeat(VALUE_MAX_CHARS - 8));
        assert!(check_issuer(&long).is_ok());
        for bad in [
            &*format!("{long}a"),
            "https://a?b",
            "https://a#b",
            "http://a",
        ] {
            assert_eq!(
                check_issuer(bad).unwrap_err().code,
                "not_an_issuer",
                "{bad}"
            );
        }
        assert_eq!(check_scope(" openid   email ").unwrap(), "openid email");
        for bad in ["", "email", "openid \"x", "openid a\\b", "openid é"] {
            assert_eq!(check_scope(bad).unwrap_err().code, "not_a_scope", "{bad}");
        }
        assert_eq!((check_key_age(1), check_key_age(168)), (Ok(1), Ok(168)));
        assert!(check_key_age(0).is_err() && check_key_age(169).is_err());
        assert!(check_claim("email", PersonField::Email).is_ok());
        assert!(check_claim("nip", PersonField::EmployeeNumber).is_ok());
        assert!(check_claim("mail", PersonField::Email).is_err());
        let told = |value| check_visible(value, 3, "/x").map_err(|fault| fault.code);
        assert_eq!(told("abc"), Ok("abc".to_owned()));
        assert_eq!(told("abcd"), Err("too_long"));
        assert_eq!(
            (told(""), told("a b")),
            (Err("not_visible"), Err("not_visible"))
        );
        for field in PersonField::ALL {
            assert_eq!(PersonField::parse(field.name()), Some(field));
        }
    }
}
