//! Imports: a file of people or units arrives in parts, and what is wrong with it is told.
//! `import_check` looks at its rows, `import_load` takes them in. Whoever began an import goes on
//! with it; for others it is not there.

use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::nested::Nested;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Context, Json, Kind, Params, Path, Problem, json, kind, octets};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::import_list::forget_old;
use super::kinds::imports::{
    IMPORT_CLOSED, NOT_A_FILE, PART_DIFFERS, PART_NOT_NEXT, TOO_MANY_IMPORTS, TOO_MANY_IMPORTS_HERE,
};
use super::people::Keeper;
use super::{App, PREFIX, today};
use crate::domain::import::{
    Import, ImportFormat, ImportId, ImportKind, ImportState, KeptRow, PART_MAX_BYTES, PARTS_MAX,
    Received, csv,
};
use crate::store::import::{self as store, Arrival};
use crate::store::import_fault::{BadRow, ToldFault, bad_rows};

const FILE_TOO_LARGE: Text = Text::new(
    "Berkas ini lebih besar daripada {limit} byte.",
    "The file has more than {limit} bytes.",
);
const TOO_MANY_ROWS: Text = Text::new("Paling banyak {limit} baris.", "At most {limit} rows.");

/// What may be chosen.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ImportOptions {
    /// Good rows go in although others are bad.
    skip_bad_rows: bool,
}

/// What begins an import.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ImportForm {
    kind: ImportKind,
    /// `csv` when it is left out.
    #[serde(default)]
    format: ImportFormat,
    /// The length of the file; checking then waits until all of it is there.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1))]
    n_bytes: Option<i64>,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<ImportOptions>))]
    options: Option<Nested<ImportOptions>>,
}

/// An import, and how far it is.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Import))]
pub(crate) struct ImportView {
    id: ImportId,
    kind: ImportKind,
    format: ImportFormat,
    /// The length of the file, when it was said.
    n_bytes: Option<i64>,
    options: ImportOptions,
    /// From which day rows without one hold.
    starts_on: Day,
    state: ImportState,
    /// The parts that are there; the next one has the number after it.
    n_parts: i64,
    n_bytes_received: i64,
    /// The rows that were read, without the header and empty ones.
    n_rows: i64,
    n_checked: i64,
    n_bad: i64,
    /// The rows that made something new,
    n_added: i64,
    /// changed something,
    n_changed: i64,
    /// or found everything as they say.
    n_same: i64,
}

impl ImportView {
    pub(super) fn of(import: &Import) -> Self {
        let options = ImportOptions {
            skip_bad_rows: import.skips_bad_rows,
        };
        Self {
            id: import.id,
            kind: import.kind,
            format: import.format,
            n_bytes: import.n_bytes,
            options,
            starts_on: import.starts_on,
            state: import.state,
            n_parts: import.received.n_parts,
            n_bytes_received: import.received.n_bytes,
            n_rows: import.received.n_rows,
            n_checked: import.n_checked,
            n_bad: import.n_bad,
            n_added: import.n_added,
            n_changed: import.n_changed,
            n_same: import.n_same,
        }
    }
}

/// A bad row.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct BadRowView<'a> {
    /// Where the row begins in the file, from 1.
    line: i64,
    faults: Vec<RowFaultView<'a>>,
}

impl<'a> BadRowView<'a> {
    fn of((line, faults): &'a BadRow, lang: Lang) -> Self {
        let view = |fault: &'a ToldFault| RowFaultView {
            column: &fault.column,
            code: &fault.code,
            detail: fault.text(lang),
        };
        Self {
            line: *line,
            faults: faults.iter().map(view).collect(),
        }
    }
}

/// What is wrong with a row.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct RowFaultView<'a> {
    /// The column, by the name that exports write; empty for the whole row.
    column: &'a str,
    /// Stable, for programs.
    code: &'a str,
    /// In the caller's language.
    detail: &'a str,
}

/// Begins an import; sending it again changes nothing.
pub(super) async fn begin(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
    Json(form): Json<ImportForm>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let (_, max_bytes) = form.kind.limits(form.format);
    if form
        .n_bytes
        .is_some_and(|n_bytes| !(1..=max_bytes).contains(&n_bytes))
    {
        return Err(Fault::beyond("/n_bytes", "out_of_range", FILE_TOO_LARGE, max_bytes).into());
    }
    let options = form.options.unwrap_or_default().0;
    let import = Import {
        id,
        kind: form.kind,
        format: form.format,
        skips_bad_rows: options.skip_bad_rows,
        n_bytes: form.n_bytes,
        starts_on: today(&app, &caller),
        state: ImportState::Receiving,
        made_by: caller.person_id.to_string(),
        version: 1,
        received: Received {
            next_line: 1,
            ..Received::default()
        },
        checked_line: 0,
        n_checked: 0,
        n_bad: 0,
        n_added: 0,
        n_changed: 0,
        n_same: 0,
    };
    forget_old(&app).await?;
    match store::begin(db, &import, now).await {
        Ok(()) => Ok(show_import(StatusCode::CREATED, &import)),
        Err(error) if error.is_unique("import.id") => {
            show_first(&app, &import, kind::ID_REUSED).await
        }
        Err(DbError::Refused(words)) if words == TOO_MANY_IMPORTS.code => {
            show_first(&app, &import, TOO_MANY_IMPORTS).await
        }
        Err(DbError::Refused(words)) if words == TOO_MANY_IMPORTS_HERE.code => {
            show_first(&app, &import, TOO_MANY_IMPORTS_HERE).await
        }
        Err(error) => Err(error.into()),
    }
}

/// 200 with the same import that the same caller began before, or why another cannot begin.
async fn show_first(app: &App, import: &Import, refusal: Kind) -> Result<Response, Problem> {
    let is_same = |found: &Import| {
        let what = |one: &Import| (one.kind, one.format, one.skips_bad_rows, one.n_bytes);
        found.made_by == import.made_by && what(found) == what(import)
    };
    let found = store::by_id(&*app.base.db, import.id).await?;
    let found = found.filter(is_same).ok_or(refusal)?;
    Ok(show_import(StatusCode::OK, &found))
}

pub(super) async fn show(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
) -> Result<Response, Problem> {
    let import = load(&app, &caller, id).await?;
    Ok(show_import(StatusCode::OK, &import))
}

/// The caller's own import.
pub(super) async fn load(app: &App, caller: &Caller, id: ImportId) -> Result<Import, Problem> {
    forget_old(app).await?;
    let import = store::by_id(&*app.base.db, id).await?;
    let is_own = |import: &Import| import.made_by == caller.person_id.to_string();
    Ok(import.filter(is_own).ok_or(kind::NOT_FOUND)?)
}

pub(super) fn show_import(status: StatusCode, import: &Import) -> Response {
    json(status, &ImportView::of(import))
}

/// Throws the file away. What went in stays.
pub(super) async fn discard(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
) -> Result<StatusCode, Problem> {
    let import = load(&app, &caller, id).await?;
    let made = (app.base.now(), import.made_by.as_str());
    match store::turn(&*app.base.db, &import, ImportState::Discarded, made).await? {
        true => Ok(StatusCode::NO_CONTENT),
        // It went on at the same moment.
        false => Err(Problem::from(kind::BUSY).retry_after_s(1)),
    }
}

/// The bad rows of a file, by line.
pub(super) async fn faults(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<ImportId>,
    context: Context,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<i64>::of(&params)?;
    let import = load(&app, &caller, id).await?;
    let (after, limit) = (page.after.take().unwrap_or(0), page.limit_plus_one());
    let mut rows = bad_rows(&*app.base.db, import.id, after, limit).await?;
    let path = format!("{PREFIX}/imports/{id}/faults");
    let headers = page.cut(&path, &[], &mut rows, |(line, _)| *line);
    let views: Vec<_> = rows
        .iter()
        .map(|row| BadRowView::of(row, context.lang))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// A part of an import by its number, from 1.
pub(super) struct PartPath(ImportId, i64);

impl FromRequestParts<App> for PartPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, app).await;
        let axum::extract::Path((id, n)) = path.map_err(|_| kind::NOT_FOUND)?;
        let number = n
            .parse()
            .ok()
            .filter(|number: &i64| number.to_string() == n);
        let number = number.filter(|number| (1..=PARTS_MAX).contains(number));
        let id = id.parse().map_err(|_| kind::NOT_FOUND)?;
        Ok(Self(id, number.ok_or(kind::NOT_FOUND)?))
    }
}

/// Takes a part; sending it again changes nothing.
pub(super) async fn receive(
    State(app): State<App>,
    Keeper(caller): Keeper,
    PartPath(id, n): PartPath,
    request: Request,
) -> Result<Response, Problem> {
    let import = load(&app, &caller, id).await?;
    check_type(request.headers())?;
    let bytes = octets::read(request, PART_MAX_BYTES).await?;
    if bytes.is_empty() {
        return Err(Fault::new("", "required", REQUIRED).into());
    }
    let digest = format!("{:x}", Sha256::digest(&bytes));
    if let Some(answer) = answer_known(&app, &import, n, &digest).await? {
        return Ok(answer);
    }
    if import.state != ImportState::Receiving {
        return Err(IMPORT_CLOSED.into());
    }
    if n != import.received.n_parts + 1 {
        return Err(PART_NOT_NEXT.into());
    }
    let n_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (rows, received) = read_part(&import, &bytes, n_bytes)?;
    let arrival = Arrival::Part(n, &digest, &bytes);
    let made = (app.base.now(), import.made_by.as_str());
    let kept = store::receive(&*app.base.db, &import, arrival, (&rows, &received), made).await;
    match kept {
        Err(DbError::Refused(words)) if words == PART_NOT_NEXT.code => {
            // The same part came twice at once.
            let answer = answer_known(&app, &import, n, &digest).await?;
            answer.ok_or_else(|| PART_NOT_NEXT.into())
        }
        kept => {
            kept?;
            Ok(show_import(StatusCode::OK, &load(&app, &caller, id).await?))
        }
    }
}

/// The answer to a part that is there already, as long as it is the same.
async fn answer_known(
    app: &App,
    import: &Import,
    n: i64,
    digest: &str,
) -> Result<Option<Response>, Problem> {
    match store::digest_of(&*app.base.db, import.id, n).await? {
        None => Ok(None),
        Some(found) if found == digest => {
            let import = store::by_id(&*app.base.db, import.id).await?;
            let import = import.ok_or(kind::NOT_FOUND)?;
            Ok(Some(show_import(StatusCode::OK, &import)))
        }
        Some(_) => Err(PART_DIFFERS.into()),
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let mime = given
        .and_then(|given| given.split(';').next())
        .unwrap_or_default()
        .trim();
    let known = ["text/csv", "application/octet-stream"];
    match known.iter().any(|one| mime.eq_ignore_ascii_case(one)) {
        true => Ok(()),
        false => Err(NOT_A_FILE.into()),
    }
}

/// The rows of a part, as long as the file does not become too large.
fn read_part(
    import: &Import,
    bytes: &[u8],
    n_bytes: i64,
) -> Result<(Vec<KeptRow>, Received), Problem> {
    let (max_rows, max_bytes) = import.kind.limits(import.format);
    let max_bytes = import.n_bytes.unwrap_or(max_bytes);
    if import.received.n_bytes + n_bytes > max_bytes {
        return Err(Fault::beyond("", "file_too_large", FILE_TOO_LARGE, max_bytes).into());
    }
    if import.format == ImportFormat::Xlsx {
        return Ok((Vec::new(), import.received.clone()));
    }
    let read = csv::read_on(import.kind, &import.received, bytes, false)?;
    check_n_rows(max_rows, &read.1)?;
    Ok(read)
}

pub(super) fn check_n_rows(max_rows: i64, received: &Received) -> Result<(), Fault> {
    let fault = || Fault::beyond("", "too_many_rows", TOO_MANY_ROWS, max_rows);
    (received.n_rows <= max_rows)
        .then_some(())
        .ok_or_else(fault)
}
