//! A disk that is really full: a small file system with ballast on it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ngantor_tests::installation::Installation;

use super::campaign::Campaign;
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
    let told = OnWrite::Full.told();
    for _ in 0..3 {
        let unknown = campaign.trouble(STORM, true, told, |_| {
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
    // The node first: what it has open keeps the file system.
    campaign.office.node.kill();
}
