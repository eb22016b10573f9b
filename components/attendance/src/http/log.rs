//! The tamper-evident log over the journal: its head and proofs, a receipt for each punch, and the
//! whole of it for those who audit.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use ngantor_core::caller::Role;
use ngantor_core::id::PunchId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Zone, from_ms};
use ngantor_http::page::Page;
use ngantor_http::{Params, Path, Problem, SignedIn, json, kind};
use ngantor_tlog::store::{self as log, Line};
use serde::Serialize;

use super::kinds::NOT_SEALED_YET;
use super::{App, PREFIX, load_tap};

/// Sizes that a log may be asked for.
const SIZES: std::ops::RangeInclusive<i64> = 0..=i64::MAX;
/// When to come again for a receipt, in seconds: after the next tick.
const SEALED_SOON_S: i64 = 5;

const NOT_IN_LOG: Text = Text::new(
    "Log tidak pernah sebesar itu.",
    "The log was never of that size.",
);

/// The head of the log.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = LogHead))]
pub(crate) struct HeadView<'a> {
    /// Which log; it has its key in its name.
    origin: &'a str,
    /// The public key, as Go's `note` writes it.
    key: String,
    /// How many entries are sealed.
    size: u64,
    /// When, RFC 3339 in UTC; `null` before the first.
    signed_at: Option<String>,
    /// The signed note (C2SP tlog-checkpoint); empty before the first.
    checkpoint: &'a str,
}

pub(crate) async fn head(State(app): State<App>, _: SignedIn) -> Result<Response, Problem> {
    let head = log::head(&*app.base.db).await?;
    let signed_at = (head.size > 0).then(|| from_ms(head.at)).flatten();
    let view = HeadView {
        origin: app.signer.origin(),
        key: app.signer.verifier().to_string(),
        size: head.size,
        signed_at: signed_at.map(|at| Zone::UTC.rfc3339(at)),
        checkpoint: &head.note,
    };
    Ok(json(StatusCode::OK, &view))
}

/// The note alone, as other tools read it.
pub(crate) async fn checkpoint(State(app): State<App>, _: SignedIn) -> Result<Response, Problem> {
    let head = log::head(&*app.base.db).await?;
    if head.note.is_empty() {
        return Err(kind::NOT_FOUND.into());
    }
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, plain)], head.note).into_response())
}

/// That a log begins as it did at a smaller size.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ConsistencyProof))]
pub(crate) struct ConsistencyView {
    old_size: i64,
    new_size: i64,
    /// RFC 9162 §2.1.4.1, base64 each.
    proof: Vec<String>,
}

pub(crate) async fn consistency(
    State(app): State<App>,
    _: SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["old_size", "new_size"])?;
    let old_size = params.integer("old_size", 0, SIZES)?;
    let new_size = params.integer("new_size", 0, SIZES)?;
    let sizes = (old_size.unsigned_abs(), new_size.unsigned_abs());
    let proof = log::consistency(&*app.base.db, sizes.0, sizes.1).await?;
    let proof = proof.ok_or_else(|| Fault::new("?old_size", "not_in_log", NOT_IN_LOG))?;
    let view = ConsistencyView {
        old_size,
        new_size,
        proof,
    };
    Ok(json(StatusCode::OK, &view))
}

/// The receipt of an own punch, as a file to keep.
pub(crate) async fn receipt(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<PunchId>,
) -> Result<Response, Problem> {
    let (punch, _) = load_tap(&app.base, id).await?.ok_or(kind::NOT_FOUND)?;
    if punch.person_id != caller.person_id {
        return Err(kind::NOT_FOUND.into());
    }
    let receipt = log::receipt(
        &*app.base.db,
        &app.signer,
        ("attendance.punch", &id.to_string()),
    )
    .await?;
    let receipt =
        receipt.ok_or_else(|| Problem::from(NOT_SEALED_YET).retry_after_s(SEALED_SOON_S))?;
    let name = format!("attachment; filename=\"ngantor-receipt-{id}.json\"");
    let mut response = json(StatusCode::OK, &receipt);
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The leaves with their entries, from the first on: what recomputing the root takes.
pub(crate) async fn entries(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    if !caller.is_any(&[Role::Auditor, Role::Administrator]) {
        return Err(kind::FORBIDDEN.into());
    }
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<u64>::of(&params)?;
    let from = page.after.take().map_or(0, |last| last.saturating_add(1));
    let mut lines = log::lines(&*app.base.db, from, page.limit_plus_one()).await?;
    let key = |line: &Line| line.leaf_index;
    let headers = page.cut(&format!("{PREFIX}/log/entries"), &[], &mut lines, key);
    Ok((headers, json(StatusCode::OK, &lines)).into_response())
}
