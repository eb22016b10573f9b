//! What a token of a provider says, and whether it says it to us, now, for this sign-in: ID
//! tokens (OpenID Connect Core 1.0 §3.1.3.7) and logout tokens (Back-Channel Logout 1.0 §2.6).

use chrono::Duration;
use ngantor_core::time::Instant;
use ngantor_core::token::CLOCK_LEEWAY_S;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{PersonField, Provider};

/// How old a token may be that comes straight from the provider, in seconds.
pub const TOKEN_MAX_AGE_S: i64 = 600;
/// The most characters of a subject (Core §2), a session's id and a token's.
pub const ID_MAX_CHARS: usize = 255;

/// What makes a token one that ends sessions (Back-Channel Logout 1.0 §2.4).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a token.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    iss: String,
    aud: Audience,
    iat: f64,
    exp: f64,
    nbf: Option<f64>,
    azp: Option<String>,
    auth_time: Option<f64>,
    /// Whom it is about, at this issuer.
    pub sub: Option<String>,
    /// Which session there.
    pub sid: Option<String>,
    /// Which token it is.
    pub jti: Option<String>,
    nonce: Option<String>,
    events: Option<Map<String, Value>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What a claim says of who comes for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody.
    Person(String),
    /// An address that the provider has not verified: anybody may have typed it.
    Unverified,
    /// Nothing.
    Nobody,
}

impl Claims {
    /// Reads the content of a token whose signature was found good.
    ///
    /// # Errors
    /// What is wrong, for the log.
    pub fn read(content: &[u8]) -> Result<Self, &'static str> {
        serde_json::from_slice(content).map_err(|_| "a claim that it must have is missing or odd")
    }

    /// Whether this ID token answers the sign-in with this nonce.
    ///
    /// # Errors
    /// What is wrong, for the log.
    pub fn check_id_token(
        &self,
        provider: &Provider,
        nonce: &str,
        now: Instant,
    ) -> Result<(), &'static str> {
        self.check_ours(provider, now)?;
        let is_id = |id: &Option<String>| id.as_deref().is_some_and(is_id);
        unless(
            self.nonce.as_deref() == Some(nonce),
            "its nonce is another sign-in's",
        )?;
        unless(is_id(&self.sub), "its subject is missing or too long")?;
        unless(
            self.sid.is_none() || is_id(&self.sid),
            "its session is too long",
        )
    }

    /// Whether the person signed in there since an instant, by the clock there (Core §2,
    /// `auth_time`, which has to come where `max_age` was asked for).
    ///
    /// # Errors
    /// What is wrong, for the log.
    pub fn check_signed_in_since(&self, since: Instant) -> Result<(), &'static str> {
        let since_s = since.timestamp() - CLOCK_LEEWAY_S;
        let is_since = self.auth_time.is_some_and(|at| at >= since_s as f64);
        unless(is_since, "nobody signed in there anew for it")
    }

    /// Whether this token ends sessions.
    ///
    /// # Errors
    /// What is wrong, for the log.
    pub fn check_logout(&self, provider: &Provider, now: Instant) -> Result<(), &'static str> {
        self.check_ours(provider, now)?;
        let is_one = |id: &Option<String>| id.as_deref().is_none_or(is_id);
        let event = self
            .events
            .as_ref()
            .and_then(|events| events.get(LOGOUT_EVENT));
        unless(event.is_some_and(Value::is_object), "it tells no logout")?;
        // An ID token must not end sessions.
        unless(self.nonce.is_none(), "it has a nonce")?;
        unless(self.sub.is_some() || self.sid.is_some(), "it names nobody")?;
        unless(self.jti.is_some(), "it has no id")?;
        let all = [&self.sub, &self.sid, &self.jti];
        unless(all.into_iter().all(is_one), "a name in it is too long")
    }

    /// Whether it is of this provider, for this office, and of now.
    fn check_ours(&self, provider: &Provider, now: Instant) -> Result<(), &'static str> {
        let at = |seconds: i64| (now + Duration::seconds(seconds)).timestamp() as f64;
        let audience = match &self.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Several(several) => several,
        };
        unless(self.iss == provider.issuer, "its issuer is another one")?;
        // Core §3.1.3.7: other audiences would have to be trusted; none here is.
        let is_ours = matches!(audience, [one] if *one == provider.client_id);
        unless(is_ours, "it is for others")?;
        let is_party = self
            .azp
            .as_ref()
            .is_none_or(|azp| *azp == provider.client_id);
        unless(is_party, "it was issued to another party")?;
        unless(self.exp > at(-CLOCK_LEEWAY_S), "it ran out")?;
        unless(self.iat <= at(CLOCK_LEEWAY_S), "it is of the future")?;
        unless(
            self.iat >= at(-TOKEN_MAX_AGE_S - CLOCK_LEEWAY_S),
            "it is too old",
        )?;
        let holds = self.nbf.is_none_or(|nbf| nbf <= at(CLOCK_LEEWAY_S));
        unless(holds, "it does not hold yet")
    }

    /// What it says of who comes for the first time.
    pub fn person(&self, provider: &Provider) -> Told {
        let is_email = provider.person_field == PersonField::Email;
        if is_email && self.rest.get("email_verified") != Some(&Value::Bool(true)) {
            return Told::Unverified;
        }
        let told = match &*provider.person_claim {
            "sub" => self.sub.as_deref(),
            name => self.rest.get(name).and_then(Value::as_str),
        };
        let told = told.map(|text| match provider.person_field {
            // As in the record.
            PersonField::EmployeeNumber => text.split_whitespace().collect(),
            PersonField::Username | PersonField::Email => text.trim().to_owned(),
        });
        let told = told.filter(|text: &String| !text.is_empty());
        told.map_or(Told::Nobody, Told::Person)
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= ID_MAX_CHARS
}

fn unless(holds: bool, fault: &'static str) -> Result<(), &'static str> {
    holds.then_some(()).ok_or(fault)
}

#[cfg(test)]
mod tests;
