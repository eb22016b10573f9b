//! What was done to an activity, from the journal: what it was before each change stays to be seen,
//! with the words that the journal leaves out, unless they were forgotten.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::time;
use ngantor_db::journal::{self, Entry, Subject};
use ngantor_http::page::Page;
use ngantor_http::{Base, Params, Path, Problem, SignedIn, json};
use serde::Serialize;
use serde_json::Value;

use super::PREFIX;
use super::activities::load_seen;
use crate::domain::ActivityId;
use crate::store::wording;

/// One change.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityTrailEntry))]
pub(crate) struct EntryView {
    /// Its place in the journal.
    seq: i64,
    /// When, with the offset of the place of the activity.
    at: Option<String>,
    /// Who: a person's id.
    by: String,
    /// `activities.activity.created` or `activities.activity.changed`.
    #[serde(rename = "type")]
    kind: String,
    /// The values before; `null` for what is new.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    old: Option<Value>,
    /// The values after.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Object))]
    new: Value,
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<ActivityId>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let (found, _) = load_seen(&base, &caller, id).await?;
    let mut page = Page::<i64>::of(&params)?;
    let before = page.after.take().unwrap_or(i64::MAX);
    let subject = Subject {
        table: "activities.activity",
        id: id.to_string(),
    };
    let limit = page.limit_plus_one();
    let mut entries = journal::of_subjects(&*base.db, &[subject], before, limit).await?;
    let path = format!("{PREFIX}/activities/{id}/trail");
    let headers = page.cut(&path, &[], &mut entries, |entry| entry.seq);
    put_words_back(&base, id, &mut entries).await?;
    let view = |entry: Entry| EntryView {
        seq: entry.seq,
        at: time::from_ms(entry.at_ms).map(|at| found.zone.rfc3339(at)),
        by: entry.actor,
        kind: entry.kind,
        old: entry.old,
        new: entry.new,
    };
    let views: Vec<_> = entries.into_iter().map(view).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

async fn put_words_back(base: &Base, id: ActivityId, entries: &mut [Entry]) -> Result<(), Problem> {
    let rows = entries
        .iter()
        .flat_map(|one| one.old.iter().chain([&one.new]));
    let versions: Vec<_> = rows.filter_map(version_of).collect();
    let Some(range) = versions.iter().min().zip(versions.iter().max()) else {
        return Ok(());
    };
    let limit = u32::try_from(versions.len()).unwrap_or(u32::MAX);
    let words = wording::words(&*base.db, id, (*range.0, *range.1), limit).await?;
    for row in entries
        .iter_mut()
        .flat_map(|one| one.old.iter_mut().chain([&mut one.new]))
    {
        let words = version_of(row).and_then(|version| words.get(&version));
        if let (Some(row), Some(words)) = (row.as_object_mut(), words) {
            row.extend(words.clone());
        }
    }
    Ok(())
}

fn version_of(row: &Value) -> Option<i64> {
    row.get("version")?.as_i64()
}
