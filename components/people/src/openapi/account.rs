//! What people do with their own account, and personnel for them.

use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::account::PasswordForm;

/// Adds the operations.
pub(super) fn operations(document: Document) -> Document {
    document.with(
        Operation::put("/me/password", "Change my password; my other sessions end")
            .takes::<PasswordForm>()
            .answers_nothing()
            .refuses(&[kind::TOO_MANY, kind::BUSY]),
    )
}
