//! The variable parts of a path, read into types; what cannot be read is not found.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::kind;
use crate::problem::Problem;

/// The one variable part of the path.
pub struct Path<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(text) =
            axum::extract::Path::<String>::from_request_parts(parts, state)
                .await
                .map_err(|_| kind::NOT_FOUND)?;
        text.parse().map(Self).map_err(|_| kind::NOT_FOUND.into())
    }
}

/// The two variable parts of the path.
pub struct Paths<A, B>(pub A, pub B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Paths<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path((one, other)) =
            axum::extract::Path::<(String, String)>::from_request_parts(parts, state)
                .await
                .map_err(|_| kind::NOT_FOUND)?;
        match (one.parse(), other.parse()) {
            (Ok(one), Ok(other)) => Ok(Self(one, other)),
            _ => Err(kind::NOT_FOUND.into()),
        }
    }
}
