//! The filters that people keep.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::domain::saved_filter::SavedFilterForm;
use crate::http::kinds::TOO_MANY_FILTERS;
use crate::http::saved_filters::SavedFilterView;

pub(super) fn add(document: Document) -> Document {
    document
        .with(
            Operation::get("/saved-filters", "How I look at lists, under names").answers::<Vec<
                SavedFilterView<'_>,
            >>(
                StatusCode::OK
            ),
        )
        .with(
            Operation::put(
                "/saved-filters/{id}",
                "Keep a filter, or with If-Match change it",
            )
            .whole()
            .takes::<SavedFilterForm>()
            .answers::<SavedFilterView<'_>>(StatusCode::CREATED)
            .answers::<SavedFilterView<'_>>(StatusCode::OK)
            .refuses(&[TOO_MANY_FILTERS, kind::ID_REUSED]),
        )
        .with(
            Operation::delete("/saved-filters/{id}", "Keep it no longer")
                .id()
                .if_match()
                .answers_nothing(),
        )
}
