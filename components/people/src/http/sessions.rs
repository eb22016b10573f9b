//! Signing in and staying signed in.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::{Caller, Reach};
use ngantor_core::id::SessionId;
use ngantor_core::time::Instant;
use ngantor_core::token::{self, ACCESS_TOKEN_S, Bearer};
use ngantor_db::{DbError, Sql};
use ngantor_http::{Json, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::brake;
use super::device::Device;
use super::kinds::{
    PASSWORD_MUST_CHANGE, SECOND_FACTOR_REQUIRED, SESSION_OVER, WAY_IN_CLOSED, WRONG_CODE,
    WRONG_PASSWORD,
};
use super::people::PersonView;
use super::present::still_here;
use super::proof::prove;
use super::second_factor::{Shown, show_code};
use super::ways_in::enter;
use super::{App, cookies};
use crate::domain::person::Person;
use crate::domain::policy::WayIn;
use crate::domain::session::{RefreshToken, Verdict};
use crate::domain::{self, Username};
use crate::store;
use crate::store::account::{self, Opened, SignIn};
use crate::store::second_factor;
use crate::store::session::{End, Session};

/// How often a refresh looks again when another one was quicker; the second look finds what
/// that one left.
const REFRESH_LOOKS: usize = 2;

/// How the tokens reach the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) enum Delivery {
    /// As cookies that no script can read: for browsers.
    Cookie,
    /// In the body: for apps.
    #[default]
    Token,
}

/// What signs a person in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SignInForm {
    username: String,
    password: String,
    /// Takes the place of the password; needed when somebody else set that one. 12 to 200
    /// characters, hard to guess, without the username.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 12, max_length = 200))]
    new_password: Option<String>,
    /// Six digits from the app, or a recovery code; needed when a second factor is on.
    code: Option<String>,
    /// `token` when it is left out.
    #[serde(default)]
    delivery: Delivery,
    /// The functions for which to give tokens (RFC 8707); for each there is when left out.
    resource: Option<Vec<String>>,
}

/// A session and, unless they went as cookies, its tokens.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Session))]
pub(crate) struct SessionView<'a> {
    session_id: SessionId,
    person: PersonView<'a>,
    /// One for each function; a bearer for that function only.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_tokens: Option<BTreeMap<String, String>>,
    /// How long the access tokens live, in seconds.
    expires_in: i64,
    /// Good for one refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

pub(super) async fn sign_in(
    State(app): State<App>,
    device: Device,
    Json(form): Json<SignInForm>,
) -> Result<Response, Problem> {
    if let Some(asked) = &form.resource {
        domain::check_resource(asked, &app.functions)?;
    }
    let now = app.base.now();
    // An impossible name is answered like an unknown one.
    let username = Username::parse(&form.username, "/username").ok();
    let account = username.as_ref().map_or("", Username::as_str);
    let attempt = brake::press(&app, account, &device.address, now).await?;
    let proven = prove(&app, &attempt, &device, username.as_ref(), &form.password).await?;
    let proven = proven.ok_or(WRONG_PASSWORD)?;
    let Some(person) = enter(&app, proven.person.clone(), WayIn::Password).await? else {
        attempt.give_back(&app).await?;
        return Err(WAY_IN_CLOSED.into());
    };
    let factor = second_factor::of_person(&*app.base.db, proven.person.id).await?;
    let shown = match (factor.filter(|factor| factor.is_on), &form.code) {
        (None, _) => Shown::default(),
        (Some(_), None) => {
            attempt.give_back(&app).await?;
            return Err(SECOND_FACTOR_REQUIRED.into());
        }
        (Some(factor), Some(code)) => {
            show_code(&app, &device, proven.person.id, &factor, code).await?
        }
    };
    attempt.release(&app).await?;
    let new_hash = match &form.new_password {
        Some(new) => Some(proven.next(&app, new).await?),
        None if proven.credential.is_temporary => return Err(PASSWORD_MUST_CHANGE.into()),
        None => None,
    };
    let first = RefreshToken {
        session_id: app.base.new_id(),
        generation: 1,
    };
    let sign_in = SignIn {
        session_id: first.session_id,
        person_id: proven.person.id,
        hash: &proven.credential.hash,
        new_hash: new_hash.as_deref(),
        code_step: shown.step,
        recovery_seal: shown.recovery_seal.as_deref(),
        place: &device.place,
        resource: form.resource.as_deref(),
    };
    match account::sign_in(&*app.base.db, &sign_in, now).await? {
        Opened::Yes => {}
        Opened::PasswordChanged => return Err(WRONG_PASSWORD.into()),
        Opened::CodeUsed => return Err(WRONG_CODE.into()),
    }
    let granted = (form.resource.as_deref(), first);
    show(&app, StatusCode::CREATED, &person, granted, form.delivery)
}

/// What refreshes a session: nothing in a browser, which sends its cookie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct RefreshForm {
    refresh_token: Option<String>,
}

pub(super) async fn refresh(
    State(app): State<App>,
    headers: HeaderMap,
    Json(form): Json<RefreshForm>,
) -> Result<Response, Problem> {
    let (text, delivery) = match form.refresh_token {
        Some(text) => (text, Delivery::Token),
        None => {
            let text = cookies::refresh(&headers).ok_or(kind::UNAUTHENTICATED)?;
            (text, Delivery::Cookie)
        }
    };
    let token = RefreshToken::read(&text, &app.master).ok_or(SESSION_OVER)?;
    let (session, next) = rotate(&app, token).await?;
    // Read anew, so that changed roles hold from here on.
    let person = store::person_by_id(&*app.base.db, session.person_id).await?;
    // So do other rules of the institution: a way that was closed leads on nowhere.
    let person = match still_here(&app, person).await? {
        Some(person) => enter(&app, person, session.way_in).await?,
        None => None,
    };
    let Some(person) = person else {
        // Its token is used up, and must not look stolen when the way opens again.
        let (db, now) = (&*app.base.db, app.base.now());
        return Err(over(db, token.session_id, End::RanOut, now).await?);
    };
    let granted = (session.resource.as_deref(), next);
    show(&app, StatusCode::OK, &person, granted, delivery)
}

/// The session of a refresh token and the token that follows.
async fn rotate(app: &App, token: RefreshToken) -> Result<(Session, RefreshToken), Problem> {
    let (db, id) = (&*app.base.db, token.session_id);
    let now = app.base.now();
    for _ in 0..REFRESH_LOOKS {
        let session = store::session::by_id(db, id).await?.ok_or(SESSION_OVER)?;
        match session.rotation.judge(token.generation, now) {
            Verdict::Rotate => {
                if store::session::rotate(db, id, token.generation, now).await? {
                    return Ok((session, next(token)));
                }
            }
            Verdict::Repeat => return Ok((session, next(token))),
            Verdict::Unknown => return Err(SESSION_OVER.into()),
            Verdict::RanOut => return Err(over(db, id, End::RanOut, now).await?),
            // Whoever comes with it may be a thief.
            Verdict::Reused => return Err(over(db, id, End::RefreshReused, now).await?),
        }
    }
    Err(Problem::from(kind::BUSY).retry_after_s(1))
}

/// Ends a session that does not go on.
async fn over(db: &dyn Sql, id: SessionId, why: End, now: Instant) -> Result<Problem, DbError> {
    store::session::end(db, id, why, now).await?;
    Ok(SESSION_OVER.into())
}

const fn next(token: RefreshToken) -> RefreshToken {
    RefreshToken {
        session_id: token.session_id,
        generation: token.generation + 1,
    }
}

/// The session and its tokens, in the body or as cookies.
pub(super) fn show(
    app: &App,
    status: StatusCode,
    person: &Person,
    (resource, refresh): (Option<&[String]>, RefreshToken),
    delivery: Delivery,
) -> Result<Response, Problem> {
    let session_id = refresh.session_id;
    let access = access_tokens(app, person, session_id, resource)?;
    let refresh = refresh.write(&app.master);
    let in_body = delivery == Delivery::Token;
    let view = SessionView {
        session_id,
        person: PersonView::of(person),
        access_tokens: in_body.then(|| access.clone()),
        expires_in: ACCESS_TOKEN_S,
        refresh_token: in_body.then(|| refresh.clone()),
    };
    let mut response = json(status, &view);
    if !in_body {
        for (function, token) in &access {
            cookies::set_access(&mut response, function, token);
        }
        cookies::set_refresh(&mut response, &refresh);
    }
    Ok(response)
}

/// One token for each function that was asked for, made with that function's own key.
fn access_tokens(
    app: &App,
    person: &Person,
    session_id: SessionId,
    resource: Option<&[String]>,
) -> Result<BTreeMap<String, String>, Problem> {
    let bearer = Bearer::Person(Caller {
        person_id: person.id,
        session_id,
        roles: person.roles.clone(),
        zone: person.zone,
        reach: Reach::Whole,
    });
    let is_asked = |function: &&String| resource.is_none_or(|asked| asked.contains(function));
    let mint = |function: &String| {
        let key = app.master.token_key(function);
        let token = token::mint(&bearer, function, &key, app.base.now());
        let token =
            token.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a token is not minted"))?;
        Ok((function.clone(), token))
    };
    app.functions.iter().filter(is_asked).map(mint).collect()
}
