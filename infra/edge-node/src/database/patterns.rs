//! LIKE and GLOB, made anew so that they end with the statement's time: SQLite's take the product
//! of the lengths of text and pattern, in one call, in which nobody looks at the clock. They
//! answer what SQLite's answer.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::functions::{bytes, refusal};
use super::memory;
use crate::limits::PATTERN_MAX_BYTES;

/// After how many comparisons the clock is looked at: some 100 µs of them.
const STEPS_BETWEEN_LOOKS: usize = 65_536;
/// What SQLite takes what is no character for.
const REPLACEMENT: u32 = 0xfffd;

/// What a pattern asks for, one after the other.
enum Part {
    /// As many characters as there may be.
    Any,
    /// One character.
    One,
    /// This one; where a letter's case does not count, both of its forms.
    This(u32),
    /// One of these ranges, or none of them.
    Set {
        ranges: Vec<(u32, u32)>,
        is_inverted: bool,
    },
    /// What cannot be.
    Nothing,
}

/// The signs of one kind of pattern; none where there is no such sign.
#[derive(Clone, Copy)]
struct Signs {
    any: Option<u32>,
    one: Option<u32>,
    set: Option<u32>,
    escape: Option<u32>,
    is_case_ignored: bool,
}

/// Puts them in the place of SQLite's.
pub(super) fn install(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("like", 2, flags, |context| answer(context, like(None)))?;
    connection.create_scalar_function("like", 3, flags, |context| {
        let Some(escape) = bytes(context.get_raw(2)) else {
            return Ok(None);
        };
        let mut rest = until_nul(&escape);
        match (read(&mut rest), rest) {
            (Some(sign), []) => answer(context, like(Some(sign))),
            _ => Err(refusal("ESCAPE expression must be a single character")),
        }
    })?;
    let glob = Signs {
        any: Some(u32::from(b'*')),
        one: Some(u32::from(b'?')),
        set: Some(u32::from(b'[')),
        escape: None,
        is_case_ignored: false,
    };
    connection.create_scalar_function("glob", 2, flags, move |context| answer(context, glob))
}

fn like(escape: Option<u32>) -> Signs {
    let sign = |sign: u8| Some(u32::from(sign)).filter(|_| escape != Some(u32::from(sign)));
    Signs {
        any: sign(b'%'),
        one: sign(b'_'),
        set: None,
        escape,
        is_case_ignored: true,
    }
}

fn answer(context: &Context<'_>, signs: Signs) -> Result<Option<bool>> {
    let (pattern, text) = (context.get_raw(0), context.get_raw(1));
    let n_bytes = match pattern {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
    };
    if n_bytes > usize::try_from(PATTERN_MAX_BYTES).unwrap_or(usize::MAX) {
        return Err(refusal("LIKE or GLOB pattern too complex"));
    }
    let (Some(pattern), Some(text)) = (bytes(pattern), bytes(text)) else {
        return Ok(None);
    };
    let parts = signs.parts(until_nul(&pattern));
    matches(&parts, until_nul(&text)).map(Some)
}

impl Signs {
    fn parts(self, mut pattern: &[u8]) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Some(sign) = read(&mut pattern) {
            let sign = Some(sign);
            parts.push(if sign == self.any {
                Part::Any
            } else if sign == self.escape {
                read(&mut pattern).map_or(Part::Nothing, |sign| self.this(sign))
            } else if sign == self.set {
                set(&mut pattern)
            } else if sign == self.one {
                Part::One
            } else {
                sign.map_or(Part::Nothing, |sign| self.this(sign))
            });
        }
        parts
    }

    fn this(self, sign: u32) -> Part {
        let (lower, upper) = (
            folded(sign, u8::to_ascii_lowercase),
            folded(sign, u8::to_ascii_uppercase),
        );
        match self.is_case_ignored && lower != upper {
            true => Part::Set {
                ranges: vec![(lower, lower), (upper, upper)],
                is_inverted: false,
            },
            false => Part::This(sign),
        }
    }
}

fn folded(sign: u32, fold: impl Fn(&u8) -> u8) -> u32 {
    match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() => fold(&byte).into(),
        _ => sign,
    }
}

/// What stands between brackets; nothing fits where they are not closed.
fn set(pattern: &mut &[u8]) -> Part {
    let (close, dash) = (u32::from(b']'), u32::from(b'-'));
    let (mut ranges, mut before) = (Vec::new(), None);
    let mut next = read(pattern);
    let is_inverted = next == Some(u32::from(b'^'));
    if is_inverted {
        next = read(pattern);
    }
    // The first one is meant as itself.
    if next == Some(close) {
        ranges.push((close, close));
        next = read(pattern);
    }
    while let Some(sign) = next.filter(|sign| *sign != close) {
        let is_range = sign == dash && !matches!(pattern.first(), None | Some(b']'));
        match before.take().filter(|_| is_range) {
            Some(first) => {
                if let Some(last) = read(pattern) {
                    ranges.push((first, last));
                }
            }
            None => {
                ranges.push((sign, sign));
                before = Some(sign);
            }
        }
        next = read(pattern);
    }
    match next {
        Some(_) => Part::Set {
            ranges,
            is_inverted,
        },
        None => Part::Nothing,
    }
}

impl Part {
    fn fits(&self, sign: u32) -> bool {
        match self {
            Self::One => true,
            Self::This(this) => *this == sign,
            Self::Set {
                ranges,
                is_inverted,
            } => {
                let mut ranges = ranges.iter();
                ranges.any(|(first, last)| (first..=last).contains(&&sign)) != *is_inverted
            }
            Self::Any | Self::Nothing => false,
        }
    }

    /// How long that takes, in comparisons.
    const fn n_steps(&self) -> usize {
        match self {
            Self::Set { ranges, .. } => 1 + ranges.len(),
            _ => 1,
        }
    }
}

/// Goes back to the last [`Part::Any`] where something does not fit, and lets it take one more.
fn matches(parts: &[Part], text: &[u8]) -> Result<bool> {
    let (mut left, mut rest) = (parts, text);
    let mut back: Option<(&[Part], &[u8])> = None;
    let mut n_steps = STEPS_BETWEEN_LOOKS;
    loop {
        let mut ahead = rest;
        let fits = match left.split_first() {
            Some((Part::Any, [])) => return Ok(true),
            Some((Part::Any, after)) => {
                back = Some((after, rest));
                left = after;
                continue;
            }
            Some((part, _)) => {
                n_steps += part.n_steps();
                read(&mut ahead).is_some_and(|sign| part.fits(sign))
            }
            None if rest.is_empty() => return Ok(true),
            None => false,
        };
        if n_steps >= STEPS_BETWEEN_LOOKS {
            n_steps = 0;
            if memory::is_late() {
                return Err(refusal("interrupted"));
            }
        }
        if fits {
            (left, rest) = (left.get(1..).unwrap_or_default(), ahead);
        } else if let Some((after, mut from)) = back {
            if read(&mut from).is_none() {
                return Ok(false);
            }
            back = Some((after, from));
            (left, rest) = (after, from);
        } else {
            return Ok(false);
        }
    }
}

fn until_nul(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Takes a character off a text as SQLite reads it, whether it is UTF-8 or not.
fn read(text: &mut &[u8]) -> Option<u32> {
    let (first, mut rest) = text.split_first()?;
    let mut sign = u32::from(*first);
    if sign >= 0xc0 {
        sign &= match sign {
            0xc0..=0xdf => 0x1f,
            0xe0..=0xef => 0x0f,
            0xf0..=0xf7 => 0x07,
            0xf8..=0xfb => 0x03,
            0xfc..=0xfd => 0x01,
            _ => 0,
        };
        while let Some((more, after)) = rest.split_first().filter(|(byte, _)| **byte & 0xc0 == 0x80)
        {
            sign = (sign << 6) | u32::from(more & 0x3f);
            rest = after;
        }
        if sign < 0x80 || sign & 0xffff_f800 == 0xd800 || sign & 0xffff_fffe == 0xfffe {
            sign = REPLACEMENT;
        }
    }
    *text = rest;
    Some(sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::types::Value;

    use super::*;

    fn value(signs: &'static str) -> impl Strategy<Value = Value> {
        prop_oneof![
            1 => Just(Value::Null),
            1 => (-30_i64..30).prop_map(Value::Integer),
            12 => signs.prop_map(Value::Text),
            1 => prop::collection::vec(any::<u8>(), 0..6).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn they_answer_what_those_of_sqlite_answer(
            pattern in value("[%_*?aBé€\\[\\]^\\-\u{0}]{0,8}"),
            text in value("[abBé€\\[\\]^\\-%_\u{0}]{0,8}"),
            escape in "[%_aé]{1,2}",
        ) {
            memory::install();
            let (ours, theirs) = (
                Connection::open_in_memory().unwrap(),
                Connection::open_in_memory().unwrap(),
            );
            install(&ours).unwrap();
            let ask = |connection: &Connection, sql: &str| {
                let row = |row: &rusqlite::Row<'_>| Ok([row.get::<_, Value>(0)?, row.get(1)?]);
                let asked = connection.query_row(sql, (&pattern, &text, &escape), row);
                asked.map_err(|error| error.to_string())
            };
            for sql in [
                "SELECT ?2 LIKE ?1, ?2 GLOB ?1 FROM (SELECT ?3)",
                "SELECT ?2 LIKE ?1 ESCAPE ?3, ?2 LIKE ?1 ESCAPE NULL",
            ] {
                prop_assert_eq!(ask(&ours, sql), ask(&theirs, sql), "{}", sql);
            }
        }
    }
}
