//! Guessing passwords is slowed, and nobody is locked out by somebody else's guesses.

use axum::http::{Method, StatusCode};
use ngantor_http::testing::Answer;
use serde_json::json;

use crate::office::{Office, PASSWORD};

const DESK: &str = "10.0.0.7:51000";

async fn sign_in(office: &Office, username: &str, password: &str, address: &str) -> Answer {
    let form = json!({"username": username, "password": password});
    let headers = [("spin-client-addr", address)];
    office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await
}

/// Guesses until the brake holds; how many guesses were looked at.
async fn guess(office: &Office, username: &str, address: impl Fn(u32) -> String) -> u32 {
    for n in 0..1000 {
        // A password that is too long is refused without hashing it.
        let wrong = "x".repeat(201);
        let answer = sign_in(office, username, &wrong, &address(n)).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return n;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    unreachable!("nothing holds")
}

#[tokio::test]
async fn from_one_address_an_account_takes_five_guesses_and_then_one_a_minute() {
    let office = Office::open().await;
    assert_eq!(guess(&office, "siti", |_| DESK.to_owned()).await, 5);
    let answer = sign_in(&office, "siti", PASSWORD, DESK).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers["retry-after"], "60");
    office.pass_s(60);
    let answer = sign_in(&office, "siti", PASSWORD, DESK).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn no_header_of_the_clients_own_is_another_address() {
    let office = Office::open().await;
    let names = [
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "true-client-ip",
        "cf-connecting-ip",
        "x-client-ip",
    ];
    let wrong = json!({"username": "siti", "password": "x".repeat(201)});
    let mut n_looked_at = 0;
    for n in 0..24 {
        let made_up = match names[n % names.len()] {
            "forwarded" => format!("for=192.0.2.{n}"),
            _ => format!("192.0.2.{n}, 198.51.100.{n}"),
        };
        let headers = [
            ("spin-client-addr", DESK),
            (names[n % names.len()], &made_up),
        ];
        let answer = office.send(Method::POST, "/sessions", "", &wrong, &headers);
        match answer.await.status {
            StatusCode::UNAUTHORIZED => n_looked_at += 1,
            status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert_eq!(n_looked_at, 5);
}

#[tokio::test]
async fn guesses_from_everywhere_do_not_stop_the_person_where_they_work() {
    let office = Office::open().await;
    sign_in(&office, "siti", PASSWORD, DESK).await;
    let elsewhere = |n: u32| format!("192.0.2.{n}:1");
    assert_eq!(guess(&office, "siti", elsewhere).await, 20);
    let answer = sign_in(&office, "siti", PASSWORD, "198.51.100.1:1").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let answer = sign_in(&office, "siti", PASSWORD, DESK).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn one_address_guesses_a_hundred_times_whatever_the_names() {
    let office = Office::open().await;
    sign_in(&office, "siti", PASSWORD, "[2001:db8::1]:1").await;
    let mut n = 0;
    // Another address of the same household each time.
    while n < 1000 {
        let address = format!("[2001:db8::{n:x}]:1");
        let answer = sign_in(&office, &format!("nama{n}"), &"x".repeat(201), &address).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        n += 1;
    }
    assert_eq!(n, 100);
    // Whoever has worked from there before still can.
    let answer = sign_in(&office, "siti", PASSWORD, "[2001:db8::ffff]:1").await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn signing_in_rightly_is_never_too_often() {
    let office = Office::open().await;
    for n in 0..30 {
        let answer = sign_in(&office, "siti", PASSWORD, &format!("192.0.2.{n}:1")).await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
}

/// How many of 64 guesses at the same moment were looked at; the others were held.
async fn guess_at_once(office: &Office, address: impl Fn(u32) -> String) -> usize {
    let guesses = (0..64).map(|n| {
        let address = address(n);
        async move {
            sign_in(office, "siti", "padi mengunin", &address)
                .await
                .status
        }
    });
    let answers = futures::future::join_all(guesses).await;
    let looked_at = StatusCode::UNAUTHORIZED;
    assert!(
        answers
            .iter()
            .all(|status| [looked_at, StatusCode::TOO_MANY_REQUESTS].contains(status))
    );
    answers
        .iter()
        .filter(|status| **status == looked_at)
        .count()
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_counted_one_by_one() {
    let office = Office::open().await;
    assert_eq!(guess_at_once(&office, |_| DESK.to_owned()).await, 5);
    let office = Office::open().await;
    assert_eq!(
        guess_at_once(&office, |n| format!("192.0.2.{n}:1")).await,
        20
    );
}
