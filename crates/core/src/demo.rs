//! A function's `demo.json`: its part of the demo office, as requests to its own API. The edge
//! node sends them (`ngantor --demo`), and each function's own test runs them.
//!
//! The file is a JSON object with `requests`, sent in their order. Each has `method`, `path`,
//! `as` (the username of the person who sends it; `null` for nobody), `body` or `file` (the name
//! of a file beside this one, sent as it is), `version` where it changes what has one (sent as
//! `If-Match`) and `expect` (the statuses that are fine; the first for a new office). The file of
//! `people` also has the one `password` of everybody in the demo. In every text of a body stand
//! for something else: `{setup_token}` for the word of the set-up link, `{password}` for that
//! password, and `{day-N}` for the date N days ago in the zone of the institution, `{day+N}` for
//! that in N days.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

/// The days that a demo may look back, or ahead.
const DAYS_MAX: u64 = 31;

/// A function's part of the demo office.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// Everybody's password; in the file of `people` only.
    #[serde(default)]
    pub password: String,
    /// What is sent, in this order.
    pub requests: Vec<Step>,
}

/// One request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The method.
    pub method: String,
    /// Where it goes.
    pub path: String,
    /// The username of who sends it.
    #[serde(rename = "as")]
    pub sender: Option<String>,
    #[serde(default)]
    body: Value,
    /// Instead of a body the name of a file of CSV.
    #[serde(default)]
    file: Option<String>,
    /// The version that it changes.
    #[serde(default)]
    pub version: Option<i64>,
    /// What is in the file.
    #[serde(skip)]
    content: String,
    /// The statuses that are fine; the first one for a new office.
    pub expect: Vec<u16>,
}

/// What stands for the words in braces.
pub struct Words<'a> {
    /// For `{setup_token}`.
    pub setup_token: &'a str,
    /// For `{password}`.
    pub password: &'a str,
    /// From which `{day-N}` counts.
    pub today: NaiveDate,
}

impl Demo {
    /// Reads a file's text, and by a function the files that it names.
    ///
    /// # Errors
    /// What serde or the function says.
    pub fn parse(
        text: &str,
        read: impl Fn(&str) -> std::io::Result<String>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut demo: Self = serde_json::from_str(text)?;
        for step in &mut demo.requests {
            if let Some(name) = &step.file {
                step.content = read(name)?;
            }
        }
        Ok(demo)
    }
}

impl Step {
    /// The body, with the words filled in, or what is in the file; and its content type.
    pub fn body(&self, words: &Words<'_>) -> (String, &'static str) {
        match self.file {
            Some(_) => (self.content.clone(), "text/csv"),
            None => (fill(&self.body, words).to_string(), "application/json"),
        }
    }
}

fn fill(value: &Value, words: &Words<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(fill_text(text, words)),
        Value::Array(items) => items.iter().map(|item| fill(item, words)).collect(),
        Value::Object(fields) => {
            let filled = |(name, value): (&String, &Value)| (name.clone(), fill(value, words));
            Value::Object(fields.iter().map(filled).collect())
        }
        other => other.clone(),
    }
}

fn fill_text(text: &str, words: &Words<'_>) -> String {
    let mut text = text
        .replace("{setup_token}", words.setup_token)
        .replace("{password}", words.password);
    for n in 0..=DAYS_MAX {
        let ago = words.today.checked_sub_days(Days::new(n));
        let ahead = words.today.checked_add_days(Days::new(n));
        for (sign, day) in [('-', ago), ('+', ahead)] {
            if let Some(day) = day {
                text = text.replace(&format!("{{day{sign}{n}}}"), &day.to_string());
            }
        }
    }
    text
}
