//! What an assignment is tied to: each is there or not, so none of it has a version to name.

use std::fmt;
use std::str::FromStr;

use ngantor_core::id::{Id, PersonId};
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use serde::{Deserialize, Serialize};

use super::{AssignmentId, TITLE_MAX_CHARS};

/// The longest tag.
pub const TAG_MAX_BYTES: usize = 40;

/// Marks ids of indicators of programmes.
pub enum IndicatorKind {}
/// The id of an indicator of a programme; opaque here.
pub type IndicatorId = Id<IndicatorKind>;
/// Marks ids of SKP plans.
pub enum SkpPlanKind {}
/// The id of an SKP plan; opaque here.
pub type SkpPlanId = Id<SkpPlanKind>;

/// One thing that an assignment is tied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A tag.
    Tag(Tag),
    /// Somebody who watches it.
    Watcher(PersonId),
    /// Another assignment that has to be done before.
    Need(AssignmentId),
    /// An indicator of a programme that it serves.
    Indicator(IndicatorId),
    /// An SKP plan that it serves.
    SkpPlan(SkpPlanId),
}

impl Tie {
    /// The word in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Tag(_) => "tag",
            Self::Watcher(_) => "watcher",
            Self::Need(_) => "need",
            Self::Indicator(_) => "indicator",
            Self::SkpPlan(_) => "skp_plan",
        }
    }

    /// Which one, as the database keeps it.
    pub fn target(&self) -> String {
        match self {
            Self::Tag(tag) => tag.to_string(),
            Self::Watcher(id) => id.to_string(),
            Self::Need(id) => id.to_string(),
            Self::Indicator(id) => id.to_string(),
            Self::SkpPlan(id) => id.to_string(),
        }
    }
}

/// Ids of what an assignment may be linked with.
pub trait Linked: FromStr + Send + 'static {
    /// The tie with it.
    fn tie(self) -> Tie;
}

impl Linked for IndicatorId {
    fn tie(self) -> Tie {
        Tie::Indicator(self)
    }
}

impl Linked for SkpPlanId {
    fn tie(self) -> Tie {
        Tie::SkpPlan(self)
    }
}

/// What a link is called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct LinkForm {
    /// As people know it: one line of 1 to 200 characters. Nobody asks whose id it is.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    label: String,
}

impl LinkForm {
    /// The label, trimmed.
    ///
    /// # Errors
    /// The fault.
    pub fn check(&self) -> Result<String, Fault> {
        text::line(&self.label, TITLE_MAX_CHARS).map_err(|fault| Fault::of_text("/label", fault))
    }
}

/// An indicator or a plan that an assignment serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Link {
    /// `indicator` or `skp_plan`.
    pub kind: String,
    /// Its id, in the function that keeps it.
    pub id: String,
    /// What it was called when it was linked.
    pub label: String,
}

/// A tag: 1 to 40 lower-case letters, digits and hyphens, so that it stands in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

/// The text is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATag;

impl FromStr for Tag {
    type Err = NotATag;

    fn from_str(text: &str) -> Result<Self, NotATag> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let ends = text.starts_with('-') || text.ends_with('-');
        let is_tag = !text.is_empty() && text.len() <= TAG_MAX_BYTES && text.chars().all(fits);
        if is_tag && !ends {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotATag)
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_stands_in_an_address_as_it_is() {
        for good in ["rkp-2027", "a", &"x".repeat(TAG_MAX_BYTES)] {
            assert!(good.parse::<Tag>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "RKP",
            "a b",
            "-a",
            "a-",
            "é",
            &"x".repeat(TAG_MAX_BYTES + 1),
        ] {
            assert_eq!(bad.parse::<Tag>(), Err(NotATag), "{bad}");
        }
    }
}
