//! What was written whole before a kill but not flushed is there after it. Whoever sends it
//! again is told that it is kept, so by then it must be flushed.

use std::time::Duration;

use super::campaign::Campaign;
use super::chance::Chance;
use super::plan::{End, Fault, Plan, Then};
use super::preload::OnSync;

/// Ends the node in some ways, each followed by a start, by clients that send again, and by a
/// power cut that takes everything that was not flushed.
fn outlives(ends: &[End]) {
    let mut campaign = Campaign::open();
    for &how in ends {
        let plan = Plan {
            storm: Duration::from_millis(20),
            fault: Fault::End {
                how,
                then: Then::RestartThenPowerCut(0),
            },
            signs_in: false,
        };
        let done = campaign.run(&plan, &mut Chance::of(0, 0));
        done.unwrap_or_else(|words| panic!("{how:?}: {words}\n{}", campaign.last_words()));
    }
}

#[test]
fn what_a_recovery_found_is_flushed_before_it_is_acknowledged() {
    outlives(&[0, 1, 2].map(|after| End::AtSync(OnSync::DieBefore, after)));
}

/// What a flush left that failed, the next flush leaves out: the system takes it for written.
/// Only to write it once more helps.
#[test]
fn what_a_failed_flush_left_is_written_again_before_it_is_acknowledged() {
    outlives(&[End::WhileFlushesFail; 3]);
}
