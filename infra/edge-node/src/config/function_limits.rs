//! What one function may use: `[component.<id>.tool.ngantor.limits]` in `spin.toml`. What is
//! not written there is as `limits.rs` says; what makes no sense is an error with its line.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::limits::{
    CONCURRENCY_RANGE, CPU_BUDGET, CPU_BUDGET_RANGE, FUNCTION_CONCURRENT_MAX, FUNCTION_QUEUE_MAX,
    FUNCTION_RECEIVING_MAX, FUNCTION_STREAMS_MAX, FUNCTION_WAITING_MAX, MEMORY_MAX_BYTES,
    MEMORY_RANGE_BYTES, QUEUE_RANGE, RECEIVING_RANGE, STREAMS_RANGE, WAITING_RANGE,
};

/// The limits of one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FunctionLimits {
    /// The memory of one instance, in bytes; written as `"64MiB"`.
    #[serde(deserialize_with = "memory")]
    pub memory: usize,
    /// How long a request may compute without waiting for anything; written as `"500ms"`.
    #[serde(deserialize_with = "cpu")]
    pub cpu: Duration,
    /// Requests that run at the same time.
    #[serde(deserialize_with = "concurrency")]
    pub concurrency: usize,
    /// Requests that may wait for one of those to end.
    #[serde(deserialize_with = "queue")]
    pub queue: usize,
    /// Requests that run at the same time on the routes which the function's `waiting` names.
    #[serde(deserialize_with = "waiting")]
    pub waiting: usize,
    /// Requests whose bodies are being received at the same time on the paths which the
    /// function's `receiving` names.
    #[serde(deserialize_with = "receiving")]
    pub receiving: usize,
    /// Answers that are on their way, piece by piece, at the same time.
    #[serde(deserialize_with = "streams")]
    pub streams: usize,
}

impl Default for FunctionLimits {
    fn default() -> Self {
        Self {
            memory: MEMORY_MAX_BYTES,
            cpu: CPU_BUDGET,
            concurrency: FUNCTION_CONCURRENT_MAX,
            queue: FUNCTION_QUEUE_MAX,
            waiting: FUNCTION_WAITING_MAX,
            receiving: FUNCTION_RECEIVING_MAX,
            streams: FUNCTION_STREAMS_MAX,
        }
    }
}

fn memory<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let text = String::deserialize(from)?;
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let n_bytes = measured(&text, &units);
    let n_bytes = n_bytes.ok_or_else(|| odd::<D>("memory", "a size as \"64MiB\"", &text))?;
    within("memory", n_bytes, &MEMORY_RANGE_BYTES, "bytes")
}

fn cpu<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let n_ms = measured(&text, &[("ms", 1), ("s", 1000)]);
    let n_ms = n_ms.ok_or_else(|| odd::<D>("cpu", "a time as \"500ms\" or \"5s\"", &text))?;
    let n_ms = within("cpu", n_ms, &CPU_BUDGET_RANGE, "ms")?;
    Ok(Duration::from_millis(
        u64::try_from(n_ms).unwrap_or(u64::MAX),
    ))
}

fn concurrency<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    number("concurrency", from, &CONCURRENCY_RANGE)
}

fn queue<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    number("queue", from, &QUEUE_RANGE)
}

fn waiting<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    number("waiting", from, &WAITING_RANGE)
}

fn receiving<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    number("receiving", from, &RECEIVING_RANGE)
}

fn streams<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    number("streams", from, &STREAMS_RANGE)
}

fn number<'de, D: Deserializer<'de>>(
    key: &str,
    from: D,
    range: &RangeInclusive<usize>,
) -> Result<usize, D::Error> {
    let number = i64::deserialize(from)?;
    match usize::try_from(number) {
        Ok(number) => within(key, number, range, "requests"),
        Err(_) => Err(outside(key, number, range, "requests")),
    }
}

/// A whole number and its unit, by what one of that unit counts.
pub(super) fn measured(text: &str, units: &[(&str, usize)]) -> Option<usize> {
    units.iter().find_map(|(unit, size)| {
        let number = text.strip_suffix(unit)?.trim_end();
        // `parse` takes a sign, which a size has not.
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
        let number: usize = number.parse().ok().filter(|_| is_plain)?;
        number.checked_mul(*size)
    })
}

pub(super) fn within<E: serde::de::Error>(
    key: &str,
    value: usize,
    range: &RangeInclusive<usize>,
    unit: &str,
) -> Result<usize, E> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(outside(key, value, range, unit))
}

fn outside<E: serde::de::Error>(
    key: &str,
    value: impl Display,
    range: &RangeInclusive<usize>,
    unit: &str,
) -> E {
    let (low, high) = (range.start(), range.end());
    E::custom(format!(
        "{key}: {value} {unit} is not between {low} and {high}"
    ))
}

pub(super) fn odd<'de, D: Deserializer<'de>>(key: &str, expected: &str, text: &str) -> D::Error {
    D::Error::custom(format!("{key}: write {expected}, not {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<FunctionLimits, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_written_is_as_the_constants_say() {
        assert_eq!(read(""), Ok(FunctionLimits::default()));
        let limits = read("memory = \"64MiB\"\ncpu = \"500ms\"\nqueue = 0").unwrap();
        assert_eq!(limits.memory, 64 << 20);
        assert_eq!(limits.cpu, Duration::from_millis(500));
        assert_eq!((limits.queue, limits.concurrency), (0, 64));
    }

    #[test]
    fn each_limit_has_a_smallest_and_a_largest_value() {
        for (key, unit, range) in [
            ("concurrency", "", CONCURRENCY_RANGE),
            ("queue", "", QUEUE_RANGE),
            ("waiting", "", WAITING_RANGE),
            ("receiving", "", RECEIVING_RANGE),
            ("streams", "", STREAMS_RANGE),
            ("cpu", "ms", CPU_BUDGET_RANGE),
        ] {
            let line = |value: i64| match unit {
                "" => format!("{key} = {value}"),
                unit => format!("{key} = \"{value}{unit}\""),
            };
            let low = i64::try_from(*range.start()).unwrap();
            let high = i64::try_from(*range.end()).unwrap();
            for (value, is_taken) in [
                (low, true),
                (high, true),
                (low - 1, false),
                (high + 1, false),
            ] {
                let told = read(&line(value));
                assert_eq!(told.is_ok(), is_taken, "{}: {told:?}", line(value));
                assert!(is_taken || told.unwrap_err().contains(key));
            }
        }
        assert_eq!(read("memory = \"1GiB\"").unwrap().memory, 1 << 30);
        assert_eq!(read("memory = \"1024KiB\"").unwrap().memory, 1 << 20);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (text, expected) in [
            ("memory = \"1023KiB\"", "memory: 1047552 bytes"),
            ("memory = \"1025MiB\"", "memory: "),
            ("memory = \"64MB\"", "memory: write a size"),
            ("memory = \"-1MiB\"", "memory: write"),
            ("memory = \"99999999999999999999GiB\"", "memory: write"),
            ("memory = 64", "expected a string"),
            ("cpu = \"5\"", "cpu: write a time"),
            ("concurrency = \"many\"", "concurrency"),
            ("places = 3", "unknown field `places`"),
        ] {
            let words = read(text).unwrap_err();
            assert!(words.contains(expected), "{text}: {words}");
        }
    }
}
