//! What a provider answers for a code (RFC 6749 §4.1.3): an ID token.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use form_urlencoded::{Serializer, byte_serialize};
use http::{Request, header};
use ngantor_http::Problem;
use serde::Deserialize;

use super::documents::note_exchange;
use crate::domain::provider::Provider;
use crate::domain::provider::discovery::Discovery;
use crate::http::App;
use crate::http::kinds::providers::{PROVIDER_DENIED, PROVIDER_NOT_BELIEVED, PROVIDER_UNREACHABLE};

/// After how long to try again when the provider does not answer, in seconds.
const RETRY_S: i64 = 30;

/// What shows that this office asked, and who it is.
pub(super) struct Exchange<'a> {
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) redirect_uri: &'a str,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Turns a code into an ID token.
///
/// # Errors
/// [`PROVIDER_UNREACHABLE`] when no answer comes, [`PROVIDER_DENIED`] when the code is not good,
/// [`PROVIDER_NOT_BELIEVED`] when the answer is none.
pub(super) async fn exchange(
    app: &App,
    provider: &Provider,
    discovery: &Discovery,
    exchange: &Exchange<'_>,
) -> Result<String, Problem> {
    let request = request(app, provider, discovery, exchange);
    let request =
        request.map_err(|error| Problem::from(PROVIDER_NOT_BELIEVED).caused_by(&error))?;
    let answer = match app.outside.fetch(request).await {
        Ok(answer) if answer.status().is_server_error() => {
            Err(format!("status {}", answer.status().as_u16()))
        }
        answer => answer.map_err(|error| error.to_string()),
    };
    let came = answer.as_ref().map(drop).map_err(String::as_str);
    note_exchange(app, provider, discovery, came).await?;
    let unreachable = |_| Problem::from(PROVIDER_UNREACHABLE).retry_after_s(RETRY_S);
    let answer = answer.map_err(unreachable)?;
    let status = answer.status();
    if status.is_client_error() {
        let words = format!("token endpoint: status {}", status.as_u16());
        return Err(Problem::from(PROVIDER_DENIED).caused_by(&words));
    }
    let tokens = serde_json::from_slice::<Tokens>(answer.body());
    let no_token = |_| Problem::from(PROVIDER_NOT_BELIEVED).caused_by(&"there is no id_token");
    Ok(tokens.map_err(no_token)?.id_token)
}

fn request(
    app: &App,
    provider: &Provider,
    discovery: &Discovery,
    exchange: &Exchange<'_>,
) -> http::Result<Request<Bytes>> {
    let secret = super::secret(app, provider);
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", exchange.code)
        .append_pair("redirect_uri", exchange.redirect_uri)
        .append_pair("code_verifier", exchange.verifier);
    let mut request = Request::post(&discovery.token_endpoint)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    match secret {
        Some(secret) if !discovery.takes_secret_in_body() => {
            // RFC 6749 §2.3.1: both are encoded as in a form before they are joined.
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&provider.client_id), encoded(&secret));
            let basic = format!("Basic {}", STANDARD.encode(pair));
            request = request.header(header::AUTHORIZATION, basic);
        }
        secret => {
            form.append_pair("client_id", &provider.client_id);
            form.extend_pairs(secret.map(|secret| ("client_secret", secret)));
        }
    }
    request.body(Bytes::from(form.finish()))
}
