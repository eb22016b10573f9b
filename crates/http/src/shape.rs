//! Turning serde's English sentences about a document's shape into faults of ours.

use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_DAY, NO_ID, NO_INSTANT, NO_ZONE, REQUIRED};
use ngantor_core::region::NO_REGION;
use serde_path_to_error::{Path, Segment};

const UNKNOWN_FIELD: Text = Text::new("Isian ini tidak dikenal.", "This field is not known.");
const DUPLICATE_FIELD: Text = Text::new(
    "Isian ini tertulis dua kali.",
    "This field stands there twice.",
);
const UNKNOWN_CHOICE: Text = Text::new(
    "Bukan salah satu pilihan yang ada.",
    "Not one of the choices.",
);
const WRONG_TYPE: Text = Text::new(
    "Jenis atau rentang nilainya tidak sesuai.",
    "A value of another type or range.",
);

/// The fault that serde tells of, at its place in the document.
pub(crate) fn fault(path: &Path, message: &str) -> Fault {
    // serde_json ends its sentences with the place in the text.
    let message = message.split(" at line ").next().unwrap_or(message);
    let place = pointer(path);
    match message {
        m if m.starts_with("missing field") => Fault::new(field(&place, m), "required", REQUIRED),
        m if m.starts_with("unknown field") => {
            Fault::new(field(&place, m), "unknown_field", UNKNOWN_FIELD)
        }
        m if m.starts_with("duplicate field") => {
            Fault::new(field(&place, m), "duplicate_field", DUPLICATE_FIELD)
        }
        m if m.starts_with("unknown variant") => {
            Fault::new(place, "unknown_choice", UNKNOWN_CHOICE)
        }
        "not a zone" => Fault::new(place, "unknown_zone", NO_ZONE),
        "not an instant" => Fault::new(place, "not_an_instant", NO_INSTANT),
        "not a date" => Fault::new(place, "not_a_date", NO_DAY),
        "not an id" => Fault::new(place, "not_an_id", NO_ID),
        "not a region" => Fault::new(place, "not_a_region", NO_REGION),
        _ => Fault::new(place, "wrong_type", WRONG_TYPE),
    }
}

/// The document is a list or a bare value.
pub(crate) fn not_an_object() -> Fault {
    Fault::new("", "wrong_type", WRONG_TYPE)
}

/// The JSON Pointer (RFC 6901) of a path.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { variant } => push(&mut pointer, variant),
            Segment::Unknown => {}
        }
    }
    pointer
}

/// The place of the field which a sentence names between back quotes.
fn field(place: &str, message: &str) -> String {
    let mut pointer = place.to_owned();
    if let Some(name) = message.split('`').nth(1) {
        let mut last = String::new();
        push(&mut last, name);
        // The path may end in the field already, or in the object that holds it.
        if !pointer.ends_with(&last) {
            pointer.push_str(&last);
        }
    }
    pointer
}

fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}
