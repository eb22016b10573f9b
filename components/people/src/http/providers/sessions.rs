//! Signing in by a provider: the browser is sent there with what proves later that it was this
//! browser, and comes back with a code (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207).

use axum::extract::State;
use axum::response::Response;
use form_urlencoded::Serializer;
use http::{HeaderMap, StatusCode};
use ngantor_core::id::{IdentityProviderId, SessionId};
use ngantor_core::refusal::{Fault, TOO_LONG};
use ngantor_http::{Json, Path, Problem, json};
use serde::{Deserialize, Serialize};

use super::tokens::{Exchange, exchange};
use super::{documents, load_on};
use crate::domain::brake::{ADDRESS, network};
use crate::domain::person::Person;
use crate::domain::policy::WayIn;
use crate::domain::provider::Provider;
use crate::domain::provider::attempt::Attempt;
use crate::domain::provider::claims::{Claims, Told};
use crate::domain::provider::discovery::Discovery;
use crate::domain::session::RefreshToken;
use crate::http::address::of_office;
use crate::http::device::Device;
use crate::http::keep::seal_word;
use crate::http::kinds::WAY_IN_CLOSED;
use crate::http::kinds::providers::{
    ACCOUNT_UNCONFIRMED, EMAIL_NOT_VERIFIED, LINKED_OTHERWISE, NO_ACCOUNT_HERE, PROVIDER_DENIED,
    PROVIDER_NOT_BELIEVED, SIGN_IN_OVER,
};
use crate::http::present::still_here;
use crate::http::sessions::{Delivery, show};
use crate::http::ways_in::enter;
use crate::http::{App, brake, cookies};
use crate::store;
use crate::store::brake::{Bucket, give_back};
use crate::store::provider_link::{self, Opened, Seal, SignIn};

/// The page to which a provider sends a browser back. Each provider has an address of its own
/// there, so that one cannot pass another one's code off as its own (RFC 9700 §4.4.2).
const RETURN_PAGE: &str = "/sign-in/return";
/// The most characters of a code or a state that comes back.
const RETURNED_MAX_CHARS: usize = 4096;

/// Where the browser goes.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ProviderSignIn))]
pub(crate) struct SignInView {
    authorization_url: String,
}

/// What the provider sent the browser back with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ProviderSessionForm {
    state: String,
    /// Missing when the provider let nobody in.
    code: Option<String>,
    /// The provider's own name (RFC 9207).
    iss: Option<String>,
    /// Why it let nobody in, such as `access_denied`.
    error: Option<String>,
}

/// Begins: the browser gets a cookie, and learns where to go.
pub(super) async fn begin(
    State(app): State<App>,
    Path(id): Path<IdentityProviderId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = load_on(&app, id).await?;
    let attempt = Attempt::new(id, app.base.ambient.random()?, app.base.now());
    lead_there(&app, &headers, &provider, &attempt).await
}

/// The browser gets the attempt as a cookie, and learns where to go.
pub(super) async fn lead_there(
    app: &App,
    headers: &HeaderMap,
    provider: &Provider,
    attempt: &Attempt,
) -> Result<Response, Problem> {
    let redirect_uri = redirect_uri(app, headers, provider.id)?;
    let discovery = documents::ready(app, provider).await?;
    let mut query = Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("scope", &provider.scope)
        .append_pair("state", &attempt.state(&app.master))
        .append_pair("nonce", &attempt.nonce(&app.master))
        .append_pair("code_challenge", &attempt.challenge(&app.master))
        .append_pair("code_challenge_method", "S256");
    if attempt.confirmed_by.is_some() {
        // Whoever is signed in there in this browser may be somebody else (Core §3.1.2.1).
        query
            .append_pair("prompt", "login")
            .append_pair("max_age", "0");
    }
    let query = query.finish();
    let endpoint = discovery.authorization_endpoint;
    let mark = if endpoint.contains('?') { '&' } else { '?' };
    let view = SignInView {
        authorization_url: format!("{endpoint}{mark}{query}"),
    };
    let mut response = json(StatusCode::CREATED, &view);
    cookies::set_attempt(&mut response, &attempt.write(&app.master));
    Ok(response)
}

/// Ends: a code becomes a session, whatever came of it the browser's cookie goes.
pub(super) async fn finish(
    State(app): State<App>,
    device: Device,
    Path(id): Path<IdentityProviderId>,
    headers: HeaderMap,
    Json(form): Json<ProviderSessionForm>,
) -> Result<Response, Problem> {
    match sign_in(&app, &device, id, &headers, &form).await {
        Ok(mut response) => {
            cookies::clear_attempt(&mut response);
            Ok(response)
        }
        Err(problem) => Err(cookies::without_attempt(problem)),
    }
}

async fn sign_in(
    app: &App,
    device: &Device,
    id: IdentityProviderId,
    headers: &HeaderMap,
    form: &ProviderSessionForm,
) -> Result<Response, Problem> {
    let provider = load_on(app, id).await?;
    let redirect_uri = redirect_uri(app, headers, id)?;
    let attempt = begun(app, id, headers, form)?;
    let discovery = documents::discovery(app, &provider).await?;
    let code = returned(&provider, &discovery, form)?;
    let buckets = buckets(app, device);
    brake::take(app, &buckets, app.base.now()).await?;
    let proof = Exchange {
        code,
        verifier: &attempt.verifier(&app.master),
        redirect_uri: &redirect_uri,
    };
    let opened = match exchange(app, &provider, &discovery, &proof).await {
        Ok(token) => open(app, device, &provider, &attempt, &token).await,
        Err(problem) => Err(problem),
    };
    // That a provider does not answer is nobody's failure: a whole office may sit behind one
    // address and wait for it.
    let has_failed = |problem: &Problem| problem.kind().status.is_client_error();
    if !opened.as_ref().is_err_and(has_failed) {
        give_back(&*app.base.db, &buckets).await?;
    }
    opened
}

/// The sign-in that this very browser began at this provider, as the state says.
fn begun(
    app: &App,
    id: IdentityProviderId,
    headers: &HeaderMap,
    form: &ProviderSessionForm,
) -> Result<Attempt, Problem> {
    let cookie = cookies::attempt(headers).ok_or(SIGN_IN_OVER)?;
    let attempt = Attempt::read(&cookie, &app.master, app.base.now()).ok_or(SIGN_IN_OVER)?;
    let is_it = attempt.provider_id == id && attempt.is_state(&app.master, &form.state);
    is_it.then_some(attempt).ok_or_else(|| SIGN_IN_OVER.into())
}

/// The code, if it is this provider who sends it.
fn returned<'a>(
    provider: &Provider,
    discovery: &Discovery,
    form: &'a ProviderSessionForm,
) -> Result<&'a str, Problem> {
    // RFC 9207 §2.4: also before an error is believed.
    let is_its = match &form.iss {
        Some(iss) => *iss == provider.issuer,
        None => !discovery.names_itself,
    };
    if !is_its {
        return Err(not_believed(&"the answer names another issuer, or none"));
    }
    if form.error.is_some() {
        return Err(PROVIDER_DENIED.into());
    }
    match form.code.as_deref() {
        None | Some("") => Err(SIGN_IN_OVER.into()),
        Some(code) if code.len() > RETURNED_MAX_CHARS => {
            Err(Fault::beyond("/code", "too_long", TOO_LONG, RETURNED_MAX_CHARS).into())
        }
        Some(code) => Ok(code),
    }
}

/// The claims of an ID token that the provider signed for this sign-in.
async fn checked(
    app: &App,
    provider: &Provider,
    attempt: &Attempt,
    token: &str,
) -> Result<Claims, Problem> {
    let content = documents::signed(app, provider, token).await?;
    let claims = Claims::read(&content).and_then(|claims| {
        let nonce = attempt.nonce(&app.master);
        claims.check_id_token(provider, &nonce, app.base.now())?;
        if attempt.confirmed_by.is_some() {
            claims.check_signed_in_since(attempt.began_at)?;
        }
        Ok(claims)
    });
    claims.map_err(|words| not_believed(&words))
}

/// Opens a session for whom an ID token means.
async fn open(
    app: &App,
    device: &Device,
    provider: &Provider,
    attempt: &Attempt,
    token: &str,
) -> Result<Response, Problem> {
    let claims = &checked(app, provider, attempt, token).await?;
    let name = claims.sub.as_deref();
    let name = name.ok_or_else(|| not_believed(&"there is no subject"))?;
    let subject = Seal::of_subject(&app.master, &provider.issuer, name);
    let person = match attempt.confirmed_by {
        Some(session) => who_began(app, session).await?,
        None => meant(app, provider, &subject, claims).await?,
    };
    let person = enter(app, person, WayIn::Provider).await?;
    let person = person.ok_or(WAY_IN_CLOSED)?;
    let sealed = seal_word(app, person.id, name).await?;
    let sid = claims.sid.as_deref();
    let sid = sid.map(|sid| Seal::of_session(&app.master, &provider.issuer, sid));
    let session_id: SessionId = app.base.new_id();
    let sign_in = SignIn {
        session_id,
        person_id: person.id,
        provider_id: provider.id,
        issuer: &provider.issuer,
        subject: &subject,
        sealed: &sealed,
        sid: sid.as_ref(),
        place: &device.place,
        confirmed_by: attempt.confirmed_by,
    };
    match provider_link::sign_in(&*app.base.db, &sign_in, app.base.now()).await? {
        Opened::Yes => {}
        Opened::LinkedOtherwise => return Err(LINKED_OTHERWISE.into()),
        Opened::Unconfirmed => return Err(ACCOUNT_UNCONFIRMED.into()),
        Opened::ProviderChanged | Opened::ConfirmationOver => return Err(SIGN_IN_OVER.into()),
    }
    let first = RefreshToken {
        session_id,
        generation: 1,
    };
    show(
        app,
        StatusCode::CREATED,
        &person,
        (None, first),
        Delivery::Cookie,
    )
}

/// Who was in by a session, and works here.
async fn who_began(app: &App, session: SessionId) -> Result<Person, Problem> {
    let db = &*app.base.db;
    let session = store::session::by_id(db, session).await?;
    let person = match session {
        Some(session) => store::person_by_id(db, session.person_id).await?,
        None => None,
    };
    let person = still_here(app, person).await?;
    person.ok_or_else(|| SIGN_IN_OVER.into())
}

/// Who works here and is meant: by the subject, once it is linked; before, by the claim.
async fn meant(
    app: &App,
    provider: &Provider,
    subject: &Seal,
    claims: &Claims,
) -> Result<Person, Problem> {
    let db = &*app.base.db;
    let id = match provider_link::person_by_subject(db, subject).await? {
        Some(id) => Some(id),
        None => match claims.person(provider) {
            Told::Unverified => return Err(EMAIL_NOT_VERIFIED.into()),
            Told::Nobody => None,
            Told::Person(text) => {
                let (field, now) = (provider.person_field, app.base.now());
                provider_link::person_by_field(db, field, &text, now).await?
            }
        },
    };
    let person = match id {
        Some(id) => store::person_by_id(db, id).await?,
        None => None,
    };
    let person = still_here(app, person).await?;
    person.ok_or_else(|| NO_ACCOUNT_HERE.into())
}

/// Where the provider sends the browser back.
fn redirect_uri(app: &App, headers: &HeaderMap, id: IdentityProviderId) -> Result<String, Problem> {
    let office = of_office(app, headers)?;
    Ok(format!("{}{RETURN_PAGE}?provider={id}", office.origin()))
}

/// Failures from one address; a success gives back what it took.
fn buckets(app: &App, device: &Device) -> Vec<Bucket> {
    let bucket = |network: String| Bucket::of(&app.master, ADDRESS, "provider", &network);
    network(&device.address).map(bucket).into_iter().collect()
}

fn not_believed(words: &dyn std::fmt::Display) -> Problem {
    Problem::from(PROVIDER_NOT_BELIEVED).caused_by(words)
}
