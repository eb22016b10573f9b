//! What people ask and others decide. Asking, looking and listing here; `decide` holds what
//! becomes of a request, `fit` whether it fits what is there.

pub(crate) mod decide;
pub(crate) mod fit;
pub(crate) mod view;

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::{PunchId, RequestId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Kind, Params, Path, Problem, SignedIn, kind};

use self::view::{RequestView, show_request};
use super::kinds::{CORRECTION_TWICE, REQUEST_OVERLAPS, TOO_MANY_OPEN};
use super::{PREFIX, deciders};
use crate::domain::Punch;
use crate::domain::deciding::Deciders;
use crate::domain::request::form::{Checked, RequestForm};
use crate::domain::request::{Asked, Request, State};
use crate::store;

/// How often a write is tried when something of the person's changes meanwhile.
const TRIES: usize = 3;
const NO_PUNCH: Text = Text::new(
    "Catatan kehadiran ini tidak ada.",
    "There is no such punch.",
);
const NO_STATE: Text = Text::new(
    "Bukan salah satu keadaan permohonan.",
    "Not a state of requests.",
);
const NO_SCOPE: Text = Text::new(
    "Isinya me, decided, atau all; all boleh bersama person_id.",
    "It is me, decided or all; all may come with a person_id.",
);
const NOT_TRUE: Text = Text::new("Isinya true atau tidak ada.", "It is true, or left out.");

pub(super) async fn ask(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RequestId>,
    Json(form): Json<RequestForm>,
) -> Result<Response, Problem> {
    let checked = form.check(base.now())?;
    if let Some(found) = store::request::by_id(&*base.db, id).await? {
        return show_first(&base, &caller, (id, checked), found).await;
    }
    let replaced = load_replaced(&base, &caller, &checked.asked).await?;
    let asked = checked
        .clone()
        .request(id, caller.person_id, base.now(), replaced.as_ref());
    let asked = asked.ok_or(kind::INVALID)?;
    for _ in 0..TRIES {
        let ledger = store::request::ledger(&*base.db, &[caller.person_id]).await?;
        fit::check(&base, &asked).await?;
        match store::request::insert(&*base.db, &asked, ledger).await {
            Ok(true) => return show_request(&base, &caller, StatusCode::CREATED, &asked).await,
            Ok(false) => {}
            Err(error) if error.is_unique("request.id") => {
                let found = load(&base, id).await?;
                return show_first(&base, &caller, (id, checked), found).await;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    Err(kind::CONFLICT.into())
}

/// 200 with the request that this one is again.
async fn show_first(
    base: &Base,
    caller: &Caller,
    (id, checked): (RequestId, Checked),
    found: Request,
) -> Result<Response, Problem> {
    let again = Request {
        id,
        person_id: caller.person_id,
        reason: checked.reason,
        evidence: checked.evidence,
        asked: checked.asked,
        ..found.clone()
    };
    if !again.is_replay_of(&found) {
        return Err(kind::ID_REUSED.into());
    }
    show_request(base, caller, StatusCode::OK, &found).await
}

fn refused(error: DbError) -> Problem {
    let kinds: [Kind; 3] = [CORRECTION_TWICE, REQUEST_OVERLAPS, TOO_MANY_OPEN];
    let words = match &error {
        DbError::Refused(words) => words.as_str(),
        _ => "",
    };
    match kinds.into_iter().find(|kind| kind.code == words) {
        Some(kind) => kind.into(),
        None => error.into(),
    }
}

/// The punch that a correction says is wrong: one of the person's own that counts.
async fn load_replaced(
    base: &Base,
    caller: &Caller,
    asked: &Asked,
) -> Result<Option<Punch>, Problem> {
    let Asked::Correction(correction) = asked else {
        return Ok(None);
    };
    let Some(id) = correction.replaces else {
        return Ok(None);
    };
    let found = load_own_punch(base, caller, id).await?;
    let fault = || Fault::new("/correction/replaces", "no_punch", NO_PUNCH);
    Ok(Some(found.ok_or_else(fault)?))
}

async fn load_own_punch(
    base: &Base,
    caller: &Caller,
    id: PunchId,
) -> Result<Option<Punch>, Problem> {
    let found = store::tap_by_id(&*base.db, id).await?;
    let counts = |(punch, double_of): (Punch, Option<PunchId>)| {
        (double_of.is_none() && punch.person_id == caller.person_id).then_some(punch)
    };
    Ok(found.and_then(counts))
}

pub(super) async fn load(base: &Base, id: RequestId) -> Result<Request, Problem> {
    let found = store::request::by_id(&*base.db, id).await?;
    found.ok_or_else(|| kind::NOT_FOUND.into())
}

/// One that the caller may know of, with who may decide it now; 404 for anybody else.
pub(super) async fn load_seen(
    base: &Base,
    caller: &Caller,
    id: RequestId,
) -> Result<(Request, Deciders), Problem> {
    let request = load(base, id).await?;
    let deciders = deciders::of(base, caller, &request).await?;
    if may_see(caller, &request, &deciders) {
        Ok((request, deciders))
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

/// Who asked, who decided or may decide, and those who keep or audit the records. Nobody else:
/// why somebody is on leave may be about their health.
fn may_see(caller: &Caller, request: &Request, deciders: &Deciders) -> bool {
    let decided = request.decided.as_ref();
    request.person_id == caller.person_id
        || caller.is_any(&[Role::Personnel, Role::Auditor])
        || decided.is_some_and(|decided| decided.by == caller.person_id)
        || deciders::may(deciders, caller, request).is_some()
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RequestId>,
) -> Result<Response, Problem> {
    let (request, deciders) = load_seen(&base, &caller, id).await?;
    view::answer(&base, &caller, StatusCode::OK, (&request, &deciders)).await
}

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["to_decide", "of", "person_id", "state", "limit", "cursor"])?;
    match (params.get("to_decide"), params.get("of")) {
        (None, _) => list_newest(&base, &caller, &params).await,
        (Some("true"), None) => decide::list(&base, &caller, &params).await,
        (Some("true"), Some(_)) => Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
        (Some(_), _) => Err(Fault::new("?to_decide", "not_true", NOT_TRUE).into()),
    }
}

/// One's own, those that one decided, or everybody's for those who keep or audit the records.
async fn list_newest(base: &Base, caller: &Caller, params: &Params) -> Result<Response, Problem> {
    let fault = || Fault::new("?state", "unknown_choice", NO_STATE);
    let state = params.get("state").map(State::parse);
    let state = state.map(|state| state.ok_or_else(fault)).transpose()?;
    let mut page = Page::<String>::of(params)?;
    let (before, limit) = (page.after.take(), page.limit_plus_one());
    let (db, me, asked_for) = (&*base.db, caller.person_id, params.id("person_id")?);
    let mut found = match (params.get("of").unwrap_or("me"), asked_for) {
        ("me", None) => store::request::newest_first(db, me, state, before, limit).await?,
        ("decided", None) => {
            store::request::decided_newest_first(db, me, state, before, limit).await?
        }
        ("all", _) if !caller.is_any(&[Role::Personnel, Role::Auditor]) => {
            return Err(kind::FORBIDDEN.into());
        }
        ("all", Some(person)) => {
            store::request::newest_first(db, person, state, before, limit).await?
        }
        ("all", None) => store::request::all_newest_first(db, state, before, limit).await?,
        _ => return Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
    };
    let key = |one: &Request| one.id.to_string();
    let path = format!("{PREFIX}/requests");
    let query = params.again(&["of", "person_id", "state"]);
    let headers = page.cut(&path, &query, &mut found, key);
    let views = found.iter().map(|one| RequestView::of(one, caller, None));
    let views: Vec<_> = views.collect();
    Ok((headers, ngantor_http::json(StatusCode::OK, &views)).into_response())
}
