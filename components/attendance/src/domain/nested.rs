//! Reading a structure inside another one, which only a JSON object can be.

use ngantor_core::nested::Nested;
use serde::{Deserialize, Deserializer};

/// One structure.
///
/// # Errors
/// What serde finds wrong.
pub fn nested<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Nested::deserialize(deserializer).map(|Nested(one)| one)
}

/// One structure, `null`, or nothing; with `#[serde(default)]`.
///
/// # Errors
/// What serde finds wrong.
pub fn nested_or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let found = Option::<Nested<T>>::deserialize(deserializer)?;
    Ok(found.map(|Nested(one)| one))
}
