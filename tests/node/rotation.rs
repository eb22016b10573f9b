//! What an operator does about secrets: another master secret, which signs nobody out, and a link
//! for who lost password and phone.

use ngantor_tests::client::Client;
use ngantor_tests::node::command;
use ngantor_tests::office::{self, Office, must, new_id, punch, token};
use serde_json::{Value, json};

/// What a command says, and whether it went well.
fn run(office: &Office, words: &[&str]) -> (bool, String) {
    let output = command()
        .args(words)
        .args(office.installation.words())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

fn refresh(client: &Client, session: &Value) -> (u16, Value) {
    let form = json!({"refresh_token": session["refresh_token"]});
    let answer = must(client.json("POST", "/api/people/sessions/refresh", &form));
    (answer.status, answer.json())
}

/// The status of a punch with a session's token.
fn clock_in(client: &Client, session: &Value) -> u16 {
    let client = client.with_token(token(session, "attendance"));
    let path = format!("/api/attendance/punches/{}", new_id());
    must(client.json("PUT", &path, &punch("in"))).status
}

#[test]
fn who_lost_everything_comes_in_by_a_link_that_the_operator_prints() {
    let office = Office::open();
    let client = office.node.client();
    let words = [
        "let-in",
        office::USERNAME,
        "--public-url",
        "https://kantor.example",
    ];
    let (done, said) = run(&office, &words);
    let word = said.trim().strip_prefix("https://kantor.example/reset#");
    let word = word.filter(|_| done).unwrap();
    let password = "hujan di bulan juni";
    let form = json!({"token": word, "password": password});
    let path = "/api/people/password-links/use";
    assert_eq!(must(client.json("POST", path, &form)).status, 204);
    assert_eq!(must(client.json("POST", path, &form)).status, 403);
    let form = json!({"username": office::USERNAME, "password": password});
    let entered = must(client.json("POST", "/api/people/sessions", &form));
    assert_eq!(entered.status, 201, "{entered:?}");
}

#[test]
fn another_master_secret_signs_nobody_out() {
    let mut office = Office::open();
    let client = office.node.client();
    let before = office::sign_in(&client).json();
    let left = office::sign_in(&client).json();
    let (done, said) = run(&office, &["rotate-secrets"]);
    assert!(!done && said.contains("another node uses"), "{said}");
    office.node.kill();
    let (done, said) = run(&office, &["rotate-secrets"]);
    assert!(done && said.contains("another master secret"), "{said}");
    let (done, said) = run(&office, &["rotate-secrets"]);
    assert!(!done && said.contains("forget-secrets"), "{said}");
    let (done, said) = run(&office, &["forget-secrets"]);
    assert!(!done && said.contains("start the node once"), "{said}");

    let mut office = office.killed_and_restarted();
    let client = office.node.client();
    assert_eq!(clock_in(&client, &before), 201);
    let (status, fresh) = refresh(&client, &before);
    assert_eq!(status, 200, "{fresh}");
    assert_ne!(clock_in(&client, &fresh), 401);

    office.node.kill();
    let (done, said) = run(&office, &["forget-secrets"]);
    assert!(done, "{said}");
    let office = office.killed_and_restarted();
    let client = office.node.client();
    assert_eq!(clock_in(&client, &left), 401);
    assert_eq!(refresh(&client, &left).0, 401);
    let (status, next) = refresh(&client, &fresh);
    assert_eq!(status, 200, "{next}");
    assert_ne!(clock_in(&client, &next), 401);
}
