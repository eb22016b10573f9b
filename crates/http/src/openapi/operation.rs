//! One operation: what it takes, what it answers, what it refuses.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::{Schemas, describe};
use crate::page::PAGE_MAX;
use crate::{Kind, kind};

/// What an operation shows of itself once the schemas it needs are known.
type Shown = Box<dyn FnOnce(&mut Schemas) -> Value>;

/// One operation in the making; people sign in for it unless it is [`Operation::open`].
pub struct Operation {
    pub(super) path: &'static str,
    pub(super) method: &'static str,
    summary: &'static str,
    is_open: bool,
    parameters: Vec<Value>,
    body: Option<Shown>,
    answers: Vec<(StatusCode, Shown)>,
    kinds: Vec<Kind>,
}

impl Operation {
    /// A GET.
    pub fn get(path: &'static str, summary: &'static str) -> Self {
        Self::new("get", path, summary)
    }

    /// A PUT; like every write refused when another site's page sends it.
    pub fn put(path: &'static str, summary: &'static str) -> Self {
        Self::new("put", path, summary).refuses(&[kind::CROSS_SITE])
    }

    /// A POST.
    pub fn post(path: &'static str, summary: &'static str) -> Self {
        Self::new("post", path, summary).refuses(&[kind::CROSS_SITE])
    }

    /// A PATCH, which names the version that it changes.
    pub fn patch(path: &'static str, summary: &'static str) -> Self {
        let operation = Self::new("patch", path, summary).if_match();
        operation.refuses(&[kind::CROSS_SITE])
    }

    /// A PATCH that goes on with something instead of changing a version of it.
    pub fn change(path: &'static str, summary: &'static str) -> Self {
        Self::new("patch", path, summary).refuses(&[kind::CROSS_SITE])
    }

    /// A HEAD that tells what no GET does.
    pub fn head(path: &'static str, summary: &'static str) -> Self {
        Self::new("head", path, summary)
    }

    /// An OPTIONS, which anybody may ask.
    pub fn options(path: &'static str, summary: &'static str) -> Self {
        Self::new("options", path, summary).open()
    }

    /// A DELETE.
    pub fn delete(path: &'static str, summary: &'static str) -> Self {
        Self::new("delete", path, summary).refuses(&[kind::CROSS_SITE])
    }

    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Self {
        Self {
            path,
            method,
            summary,
            is_open: false,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            kinds: Vec::new(),
        }
    }

    /// Anybody may call it, without signing in.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// A variable of the path.
    #[must_use]
    pub fn variable(self, name: &str, about: &str, schema: Value) -> Self {
        self.parameter(name, "path", about, schema)
            .refuses(&[kind::NOT_FOUND])
    }

    /// The variable `{id}`.
    #[must_use]
    pub fn id(self) -> Self {
        let schema = json!({"type": "string", "format": "uuid"});
        self.variable("id", "A UUIDv7 in lower case", schema)
    }

    /// It names the version that it changes.
    #[must_use]
    pub fn if_match(self) -> Self {
        self.versioned(true)
    }

    /// What is sent whole to `{id}`: a new one without the version, a change with it.
    #[must_use]
    pub fn whole(self) -> Self {
        self.id().versioned(false)
    }

    fn versioned(mut self, is_required: bool) -> Self {
        self.parameters.push(json!({
            "name": "If-Match", "in": "header", "required": is_required,
            "description": "The ETag of the version to change",
            "schema": {"type": "string"},
        }));
        self.refuses(&[kind::CHANGED_MEANWHILE, kind::VERSION_REQUIRED])
    }

    /// A whole number in the query.
    #[must_use]
    pub fn query(self, name: &str, about: &str, limits: Value) -> Self {
        let mut schema = Map::from_iter([("type".to_owned(), json!("integer"))]);
        schema.extend(limits.as_object().cloned().unwrap_or_default());
        self.parameter(name, "query", about, Value::Object(schema))
            .refuses(&[kind::INVALID])
    }

    /// A text in the query.
    #[must_use]
    pub fn query_text(self, name: &str, about: &str) -> Self {
        self.parameter(name, "query", about, json!({"type": "string"}))
            .refuses(&[kind::INVALID])
    }

    /// The query of a list in pages; its answer links to the next.
    #[must_use]
    pub fn pages(self) -> Self {
        let limits = json!({"minimum": 1, "maximum": PAGE_MAX});
        self.query("limit", "The most rows of the page", limits)
            .query_text("cursor", "From the `Link` header of the page before")
    }

    fn parameter(mut self, name: &str, place: &str, about: &str, schema: Value) -> Self {
        self.parameters.push(json!({
            "name": name, "in": place, "required": place == "path",
            "description": about, "schema": schema,
        }));
        self
    }

    /// A JSON body of a type.
    #[must_use]
    pub fn takes<T: ToSchema + 'static>(mut self) -> Self {
        let shown = |schemas: &mut Schemas| {
            let content = content::<T>(schemas, "application/json");
            json!({"required": true, "content": content})
        };
        self.body = Some(Box::new(shown));
        self.refuses(&[
            kind::MALFORMED_JSON,
            kind::TOO_LARGE,
            kind::UNSUPPORTED_MEDIA_TYPE,
            kind::INVALID,
        ])
    }

    /// A body of bytes, as one of some types.
    #[must_use]
    pub fn takes_bytes(mut self, content_types: &'static [&'static str]) -> Self {
        let shown = |_: &mut Schemas| {
            let types = content_types
                .iter()
                .map(|one| ((*one).to_owned(), json!({})));
            json!({"required": true, "content": types.collect::<Map<_, _>>()})
        };
        self.body = Some(Box::new(shown));
        self.refuses(&[kind::TOO_LARGE, kind::INVALID])
    }

    /// An answer with text of a type.
    #[must_use]
    pub fn answers_text(mut self, content_type: &'static str) -> Self {
        let shown = move |_: &mut Schemas| {
            let text = json!({content_type: {"schema": {"type": "string"}}});
            json!({"description": "OK", "content": text})
        };
        self.answers.push((StatusCode::OK, Box::new(shown)));
        self
    }

    /// An answer with a file that is no text.
    #[must_use]
    pub fn answers_bytes(mut self, content_type: &'static str) -> Self {
        let shown =
            move |_: &mut Schemas| json!({"description": "OK", "content": {content_type: {}}});
        self.answers.push((StatusCode::OK, Box::new(shown)));
        self
    }

    /// An answer with a file of one of some types.
    #[must_use]
    pub fn answers_files(mut self, content_types: &'static [&'static str]) -> Self {
        let shown = |_: &mut Schemas| {
            let types = content_types
                .iter()
                .map(|one| ((*one).to_owned(), json!({})));
            json!({"description": "OK", "content": types.collect::<Map<_, _>>()})
        };
        self.answers.push((StatusCode::OK, Box::new(shown)));
        self
    }

    /// An answer with a JSON body of a type.
    #[must_use]
    pub fn answers<T: ToSchema + 'static>(self, status: StatusCode) -> Self {
        self.answers_as::<T>(status, "application/json")
    }

    /// An answer with a JSON body of a type, or with the same as a file of other types.
    #[must_use]
    pub fn answers_file<T: ToSchema + 'static>(
        mut self,
        content_types: &'static [&'static str],
    ) -> Self {
        let shown = move |schemas: &mut Schemas| {
            let mut types = content::<T>(schemas, "application/json");
            if let Some(types) = types.as_object_mut() {
                types.extend(
                    content_types
                        .iter()
                        .map(|one| ((*one).to_owned(), json!({}))),
                );
            }
            json!({"description": "OK", "content": types})
        };
        self.answers.push((StatusCode::OK, Box::new(shown)));
        self
    }

    /// An answer with a body of a type, as another kind of JSON.
    #[must_use]
    pub fn answers_as<T: ToSchema + 'static>(
        mut self,
        status: StatusCode,
        content_type: &'static str,
    ) -> Self {
        let shown = move |schemas: &mut Schemas| {
            let reason = status.canonical_reason().unwrap_or_default();
            json!({"description": reason, "content": content::<T>(schemas, content_type)})
        };
        self.answers.push((status, Box::new(shown)));
        self
    }

    /// An answer without a body.
    #[must_use]
    pub fn answers_nothing(mut self) -> Self {
        let shown = |_: &mut Schemas| json!({"description": "No Content"});
        self.answers.push((StatusCode::NO_CONTENT, Box::new(shown)));
        self
    }

    /// Problems that it may answer, beside those that its other parts bring.
    #[must_use]
    pub fn refuses(mut self, kinds: &[Kind]) -> Self {
        for kind in kinds {
            if !self.kinds.contains(kind) {
                self.kinds.push(*kind);
            }
        }
        self
    }

    /// The operation's JSON.
    pub(super) fn show(mut self, schemas: &mut Schemas) -> Value {
        if !self.is_open {
            self = self.refuses(&[kind::UNAUTHENTICATED, kind::TOKEN_EXPIRED]);
        }
        let mut responses = Map::from_iter([("default".to_owned(), problem("Any other problem"))]);
        for (status, kinds) in by_status(&self.kinds) {
            responses.insert(status.to_string(), problem(&describe(&kinds)));
        }
        for (status, answer) in self.answers {
            responses.insert(status.as_str().to_owned(), answer(schemas));
        }
        let security = if self.is_open {
            json!([])
        } else {
            json!([{"bearer": []}, {"cookie": []}])
        };
        let mut shown = json!({
            "summary": self.summary, "security": security, "responses": responses,
        });
        if let Some(fields) = shown.as_object_mut() {
            if !self.parameters.is_empty() {
                fields.insert("parameters".to_owned(), self.parameters.into());
            }
            if let Some(body) = self.body {
                fields.insert("requestBody".to_owned(), body(schemas));
            }
        }
        shown
    }
}

fn by_status(kinds: &[Kind]) -> BTreeMap<u16, Vec<Kind>> {
    let mut found: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in kinds {
        found.entry(kind.status.as_u16()).or_default().push(*kind);
    }
    found
}

fn content<T: ToSchema>(schemas: &mut Schemas, content_type: &str) -> Value {
    json!({content_type: {"schema": schemas.refer::<T>()}})
}

fn problem(description: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/Problem"});
    let content = json!({"application/problem+json": {"schema": schema}});
    json!({"description": description, "content": content})
}

impl Schemas {
    /// A type's schema: a list in place, anything else by its name.
    fn refer<T: ToSchema + PartialSchema>(&mut self) -> Value {
        let schema = serde_json::to_value(T::schema()).unwrap_or_default();
        if schema.get("type").is_some_and(|kind| kind == "array") {
            let mut found = Vec::new();
            T::schemas(&mut found);
            self.keep(found);
            return schema;
        }
        self.add::<T>();
        json!({"$ref": format!("#/components/schemas/{}", T::name())})
    }
}
