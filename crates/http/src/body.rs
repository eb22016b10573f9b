//! Reading a JSON body.

use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::context::text;
use crate::problem::Problem;
use crate::{kind, shape};

/// The most bytes of a JSON body.
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// A JSON body; types refuse fields that they do not know (`deny_unknown_fields`).
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(kind::UNSUPPORTED_MEDIA_TYPE.into());
        }
        let body = Limited::new(request.into_body(), BODY_MAX_BYTES);
        let bytes = body
            .collect()
            .await
            .map_err(|error| read_problem(&*error))?
            .to_bytes();
        parse(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = text(headers, header::CONTENT_TYPE.as_str());
    kind.split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

pub(crate) fn read_problem(error: &(dyn std::error::Error + 'static)) -> Problem {
    if error.is::<LengthLimitError>() {
        return kind::TOO_LARGE.into();
    }
    // The caller went away in the middle: nobody reads the answer.
    Problem::from(kind::BAD_REQUEST).caused_by(&error)
}

/// Reads an object that stands within a body, with pointers that count from it.
///
/// # Errors
/// The problem that the same object would be as a body.
pub fn parse_object<T: DeserializeOwned>(object: &Value) -> Result<T, Problem> {
    // As text again, so that there is one way of reading and of telling faults.
    parse(&serde_json::to_vec(object).unwrap_or_default())
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // The whole must be JSON before any of it is judged. serde reads some values of the wrong
    // type as broken text, and would take a list for a structure.
    serde_json::from_slice::<Value>(bytes).map_err(|_| kind::MALFORMED_JSON)?;
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(shape::not_an_object().into());
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut json)
        .map_err(|error| shape::fault(error.path(), &error.inner().to_string()).into())
}

#[cfg(test)]
mod tests {
    use ngantor_core::lang::Lang;
    use serde::Deserialize;

    use super::*;
    use crate::Context;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Form {
        name: String,
        place: Option<Place>,
        ids: Option<Vec<u8>>,
        way: Option<Way>,
        zone: Option<ngantor_core::time::Zone>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Place {
        latitude: f64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        In,
    }

    /// The code of the problem, or the pointer and code of its one fault.
    fn told(json: &[u8]) -> String {
        let problem = parse::<Form>(json).unwrap_err();
        let context = Context {
            lang: Lang::Id,
            request_id: String::new(),
            client_address: String::new(),
        };
        let response = problem.render(&context);
        let body = futures::executor::block_on(response.into_body().collect()).unwrap();
        let text = String::from_utf8(body.to_bytes().to_vec()).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        for english in ["expected", "invalid type", "unknown field", "missing"] {
            assert!(!text.contains(english), "an English text leaks: {text}");
        }
        match document["errors"].get(0) {
            Some(error) => {
                format!(
                    "{} {}",
                    error["pointer"].as_str().unwrap(),
                    error["code"].as_str().unwrap()
                )
            }
            None => document["code"].as_str().unwrap().to_owned(),
        }
    }

    #[test]
    fn every_fault_of_shape_has_a_pointer_and_a_code() {
        for (json, expected) in [
            (&b""[..], "malformed_json"),
            (b"{", "malformed_json"),
            (b"{\"name\":\"a\"} x", "malformed_json"),
            (b"{\"name\":\"\xff\"}", "malformed_json"),
            (b"{\"name\":\"\\ud800\"}", "malformed_json"),
            (b"[]", " wrong_type"),
            (b"\"a\"", " wrong_type"),
            (b"{}", "/name required"),
            (b"{\"name\":null}", "/name wrong_type"),
            (b"{\"name\":7}", "/name wrong_type"),
            (b"{\"name\":\"a\",\"name\":\"b\"}", "/name duplicate_field"),
            (b"{\"name\":\"a\",\"a/b~c\":1}", "/a~1b~0c unknown_field"),
            (b"{\"name\":\"a\",\"place\":{}}", "/place/latitude required"),
            (
                b"{\"name\":\"a\",\"place\":{\"latitude\":\"x\"}}",
                "/place/latitude wrong_type",
            ),
            (
                b"{\"name\":\"a\",\"place\":{\"latitude\":1,\"x\":1}}",
                "/place/x unknown_field",
            ),
            (b"{\"name\":\"a\",\"ids\":[1,300]}", "/ids/1 wrong_type"),
            (b"{\"name\":\"a\",\"way\":\"up\"}", "/way unknown_choice"),
            (b"{\"name\":\"a\",\"way\":7}", "/way wrong_type"),
            (b"{\"name\":\"a\",\"zone\":\"Mars\"}", "/zone unknown_zone"),
        ] {
            assert_eq!(told(json), expected, "{}", String::from_utf8_lossy(json));
        }
    }
}
