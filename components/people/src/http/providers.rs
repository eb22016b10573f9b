//! Other identity providers by which people sign in: administrators keep them, the sign-in page
//! shows their names.
//!
//! Beside it [`sessions`] (a browser goes there and comes back), [`links`] (the same for whoever is
//! in already, and what is theirs), [`logouts`] (a provider ends what it let in), [`documents`]
//! (what it publishes), [`tokens`] (what it answers for a code).

mod documents;
pub(crate) mod links;
pub(crate) mod logouts;
pub(crate) mod sessions;
mod tokens;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_core::id::{IdentityProviderId, PersonId};
use ngantor_core::refusal::Faults;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql};
use ngantor_http::{Json, Path, Problem, Routes, conditional, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::kinds::providers::{LAST_WAY_IN, TOO_MANY_PROVIDERS};
use super::password_links::load_other;
use super::people::Keeper;
use super::present::Administrator;
use super::whole::{self, Whole};
use crate::domain::provider::{self, KEY_AGE_HOURS, PersonField, Provider, VALUE_MAX_CHARS};
use crate::store::{provider as store, provider_link};
use crate::vault::SecretVault;

/// What is asked for unless somebody says.
const USUAL_SCOPE: &str = "openid email profile";

/// Adds the routes.
pub(super) fn add(routes: Routes<App>) -> Routes<App> {
    routes
        .get("/identity-providers", list)
        .get("/identity-providers/{id}", show)
        .put("/identity-providers/{id}", put)
        .delete("/identity-providers/{id}", withdraw)
        .post("/identity-providers/{id}/sign-ins", sessions::begin)
        .post("/identity-providers/{id}/sessions", sessions::finish)
        .post("/identity-providers/{id}/links", links::begin)
        .post("/identity-providers/{id}/logouts", logouts::end)
        .get("/me/provider-links", links::list)
        .delete("/me/provider-links/{id}", links::remove)
        .delete("/people/{id}/provider-links", unlink)
}

/// What the sign-in page shows of a provider.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct IdentityProviderName {
    id: IdentityProviderId,
    /// Stands on the button.
    name: String,
    /// Whether people sign in by it.
    is_on: bool,
}

/// A provider as administrators see it.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = IdentityProvider))]
pub(crate) struct ProviderView<'a> {
    id: IdentityProviderId,
    name: &'a str,
    issuer: &'a str,
    client_id: &'a str,
    /// The secret itself is never shown.
    has_client_secret: bool,
    scope: &'a str,
    person_claim: &'a str,
    person_field: PersonField,
    key_max_age_hours: i64,
    is_on: bool,
}

/// The whole of a provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct IdentityProviderForm {
    /// 1 to 60 characters: stands on the button.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
    /// As it stands in the provider's tokens; at most 500 characters. `https`, or `http` on the
    /// machine itself.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    issuer: String,
    /// What the provider calls this office; at most 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    client_id: String,
    /// At most 500 characters. Left out, the one of before stays, unless the issuer changes; an
    /// empty one takes it away.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    client_secret: Option<String>,
    /// `openid email profile` when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    scope: Option<String>,
    /// The claim that tells who comes for the first time. People must not be able to choose it
    /// themselves there.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 100))]
    person_claim: String,
    /// What of a record it is compared with; `email` with the claim `email` only.
    person_field: PersonField,
    /// How long its keys are believed while it does not answer; 24 when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 168))]
    key_max_age_hours: Option<i64>,
    /// Whether people sign in by it.
    is_on: bool,
}

/// Those by which people sign in; to administrators all.
async fn list(
    State(app): State<App>,
    administrator: Result<Administrator, Problem>,
) -> Result<Response, Problem> {
    let providers = store::all(&*app.base.db).await?;
    let is_shown = |provider: &Provider| provider.is_on || administrator.is_ok();
    let name = |provider: Provider| IdentityProviderName {
        id: provider.id,
        name: provider.name,
        is_on: provider.is_on,
    };
    let names: Vec<_> = providers.into_iter().filter(is_shown).map(name).collect();
    Ok(json(StatusCode::OK, &names))
}

async fn show(
    State(app): State<App>,
    Administrator(_): Administrator,
    Path(id): Path<IdentityProviderId>,
) -> Result<Response, Problem> {
    let mut found = load(&app, id).await?;
    Ok(whole::show(StatusCode::OK, &mut found))
}

/// Adds a provider, or, with `If-Match`, changes the whole of it.
async fn put(
    State(app): State<App>,
    Administrator(caller): Administrator,
    Path(id): Path<IdentityProviderId>,
    headers: HeaderMap,
    Json(form): Json<IdentityProviderForm>,
) -> Result<Response, Problem> {
    let secret = form.client_secret.clone();
    let mut wanted = form.check(id, caller.person_id.to_string())?;
    let found = store::by_id(&*app.base.db, id).await?;
    wanted.sealed_secret = seal(&app, &wanted, found.as_ref(), secret.as_deref())?;
    whole::put(&app, &headers, wanted).await
}

async fn withdraw(
    State(app): State<App>,
    Administrator(caller): Administrator,
    Path(id): Path<IdentityProviderId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let found = load(&app, id).await?;
    conditional::check_if_match(&headers, found.version)?;
    let mut wanted = Provider {
        is_on: false,
        is_withdrawn: true,
        sealed_secret: None,
        changed_by: caller.person_id.to_string(),
        ..found
    };
    whole::change(&app, &mut wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets whom the providers mean by somebody: the next first sign-in links anew.
async fn unlink(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    let person = load_other(&app, &caller, id).await?;
    let (db, whose) = (&*app.base.db, (person.id, caller.person_id));
    match provider_link::unlink(db, whose, app.base.now()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(kind::NOT_FOUND.into()),
    }
}

async fn load(app: &App, id: IdentityProviderId) -> Result<Provider, Problem> {
    let found = store::by_id(&*app.base.db, id).await?;
    found.ok_or_else(|| kind::NOT_FOUND.into())
}

/// A provider by which people sign in.
async fn load_on(app: &App, id: IdentityProviderId) -> Result<Provider, Problem> {
    let found = load(app, id).await?;
    let found = Some(found).filter(|provider| provider.is_on);
    found.ok_or_else(|| kind::NOT_FOUND.into())
}

/// The secret as it is kept: that of before where none is given or the same again, but never at
/// another issuer, who would be told it.
fn seal(
    app: &App,
    wanted: &Provider,
    found: Option<&Provider>,
    secret: Option<&str>,
) -> Result<Option<String>, Problem> {
    let before = found.filter(|found| found.issuer == wanted.issuer);
    let is_same = |found: &&Provider| match secret {
        None => true,
        Some(secret) => self::secret(app, found).as_deref() == Some(secret),
    };
    let secret = match (before.filter(is_same), secret) {
        (Some(found), _) => return Ok(found.sealed_secret.clone()),
        (None, None | Some("")) => return Ok(None),
        (None, Some(secret)) => secret,
    };
    let nonce = app.base.ambient.random()?;
    let vault = SecretVault::of_providers(&app.master);
    let sealed = vault.seal(&wanted.id.to_string(), nonce, secret.as_bytes());
    let failed = |_| Problem::from(kind::INTERNAL).caused_by(&"a client secret is not sealed");
    sealed.map(Some).map_err(failed)
}

/// By what this office proves itself at a provider.
fn secret(app: &App, provider: &Provider) -> Option<String> {
    let vault = SecretVault::of_providers(&app.master);
    let sealed = provider.sealed_secret.as_ref()?;
    String::from_utf8(vault.open(&provider.id.to_string(), sealed)?).ok()
}

impl IdentityProviderForm {
    fn check(self, id: IdentityProviderId, changed_by: String) -> Result<Provider, Problem> {
        let mut faults = Faults::default();
        let name = faults.take(provider::check_name(&self.name));
        let issuer = faults.take(provider::check_issuer(&self.issuer));
        let id_there = provider::check_visible(&self.client_id, VALUE_MAX_CHARS, "/client_id");
        let id_there = faults.take(id_there);
        let secret = self.client_secret.filter(|secret| !secret.is_empty());
        let secret = secret.map(|secret| {
            provider::check_visible(&secret, VALUE_MAX_CHARS, "/client_secret").map(drop)
        });
        let secret = faults.take(secret.unwrap_or(Ok(())));
        let scope = self.scope.as_deref().unwrap_or(USUAL_SCOPE);
        let scope = faults.take(provider::check_scope(scope));
        let claim = faults.take(provider::check_claim(&self.person_claim, self.person_field));
        let hours = self.key_max_age_hours.unwrap_or(KEY_AGE_HOURS);
        let hours = faults.take(provider::check_key_age(hours));
        let whole = name
            .zip(issuer)
            .zip(id_there.zip(secret))
            .zip(scope.zip(claim).zip(hours));
        let (((name, issuer), (client_id, ())), ((scope, person_claim), key_max_age_hours)) =
            faults.finish(whole)?;
        Ok(Provider {
            id,
            name,
            issuer,
            client_id,
            sealed_secret: None,
            scope,
            person_claim,
            person_field: self.person_field,
            key_max_age_hours,
            is_on: self.is_on,
            is_withdrawn: false,
            version: 1,
            changed_by,
        })
    }
}

impl Whole for Provider {
    type View<'a> = ProviderView<'a>;

    fn view(&self) -> ProviderView<'_> {
        ProviderView {
            id: self.id,
            name: &self.name,
            issuer: &self.issuer,
            client_id: &self.client_id,
            has_client_secret: self.sealed_secret.is_some(),
            scope: &self.scope,
            person_claim: &self.person_claim,
            person_field: self.person_field,
            key_max_age_hours: self.key_max_age_hours,
            is_on: self.is_on,
        }
    }

    fn made(&mut self) -> (&mut i64, &mut String) {
        (&mut self.version, &mut self.changed_by)
    }

    async fn load(&self, db: &dyn Sql) -> Result<Option<Self>, DbError> {
        store::by_id(db, self.id).await
    }

    async fn insert(&self, db: &dyn Sql, now: Instant) -> Result<(), DbError> {
        store::insert(db, self, now).await
    }

    async fn update(&self, db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
        store::update(db, self, now).await
    }

    fn refused(error: DbError) -> Problem {
        match error {
            DbError::Refused(words) if words == "too_many_providers" => TOO_MANY_PROVIDERS.into(),
            DbError::Refused(words) if words == "no_way_in" => LAST_WAY_IN.into(),
            error if error.is_unique("identity_provider.id") => kind::ID_REUSED.into(),
            error => error.into(),
        }
    }
}
