//! Looking at the rows of an import, some thousand at a call: what would be wrong with loading
//! them, without loading any.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::{Path, Problem};

use super::App;
use super::imports::{check_n_rows, load, show_import};
use super::kinds::imports::IMPORT_INCOMPLETE;
use super::people::Keeper;
use crate::domain::import::book::Book;
use crate::domain::import::person::{self, Known, PersonRow, Terms};
use crate::domain::import::unit::{self, Offices, UnitRow};
use crate::domain::import::xlsx;
use crate::domain::import::{
    CHECK_BATCH, Import, ImportFormat, ImportId, ImportKind, ImportState, KeptRow, UNIT_ROWS_MAX,
    Verdict, csv, doubled,
};
use crate::store::import::{self as store, Arrival};
use crate::store::import_load::{members_from, people_with};
use crate::store::office::office_names;
use crate::store::unit::every_state;

/// Looks at the next rows; the first time, no more parts are taken.
pub(super) async fn check(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
) -> Result<Response, Problem> {
    let mut import = load(&app, &caller, id).await?;
    if import.state == ImportState::Receiving {
        close(&app, &import).await?;
        import = load(&app, &caller, id).await?;
    }
    if import.state == ImportState::Checking {
        let is_done = match import.kind {
            ImportKind::People => check_people(&app, &caller, &import).await?,
            ImportKind::Units => check_units(&app, &import).await?,
        };
        if is_done {
            let made = (app.base.now(), import.made_by.as_str());
            // Somebody else's call may have said so already.
            store::turn(&*app.base.db, &import, ImportState::Checked, made).await?;
        }
        import = load(&app, &caller, id).await?;
    }
    Ok(show_import(StatusCode::OK, &import))
}

/// Takes the end of the last part for the end of the file.
async fn close(app: &App, import: &Import) -> Result<(), Problem> {
    let n_received = import.received.n_bytes;
    if import.n_bytes.is_some_and(|n_bytes| n_bytes != n_received) {
        return Err(IMPORT_INCOMPLETE.into());
    }
    let text = match import.format {
        ImportFormat::Csv => Vec::new(),
        ImportFormat::Xlsx => xlsx::text(store::workbook(&*app.base.db, import).await?)?,
    };
    let (rows, received) = csv::read_on(import.kind, &import.received, &text, true)?;
    check_n_rows(import.kind.limits(import.format).0, &received)?;
    let made = (app.base.now(), import.made_by.as_str());
    let rows = (rows.as_slice(), &received);
    match store::receive(&*app.base.db, import, Arrival::End, rows, made).await {
        // Somebody else's call did it.
        Err(DbError::Refused(words)) if words == "part_not_next" => Ok(()),
        kept => Ok(kept?),
    }
}

/// Keeps what was found, unless another call was quicker.
async fn keep(app: &App, import: &Import, verdicts: &[Verdict]) -> Result<(), Problem> {
    if verdicts.is_empty() {
        return Ok(());
    }
    match store::keep_verdicts(&*app.base.db, import, verdicts).await {
        Err(DbError::Refused(words)) if words == "checked_meanwhile" => Ok(()),
        kept => Ok(kept?),
    }
}

/// Looks at the next people; says whether no more follow.
async fn check_people(app: &App, caller: &Caller, import: &Import) -> Result<bool, Problem> {
    let rows = store::rows_to_check(&*app.base.db, import, CHECK_BATCH).await?;
    let is_done = rows.len() < CHECK_BATCH as usize;
    let read: Vec<_> = rows.iter().map(person::read).collect();
    let ground = Ground::of(app, import, read.iter().map(|(row, _)| row)).await?;
    let terms = ground.terms(caller, import);
    let mut lines = lines_before(app, import, &read).await?;
    // Nobody is made here, so one id stands for everybody new.
    let nobody = app.base.new_id();
    let mut verdicts = Vec::with_capacity(rows.len());
    for (kept, (row, mut faults)) in rows.iter().zip(read) {
        if faults.is_empty() {
            let judged = person::judge(&row, &ground.known, &terms, nobody);
            faults = judged.err().unwrap_or_default();
        }
        let (employee_number, username) = ground.known.keys(&row);
        let keys = [
            ("employee_number", &row.employee_number, &employee_number),
            ("username", &row.username, &username),
        ];
        faults.extend(doubled_by(keys, kept.line, &mut lines));
        verdicts.push(Verdict {
            line: kept.line,
            faults,
            place: kept.line,
            employee_number,
            username,
        });
    }
    keep(app, import, &verdicts).await?;
    Ok(is_done)
}

/// What rows of people are judged against.
pub(super) struct Ground {
    pub(super) known: Known,
    book: Book,
    seat: Option<Zone>,
}

impl Ground {
    /// Reads what some rows are about.
    pub(super) async fn of(
        app: &App,
        import: &Import,
        rows: impl Iterator<Item = &PersonRow> + Clone,
    ) -> Result<Self, Problem> {
        let db = &*app.base.db;
        let numbers: Vec<_> = rows
            .clone()
            .filter_map(|row| row.employee_number.as_deref())
            .collect();
        let usernames: Vec<_> = rows
            .clone()
            .filter_map(|row| row.username.as_deref())
            .collect();
        let people = people_with(db, (&numbers, &usernames)).await?;
        let from = rows.map(|row| row.holds_from(import.starts_on)).min();
        let members = members_from(db, &people, from.unwrap_or(import.starts_on)).await?;
        let institution = crate::store::institution(db).await?;
        Ok(Self {
            known: Known::of(people, members),
            book: Book::of(every_state(db).await?),
            seat: institution.map(|institution| institution.zone),
        })
    }

    pub(super) fn terms<'a>(&'a self, caller: &'a Caller, import: &Import) -> Terms<'a> {
        Terms {
            caller,
            seat: self.seat.unwrap_or(caller.zone),
            starts_on: import.starts_on,
            book: &self.book,
        }
    }
}

/// The first lines of employee numbers and usernames, those in rows that were looked at before.
async fn lines_before(
    app: &App,
    import: &Import,
    read: &[(PersonRow, Vec<Fault>)],
) -> Result<HashMap<String, i64>, Problem> {
    let rows = || read.iter().map(|(row, _)| row);
    let numbers: Vec<_> = rows()
        .filter_map(|row| row.employee_number.as_deref())
        .collect();
    let usernames: Vec<_> = rows().filter_map(|row| row.username.as_deref()).collect();
    let found = store::lines_of(&*app.base.db, import, (&numbers, &usernames)).await?;
    Ok(found.into_iter().collect())
}

/// The faults of a row that is about the same person as an earlier one. Of each column it has what
/// the row says, and what is known of the person: an earlier row may have named them by the other.
fn doubled_by(
    keys: [(&str, &Option<String>, &Option<String>); 2],
    line: i64,
    lines: &mut HashMap<String, i64>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (column, said, known) in keys {
        let Some(known) = known else {
            continue;
        };
        let first = *lines.entry(format!("{column} {known}")).or_insert(line);
        if first != line && said.is_some() {
            faults.push(doubled(&format!("/{column}"), first));
        }
    }
    faults
}

/// Looks at every unit of a file, those above first: a file has few.
async fn check_units(app: &App, import: &Import) -> Result<bool, Problem> {
    let limit = u32::try_from(UNIT_ROWS_MAX).unwrap_or(u32::MAX);
    let rows = store::rows_to_check(&*app.base.db, import, limit).await?;
    let read: Vec<_> = rows.iter().map(unit::read).collect();
    let (mut book, offices) = unit_ground(app).await?;
    let verdicts = judge_units(app, import, (&rows, read), &mut book, &offices);
    keep(app, import, &verdicts).await?;
    Ok(true)
}

/// What rows of units are judged against.
pub(super) async fn unit_ground(app: &App) -> Result<(Book, Offices), Problem> {
    let db = &*app.base.db;
    let book = Book::of(every_state(db).await?);
    Ok((book, Offices::of(office_names(db).await?)))
}

fn judge_units(
    app: &App,
    import: &Import,
    (rows, read): (&[KeptRow], Vec<(UnitRow, Vec<Fault>)>),
    book: &mut Book,
    offices: &Offices,
) -> Vec<Verdict> {
    let lines = rows.iter().map(|row| row.line);
    let (units, mut faults): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let units: Vec<_> = lines.zip(units).collect();
    let (order, in_the_way) = unit::in_order(&units);
    for (index, fault) in in_the_way {
        if let Some(faults) = faults.get_mut(index) {
            faults.push(fault);
        }
    }
    let mut verdicts = Vec::with_capacity(order.len());
    for (place, index) in (0..).zip(order) {
        let (Some((line, row)), Some(faults)) = (units.get(index), faults.get_mut(index)) else {
            continue;
        };
        if faults.is_empty() {
            let ids = (app.base.new_id(), app.base.new_id());
            match unit::judge(row, book, offices, import.starts_on, ids) {
                // Those below find it there.
                Ok(plan) => book.write(plan.state),
                Err(found) => *faults = found,
            }
        }
        verdicts.push(Verdict {
            line: *line,
            faults: std::mem::take(faults),
            place,
            employee_number: None,
            username: None,
        });
    }
    verdicts
}
