//! A structure inside a document that only a JSON object can be.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A nested structure. serde's derive would also take a list of its fields in their order,
/// which nobody means: `[-2.5, 140.7, 5, 0]` for a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nested<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// One structure, as `deserialize_with` takes it.
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

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Nested<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Nested<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Nested)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Place {
        x: i64,
    }

    #[test]
    fn an_object_is_no_list() {
        let read = |json: &str| serde_json::from_str::<Option<Nested<Place>>>(json).ok();
        assert_eq!(read(r#"{"x":1}"#), Some(Some(Nested(Place { x: 1 }))));
        assert_eq!(read("null"), Some(None));
        for bad in ["[1]", "1", r#"{"x":1,"y":2}"#, r#"{"x":1,"x":1}"#, "{}"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
