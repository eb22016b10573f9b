//! The schema of a problem document.

use utoipa::ToSchema;

/// What went wrong (RFC 9457), in the caller's language.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; problem.rs writes the document"
)]
pub(super) struct Problem {
    /// `/problems/<code>`.
    #[schema(format = "uri-reference")]
    r#type: String,
    /// What happened.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
    /// Stable, for programs.
    code: String,
    /// Each fault of the request.
    #[schema(nullable = false)]
    errors: Option<Vec<Fault>>,
    /// What is there now, with some answers of 412.
    #[schema(nullable = false, value_type = Option<Object>)]
    current: Option<serde_json::Value>,
    /// By which the request stands in the log.
    #[schema(nullable = false)]
    request_id: Option<String>,
}

/// One fault of a request.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct Fault {
    /// A JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pointer: String,
    /// Stable, for programs.
    code: String,
    /// In the caller's language.
    detail: String,
}
