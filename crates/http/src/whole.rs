//! An answer in one piece, with the length that HTTP wants of it; one that is made while it is
//! sent has none, and goes as it comes.

use axum::response::Response;
use http::{HeaderValue, Method, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;

/// Reads an answer's body, and tells its length where one is to be told (RFC 9110 §8.6): not
/// with 204, nor with HEAD. That of the GET would be right with HEAD, but wasmtime's WASI HTTP
/// answers 500 where a length that is told is not that of the body.
pub(crate) async fn in_one_piece(method: &Method, response: Response) -> Response {
    if *method != Method::HEAD && response.body().size_hint().exact().is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Our bodies are bytes in memory; reading them cannot fail.
    let body = body.collect().await.map(|body| body.to_bytes());
    let mut body = body.unwrap_or_default();
    if *method == Method::HEAD || parts.status == StatusCode::NO_CONTENT {
        // axum told the length of the GET; a problem, written after it, still has its body.
        parts.headers.remove(header::CONTENT_LENGTH);
        body.clear();
    } else {
        let length = HeaderValue::from(body.len());
        parts.headers.insert(header::CONTENT_LENGTH, length);
    }
    Response::from_parts(parts, body.into())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http::Request;

    use super::*;
    use crate::{Problem, kind, serve};

    /// The length that is told, and that of the body.
    async fn lengths(method: Method, path: &str) -> (Option<String>, usize) {
        let refuse = || std::future::ready(Problem::from(kind::FORBIDDEN));
        let router = Router::new()
            .route("/text", get(|| std::future::ready("padi")))
            .route("/nothing", get(|| std::future::ready("")))
            .route(
                "/no-content",
                get(|| std::future::ready(StatusCode::NO_CONTENT)),
            )
            .route("/refused", get(refuse));
        let request = Request::builder().method(method.clone()).uri(path);
        let response = serve(router, request.body(Body::empty()).unwrap()).await;
        let whole = in_one_piece(&method, response).await;
        let told = whole.headers().get(header::CONTENT_LENGTH);
        let told = told.map(|value| value.to_str().unwrap().to_owned());
        let body = whole.into_body().collect().await.unwrap();
        (told, body.to_bytes().len())
    }

    #[tokio::test]
    async fn a_head_and_no_content_tell_no_length_and_have_no_body() {
        for path in ["/text", "/nothing", "/refused", "/nowhere"] {
            let (told, length) = lengths(Method::GET, path).await;
            assert_eq!(told, Some(length.to_string()), "{path}");
            assert_eq!(lengths(Method::HEAD, path).await, (None, 0), "HEAD {path}");
        }
        for method in [Method::GET, Method::HEAD] {
            assert_eq!(lengths(method, "/no-content").await, (None, 0));
        }
    }
}
