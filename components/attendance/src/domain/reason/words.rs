//! The words that stand in the text of a reason, said in the language of the text.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use ngantor_core::lang::{Lang, Text};

use crate::domain::hours::TimeOfDay;
use crate::domain::leave::Days;

const MONTHS: [Text; 12] = [
    Text::new("Januari", "January"),
    Text::new("Februari", "February"),
    Text::new("Maret", "March"),
    Text::new("April", "April"),
    Text::new("Mei", "May"),
    Text::new("Juni", "June"),
    Text::new("Juli", "July"),
    Text::new("Agustus", "August"),
    Text::new("September", "September"),
    Text::new("Oktober", "October"),
    Text::new("November", "November"),
    Text::new("Desember", "December"),
];

/// A word that stands in a text, said in the language of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Plain(String),
    Both(Text),
    Minutes(i64),
    Clock(NaiveTime),
    Day(NaiveDate),
    Days(Days),
    List(Vec<Word>),
    Rule(RuleWords),
}

/// How a schedule is named: with its version, the period that changes it, and the source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RuleWords {
    pub schedule: (String, String),
    pub period: Option<(String, String)>,
    pub turn: Option<String>,
    pub source: String,
}

pub(super) fn time_of_day(time: TimeOfDay) -> Word {
    clock_of_minutes(u32::from(time.minutes()))
}

pub(super) fn clock_of_minutes(minutes: u32) -> Word {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minutes % 1440 * 60, 0);
    Word::Clock(time.unwrap_or(NaiveTime::MIN))
}

impl Word {
    pub(super) fn say(&self, lang: Lang) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Both(text) => text.in_lang(lang).to_owned(),
            Self::Minutes(minutes) => say_minutes(*minutes, lang),
            Self::Clock(time) => {
                let mark = if lang == Lang::Id { '.' } else { ':' };
                format!("{:02}{mark}{:02}", time.hour(), time.minute())
            }
            Self::Day(day) => {
                let month = MONTHS.get(day.month0() as usize);
                let month = month.map_or("", |month| month.in_lang(lang));
                format!("{} {month} {}", day.day(), day.year())
            }
            Self::Days(days) => say_days(*days, lang),
            Self::List(words) => {
                let said: Vec<_> = words.iter().map(|word| word.say(lang)).collect();
                said.join("; ")
            }
            Self::Rule(words) => words.say(lang),
        }
    }
}

impl RuleWords {
    fn say(&self, lang: Lang) -> String {
        let (schedule, version, during, turn) = match lang {
            Lang::Id => ("jadwal", "versi", "selama", "giliran"),
            Lang::En => ("schedule", "version", "during", "turn"),
        };
        let named = |(name, n): &(String, String)| format!("{name} {version} {n}");
        let period = self.period.as_ref().map(named);
        let period = period.map_or_else(String::new, |named| format!(" {during} {named}"));
        let of_turn = |name: &String| format!(", {turn} {name}");
        let of_turn = self.turn.as_ref().map_or_else(String::new, of_turn);
        format!(
            "{schedule} {}{period}{of_turn} ({})",
            named(&self.schedule),
            self.source
        )
    }
}

fn say_days(days: Days, lang: Lang) -> String {
    let halves = days.n_halves();
    let sign = if halves < 0 { "-" } else { "" };
    let (whole, is_half) = (halves.abs() / 2, halves % 2 != 0);
    let half = match (is_half, lang) {
        (false, _) => "",
        (true, Lang::Id) => ",5",
        (true, Lang::En) => ".5",
    };
    let unit = match lang {
        Lang::Id => "hari",
        Lang::En if halves == 2 => "day",
        Lang::En => "days",
    };
    format!("{sign}{whole}{half} {unit}")
}

fn say_minutes(minutes: i64, lang: Lang) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, lang) {
        (0, Lang::Id) => format!("{rest} menit"),
        (0, Lang::En) => format!("{rest} min"),
        (_, Lang::Id) => format!("{hours} jam {rest} menit"),
        (_, Lang::En) => format!("{hours} h {rest} min"),
    }
}
