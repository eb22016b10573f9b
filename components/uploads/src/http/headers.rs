//! Reading the headers of the protocols, each of which stands there once or not at all.

use http::HeaderMap;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_http::Problem;

use super::kinds::BAD_HEADER;
use crate::domain::length;

const UNREADABLE: Text = Text::new(
    "Tidak dapat dibaca, atau tertulis dua kali.",
    "It cannot be read, or stands there twice.",
);
const NO_LENGTH: Text = Text::new(
    "Bukan bilangan bulat nol atau lebih.",
    "Not a whole number of zero or more.",
);
const MISSING: Text = Text::new("Header ini wajib ada.", "This header must be there.");

/// A fault of a header; the pointer is its name.
pub(super) fn fault(name: &str, code: &'static str, text: Text) -> Problem {
    Problem::from(Fault::new(name, code, text)).of_kind(BAD_HEADER)
}

/// A header's text.
///
/// # Errors
/// The fault of one that stands there twice or is no text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    let text = first.map(|value| value.to_str().map(str::trim));
    match (text.transpose(), second) {
        (Ok(text), None) => Ok(text),
        _ => Err(fault(name, "unreadable", UNREADABLE)),
    }
}

/// A header's length or offset.
///
/// # Errors
/// The fault of one that is no whole number, or beyond every file.
pub(super) fn length(headers: &HeaderMap, name: &str) -> Result<Option<u64>, Problem> {
    let read = |text| length::parse(text).ok_or_else(|| fault(name, "not_a_length", NO_LENGTH));
    text(headers, name)?.map(read).transpose()
}

/// The same of one that must be there.
///
/// # Errors
/// The fault, also when it is missing.
pub(super) fn needed_length(headers: &HeaderMap, name: &str) -> Result<u64, Problem> {
    length(headers, name)?.ok_or_else(|| fault(name, "required", MISSING))
}
