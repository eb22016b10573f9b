//! Reading a body of bytes that is no JSON, such as a part of a file.

use axum::extract::Request;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};

use crate::Problem;
use crate::body::read_problem;

/// The bytes of a body, at most so many.
///
/// # Errors
/// [`crate::kind::TOO_LARGE`] when there are more.
pub async fn read(request: Request, max_bytes: usize) -> Result<Bytes, Problem> {
    let body = Limited::new(request.into_body(), max_bytes).collect().await;
    body.map(|body| body.to_bytes())
        .map_err(|error| read_problem(&*error))
}
