//! The rows of a recap's sheet, in the language of who asks.

use ngantor_core::lang::{Lang, Text};
use ngantor_core::time::{Instant, Zone};

use crate::domain::duty::{DutyDay, Figures, Status};
use crate::domain::recap::Totals;
use crate::store::recap::Person;
use ngantor_sheet::Cell;

const HEADER: [Text; 26] = [
    Text::new("Baris", "Row"),
    Text::new("ID pegawai", "Person id"),
    Text::new("Nama", "Name"),
    Text::new("Tanggal", "Date"),
    Text::new("Zona waktu", "Time zone"),
    Text::new("Status", "Status"),
    Text::new("Semua catatan sudah masuk", "Everything is in"),
    Text::new("Masuk (di zona waktu itu)", "In (in that time zone)"),
    Text::new("Pulang (di zona waktu itu)", "Out (in that time zone)"),
    Text::new("Wajib kerja (menit)", "Required (min)"),
    Text::new("Bekerja (menit)", "Worked (min)"),
    Text::new("Terlambat (menit)", "Late (min)"),
    Text::new("Pulang cepat (menit)", "Left early (min)"),
    Text::new("Kurang (menit)", "Short (min)"),
    Text::new("Lebih (menit)", "Surplus (min)"),
    Text::new("Hari hadir", "Days present"),
    Text::new("Hari kerja fleksibel", "Days of flexible work"),
    Text::new("Hari cuti", "Days of leave"),
    Text::new("Hari perjalanan dinas", "Days of duty travel"),
    Text::new("Hari tanpa catatan", "Days absent"),
    Text::new("Hari libur", "Holidays"),
    Text::new("Bukan hari kerja", "Days off"),
    Text::new("Hari sementara", "Provisional days"),
    Text::new("Hari tidak dinilai", "Unjudged days"),
    Text::new("Masuk atau pulang tidak ada", "In or out missing"),
    Text::new("Penjelasan", "Explanations"),
];
const DAY: Text = Text::new("hari", "day");
const PERSON: Text = Text::new("jumlah pegawai", "person's total");
const ALL: Text = Text::new("jumlah semua", "total of all");
const YES: Text = Text::new("ya", "yes");
const NO: Text = Text::new("belum", "not yet");

const fn status(status: Status) -> Text {
    match status {
        Status::Present => Text::new("hadir", "present"),
        Status::Provisional => Text::new("sementara", "provisional"),
        Status::Absent => Text::new("tanpa catatan", "absent"),
        Status::Leave => Text::new("cuti", "leave"),
        Status::DutyTravel => Text::new("perjalanan dinas", "duty travel"),
        Status::FlexibleLocation => Text::new("fleksibel tempat", "flexible by location"),
        Status::FlexibleTime => Text::new("fleksibel waktu", "flexible by time"),
        Status::Holiday => Text::new("libur", "holiday"),
        Status::Off => Text::new("bukan hari kerja", "day off"),
        Status::Unjudged => Text::new("tidak dinilai", "unjudged"),
    }
}

pub(super) fn header(lang: Lang) -> Vec<Cell> {
    HEADER.iter().map(|words| text(*words, lang)).collect()
}

/// A row for each day of a person, and one for all of these.
pub(super) fn person(
    person: &Person,
    days: &[DutyDay],
    totals: &Totals,
    lang: Lang,
) -> Vec<Vec<Cell>> {
    let mut rows: Vec<_> = days.iter().map(|one| day(person, one, lang)).collect();
    let mut last = who(PERSON, person, lang);
    last.extend((0..6).map(|_| Cell::Nothing));
    add_totals(&mut last, totals);
    rows.push(last);
    rows
}

/// The last row: a sheet that lacks it is not whole.
pub(super) fn all(totals: &Totals, lang: Lang) -> Vec<Cell> {
    let mut row = vec![text(ALL, lang)];
    row.extend((0..8).map(|_| Cell::Nothing));
    add_totals(&mut row, totals);
    row
}

fn day(person: &Person, day: &DutyDay, lang: Lang) -> Vec<Cell> {
    let mut row = who(DAY, person, lang);
    row.extend([
        Cell::Text(day.day.to_string()),
        Cell::Text(day.zone.name().to_owned()),
        text(status(day.status), lang),
        text(if day.is_complete { YES } else { NO }, lang),
        time(day.first_in, day.zone),
        time(day.last_out, day.zone),
    ]);
    row.extend(figures(&day.figures));
    row.extend((0..10).map(|_| Cell::Nothing));
    let why: Vec<_> = day.reasons.iter().map(|reason| reason.say(lang)).collect();
    row.push(Cell::Text(why.join(" ")));
    row
}

fn who(kind: Text, person: &Person, lang: Lang) -> Vec<Cell> {
    vec![
        text(kind, lang),
        Cell::Text(person.id.to_string()),
        person.name.clone().map_or(Cell::Nothing, Cell::Text),
    ]
}

fn add_totals(row: &mut Vec<Cell>, totals: &Totals) {
    row.extend(figures(&totals.figures));
    let counts = [
        totals.n_present,
        totals.n_flexible,
        totals.n_leave,
        totals.n_duty_travel,
        totals.n_absent,
        totals.n_holiday,
        totals.n_off,
        totals.n_provisional,
        totals.n_unjudged,
        totals.n_unpaired,
    ];
    row.extend(counts.map(Cell::Number));
    row.push(Cell::Nothing);
}

fn figures(figures: &Figures) -> [Cell; 6] {
    [
        figures.required_min,
        figures.worked_min,
        figures.late_min,
        figures.early_min,
        figures.short_min,
        figures.surplus_min,
    ]
    .map(Cell::Number)
}

fn text(words: Text, lang: Lang) -> Cell {
    Cell::Text(words.in_lang(lang).to_owned())
}

fn time(at: Option<Instant>, zone: Zone) -> Cell {
    at.map_or(Cell::Nothing, |at| Cell::Text(zone.rfc3339(at)))
}
