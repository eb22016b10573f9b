//! What the types of this crate look like in an API document.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::id::Id;
use crate::time::{Day, Zone};

impl<Kind> PartialSchema for Id<Kind> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uuid".to_owned())))
            .description(Some("A UUIDv7 in lower case."))
            .into()
    }
}

impl<Kind> ToSchema for Id<Kind> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Id")
    }
}

impl PartialSchema for Zone {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A zone of the IANA tz database, by its Area/Place name.",
            ))
            .examples(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
            .into()
    }
}

impl ToSchema for Zone {}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .into()
    }
}

impl ToSchema for Day {}
