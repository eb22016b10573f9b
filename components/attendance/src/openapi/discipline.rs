//! The report on absence and the rule by which it is made.

use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use super::requests::of_kind;
use crate::domain::form::discipline::DisciplineRuleForm;
use crate::http::discipline::DisciplineView;

/// All of it.
pub(super) fn add(document: Document) -> Document {
    let document = document.with(
        Operation::get(
            "/discipline",
            "Days of absence in a year, for a human to examine; nothing follows by itself",
        )
        .query_text("year", "As `2026`; this year when left out")
        .query_text(
            "of",
            "`me` (when left out), `team` for heads, `all` for those who keep or audit",
        )
        .query_text("person_id", "With `team` or `all`: of this person only")
        .query_text(
            "unit_id",
            "Those who belong to this unit or one under it today, instead of `of`",
        )
        .query_text("format", "`json`, `csv` or `xlsx`; `json` when left out")
        .answers_file::<DisciplineView>(&[
            "text/csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ])
        .refuses(&[kind::FORBIDDEN]),
    );
    of_kind::<DisciplineRuleForm>(
        document,
        ["/discipline-rules", "/discipline-rules/{id}"],
        [
            "What the law provides for days of absence",
            "One of these rules",
        ],
    )
}
