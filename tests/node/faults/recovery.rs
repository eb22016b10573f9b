//! What was written whole before a kill but not flushed is there after it. Whoever sends it
//! again is told that it is kept, so by then it must be flushed.

use std::time::Duration;

use super::campaign::Campaign;
use super::chance::Chance;
use super::plan::{End, Fault, Plan, Then};
use super::preload::OnSync;

#[test]
fn what_a_recovery_found_is_flushed_before_it_is_acknowledged() {
    let mut campaign = Campaign::open();
    for round in 0..3 {
        let plan = Plan {
            storm: Duration::from_millis(20),
            fault: Fault::End {
                how: End::AtSync(OnSync::DieBefore, round),
                then: Then::RestartThenPowerCut(0),
            },
            signs_in: false,
        };
        let done = campaign.run(&plan, &mut Chance::of(0, 0));
        done.unwrap_or_else(|words| panic!("{words}\n{}", campaign.last_words()));
    }
}
