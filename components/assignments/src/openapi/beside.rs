//! Comments, checklist, deliverables, tags, watchers, what an assignment needs and what it serves.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::addition::{ChecklistItem, Comment, Content, Deliverable};
use crate::domain::tie::LinkForm;
use crate::http::additions::Added;
use crate::http::kinds::{ASSIGNMENT_CLOSED, CIRCLE, NOT_YOURS, TOO_MANY_ADDITIONS, TOO_MANY_TIES};

pub(super) fn add(document: Document) -> Document {
    let document = kind_of::<Comment>(
        document,
        "/assignments/{id}/comments",
        ("/assignments/{id}/comments/{comment_id}", "comment_id"),
        ["The comments", "Say something", "Take back what one said"],
    );
    let document = kind_of::<ChecklistItem>(
        document,
        "/assignments/{id}/checklist-items",
        ("/assignments/{id}/checklist-items/{item_id}", "item_id"),
        [
            "The checklist",
            "Add an item, or with If-Match change it",
            "Remove an item",
        ],
    );
    let document = kind_of::<Deliverable>(
        document,
        "/assignments/{id}/deliverables",
        (
            "/assignments/{id}/deliverables/{deliverable_id}",
            "deliverable_id",
        ),
        [
            "What was delivered",
            "Deliver a version of an upload for one's part, or with If-Match another",
            "Take it back",
        ],
    );
    let indicators = (
        "/assignments/{id}/indicators/{indicator_id}",
        "indicator_id",
    );
    let document = links(
        sets(document),
        indicators,
        ["It serves an indicator", "It does not"],
    );
    let plans = ("/assignments/{id}/skp-plans/{skp_plan_id}", "skp_plan_id");
    links(document, plans, ["It serves an SKP plan", "It does not"])
}

fn links(
    document: Document,
    (path, variable): (&'static str, &str),
    [link, unlink]: [&'static str; 2],
) -> Document {
    let linked = |operation: Operation| {
        let operation = operation.id().variable(variable, "Which", uuid());
        operation.answers_nothing().refuses(&[NOT_YOURS])
    };
    document
        .with(linked(Operation::put(path, link).takes::<LinkForm>()).refuses(&[TOO_MANY_TIES]))
        .with(linked(Operation::delete(path, unlink)))
}

fn uuid() -> serde_json::Value {
    json!({"type": "string", "format": "uuid"})
}

fn kind_of<C: Content + ToSchema>(
    document: Document,
    all: &'static str,
    (one, variable): (&'static str, &str),
    [list, put, remove]: [&'static str; 3],
) -> Document {
    document
        .with(
            Operation::get(all, list)
                .id()
                .pages()
                .answers::<Vec<Added<C>>>(StatusCode::OK),
        )
        .with(
            Operation::put(one, put)
                .whole()
                .variable(variable, "A UUIDv7 in lower case", uuid())
                .takes::<C>()
                .answers::<Added<C>>(StatusCode::CREATED)
                .answers::<Added<C>>(StatusCode::OK)
                .refuses(&[
                    NOT_YOURS,
                    ASSIGNMENT_CLOSED,
                    TOO_MANY_ADDITIONS,
                    kind::ID_REUSED,
                ]),
        )
        .with(
            Operation::delete(one, remove)
                .id()
                .variable(variable, "A UUIDv7 in lower case", uuid())
                .if_match()
                .answers_nothing()
                .refuses(&[NOT_YOURS, ASSIGNMENT_CLOSED]),
        )
}

fn sets(document: Document) -> Document {
    let tag = json!({"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"});
    let tag = |operation: Operation| {
        let operation = operation.id().variable("tag", "A tag", tag.clone());
        operation.answers_nothing().refuses(&[NOT_YOURS])
    };
    let person = |operation: Operation| {
        let operation = operation.id().variable("person_id", "Who", uuid());
        operation.answers_nothing().refuses(&[NOT_YOURS])
    };
    let needed = |operation: Operation| {
        let operation = operation.id().variable("needed_id", "Which", uuid());
        operation.answers_nothing().refuses(&[NOT_YOURS])
    };
    let (tags, watchers, needs) = (
        "/assignments/{id}/tags/{tag}",
        "/assignments/{id}/watchers/{person_id}",
        "/assignments/{id}/needs/{needed_id}",
    );
    document
        .with(tag(Operation::put(tags, "Tag it")).refuses(&[TOO_MANY_TIES]))
        .with(tag(Operation::delete(tags, "Take a tag away")))
        .with(
            person(Operation::put(
                watchers,
                "Watch it, or have others watch it",
            ))
            .refuses(&[kind::INVALID, TOO_MANY_TIES]),
        )
        .with(person(Operation::delete(watchers, "Stop watching it")))
        .with(
            needed(Operation::put(
                needs,
                "It cannot be begun before another is done",
            ))
            .refuses(&[CIRCLE, TOO_MANY_TIES]),
        )
        .with(needed(Operation::delete(needs, "It can")))
}
