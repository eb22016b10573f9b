//! SQLite's functions whose cost is the product of two lengths, made anew so that it is their
//! sum: in one call nobody looks at the clock. They answer what SQLite's answer.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem::Finder;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, Result};

use crate::limits::VALUE_MAX_BYTES;

/// What SQLite says of a text that is too long.
const TOO_BIG: &str = "string or blob too big";

/// A text need not be UTF-8 to SQLite.
enum Given {
    Null,
    Position(i64),
    Text(Vec<u8>),
}

impl ToSql for Given {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Position(position) => ToSqlOutput::Borrowed(ValueRef::Integer(*position)),
            Self::Text(bytes) => ToSqlOutput::Borrowed(ValueRef::Text(bytes)),
        })
    }
}

/// Puts them in the place of SQLite's.
pub(super) fn install(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("instr", 2, flags, instr)?;
    connection.create_scalar_function("replace", 3, flags, replace)?;
    let trims = [
        ("trim", true, true),
        ("ltrim", true, false),
        ("rtrim", false, true),
    ];
    for (name, left, right) in trims {
        connection.create_scalar_function(name, 2, flags, move |c| trim(c, left, right))?;
    }
    // Nobody here passes over characters within hexadecimal digits.
    connection.create_scalar_function("unhex", 2, flags, |_| -> Result<Given> {
        Err(refusal("unhex() takes one argument here"))
    })
}

fn instr(context: &Context<'_>) -> Result<Given> {
    let (place, needle) = (context.get_raw(0), context.get_raw(1));
    let are_blobs = matches!((place, needle), (ValueRef::Blob(_), ValueRef::Blob(_)));
    let (Some(place), Some(needle)) = (bytes(place), bytes(needle)) else {
        return Ok(Given::Null);
    };
    let Some(found) = Finder::new(&*needle).find(&place) else {
        return Ok(Given::Position(0));
    };
    let before = place.get(..found).unwrap_or_default();
    let n_before = match are_blobs {
        true => before.len(),
        false => before.iter().filter(|byte| !continues(**byte)).count(),
    };
    Ok(Given::Position(
        i64::try_from(n_before + 1).unwrap_or(i64::MAX),
    ))
}

fn replace(context: &Context<'_>) -> Result<Given> {
    let (Some(text), Some(old)) = (bytes(context.get_raw(0)), bytes(context.get_raw(1))) else {
        return Ok(Given::Null);
    };
    // To SQLite a pattern that begins with a NUL is an empty one, and then nothing happens.
    if matches!(old.first(), None | Some(0)) {
        return Ok(Given::Text(text.into_owned()));
    }
    let Some(new) = bytes(context.get_raw(2)) else {
        return Ok(Given::Null);
    };
    let max_bytes = usize::try_from(VALUE_MAX_BYTES).unwrap_or(usize::MAX);
    let (mut made, mut done) = (Vec::with_capacity(text.len()), 0);
    for found in Finder::new(&*old).find_iter(&text) {
        made.extend_from_slice(text.get(done..found).unwrap_or_default());
        made.extend_from_slice(&new);
        done = found + old.len();
        if made.len() > max_bytes {
            return Err(refusal(TOO_BIG));
        }
    }
    made.extend_from_slice(text.get(done..).unwrap_or_default());
    if made.len() > max_bytes {
        return Err(refusal(TOO_BIG));
    }
    Ok(Given::Text(made))
}

fn trim(context: &Context<'_>, left: bool, right: bool) -> Result<Given> {
    let (Some(text), Some(set)) = (bytes(context.get_raw(0)), bytes(context.get_raw(1))) else {
        return Ok(Given::Null);
    };
    let mut rest = &*set;
    let mut characters = HashSet::new();
    while let Some((one, more)) = rest.split_at_checked(first_length(rest)) {
        if one.is_empty() {
            break;
        }
        characters.insert(one);
        rest = more;
    }
    let mut text = &*text;
    while left && !text.is_empty() {
        let (one, more) = text
            .split_at_checked(first_length(text))
            .unwrap_or((text, &[]));
        if !characters.contains(one) {
            break;
        }
        text = more;
    }
    while right && !text.is_empty() {
        let begin = text.iter().rposition(|byte| !continues(*byte)).unwrap_or(0);
        let (more, one) = text.split_at_checked(begin).unwrap_or((&[], text));
        if !characters.contains(one) {
            break;
        }
        text = more;
    }
    Ok(Given::Text(text.to_vec()))
}

/// How many bytes the first character has.
fn first_length(text: &[u8]) -> usize {
    let rest = text.iter().skip(1);
    text.len().min(1) + rest.take_while(|byte| continues(**byte)).count()
}

/// Whether a byte is within a character of UTF-8.
const fn continues(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// A value as SQLite would write it; none for NULL.
pub(super) fn bytes(value: ValueRef<'_>) -> Option<Cow<'_, [u8]>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string().into_bytes().into()),
        ValueRef::Real(number) => Some(written(number).into_bytes().into()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes.into()),
    }
}

/// A number with 15 digits, as `%!.15g` writes it; of a very large or a very small one SQLite may
/// round the last of them otherwise.
fn written(number: f64) -> String {
    // Of a zero SQLite writes no sign.
    let number = number + 0.0;
    if number.is_infinite() {
        return if number > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:.14e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..15).contains(&exponent) {
        let digits = with_point(digits.trim_end_matches('0'));
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let n_decimals = usize::try_from(14 - exponent).unwrap_or(0);
    // Rounded to 15 digits first: they are all that counts.
    let rounded: f64 = scientific.parse().unwrap_or(number);
    let plain = format!("{rounded:.n_decimals$}");
    match plain.contains('.') {
        true => with_point(plain.trim_end_matches('0')),
        false => plain + ".0",
    }
}

fn with_point(digits: &str) -> String {
    match digits.strip_suffix('.') {
        Some(whole) => format!("{whole}.0"),
        None => digits.to_owned(),
    }
}

pub(super) fn refusal(words: &'static str) -> Error {
    Error::UserFunctionError(words.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::types::Value;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            1 => Just(Value::Null),
            1 => (-30_i64..30).prop_map(Value::Integer),
            2 => (-1000_i64..1000).prop_map(|n| Value::Real(n as f64 / 8.0)),
            1 => prop::sample::select(&[
                1e14, 1e15, 123_456_789_012_345.0, 1e-4, 1e-5, 1.5e300, -2.5e-7, 0.1, f64::INFINITY,
            ][..]).prop_map(Value::Real),
            8 => "[ab1é.€]{0,6}".prop_map(Value::Text),
            2 => "[ab1é]{0,6}".prop_map(|text| Value::Blob(text.into_bytes())),
        ]
    }

    proptest! {
        #[test]
        fn they_answer_what_those_of_sqlite_answer(
            one in value(), two in value(), three in value()
        ) {
            crate::database::memory::install();
            let (ours, theirs) = (
                Connection::open_in_memory().unwrap(),
                Connection::open_in_memory().unwrap(),
            );
            install(&ours).unwrap();
            let sql = "SELECT instr(?1, ?2), replace(?1, ?2, ?3), trim(?1, ?2), ltrim(?1, ?2),
                 rtrim(?1, ?2), instr(?1, ''), instr('', ?1), replace(?1, '', ?2), trim(?1, ''),
                 typeof(replace(?1, '', ?2))";
            let ask = |connection: &Connection| -> Vec<Value> {
                let row = |row: &rusqlite::Row<'_>| (0..10).map(|n| row.get(n)).collect();
                connection.query_row(sql, (&one, &two, &three), row).unwrap()
            };
            prop_assert_eq!(ask(&ours), ask(&theirs));
        }
    }

    #[test]
    fn a_replacement_that_grows_too_long_is_refused() {
        crate::database::memory::install();
        let connection = Connection::open_in_memory().unwrap();
        install(&connection).unwrap();
        let sql = "SELECT replace(hex(zeroblob(100000)), '0', hex(zeroblob(1000)))";
        let words = connection
            .query_row(sql, [], |_| Ok(()))
            .unwrap_err()
            .to_string();
        assert!(words.contains(TOO_BIG), "{words}");
    }
}
