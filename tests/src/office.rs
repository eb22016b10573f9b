//! An office set up over HTTP, as a person would do it by the printed link.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::node::Node;

/// The administrator's name to sign in with.
pub const USERNAME: &str = "ani";
/// The administrator's password.
pub const PASSWORD: &str = "kata sandi yang panjang";

/// A running office.
pub struct Office {
    /// Where its data lies.
    pub installation: Installation,
    /// The node.
    pub node: Node,
}

impl Office {
    /// Starts an empty office and sets it up.
    pub fn open() -> Self {
        Self::open_in(Installation::office())
    }

    /// The same where somebody prepared.
    pub fn open_in(installation: Installation) -> Self {
        let mut node = start(&installation);
        let token = setup_token(&mut node);
        let answer = set_up(&node.client(), &token);
        assert_eq!(answer.status, 201, "{answer:?}");
        Self { installation, node }
    }

    /// Kills the node as a power cut does, and starts it again.
    #[must_use]
    pub fn killed_and_restarted(mut self) -> Self {
        self.node.kill();
        let node = start(&self.installation);
        Self {
            installation: self.installation,
            node,
        }
    }

    /// A client of the administrator for one function.
    pub fn signed_in(&self, function: &str) -> Client {
        let client = self.node.client();
        let session = sign_in(&client).json();
        client.with_token(token(&session, function))
    }
}

/// Starts a node that must start.
#[expect(clippy::panic, reason = "a test without its node has failed")]
pub fn start(installation: &Installation) -> Node {
    match Node::start(installation) {
        Ok(node) => node,
        Err(error) => panic!("the node did not start: {error:#?}"),
    }
}

/// The one-time word in the link that the node prints.
#[expect(clippy::expect_used, reason = "a test without its link has failed")]
pub fn setup_token(node: &mut Node) -> String {
    node.line_after("/setup#").expect("a set-up link")
}

/// Sets the office up.
pub fn set_up(client: &Client, token: &str) -> Answer {
    let form = json!({
        "token": token,
        "institution": {"name": "Kantor Uji", "zone": "Asia/Jakarta"},
        "administrator": {"name": "Ani Lestari", "username": USERNAME, "password": PASSWORD},
    });
    must(client.json("POST", "/api/people/setup", &form))
}

/// Signs the administrator in.
pub fn sign_in(client: &Client) -> Answer {
    let form = json!({"username": USERNAME, "password": PASSWORD});
    must(client.json("POST", "/api/people/sessions", &form))
}

/// The access token for a function.
pub fn token<'a>(session: &'a Value, function: &str) -> &'a str {
    let tokens = session.get("access_tokens");
    let token = tokens.and_then(|tokens| tokens.get(function));
    token.and_then(Value::as_str).unwrap_or_default()
}

/// A punch as somebody at home sends it.
pub fn punch(direction: &str) -> Value {
    json!({"direction": direction, "work_mode": "home", "zone": "Asia/Jakarta"})
}

/// A fresh id, as a client mints it.
#[expect(clippy::disallowed_methods, reason = "the test is the client here")]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// An answer that must come.
#[expect(clippy::panic, reason = "a test without its answer has failed")]
pub fn must<E: std::fmt::Debug>(answer: Result<Answer, E>) -> Answer {
    match answer {
        Ok(answer) => answer,
        Err(error) => panic!("no answer came: {error:?}"),
    }
}
