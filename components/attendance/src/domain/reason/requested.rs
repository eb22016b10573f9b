//! What is said of requests: leave, travel, plans, corrections, and what is still open.

use ngantor_core::lang::Text;
use ngantor_core::time::Zone;

use super::words::Word;
use super::{Explains, Reason};
use crate::domain::request::{
    Correction, DutyTravel, FlexibleWork, Half, Kind, Leave, Request, Way,
};
use crate::domain::rule::Rule;
use crate::domain::{Direction, WorkMode};

const LEAVE: Text = Text::new(
    "Cuti yang disetujui: {name} ({source}), {from} sampai {until}.",
    "Approved leave: {name} ({source}), {from} to {until}.",
);
const HALF: Text = Text::new(
    "Setengah hari ({half}) cuti: {name} ({source}); yang diminta tinggal {minutes}.",
    "Half a day ({half}) of leave: {name} ({source}); {minutes} are left to work.",
);
const HALF_ALONE: Text = Text::new(
    "Setengah hari ({half}) cuti: {name} ({source}), {from}; dari setengah hari yang lain tidak \
     ada catatan.",
    "Half a day ({half}) of leave: {name} ({source}), {from}; of the other half there is no \
     record.",
);
const TRAVEL: Text = Text::new(
    "Perjalanan dinas yang disetujui ke {place} ({source}), {from} sampai {until}.",
    "Approved duty travel to {place} ({source}), {from} to {until}.",
);
const PLAN_PLACE: Text = Text::new(
    "Rencana kerja fleksibel yang disetujui: bekerja dari {place}; yang tercatat: {mode}.",
    "Approved plan of flexible work: from {place}; recorded: {mode}.",
);
const PLAN_TIME: Text = Text::new(
    "Rencana kerja fleksibel waktu yang disetujui: yang dihitung hanya lama kerja; yang \
     tercatat: {mode}.",
    "Approved plan of work at other times: only its length counts; recorded: {mode}.",
);
const ADDED: Text = Text::new(
    "Catatan {direction} {at} berasal dari koreksi yang diajukan {from} dan disetujui {until}.",
    "The record ({direction}) at {at} comes from a correction asked for on {from} and approved \
     on {until}.",
);
const REPLACED: Text = Text::new(
    "Catatan {direction} {at} menggantikan catatan yang keliru, menurut koreksi yang diajukan \
     {from} dan disetujui {until}.",
    "The record ({direction}) at {at} takes the place of a wrong one, by a correction asked for \
     on {from} and approved on {until}.",
);
const TAKEN_AWAY: Text = Text::new(
    "Satu catatan yang keliru tidak dihitung, menurut koreksi yang diajukan {from} dan disetujui \
     {until}.",
    "A wrong record does not count, by a correction asked for on {from} and approved on {until}.",
);
const OPEN: Text = Text::new(
    "Belum dinilai: permohonan {kind} yang diajukan {from} menunggu keputusan.",
    "Not judged yet: a request ({kind}) of {from} waits for a decision.",
);
const STILL_OPEN: Text = Text::new(
    "Permohonan {kind} yang diajukan {from} menunggu keputusan.",
    "A request ({kind}) of {from} waits for a decision.",
);
const NOTHING: Text = Text::new("tidak ada", "nothing");

impl Reason {
    pub(in crate::domain) fn leave(request: &Request, leave: &Leave, rule: Option<&Rule>) -> Self {
        Self::status(LEAVE).of_type(leave, rule).of_days(request)
    }

    pub(in crate::domain) fn half_alone(
        request: &Request,
        leave: &Leave,
        rule: Option<&Rule>,
        zone: Zone,
    ) -> Self {
        let half = leave.half.map_or(NOTHING, half_words);
        Self::status(HALF_ALONE)
            .of_type(leave, rule)
            .of_days(request)
            .with("half", Word::Both(half))
            .with("zone", Word::Plain(zone.name().to_owned()))
    }

    pub(in crate::domain) fn half(
        half: Half,
        leave: &Leave,
        rule: Option<&Rule>,
        left_min: i64,
    ) -> Self {
        Self::new(Explains::Request, HALF)
            .of_type(leave, rule)
            .with("half", Word::Both(half_words(half)))
            .with("minutes", Word::Minutes(left_min))
    }

    pub(in crate::domain) fn travel(request: &Request, travel: &DutyTravel) -> Self {
        Self::status(TRAVEL)
            .with("place", Word::Plain(travel.destination.clone()))
            .with("source", Word::Plain(travel.order.clone()))
            .of_days(request)
    }

    pub(in crate::domain) fn plan(plan: &FlexibleWork, happened: Option<WorkMode>) -> Self {
        let text = match plan.way {
            Way::Location => PLAN_PLACE,
            Way::Time => PLAN_TIME,
        };
        let words = |mode: Option<WorkMode>| Word::Both(mode.map_or(NOTHING, mode_words));
        Self::new(Explains::Request, text)
            .with("place", words(plan.place))
            .with("mode", words(happened))
    }

    pub(in crate::domain) fn corrected(
        request: &Request,
        correction: &Correction,
        zone: Zone,
    ) -> Self {
        let text = match (&correction.punch, correction.replaces) {
            (Some(_), None) => ADDED,
            (Some(_), Some(_)) => REPLACED,
            (None, _) => TAKEN_AWAY,
        };
        let decided_at = request.decided.as_ref().map(|decided| decided.at);
        let decided_on = zone.day(decided_at.unwrap_or(request.asked_at));
        let reason = Self::new(Explains::Correction, text)
            .with("from", Word::Day(zone.day(request.asked_at)))
            .with("until", Word::Day(decided_on));
        match &correction.punch {
            Some(punch) => reason
                .with("direction", Word::Both(direction_words(punch.direction)))
                .at("at", punch.counted_at(), punch.zone),
            None => reason,
        }
    }

    pub(in crate::domain) fn open(request: &Request, zone: Zone) -> Self {
        Self::status(OPEN).of_open(request, zone)
    }

    pub(in crate::domain) fn still_open(request: &Request, zone: Zone) -> Self {
        Self::new(Explains::Request, STILL_OPEN).of_open(request, zone)
    }

    fn of_open(self, request: &Request, zone: Zone) -> Self {
        self.with("kind", Word::Both(kind_words(request.asked.kind())))
            .with("from", Word::Day(zone.day(request.asked_at)))
    }

    fn of_type(self, leave: &Leave, rule: Option<&Rule>) -> Self {
        let words = rule.map(|rule| (rule.name.clone(), rule.source.clone()));
        let (name, source) = words.unwrap_or_else(|| (leave.code.clone(), "–".to_owned()));
        self.with("name", Word::Plain(name))
            .with("source", Word::Plain(source))
    }

    fn of_days(self, request: &Request) -> Self {
        let (from, until) = request.days;
        self.with("from", Word::Day(from))
            .with("until", Word::Day(until))
    }
}

const fn half_words(half: Half) -> Text {
    match half {
        Half::Morning => Text::new("paruh pertama", "the first"),
        Half::Afternoon => Text::new("paruh kedua", "the second"),
    }
}

const fn direction_words(direction: Direction) -> Text {
    match direction {
        Direction::In => Text::new("masuk", "in"),
        Direction::Out => Text::new("pulang", "out"),
    }
}

const fn mode_words(mode: WorkMode) -> Text {
    match mode {
        WorkMode::Office => Text::new("kantor", "the office"),
        WorkMode::OtherOffice => Text::new("kantor lain", "another office"),
        WorkMode::Home => Text::new("rumah", "home"),
        WorkMode::DutyTravel => Text::new("perjalanan dinas", "duty travel"),
        WorkMode::Other => Text::new("tempat lain", "another place"),
    }
}

const fn kind_words(kind: Kind) -> Text {
    match kind {
        Kind::Leave => Text::new("cuti", "leave"),
        Kind::Correction => Text::new("koreksi kehadiran", "correction"),
        Kind::FlexibleWork => Text::new("kerja fleksibel", "flexible work"),
        Kind::DutyTravel => Text::new("perjalanan dinas", "duty travel"),
    }
}
