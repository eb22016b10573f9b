//! What a caller did that cannot be accepted, field by field: the language of pure rules.
//!
//! A fault says where (a JSON Pointer) and what (a code and a text in both languages); it
//! knows nothing of HTTP. `ngantor-http` turns faults into a problem document.

use crate::lang::{Lang, Text};
use crate::text::TextFault;

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// What, for programs: stable, snake_case.
    pub code: &'static str,
    /// What, for people.
    pub text: Text,
    /// The limit that was passed, where there is one; stands for `{limit}` in the text.
    pub limit: Option<i64>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, code: &'static str, text: Text) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            text,
            limit: None,
        }
    }

    /// A fault with the limit that was passed.
    pub fn beyond(
        pointer: impl Into<String>,
        code: &'static str,
        text: Text,
        limit: impl TryInto<i64>,
    ) -> Self {
        Self {
            limit: limit.try_into().ok(),
            ..Self::new(pointer, code, text)
        }
    }

    /// What, in a language, with its limit.
    pub fn told(&self, lang: Lang) -> String {
        let text = self.text.in_lang(lang);
        match self.limit {
            Some(limit) => text.replace("{limit}", &limit.to_string()),
            None => text.to_owned(),
        }
    }

    /// The fault of a text field.
    pub fn of_text(pointer: &str, fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::new(pointer, "required", REQUIRED),
            TextFault::TooLong(max) => Self::beyond(pointer, "too_long", TOO_LONG, max),
            TextFault::Control => Self::new(pointer, "control_character", CONTROL),
        }
    }
}

/// Collects faults, so that a form shows all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Keeps the value or notes the fault.
    pub fn take<T>(&mut self, checked: Result<T, Fault>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push(fault);
                None
            }
        }
    }

    /// The value that was built from parts, or what was wrong with them.
    pub fn finish<T>(self, built: Option<T>) -> Result<T, Vec<Fault>> {
        match built {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}

/// A field that must be filled is empty.
pub const REQUIRED: Text = Text::new("Wajib diisi.", "This is required.");
/// A text has more characters than allowed.
pub const TOO_LONG: Text = Text::new(
    "Paling banyak {limit} karakter.",
    "At most {limit} characters.",
);
/// A text holds characters that nobody can see.
pub const CONTROL: Text = Text::new(
    "Berisi karakter yang tidak terlihat; ketik ulang teksnya.",
    "It holds characters that cannot be seen; type the text again.",
);
/// No UUIDv7 in lower case.
pub const NO_ID: Text = Text::new("Bukan id (UUIDv7).", "Not an id (UUIDv7).");
/// No instant, or none of the years that are accepted.
pub const NO_INSTANT: Text = Text::new(
    "Bukan waktu RFC 3339; contoh: 2026-11-25T07:30:00+07:00.",
    "Not an RFC 3339 time; an example: 2026-11-25T07:30:00+07:00.",
);
/// No date, or none of the years that are accepted.
pub const NO_DAY: Text = Text::new(
    "Bukan tanggal; contoh: 2026-11-25.",
    "Not a date; an example: 2026-11-25.",
);
/// No zone of the tz database.
pub const NO_ZONE: Text = Text::new(
    "Bukan zona waktu; contoh: Asia/Jakarta.",
    "Not a time zone; an example: Asia/Jakarta.",
);
