//! Functions that ask for a token by which they follow another (OAuth 2.0 client credentials, with
//! the assertion of RFC 7523 and the resource of RFC 8707).

use std::collections::BTreeMap;

use ngantor_core::token::{self, ACCESS_TOKEN_S, Bearer, Scope, check_assertion};
use ngantor_http::{Problem, kind};

use super::App;
use super::apps::AppTokens;
use super::kinds::apps::CLIENT_REFUSED;
use crate::domain::client::Grant;

/// A machine's token for a function, where the manifest lets the client follow it. What exactly is
/// wrong with an assertion is not told.
pub(super) fn access_token(
    app: &App,
    assertion: &str,
    audience: &str,
) -> Result<AppTokens, Problem> {
    let now = app.base.now();
    let is_of = |grant: &&Grant| {
        let key = app.master.token_key(&grant.client);
        grant.audience == audience && check_assertion(assertion, &grant.client, &key, now).is_ok()
    };
    app.clients.iter().find(is_of).ok_or(CLIENT_REFUSED)?;
    let key = app.master.token_key(audience);
    let token = token::mint(&Bearer::Machine(Scope::Feed), audience, &key, now);
    let token =
        token.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a token is not minted"))?;
    Ok(AppTokens {
        access_tokens: BTreeMap::from([(audience.to_owned(), token)]),
        expires_in: ACCESS_TOKEN_S,
    })
}
