//! The API document (OpenAPI 3.1) of a function, made from its types and one line for each
//! operation. It exists natively only: a component would grow by a fifth.
//!
//! What holds for every operation is said here once: who may call, how bodies are refused,
//! that anything else is a problem document.

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use ngantor_core::lang::Lang;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::{Kind, Route, cookie_name, kind};

mod operation;
mod problem;

pub use operation::Operation;

/// A function's API document in the making.
pub struct Document {
    function: &'static str,
    about: &'static str,
    paths: BTreeMap<String, Map<String, Value>>,
    schemas: Schemas,
}

/// The schemas that operations refer to, by name.
#[derive(Default)]
struct Schemas(BTreeMap<String, Value>);

impl Document {
    /// Starts with the two routes that every function has.
    pub fn new(function: &'static str, about: &'static str) -> Self {
        let mut schemas = Schemas::default();
        schemas.add::<problem::Problem>();
        let document = Self {
            function,
            about,
            paths: BTreeMap::new(),
            schemas,
        };
        document
            .with(
                Operation::get("/health", "Whether the function and its database answer")
                    .open()
                    .answers::<crate::standard::Health>(StatusCode::OK)
                    .refuses(&[kind::BUSY]),
            )
            .with(
                Operation::get("/feed", "The journal as CloudEvents, for machines")
                    .query(
                        "after",
                        "The place after which to read",
                        json!({"minimum": 0}),
                    )
                    .query(
                        "limit",
                        "The most events",
                        json!({"minimum": 1, "maximum": 500}),
                    )
                    .query(
                        "timeout_ms",
                        "How long to wait for the first event",
                        json!({"minimum": 0, "maximum": crate::standard::FEED_WAIT_MAX_MS}),
                    )
                    .answers_as::<Vec<crate::standard::Event>>(
                        StatusCode::OK,
                        "application/cloudevents-batch+json",
                    )
                    .refuses(&[kind::FORBIDDEN]),
            )
    }

    /// Adds an operation.
    #[must_use]
    pub fn with(mut self, operation: Operation) -> Self {
        let path = format!("/api/{}{}", self.function, operation.path);
        let method = operation.method.to_owned();
        let shown = operation.show(&mut self.schemas);
        self.paths.entry(path).or_default().insert(method, shown);
        self
    }

    /// What it describes, for comparing with the router.
    pub fn routes(&self) -> BTreeSet<(String, String)> {
        let methods = |(path, methods): (&String, &Map<String, Value>)| {
            let keys = methods.keys().cloned().collect::<Vec<_>>();
            let path = path.clone();
            keys.into_iter().map(move |method| (path.clone(), method))
        };
        self.paths.iter().flat_map(methods).collect()
    }

    /// The document's text: indented JSON with sorted keys.
    pub fn text(&self) -> String {
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": format!("Ngantor: {}", self.function),
                "version": "0.1.0",
                "description": self.about,
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "paths": self.paths,
            "components": {
                "schemas": self.schemas.0,
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                    "cookie": {
                        "type": "apiKey", "in": "cookie", "name": cookie_name(self.function),
                    },
                },
            },
        });
        let text = serde_json::to_string_pretty(&sorted(document)).unwrap_or_default();
        text + "\n"
    }
}

impl Schemas {
    /// Takes a type's schema and those it refers to.
    fn add<T: ToSchema>(&mut self) {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        self.keep(found);
    }

    fn keep(&mut self, found: Vec<(String, RefOr<Schema>)>) {
        for (name, schema) in found {
            let schema = serde_json::to_value(schema).unwrap_or_default();
            self.0.entry(name).or_insert(schema);
        }
    }
}

/// The routes of a router, as [`Document::routes`] tells its own.
pub fn routes_of(list: &[Route]) -> BTreeSet<(String, String)> {
    list.iter()
        .map(|route| (route.path.clone(), route.method.to_owned()))
        .collect()
}

/// Whether serde_json keeps keys in their order depends on who else uses it in a build.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.into_iter().collect();
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name, sorted(value)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// The codes of kinds with one status, and what they say, for an answer's description.
fn describe(kinds: &[Kind]) -> String {
    let lines = kinds
        .iter()
        .map(|kind| format!("`{}`: {}", kind.code, kind.title.in_lang(Lang::En)));
    lines.collect::<Vec<_>>().join("; ")
}
