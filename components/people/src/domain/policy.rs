//! By which ways people come in, as the institution wants it, and what a way in by a password alone
//! is good for.

use ngantor_core::caller::Role;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use serde::{Deserialize, Serialize};

/// The roles that do most harm in other hands: a password alone may not be enough for them.
const NEEDING_A_FACTOR: [Role; 2] = [Role::Personnel, Role::Administrator];

const TWICE: Text = Text::new("Disebut dua kali.", "It is named twice.");

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum WayIn {
    /// A password, with a second factor for whoever has one.
    Password,
    /// A passkey of a device (WebAuthn).
    Passkey,
    /// Somebody else's word for who it is (OpenID Connect).
    Provider,
}

impl WayIn {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::Provider];

    /// The word in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Provider => "provider",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == word)
    }
}

/// What the institution wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The ways that are open.
    pub ways_in: Vec<WayIn>,
    /// Whether personnel and administrators who come by a password need a second factor.
    pub needs_second_factor: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            ways_in: WayIn::ALL.to_vec(),
            needs_second_factor: false,
        }
    }
}

impl Policy {
    /// Checks that a way is left, and each is named once.
    ///
    /// # Errors
    /// The fault of the list.
    pub fn check(self, pointer: &str) -> Result<Self, Fault> {
        let n_of = |way: &WayIn| self.ways_in.iter().filter(|other| *other == way).count();
        if self.ways_in.is_empty() {
            return Err(Fault::new(pointer, "required", REQUIRED));
        }
        match self.ways_in.iter().all(|way| n_of(way) == 1) {
            true => Ok(self),
            false => Err(Fault::new(pointer, "doubled", TWICE)),
        }
    }

    /// Whether a way is open to somebody with these roles. A password always is to administrators:
    /// a provider that fails must not lock the last one out, who alone could open another way.
    pub fn allows(&self, way_in: WayIn, roles: &[Role]) -> bool {
        let is_kept = way_in == WayIn::Password && roles.contains(&Role::Administrator);
        is_kept || self.ways_in.contains(&way_in)
    }

    /// The roles that are in force for whoever came by a way: those that need a second factor wait
    /// until it is set, which needs none of them.
    pub fn in_force(&self, roles: &[Role], way_in: WayIn, has_factor: bool) -> Vec<Role> {
        let waits = self.needs_second_factor && way_in == WayIn::Password && !has_factor;
        let is_held = |role: &&Role| !(waits && NEEDING_A_FACTOR.contains(role));
        roles.iter().filter(is_held).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(ways_in: &[WayIn], needs_second_factor: bool) -> Policy {
        Policy {
            ways_in: ways_in.to_vec(),
            needs_second_factor,
        }
    }

    #[test]
    fn a_closed_way_is_closed_but_for_an_administrators_password() {
        let (low, high) = (
            &[Role::Employee, Role::Personnel][..],
            &[Role::Administrator][..],
        );
        for (ways, way_in, opens_low, opens_high) in [
            (&WayIn::ALL[..], WayIn::Passkey, true, true),
            (&[WayIn::Provider], WayIn::Password, false, true),
            (&[WayIn::Provider], WayIn::Provider, true, true),
            (&[WayIn::Password], WayIn::Provider, false, false),
            (&[WayIn::Password], WayIn::Passkey, false, false),
        ] {
            let policy = policy(ways, false);
            assert_eq!(policy.allows(way_in, low), opens_low, "{ways:?} {way_in:?}");
            assert_eq!(
                policy.allows(way_in, high),
                opens_high,
                "{ways:?} {way_in:?}"
            );
        }
    }

    #[test]
    fn roles_wait_for_a_second_factor_when_a_password_came_alone() {
        let all = [
            Role::Employee,
            Role::Personnel,
            Role::Auditor,
            Role::Administrator,
        ];
        let few = [Role::Employee, Role::Auditor];
        for (needs, way_in, has_factor, expected) in [
            (false, WayIn::Password, false, &all[..]),
            (true, WayIn::Password, false, &few),
            (true, WayIn::Password, true, &all),
            (true, WayIn::Passkey, false, &all),
            (true, WayIn::Provider, false, &all),
        ] {
            let policy = policy(&WayIn::ALL, needs);
            assert_eq!(policy.in_force(&all, way_in, has_factor), expected);
        }
    }

    #[test]
    fn a_policy_leaves_a_way_and_names_each_once() {
        let code = |ways: &[WayIn]| {
            let checked = policy(ways, true).check("/sign_in/ways_in");
            checked.map_err(|fault| fault.code)
        };
        assert!(code(&[WayIn::Passkey, WayIn::Password]).is_ok());
        assert_eq!(code(&[]), Err("required"));
        assert_eq!(code(&[WayIn::Passkey, WayIn::Passkey]), Err("doubled"));
        for way in WayIn::ALL {
            assert_eq!(WayIn::parse(way.name()), Some(way));
        }
    }
}
