//! What about punches somebody should look at. Everybody sees what there is on them, heads see what
//! there is on those under them, those who keep or audit see all of it. Heads and personnel say
//! what came of looking, nobody of themself.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Role;
use ngantor_core::id::{PersonId, PunchId};
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, NO_ID};
use ngantor_core::text;
use ngantor_core::time::Day;
use ngantor_http::page::Page;
use ngantor_http::{Base, Context, Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::{Deserialize, Serialize};

use super::rules::Keeper;
use super::team::{self, NO_SCOPE, sees_all};
use super::{PREFIX, deciders};
use crate::domain::NOTE_MAX_CHARS;
use crate::domain::evidence::{self, Evidence, Reason, Rules};
use crate::store::evidence as store;

const NO_STATE: Text = Text::new(
    "Pilih open, noted, atau dismissed.",
    "Choose open, noted or dismissed.",
);

/// Evidence on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Evidence))]
pub(crate) struct EvidenceView<'a> {
    id: &'a str,
    person_id: PersonId,
    /// The first punch of the day that it is about.
    punch_id: PunchId,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    reason: Reason,
    /// What was found, in the unit of the reason.
    found: i64,
    /// Up to where, or from where on, nobody need look.
    expected: i64,
    /// The same as a sentence.
    text: String,
    state: evidence::State,
    note: Option<&'a str>,
    reviewed_by: Option<PersonId>,
    /// RFC 3339, in UTC.
    reviewed_at: Option<String>,
    version: i64,
}

impl<'a> EvidenceView<'a> {
    fn of(one: &'a Evidence, lang: Lang) -> Self {
        let finding = one.finding;
        Self {
            id: &one.id,
            person_id: one.person_id,
            punch_id: one.punch_id,
            day: one.day,
            reason: finding.reason,
            found: finding.found,
            expected: finding.expected,
            text: finding.reason.say((finding.found, finding.expected), lang),
            state: one.state,
            note: one.note.as_deref(),
            reviewed_by: one.reviewed_by,
            reviewed_at: one.reviewed_at.map(|at| at.to_rfc3339()),
            version: one.version,
        }
    }
}

pub(crate) async fn list(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["of", "person_id", "state", "limit", "cursor"])?;
    let id = params.get("person_id").map(str::parse).transpose();
    let id: Option<PersonId> = id.map_err(|_| Fault::new("?person_id", "not_an_id", NO_ID))?;
    let of = params.get("of").unwrap_or("me");
    let people = match (of, id) {
        ("me", None) => Some(vec![caller.person_id]),
        ("team", None) => {
            let today = Day(caller.zone.day(base.now()));
            Some(deciders::people_under(&base, caller.person_id, today).await?)
        }
        ("team", Some(id)) => {
            let leads = team::leads(&base, &caller, id).await?;
            Some(leads.then_some(id).into_iter().collect())
        }
        ("all", _) if !sees_all(&caller) => return Err(kind::FORBIDDEN.into()),
        ("all", id) => id.map(|id| vec![id]),
        _ => return Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
    };
    let state = params.get("state").map(|word| {
        let state = evidence::State::parse(word);
        state.ok_or_else(|| Fault::new("?state", "unknown_choice", NO_STATE))
    });
    let state = state.transpose()?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = store::newest_first(&*base.db, people.as_deref(), state, after, limit).await?;
    let key = |one: &Evidence| (one.day.to_string(), one.id.clone());
    let query = params.again(&["of", "person_id", "state"]);
    let headers = page.cut(&format!("{PREFIX}/evidence"), &query, &mut found, key);
    let views: Vec<_> = found
        .iter()
        .map(|one| EvidenceView::of(one, lang))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// What somebody made of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"state": "dismissed", "note": "Listrik padam."}))
)]
pub(crate) struct ReviewForm {
    state: Reviewed,
    /// Why; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    note: String,
}

/// What can come of looking.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) enum Reviewed {
    /// It is worth knowing.
    Noted,
    /// All is well.
    Dismissed,
}

pub(crate) async fn review(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(form): Json<ReviewForm>,
) -> Result<Response, Problem> {
    let found = store::by_id(&*base.db, &id).await?;
    let found = found.ok_or(kind::NOT_FOUND)?;
    if !team::sees(&base, &caller, found.person_id).await? {
        return Err(kind::NOT_FOUND.into());
    }
    let is_own = found.person_id == caller.person_id;
    let may = caller.is_any(&[Role::Personnel]);
    if is_own || !(may || team::leads(&base, &caller, found.person_id).await?) {
        return Err(kind::FORBIDDEN.into());
    }
    let note = text::lines(&form.note, NOTE_MAX_CHARS);
    let note = note.map_err(|fault| Fault::of_text("/note", fault))?;
    conditional::check_if_match(&headers, found.version)?;
    let now = base.now();
    let reviewed = Evidence {
        state: match form.state {
            Reviewed::Noted => evidence::State::Noted,
            Reviewed::Dismissed => evidence::State::Dismissed,
        },
        note: Some(note),
        reviewed_by: Some(caller.person_id),
        reviewed_at: Some(now),
        ..found
    };
    if !store::review(&*base.db, &reviewed, now).await? {
        let found = store::by_id(&*base.db, &id).await?.ok_or(kind::NOT_FOUND)?;
        return Err(conditional::changed_meanwhile(found.version));
    }
    let reviewed = Evidence {
        version: reviewed.version + 1,
        ..reviewed
    };
    let etag = [(header::ETAG, conditional::etag(reviewed.version))];
    let view = EvidenceView::of(&reviewed, lang);
    Ok((etag, json(StatusCode::OK, &view)).into_response())
}

pub(crate) async fn show_rules(State(base): State<Base>, _: SignedIn) -> Result<Response, Problem> {
    let (rules, version) = store::rules(&*base.db).await?;
    Ok(answer_rules(&rules, version))
}

pub(crate) async fn change_rules(
    State(base): State<Base>,
    Keeper(caller): Keeper,
    headers: HeaderMap,
    Json(rules): Json<Rules>,
) -> Result<Response, Problem> {
    let wanted = rules.check()?;
    let (found, version) = store::rules(&*base.db).await?;
    if found == wanted {
        return Ok(answer_rules(&found, version));
    }
    conditional::check_if_match(&headers, version)?;
    let by = (caller.person_id, base.now());
    if store::change_rules(&*base.db, &wanted, version, by).await? {
        return Ok(answer_rules(&wanted, version + 1));
    }
    let (_, version) = store::rules(&*base.db).await?;
    Err(conditional::changed_meanwhile(version))
}

fn answer_rules(rules: &Rules, version: i64) -> Response {
    let etag = [(header::ETAG, conditional::etag(version))];
    (etag, json(StatusCode::OK, rules)).into_response()
}
