//! What programs read for people without a sign-in, and the addresses for it.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::domain::subscription::SubscriptionForm;
use crate::http::kinds::{SESSION_OVER, TOO_MANY_SUBSCRIPTIONS};
use crate::http::subscriptions::SubscriptionView;

pub(super) fn add(document: Document) -> Document {
    published(document)
        .with(
            Operation::get(
                "/subscriptions",
                "My addresses for programs that read without a sign-in",
            )
            .answers::<Vec<SubscriptionView>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/subscriptions/{id}",
                "Make an address: it is shown this once; again, it is not",
            )
            .id()
            .takes::<SubscriptionForm>()
            .answers::<SubscriptionView>(StatusCode::CREATED)
            .answers::<SubscriptionView>(StatusCode::OK)
            .refuses(&[SESSION_OVER, TOO_MANY_SUBSCRIPTIONS, kind::ID_REUSED]),
        )
        .with(
            Operation::delete("/subscriptions/{id}", "Nobody reads there any more")
                .id()
                .answers_nothing(),
        )
}

fn published(document: Document) -> Document {
    let secret = |operation: Operation| {
        let limits = json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"});
        let operation = operation.query("secret", "As the address was shown", limits);
        operation.open().refuses(&[kind::NOT_FOUND])
    };
    let calendar = Operation::get(
        "/published/calendar.ics",
        "The due instants of what I do, gave or watch, as iCalendar (RFC 5545)",
    );
    let news = Operation::get(
        "/published/news.atom",
        "What I do, gave or watch, what changed last first, as Atom (RFC 4287)",
    );
    document
        .with(secret(calendar).answers_text("text/calendar"))
        .with(secret(news).answers_text("application/atom+xml"))
}
