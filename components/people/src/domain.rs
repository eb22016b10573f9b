//! The rules of people: what names, usernames and roles may be. No clock, no I/O.
//!
//! Beside them [`access`] (who sees and changes whom), [`brake`] (how often a sign-in may
//! fail), [`password`] (what a new one may be), [`password_link`] (how one is set without the old
//! one), [`session`] (how long one lasts), [`second_factor`] (codes beside the password),
//! [`passkey`], [`webauthn`] and [`public_key`] (keys on people's devices instead of both),
//! [`person`] and [`employment`] (what is kept of a person), [`directory`] (offices, units, dated
//! relations), [`decider`] (who decides for whom), [`correction`] (what somebody says is wrong),
//! [`app`] and [`device`] (what a person lets an app or a device do), [`provider`] (signing in by
//! another identity provider), [`import`] and [`export`]
//! (what comes from files and goes there).

pub mod access;
pub mod app;
pub mod brake;
pub mod client;
pub mod correction;
pub mod device;
pub mod directory;
pub mod employment;
pub mod export;
pub mod import;
pub mod passkey;
pub mod password;
pub mod password_link;
pub mod person;
pub mod policy;
pub mod provider;
pub mod public_key;
pub mod second_factor;
pub mod session;
pub mod webauthn;

use std::sync::Arc;

use ngantor_core::caller::Role;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_ZONE, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::Zone;
pub use ngantor_core::username::{USERNAME_MAX_CHARS, USERNAME_MIN_CHARS, Username};

/// The most characters of a name.
pub const NAME_MAX_CHARS: usize = 100;
/// The most characters of a function's name.
pub const FUNCTION_MAX_CHARS: usize = 32;

const NO_FUNCTION: Text = Text::new("Bukan nama fungsi di sini.", "Not a function here.");

/// Reads the functions for which a sign-in gives tokens: names with spaces between them, each
/// the word in a path, a cookie and a token's audience. `None` when one is no such word or
/// stands there twice, or `people` is missing.
pub fn parse_functions(names: &str) -> Option<Arc<[String]>> {
    let names: Vec<_> = names.split_whitespace().map(str::to_owned).collect();
    let all_fit = names.iter().all(|name| is_function_name(name));
    let mut unique = names.clone();
    unique.sort();
    unique.dedup();
    let whole = unique.len() == names.len() && unique.iter().any(|name| name == "people");
    (all_fit && whole).then(|| names.into())
}

fn is_function_name(name: &str) -> bool {
    // The cookie of that name holds the refresh token.
    name != "refresh"
        && name.len() <= FUNCTION_MAX_CHARS
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
}

/// Checks for which functions a sign-in asks tokens (RFC 8707); without a list, for each.
///
/// # Errors
/// A fault for each name that is none of the functions.
pub fn check_resource(asked: &[String], functions: &[String]) -> Result<(), Vec<Fault>> {
    // More names than functions: one is unknown or doubled, and the faults stay few.
    let n_looked_at = functions.len() + 1;
    let mut faults: Vec<_> = asked
        .iter()
        .take(n_looked_at)
        .enumerate()
        .filter(|(index, name)| {
            !functions.contains(name) || asked.iter().take(*index).any(|early| early == *name)
        })
        .map(|(index, _)| {
            Fault::new(
                format!("/resource/{index}"),
                "unknown_function",
                NO_FUNCTION,
            )
        })
        .collect();
    if asked.is_empty() {
        faults.push(Fault::new("/resource", "required", REQUIRED));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Checks the roles of a person and puts them in their order, each once.
///
/// # Errors
/// The fault, at the pointer, when there is none.
pub fn check_roles(roles: &[Role], pointer: &str) -> Result<Vec<Role>, Fault> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() {
        return Err(Fault::new(pointer, "required", REQUIRED));
    }
    Ok(roles)
}

/// Reads a zone where a form shows all its faults at once.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_zone(zone: &str, pointer: &str) -> Result<Zone, Fault> {
    if zone.is_empty() {
        return Err(Fault::new(pointer, "required", REQUIRED));
    }
    let zone = zone.parse();
    zone.map_err(|_| Fault::new(pointer, "unknown_zone", NO_ZONE))
}

/// Checks the name of a person or an institution.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_name(name: &str, pointer: &str) -> Result<String, Fault> {
    text::line(name, NAME_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_has_one_spelling() {
        let siti = Username::parse(" Siti.N ", "/username").unwrap();
        assert_eq!(siti.as_str(), "siti.n");
        let told = |username| Username::parse(username, "/username").unwrap_err().code;
        assert_eq!((told(""), told(" ")), ("required", "required"));
        for bad in ["ab", "1siti", "siti n", "sitі", "siti@x", &"a".repeat(41)] {
            assert_eq!(told(bad), "not_a_username", "{bad}");
        }
        assert!(Username::parse(&"a".repeat(40), "/username").is_ok());
    }

    #[test]
    fn functions_are_words_of_a_path() {
        let names = parse_functions(" people  attendance ").unwrap();
        assert_eq!(&*names, ["people", "attendance"]);
        for bad in [
            "",
            "attendance",
            "people people",
            "people Web",
            "people refresh",
            "people a/b",
            "people a;Path=/",
            &format!("people {}", "a".repeat(33)),
        ] {
            assert_eq!(parse_functions(bad), None, "{bad}");
        }
    }

    #[test]
    fn tokens_are_asked_for_functions_that_are_there() {
        let functions = parse_functions("people attendance").unwrap();
        let told = |asked: &[&str]| {
            let asked: Vec<_> = asked.iter().map(|&name| name.to_owned()).collect();
            let faults = check_resource(&asked, &functions).err().unwrap_or_default();
            let pointers = faults.into_iter().map(|fault| fault.pointer);
            pointers.collect::<Vec<_>>()
        };
        assert!(told(&["attendance"]).is_empty());
        assert!(told(&["attendance", "people"]).is_empty());
        assert_eq!(told(&[]), ["/resource"]);
        assert_eq!(told(&["people", "x", ""]), ["/resource/1", "/resource/2"]);
        assert_eq!(told(&["people", "people"]), ["/resource/1"]);
        assert_eq!(told(&["x"; 1000]).len(), 3);
    }

    #[test]
    fn roles_stand_in_their_order_each_once() {
        let (employee, auditor) = (Role::Employee, Role::Auditor);
        let checked = check_roles(&[auditor, employee, auditor], "/roles").unwrap();
        assert_eq!(checked, [employee, auditor]);
        assert_eq!(check_roles(&[], "/roles").unwrap_err().code, "required");
    }
}
