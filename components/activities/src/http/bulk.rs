//! Activities from a sheet (CSV): a dry run tells what each row comes to, then the same file is
//! loaded in one statement. Whoever sends a file twice has its rows once.

use std::collections::BTreeMap;

use axum::extract::{Request, State as Extract};
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_http::{Base, Context, Params, Problem, SignedIn, json, kind, octets};
use serde::Serialize;

use super::activities::refused;
use super::kinds::{DAY_IS_FULL, DAY_TOO_LONG, PERIOD_LOCKED};
use super::locks::{self, Late};
use super::view::WarningView;
use crate::domain::period::Calendar;
use crate::domain::sheet::{self, BYTES_MAX, Row};
use crate::domain::warning;
use crate::domain::{Activity, ActivityId, DAY_MAX, DAY_MAX_MIN, IdKey};
use crate::store;

const NO_MODE: Text = Text::new(
    "Pilih check, load atau load_good.",
    "Choose check, load or load_good.",
);

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SheetRowState))]
pub(crate) enum RowState {
    /// It can be loaded, or was.
    Good,
    /// It was loaded before: its activity stays as it is now.
    Known,
    /// It cannot be loaded.
    Wrong,
}

/// What is wrong with a row.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SheetFault))]
pub(crate) struct FaultView {
    /// The column, in the caller's language; `null` where it is the whole row.
    column: Option<&'static str>,
    /// For programs.
    code: &'static str,
    /// For people, in the caller's language.
    text: String,
}

/// A row of the sheet.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SheetRow))]
pub(crate) struct RowView {
    /// The line on which it begins; the header's is 1.
    line: u64,
    state: RowState,
    /// The id of its activity.
    id: Option<ActivityId>,
    faults: Vec<FaultView>,
    warnings: Vec<WarningView>,
}

/// What a sheet comes to.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Sheet))]
pub(crate) struct SheetView {
    /// Whether its good rows were loaded.
    is_loaded: bool,
    n_good: usize,
    n_known: usize,
    n_wrong: usize,
    rows: Vec<RowView>,
}

/// What to do with the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Check,
    Load,
    LoadGood,
}

impl Mode {
    fn of(params: &Params) -> Result<Self, Fault> {
        match params.get("mode").unwrap_or("check") {
            "check" => Ok(Self::Check),
            "load" => Ok(Self::Load),
            "load_good" => Ok(Self::LoadGood),
            _ => Err(Fault::new("?mode", "unknown_choice", NO_MODE)),
        }
    }
}

/// A row and what it comes to.
struct Judged {
    line: u64,
    id: Option<ActivityId>,
    outcome: Result<Activity, Vec<Fault>>,
    is_known: bool,
}

pub(super) async fn take(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    let mode = Mode::of(&params.only(&["mode"])?)?;
    let bytes = octets::read(request, BYTES_MAX).await?;
    let rows = sheet::read(&bytes)?;
    let key = store::id_key(&*base.db).await?;
    let mut judged = judge(&base, &caller, &key, &rows);
    let beside = look(&base, &caller, &mut judged).await?;
    let good: Vec<_> = judged.iter().filter_map(Judged::good).cloned().collect();
    let n_wrong = judged.iter().filter(|row| row.outcome.is_err()).count();
    let is_loaded = mode == Mode::LoadGood || (mode == Mode::Load && n_wrong == 0);
    if is_loaded && !good.is_empty() {
        store::insert(&*base.db, &good).await.map_err(refused)?;
    }
    let all: Vec<_> = beside.into_iter().chain(good.iter().cloned()).collect();
    let now = base.now();
    let views = judged.iter().map(|row| {
        let found = row.good().map(|one| warning::warnings(one, &all, now));
        RowView::of(row, WarningView::all(found.unwrap_or_default(), lang), lang)
    });
    let view = SheetView {
        is_loaded,
        n_good: good.len(),
        n_known: judged.iter().filter(|row| row.is_known).count(),
        n_wrong,
        rows: views.collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

/// What each row says by itself.
fn judge(base: &Base, caller: &Caller, key: &IdKey, rows: &[Row]) -> Vec<Judged> {
    let now = base.now();
    let said: Vec<_> = rows.iter().map(|row| row.check(caller.zone, now)).collect();
    let judge = |(index, row): (usize, &Row)| {
        let outcome = said.get(index).cloned().unwrap_or_else(|| Err(Vec::new()));
        let outcome = outcome.map(|checked| {
            let before = said
                .iter()
                .take(index)
                .filter_map(|other| other.as_ref().ok());
            let nth = before.filter(|other| **other == checked).count();
            let id = sheet::id(key, caller.person_id, &checked, nth);
            Activity::new(id, caller.person_id, checked, now)
        });
        Judged {
            line: row.line,
            id: outcome.as_ref().ok().map(|one| one.id),
            outcome,
            is_known: false,
        }
    };
    rows.iter().enumerate().map(judge).collect()
}

/// Looks at what is there: rows that were loaded before, days that are locked, too long ago or
/// would become too long. Gives what stands beside them.
async fn look(
    base: &Base,
    caller: &Caller,
    judged: &mut [Judged],
) -> Result<Vec<Activity>, Problem> {
    let (db, person) = (&*base.db, caller.person_id);
    let ids: Vec<_> = judged.iter().filter_map(|row| row.id).collect();
    let taken = store::list::taken(db, &ids, person).await?;
    let calendar = locks::calendar(base, person, caller.zone.day(base.now())).await?;
    let today = |one: &Activity| locks::later(base.now(), one.zone, caller.zone);
    for row in judged.iter_mut() {
        row.is_known = row.id.is_some_and(|id| taken.contains(&(id, true)));
        // Somebody else's by chance, or because they were told the id.
        if row.id.is_some_and(|id| taken.contains(&(id, false))) {
            let kind = kind::ID_REUSED;
            row.outcome = Err(vec![Fault::new("", kind.code, kind.title)]);
        }
        if let Some(fault) = row.good().and_then(|one| late(one, &calendar, today(one))) {
            row.outcome = Err(vec![fault]);
        }
    }
    let days = judged.iter().filter_map(Judged::good).map(|one| one.day);
    let Some((first, last)) = days.clone().min().zip(days.max()) else {
        return Ok(Vec::new());
    };
    let mut sums = sums(base, caller, (first, last)).await?;
    for row in judged.iter_mut() {
        if let Some(fault) = row.good().and_then(|one| add(&mut sums, one)) {
            row.outcome = Err(vec![fault]);
        }
    }
    let after = (
        (first - chrono::Duration::days(2)).to_string(),
        String::new(),
    );
    let until = (last + chrono::Duration::days(2)).to_string();
    Ok(store::list::by_day(db, person, &after, &until, BESIDE_MAX).await?)
}

/// The most activities that are compared with the rows of a sheet.
const BESIDE_MAX: u32 = 4_000;

fn late(one: &Activity, calendar: &Calendar, today: NaiveDate) -> Option<Fault> {
    let late = locks::refusal(calendar, one.person_id, one.day, today)?;
    Some(match late {
        Late::Locked => Fault::new("/day", PERIOD_LOCKED.code, PERIOD_LOCKED.title),
        Late::TooOld => Fault::new("/day", "too_old", locks::TOO_OLD),
    })
}

/// How many activities and minutes each day has.
type Sums = BTreeMap<String, (i64, i64)>;

async fn sums(
    base: &Base,
    caller: &Caller,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Sums, Problem> {
    let of = store::list::Of::One(caller.person_id);
    let (from, to) = (first.to_string(), last.to_string());
    let days = (last - first).num_days() + 1;
    let limit = u32::try_from(days).unwrap_or(u32::MAX);
    let found = store::total::by_day(&*base.db, of, (&from, &to), limit).await?;
    let sum = |(day, totals): (String, store::total::Totals)| (day, (totals.n, totals.minutes));
    Ok(found.into_iter().map(sum).collect())
}

/// Adds a row to its day, unless that becomes too long or too full.
fn add(sums: &mut Sums, one: &Activity) -> Option<Fault> {
    let sum = sums.entry(one.day.to_string()).or_default();
    let (n, minutes) = (sum.0 + 1, sum.1 + one.time.minutes);
    if minutes > DAY_MAX_MIN {
        return Some(Fault::new(
            "/minutes",
            DAY_TOO_LONG.code,
            DAY_TOO_LONG.title,
        ));
    }
    if n > i64::from(DAY_MAX) {
        return Some(Fault::new("/day", DAY_IS_FULL.code, DAY_IS_FULL.title));
    }
    *sum = (n, minutes);
    None
}

impl Judged {
    /// The activity that would be loaded.
    fn good(&self) -> Option<&Activity> {
        self.outcome.as_ref().ok().filter(|_| !self.is_known)
    }
}

impl RowView {
    fn of(row: &Judged, warnings: Vec<WarningView>, lang: Lang) -> Self {
        let faults = row.outcome.as_ref().err();
        let fault = |fault: &Fault| FaultView {
            column: sheet::column_of(&fault.pointer).map(|name| name.in_lang(lang)),
            code: fault.code,
            text: fault.told(lang),
        };
        Self {
            line: row.line,
            state: match faults {
                Some(_) => RowState::Wrong,
                None if row.is_known => RowState::Known,
                None => RowState::Good,
            },
            id: row.id,
            faults: faults.into_iter().flatten().map(fault).collect(),
            warnings,
        }
    }
}
