//! Why a day is what it is, in both languages: each status and each figure names the schedule,
//! its version and its source.

pub mod balance;
mod requested;
mod week;
mod words;

use chrono::NaiveDate;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::time::{self, Instant, Zone};
use serde::Serialize;

use self::words::{RuleWords, Word, clock_of_minutes, time_of_day};
use super::duty::Figures;
use super::hours::WorkDay;
use super::in_force::InForce;
use super::rule::Rule;
use super::stretch::{Span, Stretch};
use super::{Direction, Punch};

const PRESENT: Text = Text::new(
    "Hadir: catatan pertama {at}, zona {zone}.",
    "Present: first record at {at}, zone {zone}.",
);
const PRESENT_ON_FREE_DAY: Text = Text::new(
    "Hadir pada hari libur {name} ({source}); catatan pertama {at}, zona {zone}.",
    "Present on the free day {name} ({source}); first record at {at}, zone {zone}.",
);
const HOLIDAY: Text = Text::new(
    "Libur: {name}, kalender versi {version} ({source}).",
    "Free: {name}, calendar version {version} ({source}).",
);
const NO_SCHEDULE: Text = Text::new(
    "Tidak dinilai: belum ada jadwal yang berlaku pada hari ini.",
    "Not judged: no schedule holds on this day.",
);
const ONLY_TOTALS: Text = Text::new(
    "Tidak dinilai per hari: pada {rule} yang dihitung hanya jumlah jam.",
    "Not judged by the day: by {rule} only totals count.",
);
const NO_TURN: Text = Text::new(
    "Tidak dinilai: {rule} tidak menyebut giliran siapa pada hari ini.",
    "Not judged: {rule} does not tell whose turn it is on this day.",
);
const OFF: Text = Text::new(
    "Bukan hari kerja menurut {rule}.",
    "No day of work by {rule}.",
);
const TO_COME: Text = Text::new(
    "Hari kerja yang belum tiba, menurut {rule}.",
    "A day of work still to come, by {rule}.",
);
const PROVISIONAL: Text = Text::new(
    "Belum ada catatan. Catatan yang dibuat tanpa jaringan masih dapat masuk sampai {day} \
     pukul {at}; sebelum itu hari ini tidak dinilai.",
    "No record yet. Records made without a network may still arrive until {day}, {at}; \
     before that this day is not judged.",
);
const ABSENT: Text = Text::new(
    "Tidak ada catatan, dan tidak ada lagi yang dapat masuk; {rule} meminta {minutes} kerja. \
     Tidak ada permohonan yang disetujui atau menunggu keputusan untuk hari ini.",
    "There is no record, and none can arrive any more; {rule} asks for {minutes} of work. \
     No request for this day is approved or waits for a decision.",
);
const NEVER_HERE: Text = Text::new(
    "Tidak dinilai: belum pernah ada catatan kehadiran orang ini.",
    "Not judged: this person has never had a record here.",
);
const NOT_YET_HERE: Text = Text::new(
    "Tidak dinilai: kehadiran orang ini dinilai mulai {day}.",
    "Not judged: this person's days are judged from {day} on.",
);
const NO_LONGER_HERE: Text = Text::new(
    "Tidak dinilai: orang ini bekerja di sini sampai {day}.",
    "Not judged: this person worked here until {day}.",
);
const NO_MEMBER: Text = Text::new(
    "Tidak dinilai: menurut direktori orang ini pada hari ini bukan anggota unit mana pun.",
    "Not judged: by the directory this person belongs to no unit on this day.",
);
const WORKED: Text = Text::new("Bekerja {minutes}.", "{minutes} worked.");
const WORKED_WITHOUT_BREAK: Text = Text::new(
    "Bekerja {minutes}, tidak termasuk istirahat {from}–{until} menurut {rule}.",
    "{minutes} worked, without the break {from}–{until} by {rule}.",
);
const LATE: Text = Text::new(
    "Terlambat {minutes}: masuk {at}, {rule} mulai {from}.",
    "{minutes} late: in at {at}, {rule} starts at {from}.",
);
const LATE_FLEXIBLE: Text = Text::new(
    "Terlambat {minutes}: masuk {at}, {rule} memberi waktu datang sampai {from}.",
    "{minutes} late: in at {at}, {rule} lets people come until {from}.",
);
const EARLY: Text = Text::new(
    "Pulang {minutes} lebih awal: pulang {at}, {rule} selesai {until}.",
    "Left {minutes} early: out at {at}, {rule} ends at {until}.",
);
const SHORT: Text = Text::new(
    "Kurang {minutes}: {rule} meminta {required} kerja.",
    "{minutes} short: {rule} asks for {required} of work.",
);
const SURPLUS: Text = Text::new(
    "Lebih {minutes} di luar jam kerja menurut {rule}.",
    "{minutes} more than the hours of {rule}.",
);
const TOO_LATE: Text = Text::new(
    "Satu catatan {way} pukul {at} tiba terlalu lama sesudahnya dan tidak dihitung; ajukan koreksi \
     bila benar.",
    "One record of {way} at {at} arrived too long afterwards and does not count; ask for a \
     correction if it is right.",
);
const CAME: Text = Text::new("masuk", "clocking in");
const LEFT: Text = Text::new("pulang", "clocking out");
const NO_IN: Text = Text::new(
    "Ada catatan pulang tanpa catatan masuk; lama kerja tidak ditebak.",
    "There is a clock-out without a clock-in; the time worked is not guessed.",
);
const NO_OUT: Text = Text::new(
    "Catatan pulang tidak ada; lama kerja tidak ditebak.",
    "The clock-out is missing; the time worked is not guessed.",
);

/// What a reason explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Explains {
    /// What the day is.
    Status,
    /// Time worked.
    Worked,
    /// Coming too late.
    Late,
    /// Leaving too early.
    Early,
    /// What is missing of the hours.
    Short,
    /// What was worked outside the hours.
    Surplus,
    /// A clock-in without which nothing is counted.
    MissingIn,
    /// A clock-out without which nothing is counted.
    MissingOut,
    /// What a week asks for.
    Quota,
    /// What was set off within a week.
    SetOff,
    /// A punch that came too late to count.
    TooLate,
    /// What was asked or approved for the day.
    Request,
    /// Punches that count by an approved correction.
    Correction,
}

/// One explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it explains.
    pub explains: Explains,
    text: Text,
    words: Vec<(&'static str, Word)>,
}

/// What the figures of a day come from.
pub(super) struct Facts<'a> {
    pub zone: Zone,
    pub work: Option<&'a WorkDay>,
    pub window: Option<Span>,
    pub came: Option<Instant>,
    pub left: Option<Instant>,
}

impl Reason {
    /// The explanation in a language.
    pub fn say(&self, lang: Lang) -> String {
        let mut said = String::new();
        let mut rest = self.text.in_lang(lang);
        // Names of rules are somebody's text: what stands in braces there is no word of ours.
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            said.push_str(before);
            let word = self.words.iter().find(|(word, _)| *word == name);
            said.push_str(&word.map_or_else(String::new, |(_, word)| word.say(lang)));
            rest = after;
        }
        said.push_str(rest);
        let mut chars = said.chars();
        // Some begin with the name of a schedule.
        chars.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + chars.as_str()
        })
    }

    fn new(explains: Explains, text: Text) -> Self {
        Self {
            explains,
            text,
            words: Vec::new(),
        }
    }

    fn status(text: Text) -> Self {
        Self::new(Explains::Status, text)
    }

    fn with(mut self, name: &'static str, word: Word) -> Self {
        self.words.push((name, word));
        self
    }

    fn by(self, in_force: &InForce<'_>) -> Self {
        self.by_turn(in_force, None)
    }

    fn by_turn(self, in_force: &InForce<'_>, work: Option<&WorkDay>) -> Self {
        let period = in_force.period;
        self.with(
            "rule",
            Word::Rule(RuleWords {
                schedule: (in_force.schedule.name.clone(), in_force.term.to_string()),
                period: period.map(|rule| (rule.name.clone(), rule.version.to_string())),
                turn: work.and_then(|work| work.turn.clone()),
                source: in_force.source.to_owned(),
            }),
        )
    }

    fn of_rule(self, rule: &Rule) -> Self {
        self.with("name", Word::Plain(rule.name.clone()))
            .with("source", Word::Plain(rule.source.clone()))
            .with("version", Word::Plain(rule.version.to_string()))
    }

    fn at(self, name: &'static str, at: Instant, zone: Zone) -> Self {
        self.with(name, Word::Clock(zone.clock(at)))
    }

    pub(super) fn present(anchor: &Punch, free: Option<&Rule>) -> Self {
        let reason = match free {
            Some(free) => Self::status(PRESENT_ON_FREE_DAY).of_rule(free),
            None => Self::status(PRESENT),
        };
        reason
            .at("at", anchor.counted_at, anchor.zone)
            .with("zone", Word::Plain(anchor.zone.name().to_owned()))
    }

    pub(super) fn holiday(free: &Rule) -> Self {
        Self::status(HOLIDAY).of_rule(free)
    }

    pub(super) fn no_schedule() -> Self {
        Self::status(NO_SCHEDULE)
    }

    pub(super) fn only_totals(in_force: &InForce<'_>) -> Self {
        Self::status(ONLY_TOTALS).by(in_force)
    }

    pub(super) fn no_turn(in_force: &InForce<'_>) -> Self {
        Self::status(NO_TURN).by(in_force)
    }

    pub(super) fn off(in_force: &InForce<'_>) -> Self {
        Self::status(OFF).by(in_force)
    }

    pub(super) fn to_come(in_force: &InForce<'_>) -> Self {
        Self::status(TO_COME).by(in_force)
    }

    /// Until which minute of the time line something may come.
    pub(super) fn provisional(until: i64, zone: Zone) -> Self {
        let reason = Self::status(PROVISIONAL);
        match time::from_ms(until * 60_000) {
            Some(until) => reason
                .with("day", Word::Day(zone.day(until)))
                .at("at", until, zone),
            None => reason,
        }
    }

    pub(super) fn absent(in_force: &InForce<'_>, work: &WorkDay) -> Self {
        Self::status(ABSENT)
            .by(in_force)
            .with("minutes", Word::Minutes(work.required_min()))
    }

    pub(super) fn not_yet_here(since: Option<NaiveDate>) -> Self {
        match since {
            Some(since) => Self::status(NOT_YET_HERE).with("day", Word::Day(since)),
            None => Self::status(NEVER_HERE),
        }
    }

    pub(super) fn no_longer_here(last: NaiveDate) -> Self {
        Self::status(NO_LONGER_HERE).with("day", Word::Day(last))
    }

    pub(super) fn no_member() -> Self {
        Self::status(NO_MEMBER)
    }

    pub(super) fn came_too_late(punch: &Punch) -> Self {
        let way = match punch.direction {
            Direction::In => CAME,
            Direction::Out => LEFT,
        };
        Self::new(Explains::TooLate, TOO_LATE)
            .with("way", Word::Both(way))
            .at("at", punch.counted_at, punch.zone)
    }

    pub(super) fn missing(stretches: &[Stretch<'_>]) -> Self {
        if stretches.iter().any(|stretch| stretch.begin.is_none()) {
            Self::new(Explains::MissingIn, NO_IN)
        } else {
            Self::new(Explains::MissingOut, NO_OUT)
        }
    }

    pub(super) fn of_figures(
        figures: &Figures,
        facts: &Facts<'_>,
        in_force: &InForce<'_>,
    ) -> Vec<Self> {
        let figure = |minutes: i64, reason: fn(&Facts<'_>) -> Self| {
            (minutes > 0).then(|| reason(facts).with("minutes", Word::Minutes(minutes)))
        };
        let short = figure(figures.short_min, |_| Self::new(Explains::Short, SHORT));
        let required = Word::Minutes(figures.required_min);
        let found = [
            figure(figures.worked_min, Self::worked),
            figure(figures.late_min, Self::late),
            figure(figures.early_min, Self::early),
            short.map(|reason| reason.with("required", required)),
            figure(figures.surplus_min, |_| {
                Self::new(Explains::Surplus, SURPLUS)
            }),
        ];
        let found = found.into_iter().flatten();
        let by = |reason: Self| reason.by_turn(in_force, facts.work);
        found.map(by).collect()
    }

    fn worked(facts: &Facts<'_>) -> Self {
        let pause = facts
            .work
            .and_then(|work| Some((work.break_starts?, work.break_min)));
        match pause {
            Some((starts, minutes)) => {
                let until = u32::from(starts.minutes()) + u32::from(minutes);
                Self::new(Explains::Worked, WORKED_WITHOUT_BREAK)
                    .with("from", time_of_day(starts))
                    .with("until", clock_of_minutes(until))
            }
            None => Self::new(Explains::Worked, WORKED),
        }
    }

    fn late(facts: &Facts<'_>) -> Self {
        let latest = facts.work.and_then(|work| work.latest);
        let text = latest.map_or(LATE, |_| LATE_FLEXIBLE);
        let due = latest.or_else(|| facts.work.and_then(|work| work.starts));
        let reason = Self::new(Explains::Late, text).moment(facts.came, facts.zone);
        match due {
            Some(due) => reason.with("from", time_of_day(due)),
            None => reason,
        }
    }

    fn early(facts: &Facts<'_>) -> Self {
        let reason = Self::new(Explains::Early, EARLY).moment(facts.left, facts.zone);
        let until = facts
            .window
            .and_then(|window| time::from_ms(window.until * 60_000));
        match until {
            Some(until) => reason.at("until", until, facts.zone),
            None => reason,
        }
    }

    fn moment(self, at: Option<Instant>, zone: Zone) -> Self {
        match at {
            Some(at) => self.at("at", at, zone),
            None => self,
        }
    }
}
