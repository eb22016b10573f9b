//! After the start: asks each function whether it is ready, and prints the set-up link of an
//! installation that nobody has set up yet.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use tokio::time::{sleep, timeout};

use crate::app::{App, Request, Response};
use crate::config::manifest::Manifest;
use crate::limits::{ANSWER_INSIDE_MAX_BYTES, HEALTH_PAUSE, HEALTH_WAIT, REQUEST_DEADLINE};
use crate::serve::front::new_id;
use crate::serve::problem::whole;

/// A function did not answer as it should.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It took too long.
    #[error("it did not answer in time")]
    TimedOut,
    /// The body broke off, or was too long.
    #[error("its answer broke off or is too long")]
    Broken,
    /// The address is none.
    #[error("{0:?} is no path")]
    Path(String),
}

/// Waits until every function answered that it is ready; says which are not.
pub async fn wait_until_ready(app: &App, manifest: &Manifest) {
    for (id, component) in &manifest.component {
        let Some(path) = &component.notes().health else {
            continue;
        };
        loop {
            match get(app, path).await {
                Ok((StatusCode::OK, _)) => break,
                Ok((status, _)) => {
                    tracing::error!(component = %id, %status, "a function is not ready");
                }
                Err(error) => tracing::error!(component = %id, %error, "a function is not ready"),
            }
            sleep(HEALTH_PAUSE).await;
        }
    }
}

#[derive(Deserialize)]
struct Status {
    open: bool,
}

/// Whether nobody has set the installation up yet.
///
/// # Errors
/// What came instead of an answer.
pub async fn is_open(app: &App, status_path: &str) -> Result<bool, AskError> {
    let (_, body) = get(app, status_path).await?;
    let status: Status = serde_json::from_slice(&body).map_err(|_| AskError::Broken)?;
    Ok(status.open)
}

async fn get(app: &App, path: &str) -> Result<(StatusCode, Bytes), AskError> {
    ask(
        app,
        http::Request::get(format!("http://self{path}")),
        Bytes::new(),
    )
    .await
}

/// Sends a request to the application from inside, by its routes.
///
/// # Errors
/// What came instead of an answer.
pub async fn ask(
    app: &App,
    request: http::request::Builder,
    body: Bytes,
) -> Result<(StatusCode, Bytes), AskError> {
    let request = made(request, body)?;
    let answer = async { Ok(app.answer_inside(request).await) };
    read_whole(answer, HEALTH_WAIT).await
}

/// Sends a function its regular work, whether a route leads there or not, and waits as long as
/// a function may take.
///
/// # Errors
/// What came instead of an answer.
pub async fn ask_regular(
    app: &App,
    id: &str,
    request: http::request::Builder,
) -> Result<(StatusCode, Bytes), AskError> {
    let request = made(request, Bytes::new())?;
    let path = request.uri().path().to_owned();
    let answer = app.answer_regular(id, request);
    let answer = async { answer.await.ok_or(AskError::Path(path)) };
    read_whole(answer, REQUEST_DEADLINE).await
}

fn made(request: http::request::Builder, body: Bytes) -> Result<Request, AskError> {
    let path = request
        .uri_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    request
        .header("x-request-id", new_id())
        .body(whole(body))
        .map_err(|_| AskError::Path(path))
}

async fn read_whole(
    answer: impl Future<Output = Result<Response, AskError>>,
    wait: Duration,
) -> Result<(StatusCode, Bytes), AskError> {
    let read = async {
        let (parts, body) = answer.await?.into_parts();
        // It would take the node's memory otherwise, as long as the function goes on.
        let body = Limited::new(body, ANSWER_INSIDE_MAX_BYTES).collect().await;
        let body = body.map_err(|_| AskError::Broken)?;
        Ok((parts.status, body.to_bytes()))
    };
    timeout(wait, read).await.unwrap_or(Err(AskError::TimedOut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_that_is_too_long_is_not_kept() {
        let answer = |n_bytes: usize| async move {
            let body = Bytes::from(vec![b' '; n_bytes]);
            Ok(Response::new(whole(body)))
        };
        let (_, body) = read_whole(answer(ANSWER_INSIDE_MAX_BYTES), HEALTH_WAIT)
            .await
            .unwrap();
        assert_eq!(body.len(), ANSWER_INSIDE_MAX_BYTES);
        let longer = read_whole(answer(ANSWER_INSIDE_MAX_BYTES + 1), HEALTH_WAIT).await;
        assert!(matches!(longer, Err(AskError::Broken)));
    }
}
