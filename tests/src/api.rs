//! Every operation that there is, as each function's committed `openapi.json` says.

use std::path::PathBuf;

use serde_json::Value;

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// As HTTP writes it.
    pub method: String,
    /// With its parameters in braces.
    pub path: String,
    /// Whether it takes a JSON body.
    pub takes_json: bool,
}

impl Operation {
    /// The path with every parameter replaced.
    pub fn path_with(&self, parameter: &str) -> String {
        let words = self.path.split('/').map(|word| {
            if word.starts_with('{') {
                parameter
            } else {
                word
            }
        });
        words.collect::<Vec<_>>().join("/")
    }

    /// Whether the path has a parameter.
    pub fn has_parameter(&self) -> bool {
        self.path.contains('{')
    }
}

/// Every operation of every function, sorted.
#[expect(
    clippy::expect_used,
    reason = "a test without the documents has failed"
)]
pub fn operations() -> Vec<Operation> {
    let components = std::fs::read_dir(crate::root().join("components")).expect("components");
    let documents = components
        .filter_map(|entry| Some(entry.ok()?.path().join("openapi.json")))
        .filter(|path| path.is_file());
    let mut operations: Vec<_> = documents.flat_map(of_document).collect();
    operations.sort();
    operations
}

#[expect(
    clippy::expect_used,
    reason = "a test without the documents has failed"
)]
fn of_document(path: PathBuf) -> Vec<Operation> {
    let text = std::fs::read_to_string(&path).expect("openapi.json");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                takes_json: operation
                    .pointer("/requestBody/content/application~1json")
                    .is_some(),
            });
        }
    }
    operations
}
