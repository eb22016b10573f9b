//! Operations on personal data: what is held on somebody, correcting it, forgetting it.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::corrections::{CorrectionForm, CorrectionView, DecisionForm};
use crate::http::erasure::ErasureView;
use crate::http::institution::{InstitutionChange, InstitutionRules};
use crate::http::kinds::{DECIDED_ALREADY, STILL_KEPT, TOO_MANY_CORRECTIONS};
use crate::http::my_data::MyData;
use crate::http::tick::Tick;

/// All of them.
pub(super) fn add(document: Document) -> Document {
    let about = "Everything that is held on me, and who saw and changed it";
    let data = Operation::get("/me/data", about).answers::<MyData<'_>>(StatusCode::OK);
    institution(corrections(document.with(data)))
        .with(
            Operation::post(
                "/people/{id}/erasure",
                "Ask to forget who somebody was; it comes true a week later",
            )
            .id()
            .answers::<ErasureView>(StatusCode::ACCEPTED)
            .refuses(&[kind::FORBIDDEN, kind::CHANGED_MEANWHILE, STILL_KEPT]),
        )
        .with(
            Operation::delete("/people/{id}/erasure", "Take that back")
                .id()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::get("/erasures", "Who is to be forgotten, the next first")
                .pages()
                .answers::<Vec<ErasureView>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::post("/tick", "Forget some of those who left long ago")
                .answers::<Tick>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
}

fn corrections(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/corrections",
                "My requests; for personnel all that are open",
            )
            .pages()
            .answers::<Vec<CorrectionView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::put("/corrections/{id}", "Say what is wrong in my record")
                .id()
                .takes::<CorrectionForm>()
                .answers::<CorrectionView<'_>>(StatusCode::CREATED)
                .answers::<CorrectionView<'_>>(StatusCode::OK)
                .refuses(&[kind::ID_REUSED, TOO_MANY_CORRECTIONS]),
        )
        .with(
            Operation::put("/corrections/{id}/decision", "Answer a request")
                .id()
                .if_match()
                .takes::<DecisionForm>()
                .answers::<CorrectionView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, DECIDED_ALREADY]),
        )
}

fn institution(document: Document) -> Document {
    document
        .with(
            Operation::get("/institution", "The institution and its rules")
                .answers::<InstitutionRules<'_>>(StatusCode::OK)
                .refuses(&[kind::NOT_FOUND]),
        )
        .with(
            Operation::patch(
                "/institution",
                "Change the institution's name, zone or rules",
            )
            .takes::<InstitutionChange>()
            .answers::<InstitutionRules<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::NOT_FOUND]),
        )
}
