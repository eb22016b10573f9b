//! What a person may let an app do for them.

use std::fmt;

use chrono::Duration;
use ngantor_core::caller::Reach;
use ngantor_core::id::SessionId;
use ngantor_core::keys::MasterSecret;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Instant;

/// The most characters of an app's name.
pub const NAME_MAX_CHARS: usize = 60;
/// The longest that an app is let in, in days.
pub const DAYS_MAX: i64 = 366;
/// How long an app is let in when nobody says, in days.
pub const DAYS_DEFAULT: i64 = 90;
/// The most apps of one person at a time.
pub const APPS_MAX: u32 = 50;

/// How a token begins, so that a search finds one that lies about where it should not.
const PREFIX: &str = "ngantor_app_";
/// For what a seal on a token is good.
const PURPOSE: &str = "app";

const NOT_A_SCOPE: Text = Text::new(
    "Bukan cakupan; contoh: attendance:read.",
    "Not a scope; an example: attendance:read.",
);
const NOT_WRITTEN: Text = Text::new(
    "Aplikasi tidak boleh mengubah data orang dan sesi.",
    "Apps do not change people and sessions.",
);
const TWICE: Text = Text::new(
    "Fungsi ini sudah disebut.",
    "This function is named already.",
);

/// What an app may do in one function: `attendance:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The function.
    pub function: String,
    /// [`Reach::Read`] or [`Reach::Write`].
    pub reach: Reach,
}

impl Scope {
    /// Reads a scope as it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let (function, reach) = text.split_once(':')?;
        let reach = match reach {
            "read" => Reach::Read,
            "write" => Reach::Write,
            _ => return None,
        };
        Some(Self {
            function: function.to_owned(),
            reach,
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reach = if self.reach == Reach::Read {
            "read"
        } else {
            "write"
        };
        write!(f, "{}:{reach}", self.function)
    }
}

/// Checks what an app asks for: each function at most once, and only to read in `people`, where
/// an app that writes could make itself more.
///
/// # Errors
/// A fault for each that is not fine, below `/scopes`.
pub fn check_scopes(asked: &[String], functions: &[String]) -> Result<Vec<Scope>, Vec<Fault>> {
    let mut scopes: Vec<Scope> = Vec::new();
    let mut faults = Vec::new();
    // More scopes than functions: one is unknown or doubled, and the faults stay few.
    for (index, text) in asked.iter().take(functions.len() + 1).enumerate() {
        let mut refuse = |code, text| {
            faults.push(Fault::new(format!("/scopes/{index}"), code, text));
        };
        match Scope::parse(text).filter(|scope| functions.contains(&scope.function)) {
            None => refuse("unknown_scope", NOT_A_SCOPE),
            Some(Scope { function, reach }) if function == "people" && reach == Reach::Write => {
                refuse("not_for_apps", NOT_WRITTEN);
            }
            Some(scope) if scopes.iter().any(|other| other.function == scope.function) => {
                refuse("duplicate", TWICE);
            }
            Some(scope) => scopes.push(scope),
        }
    }
    if asked.is_empty() {
        faults.push(Fault::new("/scopes", "required", REQUIRED));
    }
    if faults.is_empty() {
        Ok(scopes)
    } else {
        Err(faults)
    }
}

/// An app that somebody let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Stands for a session: by it the person's access tokens are told apart.
    pub id: SessionId,
    /// Whose.
    pub person_id: ngantor_core::id::PersonId,
    /// What the person calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

/// When an app that is let in for some days is out again.
pub fn expiry(now: Instant, days: i64) -> Instant {
    now + Duration::days(days)
}

/// The token of an app: `ngantor_app_<id>_<seal>`. Nothing of it is kept.
pub fn write_token(id: SessionId, master: &MasterSecret) -> String {
    let seal = master.seal(PURPOSE, &id.to_string());
    format!("{PREFIX}{id}_{seal}")
}

/// Reads a token that this installation has made.
pub fn read_token(token: &str, master: &MasterSecret) -> Option<SessionId> {
    let (id, seal) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let is_ours = master.is_sealed(PURPOSE, id, seal);
    is_ours.then(|| id.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_known_single_and_only_read_people() {
        let functions = ["people".to_owned(), "attendance".to_owned()];
        let told = |asked: &[&str]| {
            let asked: Vec<_> = asked.iter().map(|&text| text.to_owned()).collect();
            match check_scopes(&asked, &functions) {
                Ok(scopes) => scopes.iter().map(Scope::to_string).collect::<Vec<_>>(),
                Err(faults) => faults
                    .iter()
                    .map(|fault| format!("{} {}", fault.pointer, fault.code))
                    .collect(),
            }
        };
        assert_eq!(told(&[]), ["/scopes required"]);
        let fine = ["people:read", "attendance:write"];
        assert_eq!(told(&fine), fine);
        for (asked, code) in [
            ("people:write", "/scopes/0 not_for_apps"),
            ("attendance", "/scopes/0 unknown_scope"),
            ("attendance:all", "/scopes/0 unknown_scope"),
            ("meetings:read", "/scopes/0 unknown_scope"),
            ("", "/scopes/0 unknown_scope"),
        ] {
            assert_eq!(told(&[asked]), [code], "{asked}");
        }
        let twice = ["attendance:read", "attendance:write"];
        assert_eq!(told(&twice), ["/scopes/1 duplicate"]);
        assert_eq!(told(&["x"; 1000]).len(), 3);
    }

    #[test]
    fn a_token_is_read_back_and_no_other_text_is() {
        let master = MasterSecret::new([7; 32]);
        let id: SessionId = "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap();
        let token = write_token(id, &master);
        assert_eq!(read_token(&token, &master), Some(id));
        let elsewhere = MasterSecret::new([8; 32]);
        for bad in [
            "",
            "ngantor_app_",
            &token.replace("0001", "0002"),
            &format!("{token}A"),
            &write_token(id, &elsewhere),
            token.strip_prefix(PREFIX).unwrap(),
        ] {
            assert_eq!(read_token(bad, &master), None, "{bad}");
        }
    }
}
