//! Exceptions from a rule. A file of them may only shrink.
//!
//! `ratchet/<rule>.txt` names one path a line; a path with two exceptions stands there twice.
//! Numbers of lines are not named, so that an edit elsewhere in the file changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::Complaint;

/// How to make the test pass without making the ratchet longer.
const HINT: &str = "Mend it; exceptions in xtask/ratchet/ only become fewer.";

/// The exceptions from a rule.
pub fn read(root: &Path, rule: &str) -> Vec<String> {
    let path = root.join(format!("xtask/ratchet/{rule}.txt"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// What is to be said: more complaints of a file than exceptions, or fewer.
pub fn compare(rule: &str, complaints: Vec<Complaint>, exceptions: &[String]) -> Vec<String> {
    let mut by_path: BTreeMap<String, (Vec<Complaint>, usize)> = BTreeMap::new();
    for complaint in complaints {
        let place = by_path.entry(complaint.path.clone()).or_default();
        place.0.push(complaint);
    }
    for path in exceptions {
        by_path.entry(path.clone()).or_default().1 += 1;
    }
    let mut said = Vec::new();
    for (path, (found, allowed)) in by_path {
        if found.len() > allowed {
            said.extend(found.iter().map(|one| format!("{one} (rule: {rule})")));
        } else if found.len() < allowed {
            let n = allowed - found.len();
            said.push(format!(
                "xtask/ratchet/{rule}.txt:1: {path} stands there {n} times more than it has to; \
                 remove what is mended"
            ));
        }
    }
    if said.iter().any(|words| words.ends_with(')')) {
        said.push(HINT.to_owned());
    }
    said
}

#[test]
fn an_exception_covers_one_complaint_and_goes_when_it_is_mended() {
    let complaint = |line| Complaint::new("a.rs", line, "is wrong");
    let exceptions = ["a.rs".to_owned()];
    assert!(compare("r", vec![complaint(7)], &exceptions).is_empty());
    let more = compare("r", vec![complaint(7), complaint(9)], &exceptions);
    assert_eq!(more[0], "a.rs:7: is wrong (rule: r)");
    assert_eq!(more.last().unwrap(), HINT);
    let fewer = compare("r", vec![], &exceptions);
    assert!(fewer[0].contains("remove what is mended"), "{fewer:?}");
}
