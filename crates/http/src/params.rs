//! Query parameters by name; unknown and doubled ones are refused.

use axum::extract::FromRequestParts;
use http::request::Parts;
use ngantor_core::id::Id;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_DAY, NO_ID};
use ngantor_core::time::{self, Day};

use crate::problem::Problem;

const UNKNOWN: Text = Text::new(
    "Parameter ini tidak dikenal.",
    "This parameter is not known.",
);
const DOUBLED: Text = Text::new(
    "Parameter ini tertulis dua kali.",
    "This parameter stands there twice.",
);
const NO_NUMBER: Text = Text::new("Bukan bilangan bulat.", "Not a whole number.");
const OUT_OF_RANGE: Text = Text::new("Paling besar {limit}.", "At most {limit}.");
const TOO_SMALL: Text = Text::new("Paling kecil {limit}.", "At least {limit}.");

/// The query of a request, not yet looked at.
pub struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        ))
    }
}

impl Params {
    /// Refuses every parameter that is not in the list, and any that stands there twice.
    ///
    /// # Errors
    /// One fault for each.
    pub fn only(self, known: &[&str]) -> Result<Self, Problem> {
        let mut faults = Vec::new();
        for (index, (name, _)) in self.0.iter().enumerate() {
            let pointer = format!("?{name}");
            if !known.contains(&name.as_str()) {
                faults.push(Fault::new(pointer, "unknown_parameter", UNKNOWN));
            } else if self
                .0
                .iter()
                .take(index)
                .any(|(earlier, _)| earlier == name)
            {
                faults.push(Fault::new(pointer, "duplicate_parameter", DOUBLED));
            }
        }
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(faults.into())
        }
    }

    /// Some parameters as they came, for the link to the next page.
    pub fn again<'a>(&'a self, names: &[&'static str]) -> Vec<(&'static str, &'a str)> {
        let given = |name: &&'static str| Some((*name, self.get(name)?));
        names.iter().filter_map(given).collect()
    }

    /// A parameter's text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter's date, or a default.
    ///
    /// # Errors
    /// The fault, when it is none.
    pub fn day(&self, name: &str, default: Day) -> Result<Day, Fault> {
        let day = self.get(name).map_or(Some(default.0), time::parse_day);
        let fault = || Fault::new(format!("?{name}"), "not_a_date", NO_DAY);
        day.map(Day).ok_or_else(fault)
    }

    /// A parameter's id.
    ///
    /// # Errors
    /// The fault, when it is none.
    pub fn id<Kind>(&self, name: &str) -> Result<Option<Id<Kind>>, Fault> {
        let fault = |_| Fault::new(format!("?{name}"), "not_an_id", NO_ID);
        self.get(name)
            .map(|text| text.parse().map_err(fault))
            .transpose()
    }

    /// A parameter's whole number within a range, or a default.
    ///
    /// # Errors
    /// The fault, when it is no number or outside the range.
    pub fn integer(
        &self,
        name: &str,
        default: i64,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<i64, Fault> {
        let Some(text) = self.get(name) else {
            return Ok(default);
        };
        let pointer = format!("?{name}");
        match text.parse::<i64>() {
            Err(_) => Err(Fault::new(pointer, "not_a_number", NO_NUMBER)),
            Ok(number) if number < *range.start() => Err(Fault::beyond(
                pointer,
                "out_of_range",
                TOO_SMALL,
                *range.start(),
            )),
            Ok(number) if number > *range.end() => Err(Fault::beyond(
                pointer,
                "out_of_range",
                OUT_OF_RANGE,
                *range.end(),
            )),
            Ok(number) => Ok(number),
        }
    }
}
