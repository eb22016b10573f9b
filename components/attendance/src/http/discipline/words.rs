//! What the report on absence says, and the rows of its sheet, in the language of who asks.

use ngantor_core::lang::{Lang, Text};
use ngantor_sheet::Cell;

use super::PersonView;
use crate::domain::discipline::{Absence, Counts, Reached};
use crate::domain::rule::Rule;

/// For whom the report is, and what does not follow from it.
pub(super) const NOTE: Text = Text::new(
    "Bahan untuk diperiksa manusia. Ngantor tidak menjatuhkan sanksi dan tidak tahu apakah ada \
     alasan yang sah di luar catatannya: tanyakan kepada orangnya, lalu putuskan sesuai \
     peraturan. Menit keterlambatan tidak diubah menjadi hari.",
    "For a human to examine. Ngantor imposes nothing and does not know of valid reasons outside \
     its records: ask the person, then decide by the law. Minutes late are not made into days.",
);
const CUMULATED: Text = Text::new(
    "{n} hari kerja tanpa catatan dalam tahun {year}: termasuk {range} menurut {source} \
     ({measure}). Untuk diperiksa manusia; tidak ada sanksi otomatis.",
    "{n} days of work without a record in {year}: within {range} of {source} ({measure}). For a \
     human to examine; no sanction follows by itself.",
);
const CONSECUTIVE: Text = Text::new(
    "{n} hari kerja berturut-turut tanpa catatan, {from} s.d. {to}: termasuk {range} menurut \
     {source} ({measure}). Untuk diperiksa manusia; tidak ada sanksi otomatis.",
    "{n} days of work on end without a record, {from} to {to}: within {range} of {source} \
     ({measure}). For a human to examine; no sanction follows by itself.",
);
const RANGE: Text = Text::new("{from}–{to} hari", "{from} to {to} days");
const ONE: Text = Text::new("{from} hari", "{from} days");
const OPEN: Text = Text::new("{from} hari atau lebih", "{from} days or more");

const HEADER: [Text; 12] = [
    Text::new("Baris", "Row"),
    Text::new("ID pegawai", "Person id"),
    Text::new("Nama", "Name"),
    Text::new("Hari tanpa catatan", "Days absent"),
    Text::new("Hari sementara", "Provisional days"),
    Text::new("Terlambat (menit)", "Late (min)"),
    Text::new(
        "Berturut-turut terpanjang (hari kerja)",
        "Longest run (days of work)",
    ),
    Text::new("Dari", "From"),
    Text::new("Sampai", "To"),
    Text::new("Menurut jumlah setahun", "By all days of the year"),
    Text::new("Menurut hari berturut-turut", "By days on end"),
    Text::new("Penjelasan", "Explanations"),
];
const PERSON: Text = Text::new("pegawai", "person");
const END: Text = Text::new(
    "akhir: {n} pegawai, {reached} mencapai ambang",
    "end: {n} people, {reached} reach a threshold",
);

/// That a row of a rule is reached, as a sentence.
pub(super) fn reached(
    rule: &Rule,
    (year, absence): (i32, &Absence),
    reached: Reached<'_>,
    lang: Lang,
) -> String {
    let template = match reached.row.counts {
        Counts::Cumulated => CUMULATED,
        Counts::Consecutive => CONSECUTIVE,
    };
    let run = absence.longest;
    let n_days = match reached.row.counts {
        Counts::Cumulated => absence.n_absent,
        Counts::Consecutive => run.map_or(0, |run| run.n_days),
    };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    // What an agency wrote comes last, so that nothing in it is taken for a place.
    template
        .in_lang(lang)
        .replace("{n}", &n_days.to_string())
        .replace("{year}", &year.to_string())
        .replace("{from}", &day(run.map(|run| run.from)))
        .replace("{to}", &day(run.map(|run| run.to)))
        .replace("{range}", &range(reached, lang))
        .replace("{source}", &rule.source)
        .replace("{measure}", &reached.row.measure)
}

fn range(reached: Reached<'_>, lang: Lang) -> String {
    let from = i64::from(reached.row.from_days);
    let text = match reached.to_days {
        None => OPEN,
        Some(to) if to == from => ONE,
        Some(_) => RANGE,
    };
    let to = reached.to_days.unwrap_or(from);
    let text = text.in_lang(lang).replace("{from}", &from.to_string());
    text.replace("{to}", &to.to_string())
}

pub(super) fn header(lang: Lang) -> Vec<Cell> {
    HEADER.iter().map(|words| text(*words, lang)).collect()
}

pub(super) fn person(view: &PersonView, lang: Lang) -> Vec<Cell> {
    let run = view.longest;
    let measure = |counts: Counts| {
        let found = view.reached.iter().find(|one| one.counts == counts);
        found.map_or(Cell::Nothing, |one| Cell::Text(one.measure.clone()))
    };
    let why: Vec<_> = view.reached.iter().map(|one| one.text.as_str()).collect();
    vec![
        text(PERSON, lang),
        Cell::Text(view.person_id.to_string()),
        view.name.clone().map_or(Cell::Nothing, Cell::Text),
        Cell::Number(view.n_absent),
        Cell::Number(view.n_provisional),
        Cell::Number(view.late_min),
        Cell::Number(run.map_or(0, |run| run.n_days)),
        run.map_or(Cell::Nothing, |run| Cell::Text(run.from.to_string())),
        run.map_or(Cell::Nothing, |run| Cell::Text(run.to.to_string())),
        measure(Counts::Cumulated),
        measure(Counts::Consecutive),
        Cell::Text(why.join(" ")),
    ]
}

/// The last row: a sheet that lacks it is not whole.
pub(super) fn end((n_people, n_reached): (usize, usize), lang: Lang) -> Vec<Cell> {
    let words = END.in_lang(lang).replace("{n}", &n_people.to_string());
    let words = words.replace("{reached}", &n_reached.to_string());
    let mut row = vec![Cell::Text(words)];
    row.extend((0..10).map(|_| Cell::Nothing));
    row.push(text(NOTE, lang));
    row
}

fn text(words: Text, lang: Lang) -> Cell {
    Cell::Text(words.in_lang(lang).to_owned())
}
