//! The function's part of the demo office.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::Method;
use ngantor_core::caller::Role;
use ngantor_core::demo::{Demo, Words};
use ngantor_http::Ambient as _;
use serde_json::Value;

use crate::office::{Office, id, warned};

#[tokio::test]
async fn the_demo_office_is_made_as_its_file_says_and_again_without_a_change() {
    let office = Office::open().await;
    let demo = include_str!("../../demo.json");
    let demo = Demo::parse(demo, |name| unreachable!("no file {name}")).unwrap();
    let mut people = BTreeMap::new();
    for step in &demo.requests {
        let n = u32::try_from(people.len()).unwrap();
        people.entry(step.sender.clone()).or_insert_with(|| id(n));
    }
    // Made, sent again, and sent again on another day, when the ids are taken.
    for round in 0..3 {
        for step in &demo.requests {
            assert_eq!(step.method.parse::<Method>().unwrap(), Method::PUT);
            let words = Words {
                setup_token: "",
                password: "",
                today: office.clock.now().date_naive(),
            };
            let (body, _) = step.body(&words);
            let body: Value = serde_json::from_str(&body).unwrap();
            let path = step.path.strip_prefix("/api/activities").unwrap();
            let sender = (people[&step.sender].as_str(), Role::Employee);
            let answer = office.send((Method::PUT, path), sender, None, &body).await;
            let status = answer.status.as_u16();
            assert_eq!(status, step.expect[round], "{path}: {:?}", answer.body);
            if status == 201 && path.starts_with("/activities/") {
                assert_eq!(warned(&answer.body), [""; 0], "{path}");
            }
        }
        if round == 1 {
            office.clock.advance(Duration::from_hours(24));
        }
    }
}

#[tokio::test]
async fn the_demo_is_in_no_locked_period_on_any_day_of_a_month() {
    let demo = include_str!("../../demo.json");
    let demo = Demo::parse(demo, |name| unreachable!("no file {name}")).unwrap();
    let office = Office::open().await;
    for n in 0..31 {
        let step = &demo.requests[20];
        let words = Words {
            setup_token: "",
            password: "",
            today: office.clock.now().date_naive(),
        };
        let body: Value = serde_json::from_str(&step.body(&words).0).unwrap();
        // The oldest of its days.
        let oldest = office.clock.now().date_naive() - chrono::Days::new(5);
        assert_eq!(body["day"], oldest.to_string());
        let answer = office.put(&id(1), 100 + n, None, &body).await;
        assert_eq!(answer.status, 201, "{n}: {:?}", answer.body);
        office.clock.advance(Duration::from_hours(24));
    }
}
