//! Answers that the node keeps, so that who asks for a page again need not wait for a function.
//!
//! A function says which, and for how long: `Ngantor-Cache-Control: max-age=<seconds>`, a
//! targeted field (RFC 9213) that other hosts pass on and nobody heeds. It is about the node
//! alone: browsers go by `Cache-Control`. What is kept is the same for everybody and depends on
//! nothing but path and `Accept-Encoding`; anything else is not kept, whatever the function says.
//! It goes with the function's instance of this program, so a new version is seen at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use http::response;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt as _;

use super::problem::{self, Kind, whole};
use crate::app::Response;
use crate::limits::{KEPT_KEY_MAX_BYTES, KEPT_MAX, KEPT_MAX_BYTES};

/// The function's word to the node.
const TARGETED: HeaderName = HeaderName::from_static("ngantor-cache-control");

/// The answers of one function.
#[derive(Default)]
pub struct Kept(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    answers: HashMap<Key, Arc<Answer>>,
    n_bytes: usize,
}

/// What an answer depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    path: String,
    codings: Option<HeaderValue>,
}

struct Answer {
    headers: HeaderMap,
    body: Bytes,
    since: Instant,
    max_age: Duration,
}

impl Key {
    /// None for a request whose answer is not for everybody.
    pub fn of(request: &Parts) -> Option<Self> {
        let headers = &request.headers;
        let is_own = [header::AUTHORIZATION, header::COOKIE, header::RANGE]
            .iter()
            .any(|name| headers.contains_key(name));
        if request.method != Method::GET || is_own || request.uri.query().is_some() {
            return None;
        }
        // Names are short; longer ones only fill the room.
        if request.uri.path().len() > KEPT_KEY_MAX_BYTES {
            return None;
        }
        let mut codings = headers.get_all(header::ACCEPT_ENCODING).iter();
        let first = codings.next().cloned();
        let is_short = first
            .as_ref()
            .is_none_or(|codings| codings.len() <= KEPT_KEY_MAX_BYTES);
        (is_short && codings.next().is_none()).then(|| Self {
            path: request.uri.path().to_owned(),
            codings: first,
        })
    }
}

impl Kept {
    /// The answer that is kept, or that the client has it already.
    pub fn find(&self, key: &Key, request: &HeaderMap) -> Option<Response> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = Arc::clone(shelf.answers.get(key)?);
        drop(shelf);
        let age = answer.since.elapsed();
        (age < answer.max_age).then(|| answer.render(request, age))
    }

    /// Keeps an answer that its function wants kept, and takes the function's word off it.
    ///
    /// # Errors
    /// The problem to tell when it breaks off.
    pub async fn keep(&self, key: Option<Key>, mut response: Response) -> Result<Response, Kind> {
        let word = response.headers_mut().remove(TARGETED);
        let max_age = word.and_then(|word| max_age(&word));
        let (Some(key), Some(max_age)) = (key, max_age) else {
            return Ok(response);
        };
        let (parts, body) = response.into_parts();
        if !is_for_everybody(&parts) {
            return Ok(Response::from_parts(parts, body));
        }
        let body = body.collect().await.map_err(|_| problem::INTERNAL)?;
        let body = body.to_bytes();
        if length(&parts.headers) != Some(body.len()) {
            return Ok(Response::from_parts(parts, whole(body)));
        }
        self.put(
            key,
            Answer {
                headers: parts.headers.clone(),
                // A copy: what clients wait for has an end, and this is kept.
                body: Bytes::copy_from_slice(&body),
                since: Instant::now(),
                max_age,
            },
        );
        Ok(Response::from_parts(parts, whole(body)))
    }

    fn put(&self, key: Key, answer: Answer) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let n_bytes = answer.body.len();
        // Pages are few. Whoever fills it with made-up names only makes everybody ask again.
        if shelf.answers.len() >= KEPT_MAX || shelf.n_bytes + n_bytes > KEPT_MAX_BYTES {
            *shelf = Shelf::default();
        }
        let before = shelf.answers.insert(key, Arc::new(answer));
        shelf.n_bytes += n_bytes;
        shelf.n_bytes -= before.map_or(0, |before| before.body.len());
    }
}

impl Answer {
    fn render(&self, request: &HeaderMap, age: Duration) -> Response {
        let mut response = if self.is_with(request) {
            let mut response = Response::new(whole(Bytes::new()));
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.headers.clone();
            // RFC 9110 §15.4.5: what describes the content is left out.
            for name in [
                header::CONTENT_ENCODING,
                header::CONTENT_LENGTH,
                header::CONTENT_TYPE,
            ] {
                response.headers_mut().remove(name);
            }
            response
        } else {
            let mut response = Response::new(whole(self.body.clone()));
            *response.headers_mut() = self.headers.clone();
            response
        };
        // RFC 9111 §5.1.
        let age = HeaderValue::from(age.as_secs());
        response.headers_mut().insert(header::AGE, age);
        response
    }

    /// Whether the client has this very answer, by the weak comparison of RFC 9110 §13.1.2.
    fn is_with(&self, request: &HeaderMap) -> bool {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let Some(Ok(own)) = self.headers.get(header::ETAG).map(HeaderValue::to_str) else {
            return false;
        };
        let own = opaque(own);
        let asked = request.get_all(header::IF_NONE_MATCH).iter();
        asked
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|tag| tag.trim() == "*" || opaque(tag) == own)
    }
}

fn max_age(word: &HeaderValue) -> Option<Duration> {
    let seconds = word.to_str().ok()?.trim().strip_prefix("max-age=")?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn length(headers: &HeaderMap) -> Option<usize> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// Whether an answer is whole, and the same for all who accept the same codings.
fn is_for_everybody(answer: &response::Parts) -> bool {
    let headers = &answer.headers;
    let varies = headers.get_all(header::VARY).iter();
    answer.status == StatusCode::OK
        && length(headers).is_some_and(|length| length <= KEPT_MAX_BYTES / 8)
        && !headers.contains_key(header::SET_COOKIE)
        && varies.into_iter().all(|value| value == "accept-encoding")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &str)]) -> Parts {
        let mut request = http::Request::get("http://office/page");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn answer(headers: &[(&'static str, &str)]) -> Response {
        let mut answer = http::Response::builder().header("content-length", "4");
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        answer.body(whole("padi")).unwrap()
    }

    /// What is found after an answer was given to be kept.
    async fn found(asked: &[(&'static str, &str)], given: Response) -> Option<Response> {
        let kept = Kept::default();
        let request = request(asked);
        let answered = kept.keep(Key::of(&request), given).await.unwrap();
        assert!(!answered.headers().contains_key(TARGETED));
        let body = answered.into_body().collect().await.unwrap();
        assert_eq!(body.to_bytes(), "padi");
        kept.find(&Key::of(&request)?, &request.headers)
    }

    const WORD: (&str, &str) = ("ngantor-cache-control", "max-age=60");

    #[tokio::test]
    async fn what_a_function_wants_kept_is_found_again() {
        let found = found(&[], answer(&[WORD, ("etag", "\"1\"")]))
            .await
            .unwrap();
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(found.headers()["age"], "0");
        let body = found.into_body().collect().await.unwrap();
        assert_eq!(body.to_bytes(), "padi");
    }

    #[tokio::test]
    async fn who_has_it_is_told_so() {
        for (asked, status) in [
            ("W/\"1\"", 304),
            ("\"0\", \"1\"", 304),
            ("*", 304),
            ("\"2\"", 200),
        ] {
            let given = answer(&[WORD, ("etag", "\"1\""), ("content-type", "text/plain")]);
            let found = found(&[("if-none-match", asked)], given).await.unwrap();
            assert_eq!(found.status(), status, "{asked}");
            let describes = found.headers().contains_key("content-type");
            assert_eq!(describes, status == 200, "{asked}");
        }
    }

    #[tokio::test]
    async fn what_is_not_for_everybody_is_not_kept() {
        for given in [
            &[][..],
            &[("ngantor-cache-control", "max-age=0")],
            &[("ngantor-cache-control", "no-store")],
            &[WORD, ("set-cookie", "a=b")],
            &[WORD, ("vary", "accept-language")],
        ] {
            assert!(found(&[], answer(given)).await.is_none(), "{given:?}");
        }
        for asked in [
            ("authorization", "x"),
            ("cookie", "a=b"),
            ("range", "bytes=0-1"),
        ] {
            assert!(
                found(&[asked], answer(&[WORD])).await.is_none(),
                "{asked:?}"
            );
        }
    }

    #[tokio::test]
    async fn each_coding_has_its_own_and_there_is_an_end_to_them() {
        let kept = Kept::default();
        for n in 0..=KEPT_MAX {
            let request = request(&[("accept-encoding", &format!("x-{n}"))]);
            let given = answer(&[WORD, ("vary", "accept-encoding")]);
            kept.keep(Key::of(&request), given).await.unwrap();
        }
        let is_there = |n: usize| {
            let request = request(&[("accept-encoding", &format!("x-{n}"))]);
            kept.find(&Key::of(&request).unwrap(), &request.headers)
                .is_some()
        };
        assert!(is_there(KEPT_MAX));
        assert!(!is_there(0) && !is_there(KEPT_MAX + 1));
    }
}
