//! What people ask and others decide, and the rules of it.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;
use utoipa::ToSchema;

use super::Page;
use crate::domain::form::leave::{
    EscalationForm, FlexibleWorkExclusionForm, FlexibleWorkRuleForm, LeaveAdjustmentForm,
    LeaveTypeForm,
};
use crate::domain::request::form::RequestForm;
use crate::http::balances::BalancesView;
use crate::http::kinds::{
    BEGAN_ALREADY, CORRECTION_TWICE, NO_LONGER_FITS, NOT_OPEN, NOT_THE_DECIDER, OWN_REQUEST,
    OWN_RULE, REQUEST_OVERLAPS, TOO_MANY_OPEN,
};
use crate::http::requests::decide::{DecisionForm, EndForm};
use crate::http::requests::view::RequestView;
use crate::http::rules::Shown;

pub(super) fn add(document: Document) -> Document {
    rules(balances(deciding(asking(document))))
}

fn asking(document: Document) -> Document {
    document
        .with(
            Operation::put(
                "/requests/{id}",
                "Ask for leave, a correction, flexible work or travel; again changes nothing",
            )
            .id()
            .takes::<RequestForm>()
            .answers::<RequestView>(StatusCode::CREATED)
            .answers::<RequestView>(StatusCode::OK)
            .refuses(&[
                kind::ID_REUSED,
                REQUEST_OVERLAPS,
                CORRECTION_TWICE,
                TOO_MANY_OPEN,
                kind::CONFLICT,
            ]),
        )
        .with(
            Operation::get(
                "/requests",
                "My requests, newest first; or the open ones that I may decide, oldest first",
            )
            .query_text("to_decide", "`true`: those that I may decide now")
            .query_text(
                "of",
                "`me`; `decided`: by me; `all`: for personnel and auditors",
            )
            .query_text("person_id", "With `of=all`: one person's")
            .query_text("state", "Only those of one state; not with `to_decide`")
            .pages()
            .answers::<Vec<RequestView>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::get(
                "/requests/{id}",
                "One request, and who may decide it; the ETag names the version",
            )
            .id()
            .answers::<RequestView>(StatusCode::OK),
        )
}

fn deciding(document: Document) -> Document {
    document
        .with(
            Operation::post("/requests/{id}/decision", "Approve it, or decline it")
                .id()
                .if_match()
                .takes::<DecisionForm>()
                .answers::<RequestView>(StatusCode::OK)
                .refuses(&[OWN_REQUEST, NOT_THE_DECIDER, NOT_OPEN, NO_LONGER_FITS]),
        )
        .with(
            Operation::post(
                "/requests/{id}/withdrawal",
                "Take back one's own: what is open, or what was approved and has not begun",
            )
            .id()
            .if_match()
            .takes::<EndForm>()
            .answers::<RequestView>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, NOT_OPEN, BEGAN_ALREADY]),
        )
        .with(
            Operation::post(
                "/requests/{id}/revocation",
                "Take back what was approved, with a reason",
            )
            .id()
            .if_match()
            .takes::<EndForm>()
            .answers::<RequestView>(StatusCode::OK)
            .refuses(&[OWN_REQUEST, NOT_THE_DECIDER, NOT_OPEN]),
        )
}

fn balances(document: Document) -> Document {
    document.with(
        Operation::get(
            "/leave-balances/{year}",
            "What is left of a year's days of leave, each figure explained",
        )
        .variable("year", "As `2026`", json!({"type": "string"}))
        .query_text("person_id", "Whose; mine when left out")
        .answers::<BalancesView>(StatusCode::OK),
    )
}

fn rules(document: Document) -> Document {
    let document = of_kind::<LeaveTypeForm>(
        document,
        ["/leave-types", "/leave-types/{id}"],
        ["The types of leave", "One type of leave"],
    );
    let document = of_kind::<LeaveAdjustmentForm>(
        document,
        ["/leave-adjustments", "/leave-adjustments/{id}"],
        ["Days of leave added or taken; my own", "One adjustment"],
    );
    let document = of_kind::<FlexibleWorkRuleForm>(
        document,
        ["/flexible-work-rules", "/flexible-work-rules/{id}"],
        ["How often people may work elsewhere", "One of these rules"],
    );
    let document = of_kind::<FlexibleWorkExclusionForm>(
        document,
        [
            "/flexible-work-exclusions",
            "/flexible-work-exclusions/{id}",
        ],
        [
            "Who may not apply for flexible work; my own",
            "One exclusion",
        ],
    );
    of_kind::<EscalationForm>(
        document,
        ["/escalations", "/escalations/{id}"],
        ["When others may decide as well", "One of these rules"],
    )
}

pub(super) fn of_kind<F: ToSchema + 'static>(
    document: Document,
    [all, one]: [&'static str; 2],
    [list, show]: [&'static str; 2],
) -> Document {
    document
        .with(
            Operation::get(all, list)
                .query_text("year", "Only those that hold in this year")
                .pages()
                .answers::<Page<F>>(StatusCode::OK),
        )
        .with(
            Operation::get(one, show)
                .id()
                .answers::<Shown<F>>(StatusCode::OK),
        )
        .with(
            Operation::put(one, "Add one, or with If-Match change it whole")
                .whole()
                .takes::<F>()
                .answers::<Shown<F>>(StatusCode::CREATED)
                .answers::<Shown<F>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, OWN_RULE, kind::ID_REUSED]),
        )
        .with(
            Operation::delete(one, "Take back what was a mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, OWN_RULE]),
        )
}
