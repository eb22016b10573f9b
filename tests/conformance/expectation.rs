//! What an answer must be like. `…` in an expected text stands for any text: what varies from
//! one run, or one host, to the other.

use ngantor_tests::client::Answer;
use serde::Deserialize;

/// Stands for any text.
const ANYTHING: char = '…';

/// What an answer must be like; what is left out may be anything, but for the status.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expectation {
    /// The status.
    pub status: u16,
    /// The whole body, but for a line break at its end.
    pub answer: Option<String>,
    /// Lines that the body has.
    pub has: Vec<String>,
    /// Lines that the body has not.
    pub lacks: Vec<String>,
    /// Header lines that the answer has.
    pub headers: Vec<String>,
}

impl Default for Expectation {
    fn default() -> Self {
        Self {
            status: 200,
            answer: None,
            has: Vec::new(),
            lacks: Vec::new(),
            headers: Vec::new(),
        }
    }
}

impl Expectation {
    /// Everything about an answer that is otherwise.
    pub fn complaints(&self, answer: &Answer) -> Vec<String> {
        let text = answer.text.trim_end_matches('\n');
        let mut complaints = Vec::new();
        if answer.status != self.status {
            let is = answer.status;
            complaints.push(format!("status {}, not {is}:\n{text}", self.status));
        }
        if let Some(whole) = &self.answer
            && !fits(whole.trim_end_matches('\n'), text)
        {
            complaints.push(format!("the answer is\n{text}\n  and not\n{whole}"));
        }
        let has = |line: &&String| text.lines().any(|is| fits(line, is));
        for line in self.has.iter().filter(|line| !has(line)) {
            complaints.push(format!("no line is {line:?}:\n{text}"));
        }
        for line in self.lacks.iter().filter(has) {
            complaints.push(format!("a line is {line:?}:\n{text}"));
        }
        let headers: Vec<String> = headers(answer).collect();
        let has = |line: &&String| headers.iter().any(|is| fits(line, is));
        for line in self.headers.iter().filter(|line| !has(line)) {
            complaints.push(format!("no header is {line:?}: {headers:?}"));
        }
        complaints
    }
}

fn headers(answer: &Answer) -> impl Iterator<Item = String> {
    answer.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}: {value}")
    })
}

/// Whether a text is the expected one.
fn fits(expected: &str, text: &str) -> bool {
    let Some((before, after)) = expected.split_once(ANYTHING) else {
        return expected == text;
    };
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    rest.char_indices()
        .map(|(at, _)| at)
        .chain([rest.len()])
        .any(|at| rest.get(at..).is_some_and(|rest| fits(after, rest)))
}

#[test]
fn three_dots_stand_for_any_text_and_nothing_else_does() {
    for (expected, text, does) in [
        ("a", "a", true),
        ("a", "ab", false),
        ("a…", "a", true),
        ("a…c", "abc", true),
        ("a…c", "abcd", false),
        ("…b…", "abc", true),
        ("…b…", "ac", false),
        ("*", "a", false),
    ] {
        assert_eq!(fits(expected, text), does, "{expected} {text}");
    }
}

#[test]
fn whatever_is_otherwise_is_found() {
    let answer = Answer {
        status: 200,
        headers: [(
            ureq::http::header::ACCEPT,
            ureq::http::HeaderValue::from_static("a"),
        )]
        .into_iter()
        .collect(),
        text: "one\ntwo\n".to_owned(),
    };
    let n_complaints = |text: &str| {
        let expectation: Expectation = toml::from_str(text).expect(text);
        expectation.complaints(&answer).len()
    };
    let good = "answer = 'one…'\nhas = ['two']\nlacks = ['three']\nheaders = ['accept: a']";
    assert_eq!(n_complaints(good), 0);
    for (right, wrong) in [
        ("one", "two"),
        ("'two'", "'tw'"),
        ("three", "one"),
        ("accept: a", "accept: b"),
        ("answer", "status = 404\nanswer"),
    ] {
        assert_eq!(n_complaints(&good.replacen(right, wrong, 1)), 1, "{wrong}");
    }
}
