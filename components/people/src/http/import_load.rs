//! Taking the rows of an import in, some hundred at a call and by one statement. A row goes in
//! once, however often a call is sent, and nothing goes in that is not as it was checked.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_db::DbError;
use ngantor_http::{Path, Problem};

use super::App;
use super::import_check::{Ground, unit_ground};
use super::imports::{load as load_import, show_import};
use super::keep::seal_new;
use super::kinds::imports::{IMPORT_HAS_FAULTS, IMPORT_NOT_CHECKED, IMPORT_OUTDATED};
use super::people::Keeper;
use crate::domain::import::person::{self, Done, PersonPlan};
use crate::domain::import::unit;
use crate::domain::import::{Import, ImportId, ImportKind, ImportState, KeptRow, LOAD_BATCH};
use crate::store::import as store;
use crate::store::import_load::{PersonLoad, load_people, load_units};
use crate::store::person::wrapped_keys;

/// Why a batch did not go in.
enum Hindrance {
    /// Something there is not as it was when the rows were looked at.
    Outdated,
    Other(Problem),
}

impl<E: Into<Problem>> From<E> for Hindrance {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// What the database says of a batch: whatever it refuses was in order when it was checked.
fn hindered(error: DbError) -> Hindrance {
    match error {
        DbError::Refused(_) | DbError::Unique(_) => Hindrance::Outdated,
        error => error.into(),
    }
}

/// Takes the next rows in.
pub(super) async fn load(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
) -> Result<Response, Problem> {
    let mut import = load_import(&app, &caller, id).await?;
    match import.state {
        ImportState::Receiving | ImportState::Checking | ImportState::Discarded => {
            return Err(IMPORT_NOT_CHECKED.into());
        }
        ImportState::Loaded => return Ok(show_import(StatusCode::OK, &import)),
        ImportState::Checked if import.n_bad > 0 && !import.skips_bad_rows => {
            return Err(IMPORT_HAS_FAULTS.into());
        }
        ImportState::Checked => {
            turn(&app, &import, ImportState::Loading).await?;
            import = load_import(&app, &caller, id).await?;
        }
        ImportState::Loading => {}
    }
    let rows = store::rows_to_load(&*app.base.db, &import, LOAD_BATCH).await?;
    let loaded = match import.kind {
        ImportKind::People => load_some_people(&app, &caller, &import, &rows).await,
        ImportKind::Units => load_some_units(&app, &import, &rows).await,
    };
    match loaded {
        Err(Hindrance::Outdated) => {
            turn(&app, &import, ImportState::Checking).await?;
            return Err(IMPORT_OUTDATED.into());
        }
        Err(Hindrance::Other(problem)) => return Err(problem),
        Ok(()) if rows.len() < LOAD_BATCH as usize => {
            turn(&app, &import, ImportState::Loaded).await?;
        }
        Ok(()) => {}
    }
    let import = load_import(&app, &caller, id).await?;
    Ok(show_import(StatusCode::OK, &import))
}

/// Takes the import to another state, unless another call did.
async fn turn(app: &App, import: &Import, state: ImportState) -> Result<(), Problem> {
    let made = (app.base.now(), import.made_by.as_str());
    store::turn(&*app.base.db, import, state, made).await?;
    Ok(())
}

async fn load_some_people(
    app: &App,
    caller: &Caller,
    import: &Import,
    rows: &[KeptRow],
) -> Result<(), Hindrance> {
    let read: Vec<_> = rows.iter().map(person::read).collect();
    let ground = Ground::of(app, import, read.iter().map(|(row, _)| row)).await?;
    let terms = ground.terms(caller, import);
    let mut plans = Vec::with_capacity(rows.len());
    for (kept, (row, faults)) in rows.iter().zip(&read) {
        if !faults.is_empty() {
            return Err(Hindrance::Outdated);
        }
        let plan = person::judge(row, &ground.known, &terms, app.base.new_id());
        plans.push((kept.line, plan.map_err(|_| Hindrance::Outdated)?));
    }
    let loads = seal_all(app, plans).await?;
    let made = (app.base.now(), import.made_by.as_str());
    let loaded = load_people(&*app.base.db, import.id, &loads, made).await;
    loaded.map_err(hindered)
}

/// Encrypts what is personal of everybody whose record is new or changes.
async fn seal_all(app: &App, plans: Vec<(i64, PersonPlan)>) -> Result<Vec<PersonLoad>, Problem> {
    let ids: Vec<_> = plans
        .iter()
        .filter(|(_, plan)| plan.record == Done::Changed)
        .map(|(_, plan)| plan.person.id.to_string())
        .collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    let mut keys = wrapped_keys(&*app.base.db, &ids).await?;
    let load = |(line, plan): (i64, PersonPlan)| {
        let key = keys.remove(&plan.person.id.to_string());
        let kept = match plan.record {
            Done::Same => None,
            Done::Added | Done::Changed => Some(seal_new(app, &plan.person, key)?),
        };
        Ok(PersonLoad {
            line,
            plan,
            relation_id: app.base.new_id(),
            kept,
        })
    };
    plans.into_iter().map(load).collect()
}

async fn load_some_units(app: &App, import: &Import, rows: &[KeptRow]) -> Result<(), Hindrance> {
    let (mut book, offices) = unit_ground(app).await?;
    let mut loads = Vec::with_capacity(rows.len());
    for kept in rows {
        let (row, faults) = unit::read(kept);
        if !faults.is_empty() {
            return Err(Hindrance::Outdated);
        }
        let ids = (app.base.new_id(), app.base.new_id());
        let plan = unit::judge(&row, &book, &offices, import.starts_on, ids);
        let plan = plan.map_err(|_| Hindrance::Outdated)?;
        if plan.done != Done::Same {
            let mut written = plan.state.clone();
            written.version += 1;
            book.write(written);
        }
        loads.push((kept.line, plan));
    }
    let made = (app.base.now(), import.made_by.as_str());
    let loaded = load_units(&*app.base.db, import.id, &loads, made).await;
    loaded.map_err(hindered)
}
