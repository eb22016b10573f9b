//! What personnel set.

use std::borrow::Cow;
use std::marker::PhantomData;

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::period::{PeriodRule, Reopening};
use crate::domain::rule::RuleId;
use crate::http::kinds::{BEGINS_TWICE, TOO_MANY_RULES};
use crate::http::rules::Shown;

pub(super) fn add(document: Document) -> Document {
    let document = of_kind::<PeriodRule>(
        document,
        ["/period-rules", "/period-rules/{id}"],
        [
            "How long periods are and when they lock",
            "One of these rules",
        ],
    );
    of_kind::<Reopening>(
        document,
        ["/reopenings", "/reopenings/{id}"],
        [
            "Days that were opened again; everybody's and my own",
            "One reopening",
        ],
    )
}

fn of_kind<F: ToSchema + 'static>(
    document: Document,
    [all, one]: [&'static str; 2],
    [list, show]: [&'static str; 2],
) -> Document {
    document
        .with(
            Operation::get(all, list)
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
                .refuses(&[
                    kind::FORBIDDEN,
                    kind::ID_REUSED,
                    kind::CHANGED_MEANWHILE,
                    BEGINS_TWICE,
                    TOO_MANY_RULES,
                ]),
        )
        .with(
            Operation::delete(one, "Take back what was a mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}

/// What is sent, with the two that the function adds.
impl<F: PartialSchema> PartialSchema for Shown<F> {
    fn schema() -> RefOr<Schema> {
        let mut shown = F::schema();
        if let RefOr::T(Schema::Object(object)) = &mut shown {
            let about = "Counts the changes.";
            let version = ObjectBuilder::new().schema_type(Type::Integer);
            let version = version.description(Some(about)).into();
            object.properties.insert("id".to_owned(), RuleId::schema());
            object.properties.insert("version".to_owned(), version);
            object.required.extend(["id", "version"].map(str::to_owned));
        }
        shown
    }
}

impl<F: ToSchema> ToSchema for Shown<F> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Shown{}", F::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        F::schemas(schemas);
    }
}

/// A list of what is shown.
pub(super) struct Page<F>(PhantomData<F>);

impl<F: ToSchema> PartialSchema for Page<F> {
    fn schema() -> RefOr<Schema> {
        let one = Ref::from_schema_name(Shown::<F>::name());
        ArrayBuilder::new().items(one).into()
    }
}

impl<F: ToSchema> ToSchema for Page<F> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Shown::<F>::name().into_owned(), Shown::<F>::schema()));
        F::schemas(schemas);
    }
}
