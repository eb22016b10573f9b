//! What is kept of a person.

use chrono::Months;
use ngantor_core::caller::Role;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::{Day, Instant, Zone};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::employment::Employment;

/// The most characters of the titles before or after a name.
pub const TITLE_MAX_CHARS: usize = 60;
/// The most characters of an e-mail address (RFC 5321 §4.5.3.1.3, without the brackets).
pub const EMAIL_MAX_CHARS: usize = 254;
/// The most digits of a telephone number (ITU-T E.164).
pub const PHONE_MAX_DIGITS: usize = 15;
/// The fewest digits of one; extensions are short.
pub const PHONE_MIN_DIGITS: usize = 3;
/// The most characters that a telephone number is written with.
pub const PHONE_MAX_CHARS: usize = 30;

const NOT_AN_EMAIL: Text = Text::new("Bukan alamat surel.", "Not an e-mail address.");
const NOT_A_PHONE: Text = Text::new(
    "Bukan nomor telepon: angka, spasi, tanda hubung, kurung, + di depan.",
    "Not a telephone number: digits, spaces, hyphens, brackets, a + in front.",
);

/// A person who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Opaque.
    pub id: PersonId,
    /// What tells who it is; the journal keeps it encrypted.
    pub personal: Personal,
    /// What the person may be.
    pub roles: Vec<Role>,
    /// The zone for days on which the person sits in no office; where they do, the office's holds
    /// ([`ngantor_directory::zone`]).
    pub zone: Zone,
    /// Under which law the person works here.
    pub employment: Employment,
    /// The last day of work here; `None` until further notice.
    pub ends_on: Option<Day>,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

impl Person {
    /// Whether the person works here at an instant: until the end of their last day, where they
    /// work.
    pub fn works_at(&self, now: Instant) -> bool {
        self.ends_on
            .is_none_or(|Day(last)| self.zone.day(now) <= last)
    }
}

/// What tells who a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Without titles.
    pub name: String,
    /// By which the person signs in.
    pub username: String,
    /// Academic titles before the name, such as `Dr.`.
    pub front_title: Option<String>,
    /// Academic titles after the name, such as `S.E., M.Si.`.
    pub back_title: Option<String>,
    /// NIP, NI PPPK or another employer's number.
    pub employee_number: Option<String>,
    /// Where mail reaches the person at work.
    pub email: Option<String>,
    /// Where a call reaches the person at work.
    pub phone: Option<String>,
}

impl Personal {
    /// The name as it is written in letters: `Dr. Siti Rahmawati, S.E., M.Si.`
    pub fn full_name(&self) -> String {
        let before = self.front_title.iter().flat_map(|title| [title, " "]);
        let after = self.back_title.iter().flat_map(|title| [", ", title]);
        before.chain([self.name.as_str()]).chain(after).collect()
    }
}

/// The last day on which the record of somebody who left is kept, so many years after their last
/// day; none while they work here.
pub fn kept_until(ends_on: Option<Day>, years: u32) -> Option<Day> {
    let Day(last) = ends_on?;
    last.checked_add_months(Months::new(years * 12)).map(Day)
}

/// Before which last day people must have left to be forgotten on a day: then no record is kept
/// any longer that [`kept_until`] would keep. None before there are dates.
pub fn forgotten_before(today: Day, years: u32) -> Option<Day> {
    let Day(today) = today;
    today.checked_sub_months(Months::new(years * 12)).map(Day)
}

/// A name as it is searched for: small letters and digits without accents and marks, single
/// spaces between words. `Ma'ruf Çelik-Ñ` becomes `maruf celik n`.
pub fn fold(name: &str) -> String {
    let is_part = |c: &char| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`');
    let plain: String = name
        .nfkd()
        .filter(is_part)
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks titles before or after a name; nothing but white space is none.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_title(title: &str, pointer: &str) -> Result<Option<String>, Fault> {
    optional_line(title, TITLE_MAX_CHARS, pointer)
}

/// Checks an e-mail address; nothing but white space is none. Only a message tells whether it
/// works, so what is checked is what every address has (and what a header could be broken with).
///
/// # Errors
/// The fault, at the pointer.
pub fn check_email(email: &str, pointer: &str) -> Result<Option<String>, Fault> {
    let email = optional_line(email, EMAIL_MAX_CHARS, pointer)?;
    let is_address = |text: &str| {
        text.rsplit_once('@').is_some_and(|(local, domain)| {
            let is_part = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"');
            !local.is_empty()
                && local.chars().all(is_part)
                && domain.contains('.')
                && domain.split('.').all(|label| {
                    !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                })
        })
    };
    match email {
        Some(email) if !is_address(&email) => {
            Err(Fault::new(pointer, "not_an_email", NOT_AN_EMAIL))
        }
        email => Ok(email),
    }
}

/// Checks a telephone number; nothing but white space is none.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_phone(phone: &str, pointer: &str) -> Result<Option<String>, Fault> {
    let phone = optional_line(phone, PHONE_MAX_CHARS, pointer)?;
    let is_number = |text: &str| {
        let n_digits = text.chars().filter(char::is_ascii_digit).count();
        let rest = text.strip_prefix('+').unwrap_or(text);
        (PHONE_MIN_DIGITS..=PHONE_MAX_DIGITS).contains(&n_digits)
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')'))
    };
    match phone {
        Some(phone) if !is_number(&phone) => Err(Fault::new(pointer, "not_a_phone", NOT_A_PHONE)),
        phone => Ok(phone),
    }
}

/// One line of text, or none when nothing but white space is there.
///
/// # Errors
/// The fault, at the pointer.
pub fn optional_line(text: &str, max_chars: usize, pointer: &str) -> Result<Option<String>, Fault> {
    match text::line(text, max_chars) {
        Ok(line) => Ok(Some(line)),
        Err(text::TextFault::Empty) => Ok(None),
        Err(fault) => Err(Fault::of_text(pointer, fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_without_its_accents_and_marks() {
        for (name, folded) in [
            ("Siti  Rahmawati", "siti rahmawati"),
            ("K.H. Ma'ruf Amin", "k h maruf amin"),
            ("André Çelik-Ñuñez", "andre celik nunez"),
            ("Andre\u{301}", "andre"),
            ("I Gusti Ngurah Raï", "i gusti ngurah rai"),
            ("ꦱꦶꦠꦶ", "ꦱꦠ"),
            ("...", ""),
        ] {
            assert_eq!(fold(name), folded, "{name}");
            assert_eq!(fold(folded), folded, "{name}");
        }
    }

    #[test]
    fn nobody_is_forgotten_while_the_record_is_kept_and_hardly_later() {
        let first = ngantor_core::time::parse_day("2019-01-01").unwrap();
        for years in [0, 1, 4, 10] {
            for today in first.iter_days().take(6 * 365).map(Day) {
                let Day(before) = forgotten_before(today, years).unwrap();
                let last = Day(before.pred_opt().unwrap());
                // The last one who is forgotten.
                assert!(
                    kept_until(Some(last), years) < Some(today),
                    "{today} {years}"
                );
                // The first one who is not: kept today, or until the day before a leap day.
                let until = kept_until(Some(Day(before)), years).unwrap();
                assert!((today.0 - until.0).num_days() <= 1, "{today} {years}");
            }
        }
    }

    #[test]
    fn a_record_is_kept_for_years_after_its_person_left() {
        let day = |text| Some(Day(ngantor_core::time::parse_day(text).unwrap()));
        assert_eq!(kept_until(None, 10), None);
        assert_eq!(kept_until(day("2026-11-25"), 0), day("2026-11-25"));
        assert_eq!(kept_until(day("2026-11-25"), 10), day("2036-11-25"));
        assert_eq!(kept_until(day("2024-02-29"), 1), day("2025-02-28"));
    }

    #[test]
    fn a_full_name_has_its_titles() {
        let mut siti = Personal {
            name: "Siti Rahmawati".to_owned(),
            ..Personal::default()
        };
        assert_eq!(siti.full_name(), "Siti Rahmawati");
        siti.back_title = Some("S.E., M.Si.".to_owned());
        siti.front_title = Some("Dr.".to_owned());
        assert_eq!(siti.full_name(), "Dr. Siti Rahmawati, S.E., M.Si.");
    }

    #[test]
    fn addresses_and_numbers_are_told_from_other_text() {
        let email = |text| check_email(text, "/email").map_err(|fault| fault.code);
        for good in ["siti@contoh.go.id", "a+b.c@x-y.id", "o'brien@contoh.id"] {
            assert_eq!(email(good), Ok(Some(good.to_owned())));
        }
        assert_eq!(email(" "), Ok(None));
        for bad in [
            "siti",
            "@x.id",
            "siti@",
            "siti@localhost",
            "a b@x.id",
            "<a@x.id>",
            "a@x..id",
            "a@x.id,b@x.id",
            "a@x.id?bcc=b",
        ] {
            assert_eq!(email(bad), Err("not_an_email"), "{bad}");
        }
        let phone = |text| check_phone(text, "/phone").map_err(|fault| fault.code);
        for good in ["+62 21-3193 6207", "(021) 31936207", "112"] {
            assert_eq!(phone(good), Ok(Some(good.to_owned())));
        }
        for bad in ["12", "+62+21", "021 x 5", "1234567890123456", "=1+2"] {
            assert_eq!(phone(bad), Err("not_a_phone"), "{bad}");
        }
    }
}
