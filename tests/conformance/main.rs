//! Conformance to Spin: each folder of `cases/` is an application, the requests that it is
//! sent and the answers that Spin gives. Any host can be held against them; README.md says how.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the lints spare tests, but not the functions that tests share"
)]

mod case;
mod differences;
mod expectation;
mod host;
mod listener;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use case::Case;
use host::{Host, Running};
use listener::Listener;

/// Hosts that run at the same time: starting one takes a processor, asking it hardly any.
const N_AT_ONCE: usize = 4;

/// What one case showed to be otherwise, one finding a line.
fn hold(host: &Host, case: &Case) -> Vec<String> {
    let listener = Listener::open();
    match Running::start(host, case, &listener) {
        Ok(running) => {
            let mut findings = case.starting(host.name(), true, "");
            if findings.is_empty() {
                findings = case.exchanges(host.name(), &running, listener.port());
            }
            findings
        }
        Err(words) => case.starting(host.name(), false, &words),
    }
}

/// Holds a host against cases, several at a time; fails with everything that is otherwise.
fn hold_all(host: &Host, cases: &[Case]) {
    let next = AtomicUsize::new(0);
    let findings = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..N_AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = hold(host, case);
                    findings.lock().expect("no thread panicked").extend(found);
                }
            });
        }
    });
    let findings = findings.into_inner().expect("no thread panicked");
    assert!(
        findings.is_empty(),
        "\n{} of {host} is not as the cases say:\n\n{}\n",
        findings.len(),
        findings.join("\n")
    );
}

#[test]
fn the_host_answers_as_spin_does() {
    let wanted = std::env::var("CONFORMANCE_CASE").unwrap_or_default();
    let mut cases = case::all();
    cases.retain(|case| case.name().contains(&wanted));
    assert!(!cases.is_empty(), "there is no case {wanted:?}");
    hold_all(&Host::of_environment(), &cases);
}

/// The node stands in for another host here: started by another program, with the words of its
/// command line in another order, on a folder that is named otherwise.
#[test]
fn the_host_is_whatever_a_command_line_starts() {
    let line = "env TZ=Asia/Jayapura {node} --runtime-config={runtime_config} \
        --listen={address} --public-url http://office.example --data-dir={state_dir}/elsewhere \
        --manifest={manifest} --skip-build up";
    let line = line.replace("{node}", &host::node());
    let cases: Vec<_> = case::all()
        .into_iter()
        .filter(|case| ["routes", "variables", "variable-missing"].contains(&case.name()))
        .collect();
    assert_eq!(cases.len(), 3);
    hold_all(&Host::named("ngantor", &line), &cases);
}

#[test]
fn every_known_difference_is_listed() {
    differences::check(&case::all());
}
