//! Asking another server over HTTP: within limits, and without following redirects. Which hosts
//! can be reached is the manifest's word, not the function's.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::future::{BoxFuture, Either, select};
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

/// The longest that an answer may take until it is there whole: a person waits for it.
pub const FETCH_MAX: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
pub const FETCH_MAX_BYTES: usize = 256 * 1024;

/// No answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The server cannot be reached, or may not be; what the host says of it, for the log.
    Unreachable(String),
    /// The answer has more than [`FETCH_MAX_BYTES`].
    TooLarge,
    /// The answer took longer than [`FETCH_MAX`].
    TooSlow,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(words) => write!(f, "no answer: {words}"),
            Self::TooLarge => write!(f, "an answer of more than {FETCH_MAX_BYTES} bytes"),
            Self::TooSlow => write!(f, "no whole answer within {} s", FETCH_MAX.as_secs()),
        }
    }
}

/// What came of a request.
pub type Fetched = Result<Response<Bytes>, FetchError>;

/// Another server, as a function reaches it.
pub trait Fetch: Send + Sync {
    /// Sends a request and reads the whole answer, whatever its status.
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Fetched>;
}

/// Reaches nobody: for hosts that let a function ask nowhere.
pub struct Nowhere;

impl Fetch for Nowhere {
    fn fetch(&self, _: Request<Bytes>) -> BoxFuture<'_, Fetched> {
        let words = "nothing outside is reached from here".to_owned();
        Box::pin(std::future::ready(Err(FetchError::Unreachable(words))))
    }
}

/// Holds an answer to the limits, whichever way it comes.
///
/// # Errors
/// [`FetchError`] when none comes, or none within the limits.
pub async fn bounded<B>(
    answer: impl Future<Output = Result<Response<B>, String>>,
    deadline: impl Future<Output = ()>,
) -> Fetched
where
    B: Body<Data = Bytes>,
    B::Error: fmt::Display + Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let whole = async {
        let (parts, body) = answer.await.map_err(FetchError::Unreachable)?.into_parts();
        let body = Limited::new(body, FETCH_MAX_BYTES).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => FetchError::TooLarge,
            false => FetchError::Unreachable(error.to_string()),
        })?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    };
    match select(pin!(whole), pin!(deadline)).await {
        Either::Left((fetched, _)) => fetched,
        Either::Right(((), _)) => Err(FetchError::TooSlow),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use http_body_util::Full;

    use super::*;

    async fn told(n_bytes: usize) -> Result<usize, FetchError> {
        let body = Full::new(Bytes::from(vec![b'a'; n_bytes]));
        let fetched = bounded(ready(Ok(Response::new(body))), pending()).await;
        fetched.map(|answer| answer.body().len())
    }

    #[tokio::test]
    async fn an_answer_has_an_end_in_bytes_and_in_time() {
        assert_eq!(told(FETCH_MAX_BYTES).await, Ok(FETCH_MAX_BYTES));
        assert_eq!(told(FETCH_MAX_BYTES + 1).await, Err(FetchError::TooLarge));
        let never = pending::<Result<Response<Full<Bytes>>, String>>();
        let slow = bounded(never, ready(())).await;
        assert_eq!(slow.err(), Some(FetchError::TooSlow));
        let down = ready(Err::<Response<Full<Bytes>>, _>("down".to_owned()));
        let down = bounded(down, pending()).await;
        assert_eq!(down.err(), Some(FetchError::Unreachable("down".to_owned())));
    }
}
