//! Opaque ids: UUIDv7 (RFC 9562), minted by whoever creates the thing.
//!
//! The time inside a UUIDv7 only makes ids sort well; it proves nothing and is never read.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Uuid, Version};

/// An id of one kind of thing, so that a session's id cannot stand where a person's belongs.
pub struct Id<Kind> {
    uuid: Uuid,
    kind: PhantomData<fn() -> Kind>,
}

/// Marks ids of people.
pub enum Person {}
/// Marks ids of sessions.
pub enum Session {}
/// Marks ids of punches.
pub enum Punch {}
/// Marks ids of offices.
pub enum Office {}
/// Marks ids of units.
pub enum Unit {}
/// Marks ids of what a unit is from a day on.
pub enum UnitState {}
/// Marks ids of dated relations.
pub enum Relation {}
/// Marks ids of devices that ask to be let in.
pub enum Device {}
/// Marks ids of requests to correct a record.
pub enum Correction {}
/// Marks ids of what people ask and others decide.
pub enum Request {}
/// Marks ids of passkeys.
pub enum Passkey {}
/// Marks ids of links by which people set a password.
pub enum PasswordLink {}
/// Marks ids of other identity providers.
pub enum IdentityProvider {}

/// The id of a person; opaque, because an employee number holds birth date and sex.
pub type PersonId = Id<Person>;
/// The id of a session: one sign-in on one device.
pub type SessionId = Id<Session>;
/// The id of a punch.
pub type PunchId = Id<Punch>;
/// The id of an office: a place where people work.
pub type OfficeId = Id<Office>;
/// The id of a unit, or of a team.
pub type UnitId = Id<Unit>;
/// The id of what a unit is from a day on.
pub type UnitStateId = Id<UnitState>;
/// The id of a passkey: a key on a person's device.
pub type PasskeyId = Id<Passkey>;
/// The id of a link by which a person sets a password.
pub type PasswordLinkId = Id<PasswordLink>;
/// The id of a dated relation between a person and a unit, or two people.
pub type RelationId = Id<Relation>;
/// The id of a device that asks to be let in.
pub type DeviceId = Id<Device>;
/// The id of another identity provider by which people sign in.
pub type IdentityProviderId = Id<IdentityProvider>;
/// The id of what somebody asks and another decides: leave, a correction, flexible work.
pub type RequestId = Id<Request>;
/// The id of a request to correct a record.
pub type CorrectionId = Id<Correction>;

/// The text is no UUID of version 7 in its hyphenated lower-case form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl<Kind> Id<Kind> {
    /// Takes a UUID that the caller has minted as version 7.
    pub const fn new(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }
}

impl<Kind> FromStr for Id<Kind> {
    type Err = NotAnId;

    /// One spelling only: two texts for one id would be two rows, two cache keys, two URLs.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let uuid = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        let canonical = uuid.hyphenated().to_string() == text;
        let version_7 = uuid.get_version() == Some(Version::SortRand);
        (canonical && version_7)
            .then(|| Self::new(uuid))
            .ok_or(NotAnId)
    }
}

impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Kind> Copy for Id<Kind> {}

impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<Kind> Eq for Id<Kind> {}

impl<Kind> Serialize for Id<Kind> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, Kind> Deserialize<'de> for Id<Kind> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|NotAnId| serde::de::Error::custom("not an id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "0193a5b0-7c1e-7000-8000-0123456789ab";

    #[test]
    fn an_id_is_a_lower_case_uuid_of_version_7() {
        assert_eq!(GOOD.parse::<PersonId>().unwrap().to_string(), GOOD);
    }

    #[test]
    fn other_spellings_and_versions_are_refused() {
        for bad in [
            "",
            "0193A5B0-7C1E-7000-8000-0123456789AB",
            "0193a5b07c1e700080000123456789ab",
            "{0193a5b0-7c1e-7000-8000-0123456789ab}",
            "0193a5b0-7c1e-4000-8000-0123456789ab",
            "00000000-0000-0000-0000-000000000000",
            "../../etc/passwd",
            "0193a5b0-7c1e-7000-8000-0123456789ab ",
        ] {
            assert_eq!(bad.parse::<PersonId>(), Err(NotAnId), "{bad:?}");
        }
    }
}
