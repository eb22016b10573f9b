//! Everything that this function holds on somebody, for that person (UU 27/2022 art. 6 to 8 and
//! 32): the record, what one is and was, sign-ins, what changed and who did it, who saw it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use ngantor_core::time::{Zone, from_ms};
use ngantor_db::journal::{self, BATCH_MAX, Entry, Subject};
use ngantor_http::{Problem, json, kind};
use serde::Serialize;

use super::App;
use super::apps::AppView;
use super::corrections::CorrectionView;
use super::keep::unseal;
use super::my_sessions::SignInEventView;
use super::passkeys::PasskeyView;
use super::people::PersonView;
use super::present::Present;
use super::relations::RelationView;
use crate::store::provider_link::{self, Link};
use crate::store::viewing::{Viewing, Way};
use crate::store::{
    app as apps_kept, correction, passkey, person_by_id, relation, session, sign_in, viewing,
};

/// The most rows of each kind; nobody has had as many relations, and older viewings and changes
/// are in the journal still.
const ROWS_MAX: u32 = 1000;

/// Everything that is held on a person.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct MyData<'a> {
    /// RFC 3339.
    as_of: String,
    record: PersonView<'a>,
    /// What I am, was and will be; also who appraises me.
    relations: Vec<RelationView<'a>>,
    sessions: Vec<SessionTrace<'a>>,
    /// What happened at my door: the last hundred, and 90 days.
    sign_ins: Vec<SignInEventView>,
    apps: Vec<AppView<'a>>,
    /// By which identity providers I came; whom they mean by me is kept as a seal.
    accounts_elsewhere: Vec<AccountElsewhere>,
    passkeys: Vec<PasskeyView<'a>>,
    corrections: Vec<CorrectionView<'a>>,
    /// The newest changes of all of these, newest first.
    changes: Vec<ChangeTrace>,
    /// Who saw my record, newest first.
    viewings: Vec<ViewingTrace<'a>>,
}

/// One sign-in on one device.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SessionTrace<'a> {
    created_at: String,
    ended_at: Option<String>,
    /// What the browser or app said of itself.
    device: &'a str,
}

/// An account at another identity provider that is mine.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct AccountElsewhere {
    issuer: String,
    linked_at: String,
    ended_at: Option<String>,
}

/// One change of something that is held on me.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ChangeTrace {
    at: String,
    /// A person's id or the function's name.
    by: String,
    /// What changed, such as `people.person.changed`.
    #[serde(rename = "type")]
    kind: String,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    old: Option<serde_json::Value>,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Object))]
    new: serde_json::Value,
}

/// Somebody saw my record on a day.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ViewingTrace<'a> {
    on: ngantor_core::time::Day,
    viewer_id: ngantor_core::id::PersonId,
    /// `null` when the viewer is not here any more.
    viewer_name: Option<&'a str>,
    way: Way,
    /// How often on that day.
    n: i64,
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let (db, id, zone) = (&*app.base.db, caller.person_id, caller.zone);
    let person = person_by_id(db, id).await?.ok_or(kind::UNAUTHENTICATED)?;
    let relations = relation::all_of(db, id, ROWS_MAX).await?;
    let sessions = session::all_of(db, id, ROWS_MAX).await?;
    let corrections = correction::list(db, Some(id), None, ROWS_MAX).await?;
    let sign_ins = sign_in::of_person(db, id).await?.into_iter();
    let apps = apps_kept::of_person(db, id, app.base.now()).await?;
    let links = provider_link::of_person(db, id, ROWS_MAX).await?;
    let passkeys = passkey::of_person(db, id).await?;
    let viewings = viewing::of_person(db, id, ROWS_MAX).await?;
    let row = |table, id: String| Subject { table, id };
    let mut subjects = vec![row("people.person", id.to_string())];
    let (all_passkeys, all_asked) = (passkeys.iter(), corrections.iter());
    subjects.extend(
        relations
            .iter()
            .map(|one| row("people.relation", one.id.to_string()))
            .chain(all_passkeys.map(|one| row("people.passkey", one.id.to_string())))
            .chain(all_asked.map(|one| row("people.correction", one.id.to_string()))),
    );
    let entries = journal::of_subjects(db, &subjects, i64::MAX, BATCH_MAX).await?;
    let changes = unseal(&app, entries).await?;
    let data = MyData {
        as_of: zone.rfc3339(app.base.now()),
        record: PersonView::of(&person),
        relations: relations.iter().map(RelationView::of).collect(),
        sessions: sessions
            .iter()
            .map(|session| SessionTrace {
                created_at: zone.rfc3339(session.created_at),
                ended_at: session.ended_at.map(|at| zone.rfc3339(at)),
                device: &session.user_agent,
            })
            .collect(),
        sign_ins: sign_ins.map(|one| SignInEventView::of(one, zone)).collect(),
        apps: apps
            .iter()
            .map(|app| AppView::of(app, zone, None))
            .collect(),
        accounts_elsewhere: links.into_iter().map(|one| linked(one, zone)).collect(),
        passkeys: passkeys
            .iter()
            .map(|one| PasskeyView::of(one, zone))
            .collect(),
        corrections: corrections
            .iter()
            .map(|one| CorrectionView::of(one, zone))
            .collect(),
        changes: changes.into_iter().map(|one| change(one, zone)).collect(),
        viewings: viewings.iter().map(seen).collect(),
    };
    let as_file = HeaderValue::from_static("attachment; filename=\"data-saya.json\"");
    let headers = [(header::CONTENT_DISPOSITION, as_file)];
    Ok((headers, json(StatusCode::OK, &data)).into_response())
}

fn linked(link: Link, zone: Zone) -> AccountElsewhere {
    AccountElsewhere {
        issuer: link.issuer,
        linked_at: zone.rfc3339(link.linked_at),
        ended_at: link.ended_at.map(|at| zone.rfc3339(at)),
    }
}

fn change(entry: Entry, zone: Zone) -> ChangeTrace {
    ChangeTrace {
        at: from_ms(entry.at_ms)
            .map(|at| zone.rfc3339(at))
            .unwrap_or_default(),
        by: entry.actor,
        kind: entry.kind,
        old: entry.old,
        new: entry.new,
    }
}

fn seen(viewing: &Viewing) -> ViewingTrace<'_> {
    ViewingTrace {
        on: viewing.day,
        viewer_id: viewing.viewer_id,
        viewer_name: viewing.viewer_name.as_deref(),
        way: viewing.way,
        n: viewing.n,
    }
}
