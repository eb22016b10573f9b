//! The trail of something: what was done to it, from the journal, the last first. Words that the
//! journal leaves out are put back from where a function keeps them, unless they were forgotten.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::time::{self, Zone};
use ngantor_db::journal::{self, Entry, Subject, Version, Words};
use serde::Serialize;
use serde_json::Value;

use crate::page::Page;
use crate::{Base, Params, Problem, json};

/// One change.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = TrailEntry))]
pub struct EntryView {
    /// Its place in the journal.
    seq: i64,
    /// When, with an offset.
    at: Option<String>,
    /// Who: a person's id, or the function itself.
    by: String,
    /// What of, and whether it was `created` or `changed`: `assignments.part.changed`.
    #[serde(rename = "type")]
    kind: String,
    /// The id of the row.
    subject: String,
    /// The values before; `null` for what is new.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    old: Option<Value>,
    /// The values after. Words that were forgotten are `[redacted]`.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Object))]
    new: Value,
}

/// A page of it.
pub struct Trail {
    entries: Vec<Entry>,
    headers: HeaderMap,
}

impl Trail {
    /// Reads the page of the trail of some rows for which `limit` and `cursor` ask, without what
    /// was before an instant (ms since 1970). `path` is that of the route.
    ///
    /// # Errors
    /// A fault of either, and any error of the database.
    pub async fn read(
        base: &Base,
        params: &Params,
        path: &str,
        (subjects, since_ms): (&[Subject], i64),
    ) -> Result<Self, Problem> {
        let mut page = Page::<i64>::of(params)?;
        let before = page.after.take().unwrap_or(i64::MAX);
        let limit = page.limit_plus_one();
        let mut entries = journal::of_subjects(&*base.db, subjects, before, limit).await?;
        entries.retain(|entry| entry.at_ms >= since_ms);
        let headers = page.cut(path, &[], &mut entries, |entry| entry.seq);
        Ok(Self { entries, headers })
    }

    /// The versions of which it tells, before and after each change.
    pub fn versions(&self) -> Vec<Version> {
        let of = |entry: &Entry, row: &Value| version(&table(entry), &entry.subject, row);
        let rows = self.entries.iter().flat_map(|entry| {
            let old = entry.old.as_ref().and_then(|row| of(entry, row));
            old.into_iter().chain(of(entry, &entry.new))
        });
        rows.collect()
    }

    /// Puts the words of its versions back.
    pub fn put_back(&mut self, words: &Words) {
        for entry in &mut self.entries {
            let table = table(entry);
            for row in entry.old.iter_mut().chain([&mut entry.new]) {
                let known = version(&table, &entry.subject, row).and_then(|one| words.get(&one));
                if let (Some(row), Some(known)) = (row.as_object_mut(), known) {
                    row.extend(known.clone());
                }
            }
        }
    }

    /// The answer, with the offset of a zone.
    pub fn answer(self, zone: Zone) -> Response {
        let view = |entry: Entry| EntryView {
            seq: entry.seq,
            at: time::from_ms(entry.at_ms).map(|at| zone.rfc3339(at)),
            by: entry.actor,
            kind: entry.kind,
            subject: entry.subject,
            old: entry.old,
            new: entry.new,
        };
        let views: Vec<_> = self.entries.into_iter().map(view).collect();
        (self.headers, json(StatusCode::OK, &views)).into_response()
    }
}

/// `<function>.<table>` of an entry.
fn table(entry: &Entry) -> String {
    let table = entry.kind.rsplit_once('.').map(|(table, _)| table);
    table.unwrap_or_default().to_owned()
}

fn version(table: &str, id: &str, row: &Value) -> Option<Version> {
    let version = row.get("version")?.as_i64()?;
    Some((table.to_owned(), id.to_owned(), version))
}
