//! Addresses that people make for programs, and how they end.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id};
use crate::published::{calendar_path, read, status, subscribe};

const SESSION: &str = "0193a5b0-7c1e-7000-8000-00000000000f";

#[tokio::test]
async fn an_address_is_shown_once_kept_as_a_hash_and_gone_when_it_is_revoked() {
    let office = Office::with_people().await;
    let path = calendar_path(&office, SITI).await;
    let again = subscribe(&office, SITI, 0x900).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body["calendar_path"], Value::Null);
    let other = subscribe(&office, BUDI, 0x900).await;
    assert_eq!(other.body["code"], "id_reused");
    let secret = path.split_once("?secret=").unwrap().1;
    let kept = "SELECT group_concat(seal || new) AS kept FROM subscription
        JOIN journal ON subject = subscription.id ORDER BY 1 LIMIT 1";
    let kept = office.db.run(kept, vec![]).await.unwrap();
    assert!(!kept[0].text("kept").unwrap().contains(secret));
    let list = office.get(SITI, "/subscriptions").await;
    let shown = json!([{"id": id(0x900), "name": "Kalender HP",
        "created_at": "2026-11-25T07:30:00.000+07:00"}]);
    assert_eq!(list.body, shown);
    assert_eq!(office.get(BUDI, "/subscriptions").await.body, json!([]));
    let (own, delete) = (format!("/subscriptions/{}", id(0x900)), Method::DELETE);
    for (who, left) in [
        (BUDI, StatusCode::NOT_FOUND),
        (SITI, StatusCode::NO_CONTENT),
        (SITI, StatusCode::NOT_FOUND),
    ] {
        let who = (who, Role::Employee);
        let ended = office.send_as((delete.clone(), &own), who, None, &Value::Null);
        assert_eq!(ended.await.status, left);
    }
    assert_eq!(status(&office, &path).await, StatusCode::NOT_FOUND);
    let wrong = path.replace(secret, &"A".repeat(43));
    assert_eq!(status(&office, &wrong).await, StatusCode::NOT_FOUND);
    let (bare, _) = path.split_once('?').unwrap();
    assert_eq!(status(&office, bare).await, StatusCode::NOT_FOUND);
    // Neither does it open anything else.
    let bearer = format!("Bearer {secret}");
    let list = "/api/assignments/assignments";
    let (open, ..) = read(&office, list, Some(("authorization", &bearer))).await;
    assert_eq!(open, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn ten_addresses_are_enough() {
    let office = Office::with_people().await;
    for n in 0..10 {
        let made = subscribe(&office, SITI, 0x900 + n).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    let many = subscribe(&office, SITI, 0x90a).await;
    assert_eq!(many.body["code"], "too_many_subscriptions");
    let there = subscribe(&office, SITI, 0x903).await;
    assert_eq!(there.status, StatusCode::OK);
}

/// What the regular work does about what `people` tells; says whether the calendar is still there.
async fn is_there_after(table: &str, old: Value, row: Value) -> bool {
    let office = Office::with_people().await;
    let path = calendar_path(&office, SITI).await;
    office.pass(1);
    assert_eq!(status(&office, &path).await, StatusCode::OK);
    office.outside.tell_change(table, old, row);
    office.tick().await;
    let there = status(&office, &path).await;
    assert!(matches!(there, StatusCode::OK | StatusCode::NOT_FOUND));
    there == StatusCode::OK
}

#[tokio::test]
async fn who_is_put_out_leaves_no_address_behind() {
    let ended_at = 1_795_600_000_000_i64;
    let other = id(0xa00);
    for (session, person, reason, is_there) in [
        (SESSION, SITI, "ended_by_person", false),
        (SESSION, SITI, "refresh_reused", false),
        (SESSION, SITI, "signed_out", true),
        (SESSION, SITI, "ran_out", true),
        (other.as_str(), SITI, "ended_by_person", true),
        // Whoever knew the old password may have signed out meanwhile.
        (other.as_str(), SITI, "password_changed", false),
        (other.as_str(), SITI, "ended_by_personnel", false),
        (other.as_str(), BUDI, "password_changed", true),
    ] {
        let row = json!({"id": session, "person_id": person, "ended_at": ended_at,
            "end_reason": reason});
        let there = is_there_after("session", Value::Null, row).await;
        assert_eq!(there, is_there, "{reason} of {session}");
    }
    for (row, is_there) in [
        (json!({"id": SESSION, "ended_at": ended_at}), false),
        (json!({"id": SESSION, "ended_at": null}), true),
        (json!({"id": other, "ended_at": ended_at}), true),
    ] {
        let there = is_there_after("app_token", Value::Null, row).await;
        assert_eq!(there, is_there);
    }
}

#[tokio::test]
async fn who_leaves_or_sets_another_password_leaves_no_address_behind() {
    let later = 1_795_600_000_000_i64;
    let old = json!({"id": SITI, "name": "Siti", "zone": "Asia/Jakarta", "ends_on": null,
        "erased_at": null, "version": 2, "changed_at": 1, "changed_by": BUDI});
    for (change, is_there) in [
        // Nothing that is told: the password.
        (json!({"changed_by": SITI, "changed_at": later}), false),
        // Before the address was made, by somebody else, and of something else.
        (json!({"changed_by": SITI, "changed_at": 2}), true),
        (json!({"changed_by": "people", "changed_at": later}), true),
        (
            json!({"changed_by": SITI, "changed_at": later, "name": "Siti Aminah"}),
            true,
        ),
        (json!({"ends_on": "2026-11-24"}), false),
        (json!({"ends_on": "2026-11-25"}), true),
        (json!({"erased_at": later}), false),
    ] {
        let mut row = old.clone();
        row["version"] = json!(3);
        let changes = change.as_object().unwrap().clone();
        row.as_object_mut().unwrap().extend(changes);
        let there = is_there_after("person", old.clone(), row).await;
        assert_eq!(there, is_there, "{change}");
    }
}

#[tokio::test]
async fn a_session_that_was_put_out_makes_no_address_while_its_token_lasts() {
    let office = Office::with_people().await;
    let ended = json!({"id": SESSION, "ended_at": 1, "end_reason": "ended_by_person"});
    office.outside.tell("session", ended);
    let made = subscribe(&office, SITI, 0x900).await;
    assert_eq!(made.status, StatusCode::UNAUTHORIZED);
    assert_eq!(made.body["code"], "session_over");
}
