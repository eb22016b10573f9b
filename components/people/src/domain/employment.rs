//! Under which law somebody works here, and the number that goes with it.

use chrono::{Datelike as _, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use serde::{Deserialize, Serialize};

/// Digits of a civil servant's number (NIP) and of a contract employee's (NI PPPK).
pub const NUMBER_DIGITS: usize = 18;
/// The most characters of another employer's number.
pub const OTHER_NUMBER_MAX_CHARS: usize = 30;
/// Nobody is appointed younger, in years (UU 20/2023; PP 11/2017 art. 23).
const YOUNGEST_YEARS: i32 = 18;

const NOT_A_NUMBER: Text = Text::new(
    "Bukan nomor pegawai; 18 angka, boleh ditulis dengan spasi.",
    "Not an employee number; it has 18 digits, and spaces may stand between them.",
);
const NO_BIRTH_DATE: Text = Text::new(
    "Delapan angka pertama bukan tanggal lahir.",
    "The first eight digits are no date of birth.",
);
const NO_APPOINTMENT: Text = Text::new(
    "Angka ke-9 dan seterusnya bukan waktu pengangkatan setelah usia 18 tahun.",
    "From the ninth digit on there is no time of appointment after the age of 18.",
);
const NO_SEX: Text = Text::new(
    "Angka ke-15 harus 1 atau 2.",
    "The 15th digit must be 1 or 2.",
);
const NO_SEQUENCE: Text = Text::new(
    "Tiga angka terakhir tidak boleh 000.",
    "The last three digits must not be 000.",
);
const NOT_OTHER: Text = Text::new(
    "Paling banyak 30 huruf, angka, titik, garis miring atau tanda hubung.",
    "At most 30 letters, digits, dots, slashes or hyphens.",
);

/// The kinds of employment of UU 20/2023, and everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Employment {
    /// A civil servant (pegawai negeri sipil).
    Pns,
    /// A government employee with a work agreement (PPPK).
    Pppk,
    /// Anybody else: seconded, contracted, honorary.
    #[default]
    Other,
}

impl Employment {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pns => "pns",
            Self::Pppk => "pppk",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pns, Self::Pppk, Self::Other]
            .into_iter()
            .find(|kind| kind.name() == word)
    }
}

/// Checks an employee number of a kind of employment, as it is printed, with spaces or without,
/// and takes the spaces out.
///
/// A NIP is date of birth (8), year and month of appointment (6), sex (1) and a sequence (3)
/// (BKN 22/2007). An NI PPPK has two digits for the agreement where the month would be, which
/// are no month. Neither has a check digit.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_number(employment: Employment, text: &str, pointer: &str) -> Result<String, Fault> {
    let number: String = text.split_whitespace().collect();
    if employment == Employment::Other {
        let fits = (1..=OTHER_NUMBER_MAX_CHARS).contains(&number.len())
            && number
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-'));
        let fault = || Fault::new(pointer, "not_an_employee_number", NOT_OTHER);
        return fits.then_some(number).ok_or_else(fault);
    }
    match fault_of(employment, &number) {
        None => Ok(number),
        Some((code, text)) => Err(Fault::new(pointer, code, text)),
    }
}

fn fault_of(employment: Employment, number: &str) -> Option<(&'static str, Text)> {
    if number.len() != NUMBER_DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(("not_an_employee_number", NOT_A_NUMBER));
    }
    let part = |range: std::ops::Range<usize>| number.get(range).unwrap_or_default();
    let Ok(born_on) = NaiveDate::parse_from_str(part(0..8), "%Y%m%d") else {
        return Some(("no_birth_date", NO_BIRTH_DATE));
    };
    if !appointed_of_age(employment, born_on, part(8..12), part(12..14)) {
        return Some(("no_appointment", NO_APPOINTMENT));
    }
    if !matches!(part(14..15), "1" | "2") {
        return Some(("no_sex", NO_SEX));
    }
    (part(15..18) == "000").then_some(("no_sequence", NO_SEQUENCE))
}

fn appointed_of_age(employment: Employment, born_on: NaiveDate, year: &str, month: &str) -> bool {
    let (Ok(year), Ok(month)) = (year.parse::<i32>(), month.parse::<u32>()) else {
        return false;
    };
    let full_age = born_on.year() + YOUNGEST_YEARS;
    match employment {
        Employment::Pns => {
            (1..=12).contains(&month) && (year, month) >= (full_age, born_on.month())
        }
        Employment::Pppk | Employment::Other => year >= full_age,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(employment: Employment, number: &str) -> Result<String, &'static str> {
        check_number(employment, number, "/employee_number").map_err(|fault| fault.code)
    }

    #[test]
    fn a_number_is_read_as_it_is_printed() {
        let read = told(Employment::Pns, " 19860926 201505 1 001 ");
        assert_eq!(read, Ok("198609262015051001".to_owned()));
        // Digits 13 and 14 of an NI PPPK are no month.
        for number in ["199009132025242014", "199009132023211001"] {
            assert_eq!(told(Employment::Pppk, number), Ok(number.to_owned()));
        }
    }

    #[test]
    fn a_number_that_cannot_be_is_refused_with_its_reason() {
        for (employment, number, code) in [
            (Employment::Pns, "", "not_an_employee_number"),
            (Employment::Pns, "130987654", "not_an_employee_number"),
            (
                Employment::Pns,
                "1986092620150510011",
                "not_an_employee_number",
            ),
            (
                Employment::Pns,
                "19860926201505100A",
                "not_an_employee_number",
            ),
            (
                Employment::Pns,
                "１９８６０９２６２０１５０５１００１",
                "not_an_employee_number",
            ),
            (Employment::Pns, "198602302015051001", "no_birth_date"),
            (Employment::Pns, "198502292015051001", "no_birth_date"),
            (Employment::Pns, "198609262015131001", "no_appointment"),
            (Employment::Pns, "198609262015001001", "no_appointment"),
            (Employment::Pns, "198609262004081001", "no_appointment"),
            (Employment::Pppk, "199009132007211001", "no_appointment"),
            (Employment::Pns, "198609262015053001", "no_sex"),
            (Employment::Pns, "198609262015051000", "no_sequence"),
            (Employment::Pppk, "199009132025212000", "no_sequence"),
            (Employment::Other, " ", "not_an_employee_number"),
            (Employment::Other, "=1+1", "not_an_employee_number"),
        ] {
            assert_eq!(told(employment, number), Err(code), "{number}");
        }
        for good in ["198402292015051001", "198609262004091001"] {
            assert!(told(Employment::Pns, good).is_ok(), "{good}");
        }
        assert_eq!(
            told(Employment::Other, "NRP 85/1234-A"),
            Ok("NRP85/1234-A".to_owned())
        );
    }
}
