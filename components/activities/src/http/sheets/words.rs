//! The words of a sheet.

use ngantor_core::lang::{Lang, Text};
use ngantor_core::time::Instant;
use ngantor_sheet::Cell;

use crate::domain::Activity;
use crate::domain::life::State;
use crate::store::total::{OfPerson, Totals};

const HEADER: [Text; 16] = [
    Text::new("Nama", "Name"),
    Text::new("Tanggal", "Day"),
    Text::new("Mulai", "Start"),
    Text::new("Selesai", "Finish"),
    Text::new("Zona waktu", "Time zone"),
    Text::new("Menit", "Minutes"),
    Text::new("Kegiatan", "Activity"),
    Text::new("Uraian", "Description"),
    Text::new("Hasil", "Output"),
    Text::new("Jumlah", "Quantity"),
    Text::new("Satuan", "Unit"),
    Text::new("Penugasan", "Assignment"),
    Text::new("Tag", "Tags"),
    Text::new("Lampiran", "Attachments"),
    Text::new("Keadaan", "State"),
    Text::new("Catatan atasan", "Head's comment"),
];
const ALL: Text = Text::new("Jumlah seluruhnya", "All together");

pub(super) fn header(lang: Lang) -> Vec<Cell> {
    let text = |text: Text| Cell::Text(text.in_lang(lang).to_owned());
    HEADER.into_iter().map(text).collect()
}

/// A row of somebody's.
pub(super) fn row(person: &OfPerson, one: &Activity, lang: Lang) -> Vec<Cell> {
    let text = |text: Option<String>| text.map_or(Cell::Nothing, Cell::Text);
    let clock = |at: Option<Instant>| at.map(|at| one.zone.clock(at).format("%H:%M").to_string());
    let (what, time) = (&one.what, one.time);
    let output = what.output.as_ref();
    let n_uploads = i64::try_from(what.uploads.len()).unwrap_or(0);
    let comment = one
        .review
        .as_ref()
        .and_then(|review| review.comment.clone());
    vec![
        Cell::Text(
            person
                .name
                .clone()
                .unwrap_or_else(|| one.person_id.to_string()),
        ),
        Cell::Text(one.day.to_string()),
        text(clock(time.started_at)),
        text(clock(time.finished_at)),
        Cell::Text(one.zone.name().to_owned()),
        Cell::Number(time.minutes),
        Cell::Text(what.title.clone()),
        text(what.text.clone()),
        text(output.map(|output| output.name.clone())),
        output.map_or(Cell::Nothing, |output| quantity(output.quantity)),
        text(output.map(|output| output.unit.clone())),
        text(what.assignment_id.map(|id| id.to_string())),
        text((!what.tags.is_empty()).then(|| what.tags.join("; "))),
        Cell::Number(n_uploads),
        Cell::Text(state(one.state).in_lang(lang).to_owned()),
        text(comment),
    ]
}

/// The last row: how many, and their minutes.
pub(super) fn all(totals: Totals, lang: Lang) -> Vec<Cell> {
    let mut cells: Vec<_> = HEADER.iter().map(|_| Cell::Nothing).collect();
    let last = [
        (0, Cell::Text(ALL.in_lang(lang).to_owned())),
        (5, Cell::Number(totals.minutes)),
        (6, Cell::Number(totals.n)),
    ];
    for (index, cell) in last {
        if let Some(place) = cells.get_mut(index) {
            *place = cell;
        }
    }
    cells
}

/// Whole numbers as numbers; a sheet knows no others.
fn quantity(quantity: f64) -> Cell {
    if quantity.fract() == 0.0 {
        // At most 1e9, as the form checks.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is a whole number below 2^53"
        )]
        return Cell::Number(quantity as i64);
    }
    Cell::Text(quantity.to_string())
}

const fn state(state: State) -> Text {
    match state {
        State::Running => Text::new("berjalan", "running"),
        State::Paused => Text::new("dijeda", "paused"),
        State::Logged => Text::new("menunggu atasan", "waits for a head"),
        State::Returned => Text::new("dikembalikan", "returned"),
        State::Acknowledged => Text::new("diketahui atasan", "acknowledged"),
        State::Withdrawn => Text::new("ditarik", "withdrawn"),
    }
}
