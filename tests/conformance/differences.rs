//! Where hosts are known to do otherwise than Spin: the table in `differences.md`, derived
//! from the cases. `NGANTOR_UPDATE=1` writes it anew.

use std::fmt::Write as _;

use crate::case::{Case, Start};

const HEAD: &str = "# Known differences\n\nWhat the cases say that a host does otherwise than \
    Spin, and why. Derived from their `test.toml`;\n`NGANTOR_UPDATE=1 cargo xtask e2e` writes \
    it anew.\n\n| host | case | asked | why |\n|---|---|---|---|\n";

/// Holds the committed table against the cases.
pub fn check(cases: &[Case]) {
    let path = ngantor_tests::root().join("tests/conformance/differences.md");
    let table = table(cases);
    if std::env::var_os("NGANTOR_UPDATE").is_some() {
        std::fs::write(&path, &table).expect("the table can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, table,
        "tests/conformance/differences.md is not what the cases say: NGANTOR_UPDATE=1"
    );
}

fn table(cases: &[Case]) -> String {
    let mut table = HEAD.to_owned();
    for case in cases {
        let test = case.test(0);
        let name = case.name();
        for (host, differs) in &test.differs {
            let start = match differs.start {
                Start::Serves => "it starts",
                Start::Refused => "it does not start",
            };
            // Writing to a string cannot fail.
            let _written = writeln!(table, "| {host} | {name} | {start} | {} |", differs.why);
        }
        for exchange in &test.exchanges {
            for (host, differs) in &exchange.differs {
                let (asked, why) = (&exchange.ask, &differs.why);
                let _written = writeln!(table, "| {host} | {name} | `{asked}` | {why} |");
            }
        }
    }
    table
}
