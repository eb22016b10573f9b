//! A case as its folder has it, and what a host made of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ngantor_tests::client::Answer;
use serde::Deserialize;

use crate::expectation::Expectation;
use crate::host::Running;

/// The port of the listener, in any file of a case.
const PORT: &str = "<port>";

/// Where data lies when the case does not say.
const RUNTIME: &str = "state_dir = \"state\"\n\
    [sqlite_database.default]\ntype = \"spin\"\npath = \"default.db\"\n\
    [key_value_store.default]\ntype = \"spin\"\npath = \"default.kv.db\"\n";

/// A case by its folder.
pub struct Case {
    folder: PathBuf,
    name: String,
    text: String,
}

/// `test.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// What the case is about; a case that fails says it.
    pub about: String,
    /// Whether Spin serves it at all.
    #[serde(default)]
    pub start: Start,
    /// Words that a host says when it does not serve, by its name: so that it is refused for
    /// what the case is about.
    #[serde(default)]
    pub says: BTreeMap<String, String>,
    /// Variables of the host's environment.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Hosts that are known to do otherwise at the start.
    #[serde(default)]
    pub differs: BTreeMap<String, StartDiffers>,
    /// What is asked, in this order.
    #[serde(default, rename = "request")]
    pub exchanges: Vec<Exchange>,
}

/// Whether a host serves an application.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// It answers.
    #[default]
    Serves,
    /// It ends with an error before it answers.
    Refused,
}

/// How a host starts otherwise than Spin does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartDiffers {
    /// The reason.
    pub why: String,
    /// What it does.
    pub start: Start,
}

/// A request and its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Method and path.
    pub ask: String,
    /// Header lines.
    #[serde(default)]
    pub headers: Vec<String>,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// So many bytes as the body instead.
    pub body_bytes: Option<usize>,
    /// What Spin answers.
    #[serde(default)]
    pub expect: Expectation,
    /// Hosts that are known to answer otherwise.
    #[serde(default)]
    pub differs: BTreeMap<String, Differs>,
}

/// How a host answers otherwise than Spin does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differs {
    /// The reason.
    pub why: String,
    /// What it answers.
    pub expect: Expectation,
}

/// Every case, in alphabetical order.
pub fn all() -> Vec<Case> {
    let folder = ngantor_tests::root().join("tests/conformance/cases");
    let folders = fs::read_dir(folder).expect("the cases");
    let folders = folders.map(|entry| entry.expect("a case").path());
    let mut cases: Vec<_> = folders.map(Case::read).collect();
    cases.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    cases
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let name = folder.file_name().expect("a name");
        Self {
            name: name.to_string_lossy().into_owned(),
            text: fs::read_to_string(folder.join("test.toml")).expect("test.toml"),
            folder,
        }
    }

    /// The folder's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `test.toml` for a listener's port.
    pub fn test(&self, port: u16) -> Test {
        match toml::from_str(&self.text.replace(PORT, &port.to_string())) {
            Ok(test) => test,
            Err(error) => panic!("{}/test.toml: {error}", self.name),
        }
    }

    /// Writes its other files into an empty folder, for a listener's port.
    pub fn lay_out(&self, folder: &Path, port: u16) {
        for (name, default) in [("spin.toml", ""), ("runtime-config.toml", RUNTIME)] {
            let text = fs::read_to_string(self.folder.join(name));
            let text = text.unwrap_or_else(|_| default.to_owned());
            let text = text.replace(PORT, &port.to_string());
            fs::write(folder.join(name), text).expect("the folder can be written");
        }
    }

    /// What is otherwise about a host that serves, or does not.
    pub fn starting(&self, host: &str, serves: bool, words: &str) -> Vec<String> {
        let test = self.test(0);
        let is = if serves {
            Start::Serves
        } else {
            Start::Refused
        };
        let (wanted, stale) = match test.differs.get(host) {
            Some(differs) => (differs.start, differs.start == test.start),
            None => (test.start, false),
        };
        if stale || (wanted != test.start && is == test.start) {
            return vec![format!(
                "{}: it starts as Spin does; drop `differs`",
                self.name
            )];
        }
        let says = test.says.get(host).filter(|_| is == Start::Refused);
        if is == wanted && says.is_none_or(|said| words.contains(said)) {
            return Vec::new();
        }
        let (about, name) = (&test.about, &self.name);
        let says = says.map(|said| format!(" and says {said:?}"));
        let says = says.unwrap_or_default();
        vec![format!(
            "{about}\n{name}: {wanted:?}{says} is expected, {is:?} it is\n{words}"
        )]
    }

    /// Sends every request; what is otherwise about the answers.
    pub fn exchanges(&self, host: &str, running: &Running, port: u16) -> Vec<String> {
        let Test {
            about, exchanges, ..
        } = self.test(port);
        let numbered = exchanges.iter().zip(1..);
        let found = numbered.flat_map(|(exchange, number)| {
            let complaints = match exchange.send(running) {
                Ok(answer) => exchange.judge(host, &answer),
                Err(words) => vec![words],
            };
            let place = format!("{about}\n{}, request {number}, {}", self.name, exchange.ask);
            complaints
                .into_iter()
                .map(move |words| format!("{place}: {words}"))
        });
        found.collect()
    }
}

impl Exchange {
    fn send(&self, running: &Running) -> Result<Answer, String> {
        let (method, path) = self.ask.split_once(' ').expect("method and path");
        let headers = self.headers.iter().map(|line| line.split_once(": "));
        let headers: Vec<_> = headers.map(|line| line.expect("name: value")).collect();
        let body = match self.body_bytes {
            Some(n_bytes) => "x".repeat(n_bytes),
            None => self.body.clone(),
        };
        running
            .client()
            .send(method, path, &headers, body)
            .map_err(|error| format!("no answer came: {error}"))
    }

    /// What a host that is not known to differ gets wrong; of one that is, whether it still
    /// differs, and just so.
    pub fn judge(&self, host: &str, answer: &Answer) -> Vec<String> {
        let as_spin = self.expect.complaints(answer);
        match self.differs.get(host) {
            None => as_spin,
            Some(_) if as_spin.is_empty() => {
                vec!["it answers as Spin does; drop `differs`".to_owned()]
            }
            Some(differs) => differs.expect.complaints(answer),
        }
    }
}

#[test]
fn a_difference_is_held_to_just_so_and_ends_when_there_is_none() {
    let text = "ask = 'GET /'\nexpect.answer = 'a'\n\
        differs.here.why = 'it is'\ndiffers.here.expect.answer = 'b'";
    let exchange: Exchange = toml::from_str(text).expect("an exchange");
    let n_complaints = |host: &str, text: &str| {
        let answer = Answer {
            status: 200,
            headers: ureq::http::HeaderMap::new(),
            text: text.to_owned(),
        };
        exchange.judge(host, &answer).len()
    };
    for (host, text, expected) in [
        ("spin", "a", 0),
        ("spin", "b", 1),
        ("here", "b", 0),
        ("here", "a", 1),
        ("here", "c", 1),
    ] {
        assert_eq!(n_complaints(host, text), expected, "{host}: {text}");
    }
}
