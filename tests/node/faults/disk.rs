//! Whether the tools of the campaign do what they say: a campaign that cannot fail shows
//! nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::campaign::Campaign;
use super::chance::Chance;
use super::plan::{End, Fault, Plan, Then};
use super::power;
use super::preload::{Disk, OnSync};

const FOR_EVER: u64 = u64::MAX;

/// Writes bytes into a file at a place, in pieces, with or without a flush at the end.
fn write(disk: &Disk, file: &Path, byte: &str, at: u32, conversion: &str) {
    let source = file.with_extension(byte);
    fs::write(&source, byte.repeat(2_000)).unwrap();
    let done = Command::new("dd")
        .arg(format!("if={}", source.display()))
        .arg(format!("of={}", file.display()))
        .args(["bs=500", &format!("seek={at}"), conversion, "status=none"])
        .envs(disk.variables())
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn a_power_cut_takes_what_was_not_flushed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let disk = Disk::new(&data.join("disk"));
    let file = data.join("a.db");
    write(&disk, &file, "a", 0, "conv=fsync");
    let flushed = fs::read(&file).unwrap();
    write(&disk, &file, "b", 2, "conv=notrunc");
    write(&disk, &file, "c", 1, "conv=notrunc");
    let written = fs::read(&file).unwrap();
    assert_eq!((flushed.len(), written.len()), (2_000, 3_000));
    assert_eq!(disk.seen(), (12, 1));
    let notes = fs::read(data.join("disk/a.db.undo")).unwrap();
    let mut seen = Vec::new();
    for seed in 0..20 {
        fs::write(&file, &written).unwrap();
        fs::write(data.join("disk/a.db.undo"), &notes).unwrap();
        let kept = [0, 500, 1_000][seed % 3];
        let n = power::cut(
            data,
            disk.undo_folder(),
            &mut Chance::of(seed as u64, 0),
            kept,
        );
        assert_eq!(n, 8);
        let left = fs::read(&file).unwrap();
        // What was not written to is as it was; all else is of one of the states.
        assert_eq!(left[..500], flushed[..500]);
        assert!(left.iter().all(|byte| b"abc\0".contains(byte)));
        match kept {
            0 => assert_eq!(left[..2_000], flushed),
            1_000 => assert_eq!(left, written),
            _ => seen.push(left),
        }
    }
    seen.sort();
    seen.dedup();
    assert!(seen.len() > 3, "torn in {} ways", seen.len());
}

#[test]
fn a_disk_that_only_says_that_it_flushed_is_found_out() {
    let mut campaign = Campaign::open();
    campaign
        .disk
        .strike_syncs("attendance", OnSync::Lie, 0, FOR_EVER);
    let plan = Plan {
        storm: std::time::Duration::from_millis(100),
        fault: Fault::End {
            how: End::Killed,
            then: Then::PowerCut(0),
        },
        signs_in: false,
    };
    let words = campaign.run(&plan, &mut Chance::of(0, 0)).unwrap_err();
    assert!(
        words.contains("acknowledged punches are not there"),
        "{words}"
    );
}
