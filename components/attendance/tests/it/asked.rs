//! Requests from people who mean no good, or whose client is broken.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{KEEPER, ME, act, ask, decide, missing, with_a_missing_out};

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn leave() -> Value {
    json!({"kind": "leave", "reason": "Keluarga.", "evidence": "x", "leave": {
           "type": "annual", "starts_on": "2026-12-01", "ends_on": "2026-12-02", "half": null}})
}

fn plan() -> Value {
    json!({"kind": "flexible_work", "reason": "Naskah.", "flexible_work": {
           "way": "location", "place": "home", "days": ["2026-12-01"], "plan": "Bab dua."}})
}

fn travel() -> Value {
    json!({"kind": "duty_travel", "reason": "Supervisi.", "duty_travel": {
           "starts_on": "2026-12-01", "ends_on": "2026-12-02", "destination": "Sorong",
           "order": "ST 1"}})
}

fn correction() -> Value {
    let mut body = missing("in", "2026-11-24T07:30:00+07:00");
    body["correction"]["replaces"] = Value::Null;
    body
}

fn broken_leave() -> Vec<(Value, &'static str, &'static str)> {
    let w = |pointer: &str, value: Value| with(leave(), pointer, value);
    vec![
        (w("/kind", json!("holiday")), "/kind", "unknown_choice"),
        (w("/kind", json!("correction")), "/leave", "not_for_kind"),
        (w("/reason", json!("")), "/reason", "required"),
        (w("/reason", json!("x".repeat(1001))), "/reason", "too_long"),
        (
            w("/reason", json!("a\u{202e}b")),
            "/reason",
            "control_character",
        ),
        (
            w("/evidence", json!("x".repeat(301))),
            "/evidence",
            "too_long",
        ),
        (w("/leave", Value::Null), "/leave", "required"),
        (
            w(
                "/leave",
                json!(["annual", "2026-12-01", "2026-12-02", null]),
            ),
            "/leave",
            "wrong_type",
        ),
        (
            w("/leave/type", json!("'; DROP TABLE request; --")),
            "/leave/type",
            "no_leave_type",
        ),
        (
            w("/leave/starts_on", json!("2026-02-29")),
            "/leave/starts_on",
            "not_a_date",
        ),
        (
            w("/leave/ends_on", json!("2026-11-30")),
            "/leave/ends_on",
            "ends_before_start",
        ),
        (
            w("/leave/ends_on", json!("2029-12-06")),
            "/leave/ends_on",
            "too_long",
        ),
        (w("/leave/half", json!("morning")), "/leave/half", "one_day"),
        (
            w("/leave/half", json!("evening")),
            "/leave/half",
            "unknown_choice",
        ),
    ]
}

fn broken_corrections() -> Vec<(Value, &'static str, &'static str)> {
    let c = |pointer: &str, value: Value| with(correction(), pointer, value);
    let at = "/correction/punch/at";
    vec![
        (
            c("/correction/punch", Value::Null),
            "/correction/punch",
            "required",
        ),
        (c(at, json!("2026-11-26T07:30:00+07:00")), at, "in_future"),
        (c(at, json!("1970-01-01T00:00:00Z")), at, "not_an_instant"),
        (c(at, json!("kemarin")), at, "not_an_instant"),
        (
            c("/correction/punch/zone", json!("WIB")),
            "/correction/punch/zone",
            "unknown_zone",
        ),
        (
            c("/correction/replaces", json!(id(77))),
            "/correction/replaces",
            "no_punch",
        ),
    ]
}

fn broken_plans() -> Vec<(Value, &'static str, &'static str)> {
    let p = |pointer: &str, value: Value| with(plan(), pointer, value);
    let t = |pointer: &str, value: Value| with(travel(), pointer, value);
    let days = "/flexible_work/days";
    let many: Vec<_> = (0..63).map(|n| json!(day_after(n))).collect();
    vec![
        (
            p("/flexible_work/place", Value::Null),
            "/flexible_work/place",
            "required",
        ),
        (
            p("/flexible_work/place", json!("office")),
            "/flexible_work/place",
            "own_office",
        ),
        (
            p("/flexible_work/way", json!("time")),
            "/flexible_work/place",
            "not_for_kind",
        ),
        (p(days, json!([])), days, "required"),
        (
            p(days, json!(["2026-12-02", "2026-12-01"])),
            days,
            "not_ascending",
        ),
        (
            p(days, json!(["2026-12-01", "2026-12-01"])),
            days,
            "not_ascending",
        ),
        (
            p(days, json!(["2026-12-01", "2028-12-01"])),
            days,
            "too_long",
        ),
        (p(days, json!(many)), days, "too_many"),
        (
            p("/flexible_work/plan", json!(" ")),
            "/flexible_work/plan",
            "required",
        ),
        (
            t("/duty_travel/order", json!("")),
            "/duty_travel/order",
            "required",
        ),
        (
            t("/duty_travel/destination", json!("a\nb")),
            "/duty_travel/destination",
            "control_character",
        ),
    ]
}

fn day_after(n: u64) -> String {
    let first: chrono::NaiveDate = "2026-12-01".parse().unwrap();
    (first + chrono::Days::new(n)).to_string()
}

#[tokio::test]
async fn a_broken_request_is_told_at_its_place_and_leaves_nothing() {
    let office = Office::with_rules().await;
    let n_entries = office.n_entries().await;
    for (body, pointer, code) in broken_leave()
        .into_iter()
        .chain(broken_corrections())
        .chain(broken_plans())
    {
        let refused = ask(&office, 10, ME, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let fault = &refused.body["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code)),
            "{body}"
        );
    }
    assert_eq!(office.n_entries().await, n_entries);
    // At the limits, and with nothing more than is needed, they are fine.
    let mut long = with(leave(), "/reason", json!("x".repeat(1000)));
    long["evidence"] = json!(" ");
    for (n, body) in [(11, long), (12, correction())] {
        let asked = ask(&office, n, ME, &body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    }
    let days: Vec<_> = (0..62).map(|n| day_after(n + 10)).collect();
    let most = with(plan(), "/flexible_work/days", json!(days));
    assert_eq!(
        ask(&office, 13, ME, &most).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn another_ones_punch_is_not_there_to_be_replaced() {
    let office = Office::with_rules().await;
    office.put(BUDI, &id(1), &punch("in")).await;
    let body = with(correction(), "/correction/replaces", json!(id(1)));
    let refused = ask(&office, 10, ME, &body).await;
    assert_eq!(refused.body["errors"][0]["code"], "no_punch");
}

#[tokio::test]
async fn days_that_were_asked_for_are_not_asked_for_twice() {
    let office = Office::with_rules().await;
    assert_eq!(
        ask(&office, 10, ME, &leave()).await.status,
        StatusCode::CREATED
    );
    for (n, body) in [
        (11, leave()),
        (12, plan()),
        (13, travel()),
        (
            14,
            with(
                plan(),
                "/flexible_work/days",
                json!(["2026-11-30", "2026-12-02"]),
            ),
        ),
    ] {
        let refused = ask(&office, n, ME, &body).await;
        assert_eq!(refused.body["code"], "request_overlaps", "{body}");
    }
    // Single days leave room between them.
    let around = with(
        plan(),
        "/flexible_work/days",
        json!(["2026-11-30", "2026-12-03"]),
    );
    assert_eq!(
        ask(&office, 15, ME, &around).await.status,
        StatusCode::CREATED
    );
    // Another person's days, and what was withdrawn, are free.
    assert_eq!(
        ask(&office, 16, (BUDI, Role::Employee), &leave())
            .await
            .status,
        StatusCode::CREATED
    );
    act(&office, (10, "withdrawal"), ME, "\"1\"", &json!({})).await;
    assert_eq!(
        ask(&office, 17, ME, &travel()).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn broken_decisions_and_rules_are_told_at_their_place() {
    let office = Office::with_rules().await;
    ask(&office, 10, ME, &leave()).await;
    for (body, pointer) in [
        (json!({}), "/outcome"),
        (json!({"outcome": "asked"}), "/outcome"),
        (json!({"outcome": "declined", "note": " "}), "/note"),
        (
            json!({"outcome": "approved", "note": "x".repeat(1001)}),
            "/note",
        ),
        (json!({"outcome": "approved", "by": SITI}), "/by"),
    ] {
        let refused = act(&office, (10, "decision"), KEEPER, "\"1\"", &body).await;
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{body}");
    }
    let kind = |terms: Value| {
        json!({"name": "X", "source": "X", "starts_on": "2026-01-01",
                                     "terms": terms})
    };
    let code = |code: &str| json!({"code": code, "counts": "work_days"});
    let adjustment = |days: Value| {
        json!({"name": "X", "source": "X", "type": "annual",
        "person_id": SITI, "day": "2026-01-01", "days": days})
    };
    let less = json!({"code": "a", "counts": "work_days", "entitled_days": 12,
                      "carried_to_days": 6});
    let caps = json!({"name": "X", "source": "X", "starts_on": "2026-01-01",
                      "caps": {"unit_percent": 101}});
    for (path, body, pointer) in [
        ("leave-types", kind(code("Tahunan!")), "/terms/code"),
        ("leave-types", kind(less), "/terms/carried_to_days"),
        (
            "leave-types",
            kind(json!(["annual", "work_days"])),
            "/terms",
        ),
        ("leave-adjustments", adjustment(json!(0)), "/days"),
        ("leave-adjustments", adjustment(json!(0.25)), "/days"),
        ("leave-adjustments", adjustment(json!(1e300)), "/days"),
        ("flexible-work-rules", caps, "/caps/unit_percent"),
        ("escalations", kind(json!({"after_h": 0})), "/terms/after_h"),
        (
            "escalations",
            kind(json!({"after_h": 745})),
            "/terms/after_h",
        ),
    ] {
        let path = format!("/{path}/{}", id(60));
        let refused = office.send((Method::PUT, &path), KEEPER, None, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{body}");
        let own = office.send((Method::PUT, &path), ME, None, &body).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn nobody_fills_the_queue() {
    let office = Office::with_rules().await;
    // Each about another minute: one punch is corrected once.
    let of_minute = |n: u32| missing("in", &format!("2026-11-24T07:{:02}:{:02}+07:00", n, n % 60));
    for n in 0..50 {
        let asked = ask(&office, 100 + n, ME, &of_minute(n)).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{n}");
    }
    let more = ask(&office, 200, ME, &of_minute(55)).await;
    assert_eq!(
        (more.status, &more.body["code"]),
        (StatusCode::CONFLICT, &json!("too_many_requests"))
    );
    let again = ask(&office, 100, ME, &of_minute(0)).await;
    assert_eq!(again.status, StatusCode::OK);
}

#[tokio::test]
async fn reasons_never_reach_the_journal() {
    let office = with_a_missing_out().await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    decide(&office, 9, KEEPER, "declined").await;
    let entries = ngantor_db::journal::after(&*office.db, 0, 500)
        .await
        .unwrap();
    let requests: Vec<_> = entries
        .iter()
        .filter(|one| one.kind.starts_with("attendance.request."))
        .collect();
    assert_eq!(requests.len(), 2);
    for entry in requests {
        let text = entry.new.to_string();
        for secret in ["Ponsel mati", "Surat kepala", "Sudah diperiksa"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
