//! What a provider publishes: its description and its keys. Read anew now and then, and when a
//! token names a key that is not there; while the provider does not answer, what was read last
//! is believed for as long as its administrator said.

use http::{Request, StatusCode, header};
use ngantor_core::time::Instant;
use ngantor_http::Problem;
use ngantor_kv::KvError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::provider::Provider;
use crate::domain::provider::discovery::Discovery;
use crate::domain::provider::jws::{KeySet, Unsigned};
use crate::http::App;
use crate::http::kinds::providers::{PROVIDER_NOT_BELIEVED, PROVIDER_UNREACHABLE};
use crate::store::provider_document::{Kept, Place};

/// How old a document may be before it is read anew, in seconds.
const FRESH_S: i64 = 3600;
/// How long a provider is not asked again for a document that did not come, or for keys that
/// were read a moment ago, in seconds.
const ASK_AGAIN_S: i64 = 10;

/// One document of a provider.
struct Document<'a, T> {
    place: Place,
    url: &'a str,
    /// How old it may be while the provider does not answer, in seconds.
    max_age_s: i64,
    read: &'a (dyn Fn(&[u8]) -> Option<T> + Sync),
}

/// The description of a provider whose keys are there as well: nobody is sent to one whose
/// answer could not be checked.
///
/// # Errors
/// [`PROVIDER_UNREACHABLE`] when one of the two cannot be had that is young enough.
pub(super) async fn ready(app: &App, provider: &Provider) -> Result<Discovery, Problem> {
    let discovery = discovery(app, provider).await?;
    keys(provider, &discovery).get(app, FRESH_S).await?;
    Ok(discovery)
}

/// The description of a provider.
///
/// # Errors
/// [`PROVIDER_UNREACHABLE`] when none can be had that is young enough.
pub(super) async fn discovery(app: &App, provider: &Provider) -> Result<Discovery, Problem> {
    let document = Document {
        place: Place::of(provider.id, "description"),
        url: &Discovery::url(&provider.issuer),
        max_age_s: max_age_s(provider),
        read: &|json| Discovery::read(json, &provider.issuer),
    };
    document.get(app, FRESH_S).await
}

fn keys<'a>(provider: &Provider, discovery: &'a Discovery) -> Document<'a, KeySet> {
    Document {
        place: Place::of(provider.id, "keys"),
        url: &discovery.jwks_uri,
        max_age_s: max_age_s(provider),
        read: &KeySet::read,
    }
}

/// The content of a token that a provider signed.
///
/// # Errors
/// [`PROVIDER_NOT_BELIEVED`] when it did not, [`PROVIDER_UNREACHABLE`] when nobody knows.
pub(super) async fn signed(
    app: &App,
    provider: &Provider,
    token: &str,
) -> Result<Vec<u8>, Problem> {
    let discovery = discovery(app, provider).await?;
    let keys = keys(provider, &discovery);
    let mut content = keys.get(app, FRESH_S).await?.content(token);
    if content == Err(Unsigned::UnknownKey) {
        // The provider may have changed its keys since.
        content = keys.get(app, ASK_AGAIN_S).await?.content(token);
    }
    content.map_err(|fault| {
        let words = match fault {
            Unsigned::UnknownKey => "none of the keys signed it",
            Unsigned::Wrong(words) => words,
        };
        Problem::from(PROVIDER_NOT_BELIEVED).caused_by(&words)
    })
}

const fn max_age_s(provider: &Provider) -> i64 {
    provider.key_max_age_hours * 3600
}

impl<T: Clone + Serialize + DeserializeOwned> Document<'_, T> {
    /// The document, read anew when the one that is kept is older than so many seconds and the
    /// provider was not asked a moment ago.
    async fn get(&self, app: &App, fresh_s: i64) -> Result<T, Problem> {
        let (kv, now) = (&*app.kv, app.base.now());
        let kept = self.place.load::<T>(kv, self.url).await.map_err(silent)?;
        let mut kept = kept.unwrap_or_else(|| Kept::nothing(self.url));
        let is_fresh = kept.age_s(now).is_some_and(|age| age < fresh_s);
        if !is_fresh
            && kept
                .was_asked_s_ago(now)
                .is_none_or(|ago| ago >= ASK_AGAIN_S)
        {
            self.ask(app, &mut kept, now).await?;
        }
        let is_young = kept.age_s(now).is_some_and(|age| age <= self.max_age_s);
        match kept.read.filter(|_| is_young) {
            Some((_, document)) => Ok(document),
            None => Err(Problem::from(PROVIDER_UNREACHABLE).retry_after_s(ASK_AGAIN_S)),
        }
    }

    /// Asks the provider; keeps what comes. Whoever comes meanwhile makes do with what is there,
    /// or is told to come again: a provider that does not answer must not keep everybody waiting
    /// here, nor must somebody who names keys that no one has make us ask for each.
    async fn ask(&self, app: &App, kept: &mut Kept<T>, now: Instant) -> Result<(), Problem> {
        let kv = &*app.kv;
        kept.asked_ms = now.timestamp_millis();
        self.place.keep(kv, kept).await.map_err(silent)?;
        // What is kept may still do, so that nobody may hear of an outage; the log should, once.
        let (came, document) = match self.fetch(app).await {
            Ok(document) => (Ok(()), Some(document)),
            Err(why) => (Err(why), None),
        };
        let said = kept.note(came.as_ref().copied().map_err(String::as_str), now);
        if let Some(line) = &said {
            eprintln!("{line}");
        }
        let is_news = said.is_some() || document.is_some();
        kept.read = document
            .map(|document| (now.timestamp_millis(), document))
            .or_else(|| kept.read.take());
        if is_news {
            self.place.keep(kv, kept).await.map_err(silent)?;
        }
        Ok(())
    }

    async fn fetch(&self, app: &App) -> Result<T, String> {
        let request = Request::get(self.url).header(header::ACCEPT, "application/json");
        let request = request.body(bytes::Bytes::new());
        let request = request.map_err(|error| error.to_string())?;
        let answer = app
            .outside
            .fetch(request)
            .await
            .map_err(|error| error.to_string())?;
        if answer.status() != StatusCode::OK {
            return Err(format!("status {}", answer.status().as_u16()));
        }
        (self.read)(answer.body()).ok_or_else(|| "it is not what it must be".to_owned())
    }
}

/// Notes whether the token endpoint of a provider answers; the log hears of an outage once.
pub(super) async fn note_exchange(
    app: &App,
    provider: &Provider,
    discovery: &Discovery,
    came: Result<(), &str>,
) -> Result<(), Problem> {
    let (kv, url) = (&*app.kv, &discovery.token_endpoint);
    let place = Place::of(provider.id, "exchange");
    let kept = place.load::<()>(kv, url).await.map_err(silent)?;
    let mut kept = kept.unwrap_or_else(|| Kept::nothing(url));
    if let Some(line) = kept.note(came, app.base.now()) {
        eprintln!("{line}");
        place.keep(kv, &kept).await.map_err(silent)?;
    }
    Ok(())
}

fn silent(error: KvError) -> Problem {
    Problem::from(ngantor_http::kind::BUSY)
        .retry_after_s(1)
        .caused_by(&error)
}
