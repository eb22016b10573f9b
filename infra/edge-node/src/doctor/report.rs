//! The findings as text for people, and as JSON for machines.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::premises::Premises;
use super::{Finding, Grade};

/// What was found, by check.
#[derive(Debug, Serialize)]
pub struct Report {
    version: &'static str,
    manifest: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_dir: Option<PathBuf>,
    n_wrong: usize,
    n_warnings: usize,
    n_unknown: usize,
    n_fine: usize,
    checks: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    name: &'static str,
    findings: Vec<Finding>,
}

impl Report {
    /// Counts the findings.
    pub(super) fn new(premises: &Premises, checks: Vec<(&'static str, Vec<Finding>)>) -> Self {
        let n = |grade| {
            let findings = checks.iter().flat_map(|(_, findings)| findings);
            findings.filter(|finding| finding.grade == grade).count()
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            manifest: premises.files.manifest.clone(),
            state_dir: premises.state_dir(),
            n_wrong: n(Grade::Wrong),
            n_warnings: n(Grade::Warning),
            n_unknown: n(Grade::Unknown),
            n_fine: n(Grade::Fine),
            checks: checks
                .into_iter()
                .map(|(name, findings)| Section { name, findings })
                .collect(),
        }
    }

    /// Whether nothing is wrong; warnings are not.
    pub const fn is_sound(&self) -> bool {
        self.n_wrong == 0
    }

    /// For machines.
    ///
    /// # Errors
    /// A path that is no UTF-8.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

const fn mark(grade: Grade) -> &'static str {
    match grade {
        Grade::Fine => "fine",
        Grade::Unknown => "unknown",
        Grade::Warning => "WARNING",
        Grade::Wrong => "WRONG",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "ngantor {} looks at {}",
            self.version,
            self.manifest.display()
        )?;
        for section in &self.checks {
            writeln!(out, "\n{}", section.name)?;
            for finding in &section.findings {
                write_finding(out, finding)?;
            }
        }
        writeln!(
            out,
            "\n{} wrong, {} to watch, {} not known, {} fine",
            self.n_wrong, self.n_warnings, self.n_unknown, self.n_fine
        )
    }
}

fn write_finding(out: &mut fmt::Formatter<'_>, finding: &Finding) -> fmt::Result {
    // What TOML's reader says has several lines, with a mark below the place.
    let means = finding.means.trim_end().replace('\n', "\n           ");
    writeln!(
        out,
        "  {:<8} {}: {means}",
        mark(finding.grade),
        finding.looked_at
    )?;
    match &finding.next {
        Some(next) => writeln!(out, "           -> {next}"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;

    fn report(findings: Vec<Finding>) -> Report {
        let cli = Cli::parse(["--manifest".into(), "nowhere/spin.toml".into()]).unwrap();
        Report::new(&Premises::of(&cli, false), vec![("clock", findings)])
    }

    #[test]
    fn what_to_do_stands_below_what_is_not_fine() {
        let late = Finding::wrong("time", "it is 1970\n  indeed").so("set it");
        let text = report(vec![Finding::fine("year", "2026"), late]).to_string();
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "clock",
                "  fine     year: 2026",
                "  WRONG    time: it is 1970",
                "             indeed",
                "           -> set it",
                "",
                "1 wrong, 0 to watch, 0 not known, 1 fine",
            ]
        );
    }

    #[test]
    fn warnings_alone_leave_it_sound() {
        assert!(report(vec![Finding::warning("a", "b"), Finding::unknown("a", "b")]).is_sound());
        assert!(!report(vec![Finding::wrong("a", "b")]).is_sound());
    }

    #[test]
    fn machines_read_the_same() {
        let json = report(vec![Finding::warning("a", "b").so("c")])
            .json()
            .unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["n_warnings"], 1);
        let finding = &json["checks"][0]["findings"][0];
        assert_eq!(
            *finding,
            serde_json::json!({"grade": "warning", "looked_at": "a", "means": "b", "next": "c"})
        );
    }
}
