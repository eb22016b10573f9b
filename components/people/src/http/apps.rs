//! The apps that a person lets in: a token of their own, good for what it names and no longer
//! than it says, which gives access tokens.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::SessionId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::{Instant, Zone};
use ngantor_core::token::{self, ACCESS_TOKEN_S, Bearer};
use ngantor_http::{Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::App as Function;
use super::clients;
use super::kinds::apps::{APP_IS_OUT, TOO_MANY_APPS};
use super::present::{Present, still_here};
use super::ways_in::enter_as_app;
use crate::domain::app::{
    APPS_MAX, App, DAYS_DEFAULT, DAYS_MAX, NAME_MAX_CHARS, Scope, check_scopes, expiry, read_token,
    write_token,
};
use crate::store::{self, app as kept};

const NOT_SO_LONG: Text = Text::new("1 sampai {limit} hari.", "1 to {limit} days.");

/// An app on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = App))]
pub(crate) struct AppView<'a> {
    id: SessionId,
    name: &'a str,
    /// Such as `attendance:read`.
    scopes: Vec<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    expires_at: String,
    /// What the app keeps; only who lets it in sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl<'a> AppView<'a> {
    pub(super) fn of(app: &'a App, zone: Zone, token: Option<String>) -> Self {
        Self {
            id: app.id,
            name: &app.name,
            scopes: app.scopes.iter().map(Scope::to_string).collect(),
            created_at: zone.rfc3339(app.created_at),
            expires_at: zone.rfc3339(app.expires_at),
            token,
        }
    }
}

pub(super) async fn list(
    State(app): State<Function>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let apps = kept::of_person(&*app.base.db, caller.person_id, app.base.now()).await?;
    let view = |app| AppView::of(app, caller.zone, None);
    let views: Vec<_> = apps.iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}

/// What lets an app in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct AppForm {
    /// 1 to 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
    /// What it may do: `<function>:read` or `<function>:write`; `people` only to read.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1))]
    scopes: Vec<String>,
    /// For how long, 1 to 366; 90 when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 366))]
    days: Option<i64>,
}

impl AppForm {
    fn check(self, app: &Function, id: SessionId, caller: &Caller) -> Result<App, Problem> {
        let mut faults = Faults::default();
        let name = faults.take(check_name(&self.name));
        let days = faults.take(check_days(self.days));
        let (name, days) = faults.finish(name.zip(days))?;
        let now = app.base.now();
        Ok(App {
            id,
            person_id: caller.person_id,
            name,
            scopes: check_scopes(&self.scopes, &app.functions)?,
            created_at: now,
            expires_at: expiry(now, days),
        })
    }
}

/// What an app or a device is called.
pub(super) fn check_name(name: &str) -> Result<String, Fault> {
    text::line(name, NAME_MAX_CHARS).map_err(|fault| Fault::of_text("/name", fault))
}

/// For how many days one is let in.
pub(super) fn check_days(days: Option<i64>) -> Result<i64, Fault> {
    let days = days.unwrap_or(DAYS_DEFAULT);
    let fits = (1..=DAYS_MAX).contains(&days);
    let fault = || Fault::beyond("/days", "out_of_range", NOT_SO_LONG, DAYS_MAX);
    fits.then_some(days).ok_or_else(fault)
}

/// Lets an app in. Sent again by the same person it gives the same token.
pub(super) async fn add(
    State(app): State<Function>,
    Present(caller): Present,
    Path(id): Path<SessionId>,
    Json(form): Json<AppForm>,
) -> Result<Response, Problem> {
    let wanted = form.check(&app, id, &caller)?;
    let (db, now) = (&*app.base.db, app.base.now());
    check_room(&app, &caller, now).await?;
    let token = Some(write_token(id, &app.master));
    match kept::insert(db, &wanted, caller.session_id).await {
        Ok(()) => {
            let view = AppView::of(&wanted, caller.zone, token);
            Ok(json(StatusCode::CREATED, &view))
        }
        Err(error) if error.is_unique("app_token.id") => {
            let is_same = |found: &App| {
                (found.person_id, &found.name, &found.scopes)
                    == (wanted.person_id, &wanted.name, &wanted.scopes)
            };
            let found = kept::by_id(db, id, now).await?.filter(is_same);
            let found = found.ok_or(kind::ID_REUSED)?;
            let view = AppView::of(&found, caller.zone, token);
            Ok(json(StatusCode::OK, &view))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a person may let one more in.
pub(super) async fn check_room(
    app: &Function,
    caller: &Caller,
    now: Instant,
) -> Result<(), Problem> {
    let apps = kept::of_person(&*app.base.db, caller.person_id, now).await?;
    if apps.len() >= APPS_MAX as usize {
        return Err(TOO_MANY_APPS.into());
    }
    Ok(())
}

pub(super) async fn end(
    State(app): State<Function>,
    Present(caller): Present,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    let db = &*app.base.db;
    if kept::end(db, id, caller.person_id, app.base.now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

/// What an app sends for access tokens: `app_token`; or what a function sends for one by which it
/// follows another: `client_assertion` and `resource`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct TokenForm {
    /// As it was given when the app was let in.
    app_token: Option<String>,
    /// A JWT that the function signed with its own key (RFC 7523).
    client_assertion: Option<String>,
    /// The function to follow (RFC 8707).
    resource: Option<String>,
}

/// Access tokens of an app or a function.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct AppTokens {
    /// One for each function of its scopes; a bearer for that function only.
    pub(super) access_tokens: BTreeMap<String, String>,
    /// How long they live, in seconds.
    pub(super) expires_in: i64,
}

/// Gives access tokens, an app's with the roles of now.
pub(super) async fn exchange(
    State(app): State<Function>,
    Json(form): Json<TokenForm>,
) -> Result<Response, Problem> {
    let app_token = match (form.app_token, form.client_assertion, form.resource) {
        (Some(app_token), None, None) => app_token,
        (None, Some(assertion), Some(resource)) => {
            let tokens = clients::access_token(&app, &assertion, &resource)?;
            return Ok(json(StatusCode::OK, &tokens));
        }
        (None, Some(_), None) => return Err(Fault::new("/resource", "required", REQUIRED).into()),
        _ => return Err(Fault::new("/app_token", "required", REQUIRED).into()),
    };
    let id = read_token(&app_token, &app.master).ok_or(APP_IS_OUT)?;
    let found = kept::by_id(&*app.base.db, id, app.base.now()).await?;
    let tokens = access_tokens(&app, &found.ok_or(APP_IS_OUT)?).await?;
    Ok(json(StatusCode::OK, &tokens))
}

/// One token for each function of an app's scopes.
pub(super) async fn access_tokens(app: &Function, given: &App) -> Result<AppTokens, Problem> {
    let now = app.base.now();
    let person = store::person_by_id(&*app.base.db, given.person_id).await?;
    let person = still_here(app, person).await?;
    let person = enter_as_app(app, person.ok_or(APP_IS_OUT)?).await?;
    let mint = |scope: &Scope| {
        let bearer = Bearer::Person(Caller {
            person_id: person.id,
            session_id: given.id,
            roles: person.roles.clone(),
            zone: person.zone,
            reach: scope.reach,
        });
        let key = app.master.token_key(&scope.function);
        let token = token::mint(&bearer, &scope.function, &key, now);
        let token =
            token.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a token is not minted"))?;
        Ok((scope.function.clone(), token))
    };
    // A function that is not here any more has nothing to be asked for.
    let here = |scope: &&Scope| app.functions.contains(&scope.function);
    let access_tokens = given.scopes.iter().filter(here).map(mint);
    Ok(AppTokens {
        access_tokens: access_tokens.collect::<Result<_, Problem>>()?,
        expires_in: ACCESS_TOKEN_S,
    })
}
