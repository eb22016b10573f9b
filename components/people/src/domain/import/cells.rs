//! One cell of a file: dates as people write them here, words, and cells that a spreadsheet would
//! take for a formula.

use chrono::NaiveDate;
use ngantor_core::caller::Role;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, parse_day};

use crate::domain::employment::Employment;

const NOT_A_DAY: Text = Text::new(
    "Bukan tanggal; contoh: 2026-11-25 atau 25/11/2026.",
    "Not a date; examples: 2026-11-25 or 25/11/2026.",
);
const NO_EMPLOYMENT: Text = Text::new(
    "Bukan pns, pppk atau lainnya.",
    "Not one of pns, pppk, other.",
);
const NO_ROLE: Text = Text::new(
    "Ada peran yang tidak dikenal: pegawai, kepegawaian, perencana, auditor, pengelola.",
    "A role is not known: employee, personnel, planner, auditor, administrator.",
);

/// How roles are called in a file, in English and Indonesian.
const ROLES: [(&str, &str, Role); 5] = [
    ("employee", "pegawai", Role::Employee),
    ("personnel", "kepegawaian", Role::Personnel),
    ("planner", "perencana", Role::Planner),
    ("auditor", "auditor", Role::Auditor),
    ("administrator", "pengelola", Role::Administrator),
];

/// What a spreadsheet takes for the begin of a formula (OWASP, CSV injection); in some languages
/// also the wide signs.
const fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
    )
}

/// Whether a text begins with a formula, or with apostrophes before one.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(begins_formula)
}

/// A text as it is written into a file: no spreadsheet calculates it. [`plain`] is its opposite.
pub fn guarded(text: &str) -> String {
    match is_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// A cell without the one apostrophe that [`guarded`] writes, and without white space around it.
pub fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    let rest = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    rest.unwrap_or(cell).trim()
}

/// A date, `YYYY-MM-DD` or `DD/MM/YYYY`; none in an empty cell.
///
/// # Errors
/// The fault, at the pointer.
pub fn day(cell: &str, pointer: &str) -> Result<Option<Day>, Fault> {
    if cell.is_empty() {
        return Ok(None);
    }
    let slashed = NaiveDate::parse_from_str(cell, "%d/%m/%Y").ok();
    // The years that are accepted are those of the first form.
    let day = slashed.map_or_else(|| parse_day(cell), |day| parse_day(&day.to_string()));
    let fault = || Fault::new(pointer, "not_a_date", NOT_A_DAY);
    day.map(|day| Some(Day(day))).ok_or_else(fault)
}

/// A kind of employment; none in an empty cell.
///
/// # Errors
/// The fault, at the pointer.
pub fn employment(cell: &str, pointer: &str) -> Result<Option<Employment>, Fault> {
    match cell.to_lowercase().as_str() {
        "" => Ok(None),
        "lainnya" => Ok(Some(Employment::Other)),
        word => match Employment::parse(word) {
            Some(kind) => Ok(Some(kind)),
            None => Err(Fault::new(pointer, "unknown_choice", NO_EMPLOYMENT)),
        },
    }
}

/// Roles with spaces, commas, semicolons or bars between them; none in an empty cell.
///
/// # Errors
/// The fault, at the pointer.
pub fn roles(cell: &str, pointer: &str) -> Result<Option<Vec<Role>>, Fault> {
    let words = cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'));
    let mut roles = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let named = |(en, id, _): &&(&str, &str, Role)| word == *en || word == *id;
        let found = ROLES.iter().find(named);
        let fault = || Fault::new(pointer, "unknown_role", NO_ROLE);
        roles.push(found.ok_or_else(fault)?.2);
    }
    roles.sort_unstable();
    roles.dedup();
    Ok((!roles.is_empty()).then_some(roles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_gets_an_apostrophe_which_goes_again() {
        for text in ["=1+1", "+62 21", "-1", "@x", "'=1", "''=1", "＝1+1", "＠x"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
            assert_eq!(plain(&guarded(text)), text, "{text:?}");
        }
        for text in ["Siti", "", "Ma'ruf", "'t Hooft", "1-2"] {
            assert_eq!(guarded(text), text);
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain("  Siti "), "Siti");
        assert_eq!(plain("+62 21"), "+62 21");
    }

    #[test]
    fn dates_are_read_in_two_forms() {
        let told = |cell| day(cell, "/starts_on").map(|day| day.map(|day| day.to_string()));
        let day = Ok(Some("2026-07-01".to_owned()));
        for cell in ["2026-07-01", "01/07/2026", "1/7/2026"] {
            assert_eq!(told(cell), day, "{cell}");
        }
        assert_eq!(told(""), Ok(None));
        for bad in [
            "2026-7-1",
            "31/02/2026",
            "07/2026",
            "46204",
            "01/07/26",
            "1/7/1999",
            "kemarin",
        ] {
            assert_eq!(told(bad).unwrap_err().code, "not_a_date", "{bad}");
        }
    }

    #[test]
    fn words_are_read_in_both_languages() {
        let told = |cell| roles(cell, "/roles").map_err(|fault| fault.code);
        let both = Ok(Some(vec![Role::Employee, Role::Personnel]));
        for cell in [
            "employee personnel",
            "Kepegawaian, Pegawai",
            "pegawai|personnel|pegawai",
        ] {
            assert_eq!(told(cell), both, "{cell}");
        }
        assert_eq!(told(" ,"), Ok(None));
        assert_eq!(told("raja"), Err("unknown_role"));
        let told = |cell| employment(cell, "/employment").map_err(|fault| fault.code);
        assert_eq!(told("PPPK"), Ok(Some(Employment::Pppk)));
        assert_eq!(told("Lainnya"), Ok(Some(Employment::Other)));
        assert_eq!(told("honorer"), Err("unknown_choice"));
    }
}
