//! Punches that a device kept while it had no connection, sent together. Each answers for itself:
//! one that is wrong, or that cannot be kept just now, never drops the others.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PunchId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_ID, REQUIRED};
use ngantor_http::{Base, Context, Json, Problem, SignedIn, json, parse_object};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{PunchView, claim_rules, keep};
use crate::domain::in_force::Rules;
use crate::domain::{Punch, PunchForm};

/// The most punches of one batch: a device that nobody looked at for a month.
pub const BATCH_MAX: usize = 100;

const BATCH_SIZE: Text = Text::new(
    "Kirim 1 sampai {limit} ketukan.",
    "Send 1 to {limit} punches.",
);

/// Punches to keep, each with the `id` that its device minted beside what `PUT` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"punches": [
        {"id": "0193a5b0-7c1e-7000-8000-000000000001", "direction": "in", "work_mode": "home",
         "zone": "Asia/Jakarta", "claimed_at": "2026-11-24T07:28:00+07:00"},
        {"id": "0193a5b0-7c1e-7000-8000-000000000002", "direction": "out", "work_mode": "home",
         "zone": "Asia/Jakarta", "claimed_at": "2026-11-24T16:02:00+07:00"},
    ]}))
)]
pub(crate) struct BatchForm {
    #[cfg_attr(not(target_family = "wasm"),
        schema(value_type = Vec<Object>, min_items = 1, max_items = 100))]
    punches: Vec<Value>,
}

/// What became of a batch, row by row in the order in which they were sent.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Batch))]
pub(crate) struct BatchView<'a> {
    punches: Vec<RowView<'a>>,
}

/// What became of one: what `PUT` would have answered.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = BatchRow))]
pub(crate) struct RowView<'a> {
    /// The id that was sent; `null` when there was none.
    id: Option<&'a str>,
    /// The status that `PUT` answers: 201, 200 for a replay and a double, or that of the problem.
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    punch: Option<PunchView<'a>>,
    /// A problem document (RFC 9457) whose pointers count from the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    problem: Option<Value>,
}

pub(crate) async fn put(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    context: Context,
    Json(form): Json<BatchForm>,
) -> Result<Response, Problem> {
    if !(1..=BATCH_MAX).contains(&form.punches.len()) {
        return Err(Fault::beyond("/punches", "out_of_range", BATCH_SIZE, BATCH_MAX).into());
    }
    let mut kept = Vec::with_capacity(form.punches.len());
    for row in &form.punches {
        kept.push(keep_row(&base, &caller, row).await);
    }
    let punches = kept.iter().flatten().map(|(_, punch)| punch.clone());
    let rules = claim_rules(&base, &punches.collect::<Vec<_>>()).await?;
    let rows = form.punches.iter().zip(&kept);
    let rows = rows.map(|(row, kept)| RowView::of(row, kept, (&rules, &context)));
    let view = BatchView {
        punches: rows.collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

async fn keep_row(
    base: &Base,
    caller: &Caller,
    row: &Value,
) -> Result<(StatusCode, Punch), Problem> {
    let mut form = row.clone();
    let id = form.as_object_mut().and_then(|form| form.remove("id"));
    let form: PunchForm = parse_object(&form)?;
    let id = id.ok_or_else(|| Fault::new("/id", "required", REQUIRED))?;
    let id = id.as_str().and_then(|text| text.parse::<PunchId>().ok());
    let id = id.ok_or_else(|| Fault::new("/id", "not_an_id", NO_ID))?;
    keep(base, caller, id, form).await
}

impl<'a> RowView<'a> {
    fn of(
        row: &'a Value,
        kept: &'a Result<(StatusCode, Punch), Problem>,
        (rules, context): (&Rules, &Context),
    ) -> Self {
        let id = row.get("id").and_then(Value::as_str);
        match kept {
            Ok((status, punch)) => Self {
                id,
                status: status.as_u16(),
                punch: Some(PunchView::of(punch, rules)),
                problem: None,
            },
            Err(problem) => Self {
                id,
                status: problem.kind().status.as_u16(),
                punch: None,
                problem: Some(problem.document(context)),
            },
        }
    }
}
