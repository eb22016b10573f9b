//! The function's part of the demo office.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::demo::{Demo, Words};
use ngantor_http::Ambient as _;

use crate::office::{Office, id};

#[tokio::test]
async fn the_demo_office_is_made_as_its_file_says_and_again_without_a_change() {
    let office = Office::with_rules().await;
    let demo = include_str!("../../demo.json");
    let demo = Demo::parse(demo, |name| unreachable!("no file {name}")).unwrap();
    let words = |office: &Office| Words {
        setup_token: "",
        password: "",
        today: office.clock.now().date_naive(),
    };
    let mut people: Vec<_> = demo
        .requests
        .iter()
        .map(|step| step.sender.clone())
        .collect();
    people.sort();
    people.dedup();
    // Made, sent again, and sent again on another day, when the ids are taken.
    for round in 0..3 {
        for step in &demo.requests {
            assert_eq!(step.method.parse::<Method>().unwrap(), Method::PUT);
            let sender = people.iter().position(|name| *name == step.sender).unwrap();
            let person = id(u32::try_from(sender).unwrap());
            let path = step.path.strip_prefix("/api/attendance").unwrap();
            let (body, _) = step.body(&words(&office));
            let body = serde_json::from_str(&body).unwrap();
            let sender = (person.as_str(), Role::Employee);
            let answer = office.send((Method::PUT, path), sender, None, &body).await;
            let status = answer.status.as_u16();
            assert_eq!(status, step.expect[round], "{path}: {:?}", answer.body);
            if answer.status == StatusCode::CREATED && path.starts_with("/punches/") {
                assert_eq!(answer.body["claim"]["grade"], "late", "{path}");
            }
            if round == 2 {
                assert_eq!(answer.body["code"], "id_reused");
            }
        }
        if round == 1 {
            office.clock.advance(Duration::from_hours(24));
        }
    }
}
