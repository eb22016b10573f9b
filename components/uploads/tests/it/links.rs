//! Links by which outsiders get a file.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::content::{TEXT, file, get, pass_ms};
use crate::office::{Answer, BUDI, Office, SITI};

async fn make(office: &Office, path: &str, (n, person): (u32, &str), days: u32) -> Answer {
    let link = format!("{path}/links/0193a5b0-7c1e-7000-8000-{n:012x}");
    let json = [("content-type", "application/json")];
    let body = Body::from(json!({ "days": days }).to_string());
    office.send((Method::PUT, &link), person, &json, body).await
}

#[tokio::test]
async fn outsiders_get_a_file_by_a_link_until_it_ends() {
    let office = Office::open().await;
    let path = file(&office).await;
    let links = format!("{path}/links");
    let make = async |n, person: &str, days| make(&office, &path, (n, person), days).await;
    let made = make(1, SITI, 7).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let address = made.json()["path"].as_str().unwrap().to_owned();
    let got = get(&office, &address, "", &[]).await;
    assert_eq!((got.status, &*got.body), (StatusCode::OK, TEXT));
    assert_eq!(
        got.header("content-security-policy"),
        Some("sandbox; default-src 'none'")
    );
    // Sent again it is the same link, and nobody tells its address again.
    let again = make(1, SITI, 7).await;
    assert_eq!(
        (again.status, again.json().get("path")),
        (StatusCode::OK, None)
    );
    for days in [0, 91] {
        assert_eq!(make(2, SITI, days).await.status, 422);
    }
    assert_eq!(make(2, BUDI, 7).await.status, 404);
    assert_eq!(get(&office, &links, BUDI, &[]).await.status, 404);
    let listed = get(&office, &links, SITI, &[]).await.json();
    assert_eq!(
        (&listed[0]["n_opened"], listed[0].get("path")),
        (&json!(1), None)
    );
    for bad in [
        "/api/uploads/shared",
        "/api/uploads/shared?secret=",
        &format!("{address}A"),
    ] {
        assert_eq!(get(&office, bad, "", &[]).await.status, 404, "{bad}");
    }
    let secret = address.rsplit('=').next().unwrap();
    let kept = office
        .rows("SELECT seal FROM link ORDER BY id LIMIT 9", vec![])
        .await;
    assert!(kept.iter().all(|row| row.text("seal").unwrap() != secret));
    let link = format!("{links}/0193a5b0-7c1e-7000-8000-{:012x}", 1);
    let ended = async |who| {
        office
            .send((Method::DELETE, &link), who, &[], Body::empty())
            .await
    };
    assert_eq!(ended(BUDI).await.status, 404);
    assert_eq!(ended(SITI).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&office, &address, "", &[]).await.status, 404);
}

#[tokio::test]
async fn a_link_ends_by_itself_and_with_its_file() {
    let office = Office::open().await;
    let path = file(&office).await;
    let make = async |n: u32, days: u32| make(&office, &path, (n, SITI), days).await;
    let second = make(3, 1).await.json()["path"].as_str().unwrap().to_owned();
    pass_ms(&office, 24 * 3_600_000 - 1);
    assert_eq!(get(&office, &second, "", &[]).await.status, 200);
    pass_ms(&office, 1);
    assert_eq!(get(&office, &second, "", &[]).await.status, 404);
    let third = make(4, 1).await.json()["path"].as_str().unwrap().to_owned();
    office.tus((Method::DELETE, &path), SITI, &[], "").await;
    assert_eq!(get(&office, &third, "", &[]).await.status, 404);
}

#[tokio::test]
async fn a_file_has_twenty_links_and_a_link_a_thousand_openings() {
    let office = Office::open().await;
    let path = file(&office).await;
    let json = [("content-type", "application/json")];
    let mut addresses = Vec::new();
    for n in 1..=21 {
        let link = format!("{path}/links/0193a5b0-7c1e-7000-8000-{n:012x}");
        let body = Body::from(json!({"days": 1}).to_string());
        let made = office.send((Method::PUT, &link), SITI, &json, body).await;
        if n == 21 {
            assert_eq!(made.refusal(), (409, "too_many_links".to_owned()));
        } else {
            addresses.push(made.json()["path"].as_str().unwrap().to_owned());
        }
    }
    let nearly = "UPDATE link SET n_opened = 999, version = 2, changed_at = 1 RETURNING id";
    office.rows(nearly, vec![]).await;
    assert_eq!(get(&office, &addresses[0], "", &[]).await.status, 200);
    assert_eq!(get(&office, &addresses[0], "", &[]).await.status, 404);
}
