//! A disk that is really full: a small file system with ballast on it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ngantor_tests::installation::Installation;
use ngantor_tests::node::Node;

use super::campaign::Campaign;
use super::plan::{ALL, Fault, Plan};
use super::preload::OnWrite;

/// Databases and their logs need a few of them.
const MIB: u32 = 24;
const STORM: Duration = Duration::from_millis(100);
/// Long enough for clients to fill what the last page of ballast left.
const FULL: Duration = Duration::from_millis(400);

/// A file system in memory; unmounted when it is dropped.
struct Small(PathBuf);

impl Small {
    /// None where mounting is not permitted.
    fn mount(at: &Path) -> Option<Self> {
        let options = format!("size={MIB}m,mode=700");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .output()
            .ok()?;
        mount.status.success().then(|| Self(at.to_owned()))
    }

    /// Fills it to the last byte, and says with what.
    fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = File::create(&ballast).unwrap();
        for piece in [1 << 20, 4 << 10, 1] {
            while file.write_all(&vec![1; piece]).is_ok() {}
        }
        ballast
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("--lazy").arg(&self.0).status();
        drop(unmounted);
    }
}

/// The office as it ships, its databases apart from the rest of its state.
fn office() -> Installation {
    let root = ngantor_tests::root().canonicalize().unwrap();
    let manifest = fs::read_to_string(root.join("spin.toml")).unwrap();
    let manifest = manifest.replace("\"target/", &format!("\"{}/target/", root.display()));
    let runtime = fs::read_to_string(root.join("runtime-config.toml")).unwrap();
    let runtime = runtime.replace("state_dir = \"data\"", "state_dir = \"state\"");
    Installation::of(&manifest, &runtime)
}

#[test]
fn a_full_disk_is_told_reads_go_on_and_writes_too_once_there_is_space() {
    let installation = office();
    let data = installation.folder().join("data");
    fs::create_dir(&data).unwrap();
    let Some(small) = Small::mount(&data) else {
        println!("mounting is not permitted here; the campaign fills a disk that it makes up");
        return;
    };
    let mut campaign = Campaign::open_in(installation, "state");
    let plan = Plan {
        storm: STORM,
        fault: Fault::Writes {
            target: ALL,
            action: OnWrite::Full,
            times: 0,
            lasts: FULL,
        },
        signs_in: true,
    };
    for _ in 0..3 {
        let unknown = campaign.trouble(&plan, ALL, OnWrite::Full.told(), |_| {
            let ballast = small.fill();
            std::thread::sleep(FULL);
            fs::remove_file(ballast).unwrap();
        });
        let unknown = unknown.unwrap_or_else(|words| panic!("{words}\n{}", campaign.last_words()));
        campaign.check().unwrap();
        campaign.send_again(&unknown).unwrap();
        campaign.check().unwrap();
    }
    assert!(campaign.n_problems > 0, "the disk was never full");
    starts_on_a_full_disk_or_says_why_not(&mut campaign, &small);
    // The node first: what it has open keeps the file system.
    campaign.office.node.kill();
}

/// After a cut of the power the shared memory of each log is made anew, for which a full disk
/// may have no room. Then the node ends with a sentence, for a service manager to try again.
fn starts_on_a_full_disk_or_says_why_not(campaign: &mut Campaign, small: &Small) {
    campaign.office.node.kill();
    for entry in fs::read_dir(campaign.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().ends_with("-shm") {
            fs::remove_file(path).unwrap();
        }
    }
    let ballast = small.fill();
    match Node::start(&campaign.office.installation) {
        Ok(node) => campaign.office.node = node,
        Err(not_started) => {
            assert_eq!(not_started.code, Some(1), "{not_started:?}");
            let last = not_started.words.lines().next_back().unwrap();
            assert!(last.contains(".db cannot be"), "{last}");
        }
    }
    fs::remove_file(ballast).unwrap();
    campaign.restart();
    campaign.send_again(&[]).unwrap();
    campaign.check().unwrap();
}
