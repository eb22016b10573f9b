//! A fault campaign: the process ends at any instant, the power is cut, the disk is full, writes
//! and flushes fail. What was acknowledged is there, once; what was not is there whole or not
//! at all; the node says what happened and recovers.
//!
//! `FAULTS_ROUNDS` and `FAULTS_SEED` ask for more rounds and for others, `FAULTS_ROUND` for a
//! single one. A seed repeats what happens and when; how the threads of node and clients meet,
//! no seed repeats.

mod campaign;
mod chance;
mod check;
mod compiled;
mod disk;
mod full;
mod plan;
mod power;
mod preload;
mod recovery;
mod storm;

use std::collections::BTreeMap;
use std::ops::Range;

use self::campaign::Campaign;
use self::chance::Chance;
use self::plan::Plan;

const N_ROUNDS: u32 = 100;
const SEED: u64 = 3;
/// Rounds on one office; then the next, so that looking at all of it stays quick.
const ROUNDS_PER_OFFICE: u32 = 25;

#[test]
fn what_was_acknowledged_outlives_whatever_happens() {
    let seed = asked("FAULTS_SEED").unwrap_or(SEED);
    let rounds = rounds();
    let mut n_of_kind = BTreeMap::new();
    let mut total = Total::default();
    let mut campaign = Campaign::open();
    for round in rounds.clone() {
        if round > rounds.start && round % ROUNDS_PER_OFFICE == 0 {
            total.add(&campaign);
            campaign = Campaign::open();
        }
        let mut chance = Chance::of(seed, round);
        let plan = Plan::draw(&mut chance);
        *n_of_kind.entry(plan.kind()).or_insert(0) += 1;
        if let Err(words) = campaign.run(&plan, &mut chance) {
            let log = campaign.last_words();
            let repeat = format!("FAULTS_SEED={seed} FAULTS_ROUND={round}");
            panic!("{repeat}: {words}\n{plan:#?}\nthe node's last words:\n{log}");
        }
    }
    total.add(&campaign);
    println!("{rounds:?} of FAULTS_SEED={seed}: {n_of_kind:?}\n{total:?}");
    if rounds.len() >= N_ROUNDS as usize {
        total.must_show_something();
    }
}

/// What a campaign went through, over all its offices.
#[derive(Debug, Default)]
struct Total {
    n_promised: usize,
    n_sessions: u32,
    n_unflushed: usize,
    n_problems: usize,
    n_struck: u64,
}

impl Total {
    fn add(&mut self, campaign: &Campaign) {
        self.n_promised += campaign.promised.punches.len();
        self.n_sessions += campaign.promised.n_sessions;
        self.n_unflushed += campaign.n_unflushed;
        self.n_problems += campaign.n_problems;
        self.n_struck += campaign.disk.n_struck();
    }

    /// Storms that nothing came through, cuts that took nothing and faults that nobody noticed
    /// would show nothing.
    fn must_show_something(&self) {
        assert!(self.n_promised > 2_000, "{self:?}");
        assert!(self.n_sessions > 10, "{self:?}");
        assert!(self.n_unflushed > 50, "{self:?}");
        assert!(self.n_problems > 100, "{self:?}");
        assert!(self.n_struck > 100, "{self:?}");
    }
}

fn rounds() -> Range<u32> {
    let number = |name| asked(name).map(|n| u32::try_from(n).unwrap());
    match number("FAULTS_ROUND") {
        Some(round) => round..round + 1,
        None => 0..number("FAULTS_ROUNDS").unwrap_or(N_ROUNDS),
    }
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|word| word.parse().unwrap())
}
