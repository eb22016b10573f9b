//! The function's part of the demo office.

use ngantor_core::demo::{Demo, Words};
use ngantor_http::Ambient as _;
use serde_json::json;

use crate::office::{Office, text};

#[tokio::test]
async fn the_demo_office_is_made_as_its_file_says_and_again_without_a_change() {
    let office = Office::closed().await;
    let demo = include_str!("../../demo.json");
    let beside = |name: &str| {
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
    };
    let demo = Demo::parse(demo, beside).unwrap();
    let setup_token = office.master.setup_token();
    let words = Words {
        setup_token: &setup_token,
        password: &demo.password,
        today: office.clock.now().date_naive(),
    };
    for round in 0..2 {
        let mut token = String::new();
        for step in &demo.requests {
            if step.sender.is_some() && token.is_empty() {
                let form = json!({"username": step.sender, "password": demo.password});
                let session = office.post("/sessions", &form).await.body;
                token = text(&session, "/access_tokens/people");
            }
            let path = step.path.strip_prefix("/api/people").unwrap();
            let (body, content_type) = step.body(&words);
            let answer = office
                .send_text(&step.method, path, &token, (body, content_type))
                .await;
            let status = answer.status.as_u16();
            assert_eq!(status, step.expect[round], "{path}: {:?}", answer.body);
        }
    }
}
