//! The regular work of a function: `[component.<id>.tool.ngantor.tick]` in `spin.toml`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::function_limits::{measured, odd, within};
use crate::limits::TICK_EVERY_RANGE_S;

/// Where a function takes its regular work, and how often it is sent there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// The path; it gets a POST with a machine's token.
    pub path: String,
    /// The pause from the end of one tick to the next; written as `"5s"` or `"15min"`.
    #[serde(deserialize_with = "every")]
    pub every: Duration,
}

fn every<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let n_s = measured(&text, &[("min", 60), ("s", 1)]);
    let n_s = n_s.ok_or_else(|| odd::<D>("every", "a time as \"5s\" or \"15min\"", &text))?;
    let n_s = within("every", n_s, &TICK_EVERY_RANGE_S, "s")?;
    Ok(Duration::from_secs(u64::try_from(n_s).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(every: &str) -> Result<Duration, String> {
        let tick = toml::from_str::<Tick>(&format!("path = \"/tick\"\nevery = {every}"));
        tick.map(|tick| tick.every)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_pause_has_a_unit_and_bounds() {
        assert_eq!(read("\"5s\""), Ok(Duration::from_secs(5)));
        assert_eq!(read("\"15min\""), Ok(Duration::from_mins(15)));
        for (text, expected) in [
            ("\"0s\"", "every: 0 s is not between"),
            ("\"61min\"", "every: 3660 s is not between"),
            ("\"5\"", "every: write a time"),
            ("\"5ms\"", "every: write a time"),
            ("5", "expected a string"),
        ] {
            let words = read(text).unwrap_err();
            assert!(words.contains(expected), "{text}: {words}");
        }
    }
}
