//! The rule by which late punches count.

use ngantor_http::openapi::Document;

use super::requests::of_kind;
use crate::domain::form::claims::ClaimRuleForm;

/// All of it.
pub(super) fn add(document: Document) -> Document {
    of_kind::<ClaimRuleForm>(
        document,
        ["/claim-rules", "/claim-rules/{id}"],
        [
            "How late a punch may arrive and count",
            "One of these rules",
        ],
    )
}
