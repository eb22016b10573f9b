//! The component's door: one request in, one answer in one piece out.

use bytes::Bytes;
use http::{HeaderValue, header};
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::http_service;

use crate::respond;

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    let (request, _body) = request.into_parts();
    let mut response = respond(&request);
    // The host compares the length with the body, so HEAD and 304 go without.
    if !response.body().is_empty() {
        let length = HeaderValue::from(response.body().len());
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, length);
    }
    response.map(FullBody::new)
}
