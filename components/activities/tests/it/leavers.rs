//! Whoever has left: their last weeks are still somebody's to review.

use axum::http::StatusCode;
use ngantor_db::params;
use serde_json::json;

use crate::office::{BUDI, MADE, Office, RATNA, SITI, id, minutes, unit};

/// Siti belonged to her unit until Monday; today is Wednesday.
async fn office() -> Office {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &minutes("2026-11-23", 60)).await;
    office.relate(200, "member", SITI, unit(2), Some("2026-11-23"));
    office.tick().await;
    office
}

#[tokio::test]
async fn the_last_weeks_of_whoever_leaves_are_reviewed_by_who_leads_their_last_unit() {
    let office = office().await;
    let listed = office.get(BUDI, "/activities?of=team&state=logged").await;
    assert_eq!(listed.body[0]["id"], id(1), "{:?}", listed.body);
    let path = format!("/activities/{}", id(1));
    let seen = office.get(BUDI, &path).await;
    assert_eq!(seen.body["may"], json!(["acknowledge", "return"]));
    let review = json!({"outcome": "acknowledged"});
    for (who, status) in [
        (RATNA, StatusCode::NOT_FOUND),
        (MADE, StatusCode::NOT_FOUND),
        (BUDI, StatusCode::OK),
    ] {
        let said = office.act(who, 1, "review", "\"1\"", review.clone()).await;
        assert_eq!(said.status, status, "{who}");
    }
    // Not for good.
    office.pass(100 * 24 * 60);
    assert_eq!(office.get(BUDI, &path).await.status, StatusCode::NOT_FOUND);
    let listed = office.get(BUDI, "/activities?of=team").await;
    assert_eq!(listed.body, json!([]));
}

#[tokio::test]
async fn whoever_moved_is_reviewed_by_who_leads_them_now_alone() {
    let office = office().await;
    office.relate(299, "member", SITI, unit(3), None);
    office.tick().await;
    let path = format!("/activities/{}", id(1));
    for (who, status) in [(BUDI, StatusCode::NOT_FOUND), (RATNA, StatusCode::OK)] {
        assert_eq!(office.get(who, &path).await.status, status, "{who}");
    }
    let listed = office.get(BUDI, "/activities?of=team").await;
    assert_eq!(listed.body, json!([]));
}

#[tokio::test]
async fn nobody_of_a_large_unit_is_left_out() {
    let office = office().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 5200)
        INSERT INTO relation (id, kind, person_id, unit_id, starts_on, version)
        SELECT 'm' || value, 'member', printf('0193a5b0-7c1e-7000-7000-%012x', value), ?1,
            '2020-01-01', 1 FROM n";
    office.db.run(fill, params![unit(2)]).await.unwrap();
    // By their ids Made comes after them all.
    office.put(MADE, 2, None, &minutes("2026-11-24", 60)).await;
    let listed = office.get(BUDI, "/activities?of=team").await.body;
    let ids: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, [&json!(id(2)), &json!(id(1))]);
}
