//! One request through a function's router, from any host.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};
use tower::ServiceExt as _;

use crate::context::{Context, REQUEST_ID};
use crate::problem::Problem;
use crate::same_site;

/// Answers a request. Whatever goes wrong is a problem document in the caller's language.
pub async fn serve(router: Router, request: Request) -> Response {
    let context = Context::of(request.headers());
    let response = match same_site::check(request.method(), request.uri(), request.headers()) {
        Err(problem) => problem.into_response(),
        Ok(()) => match router.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
    };
    finish(response, &context)
}

fn finish(mut response: Response, context: &Context) -> Response {
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    let made_by_router =
        (status.is_client_error() || status.is_server_error()).then(|| Problem::of_status(status));
    if let Some(problem) = problem.or(made_by_router) {
        // A router's own 405 carries Allow.
        let kept = std::mem::take(response.headers_mut());
        response = problem.render(context);
        for (name, value) in &kept {
            if name == header::ALLOW {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    add_headers(&mut response, context);
    response
}

fn add_headers(response: &mut Response<Body>, context: &Context) {
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // Answers are about one person; no cache in between may keep them.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(id) = context.request_id_value() {
        headers.insert(REQUEST_ID, id);
    }
}
