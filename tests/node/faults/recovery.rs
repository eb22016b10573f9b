//! What was written whole before a kill but not flushed is there after it. Whoever sends it
//! again is told that it is kept, so by then it must be flushed.

use std::fs;
use std::io::Read as _;
use std::time::Duration;

use super::campaign::Campaign;
use super::chance::Chance;
use super::check::Onlooker;
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

/// While somebody reads, a part of the log is moved into the database and not flushed yet. When
/// the flush after that fails, the system gives that part up as well, of which SQLite thinks
/// that it was moved.
#[test]
fn what_was_moved_before_a_failed_flush_is_moved_again() {
    let mut campaign = Campaign::open();
    let database = campaign.data().join("attendance.db");
    let moved = campaign.disk.undo_folder().join("attendance.db.undo");
    let n_moved = |_: &Campaign| fs::metadata(&moved).map_or(0, |about| about.len());

    let mut n = 0;
    campaign.punch_until(|_| {
        n += 1;
        n > 30
    });
    let onlooker = Onlooker::open(&campaign.data()).unwrap();
    onlooker.stay().unwrap();
    campaign.punch_until(|campaign| n_moved(campaign) > 0);

    let n_struck = campaign.disk.n_struck();
    campaign
        .disk
        .strike_syncs("attendance.db", OnSync::Error, 0, 1);
    drop(onlooker);
    campaign.punch_until(|campaign| campaign.disk.n_struck() > n_struck);
    campaign.disk.heal();

    // The log begins anew once all of it counts as moved.
    let head = log_head(&database);
    campaign.punch_until(|_| log_head(&database) != head);
    campaign.lose_power().unwrap();
}

/// The head of a database's log, which is another one each time the log begins anew.
fn log_head(database: &std::path::Path) -> [u8; 32] {
    let mut head = [0; 32];
    let mut log = fs::File::open(database.with_extension("db-wal")).unwrap();
    log.read_exact(&mut head).unwrap();
    head
}
