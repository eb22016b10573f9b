//! A region of Indonesia by its official code (kode wilayah administrasi pemerintahan): province,
//! regency or city, district, village, each two or four digits behind a dot: `51`, `51.71`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lang::Text;

/// What to say of a text that is no such code.
pub const NO_REGION: Text = Text::new(
    "Bukan kode wilayah; contoh: 51 atau 51.71.",
    "Not the code of a region; an example: 51, or 51.71.",
);
/// The digits of each level.
const DIGITS: [usize; 4] = [2, 2, 2, 4];

/// The code of a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(String);

/// The text is no code of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARegion;

impl Region {
    /// Whether another region is this one or lies in it.
    pub fn holds(&self, other: &Self) -> bool {
        let rest = other.0.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Region {
    type Err = NotARegion;

    fn from_str(text: &str) -> Result<Self, NotARegion> {
        let parts: Vec<_> = text.split('.').collect();
        let fits = |(part, digits): (&&str, &usize)| {
            part.len() == *digits && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_code = parts.len() <= DIGITS.len() && parts.iter().zip(&DIGITS).all(fits);
        is_code.then(|| Self(text.to_owned())).ok_or(NotARegion)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|NotARegion| serde::de::Error::custom("not a region"))
    }
}

#[cfg(not(target_family = "wasm"))]
impl utoipa::PartialSchema for Region {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"))
            .description(Some(
                "The code of a province, regency, district or village.",
            ))
            .examples(["51.71"]);
        text.into()
    }
}

#[cfg(not(target_family = "wasm"))]
impl utoipa::ToSchema for Region {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_two_digits_a_level_and_four_for_a_village() {
        for good in ["51", "51.71", "51.71.01", "51.71.01.1001"] {
            assert_eq!(good.parse::<Region>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "5",
            "511",
            "51.",
            ".51",
            "51.7",
            "51-71",
            "51.71.01.10",
            "a1",
            "51.71.01.1001.01",
        ] {
            assert_eq!(bad.parse::<Region>(), Err(NotARegion), "{bad}");
        }
    }

    #[test]
    fn a_region_holds_itself_and_what_lies_in_it() {
        let region = |code: &str| code.parse::<Region>().unwrap();
        let bali = region("51");
        assert!(bali.holds(&bali) && bali.holds(&region("51.71")));
        assert!(!region("51.71").holds(&bali));
        assert!(!bali.holds(&region("52")));
    }
}
