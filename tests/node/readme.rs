//! The walkthrough of the README, as it stands there.

use std::process::Command;

use ngantor_tests::installation::Installation;
use ngantor_tests::office;
use serde_json::Value;

#[test]
fn the_walkthrough_sets_up_signs_in_and_clocks_in() {
    let readme = std::fs::read_to_string(ngantor_tests::root().join("README.md")).unwrap();
    let (_, after) = readme
        .split_once("<!-- tested by tests/node/readme.rs -->\n```sh\n")
        .unwrap();
    let (script, _) = after.split_once("\n```").unwrap();
    let installation = Installation::office();
    let mut node = office::start(&installation);
    let token = office::setup_token(&mut node);
    let link = format!("{}/setup#{token}", node.origin);
    let ran = Command::new("sh")
        .args(["-e", "-c", script])
        .env("LINK", link)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let mut answers = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
    assert_eq!(answers.next().unwrap().unwrap()["username"], "ani");
    assert_eq!(answers.next().unwrap().unwrap()["note"], "Dari rumah");
    assert_eq!(answers.next().unwrap().unwrap()["state"], "in");
}
