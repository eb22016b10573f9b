//! From where somebody comes, and with what.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use ngantor_http::Context;

use crate::domain::brake::network;
use crate::domain::session::user_agent;
use crate::store::sign_in::Place;

/// The device of a request.
pub(super) struct Device {
    /// The caller's address; empty when the host gave none.
    pub(super) address: String,
    /// What is kept of it.
    pub(super) place: Place,
}

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = Context::of(&parts.headers).client_address;
        let name = parts.headers.get(header::USER_AGENT);
        let name = name.and_then(|value| value.to_str().ok());
        let place = Place {
            network: network(&address).unwrap_or_default(),
            device: user_agent(name.unwrap_or_default()),
        };
        Ok(Self { address, place })
    }
}
