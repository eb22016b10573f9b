//! Rules through the API: who may, what is refused, and what a version protects.

use attendance::shipped;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id};

const KEEPER: (&str, Role) = (BUDI, Role::Personnel);
const EMPLOYEE: (&str, Role) = (SITI, Role::Employee);
/// The shipped schedule.
const ASN: &str = "01985c00-0000-7000-8000-000000000001";

fn hours() -> Value {
    json!({"kind": "fixed", "days": [{"weekdays": ["mon"], "starts": "08:00", "ends": "16:00",
           "break_starts": "12:00", "break_min": 60}]})
}

fn schedule() -> Value {
    json!({"name": "Loket", "terms": [
        {"starts_on": "2026-01-01", "source": "SK Sekjen 5/2026", "hours": hours()}]})
}

fn period() -> Value {
    json!({"name": "Ramadan", "source": "SE 1", "schedule_id": ASN, "starts_on": "2027-02-08",
           "ends_on": "2027-03-09", "hours": hours()})
}

fn assignment(person: Option<&str>) -> Value {
    json!({"name": "Loket", "source": "SK 6", "schedule_id": ASN, "person_id": person,
           "starts_on": "2026-02-01"})
}

fn day() -> Value {
    json!({"day": "2027-01-01", "kind": "holiday", "name": "Tahun Baru", "source": "SKB 1"})
}

#[tokio::test]
async fn rules_are_added_read_changed_and_taken_back_by_version() {
    let office = Office::with_rules().await;
    for (n, folder, form) in [
        (1, "schedules", schedule()),
        (2, "periods", period()),
        (3, "assignments", assignment(Some(SITI))),
        (4, "calendar-days", day()),
    ] {
        let path = format!("/{folder}/{}", id(n));
        let put = async |version, form: &Value| {
            office
                .send((Method::PUT, &path), KEEPER, version, form)
                .await
        };
        let added = put(None, &form).await;
        assert_eq!(
            added.status,
            StatusCode::CREATED,
            "{folder}: {:?}",
            added.body
        );
        assert_eq!(added.headers["etag"], "\"1\"");
        let again = put(None, &form).await;
        assert_eq!(
            (again.status, &again.body),
            (StatusCode::OK, &added.body),
            "{folder}"
        );
        let seen = office
            .send((Method::GET, &path), EMPLOYEE, None, &Value::Null)
            .await;
        assert_eq!((seen.status, &seen.body), (StatusCode::OK, &added.body));
        let all = format!("/{folder}");
        let mut other = form.clone();
        other["name"] = json!("Lain");
        let unnamed = put(None, &other).await;
        assert_eq!(
            unnamed.status,
            StatusCode::PRECONDITION_REQUIRED,
            "{folder}"
        );
        let changed = put(Some("\"1\""), &other).await;
        assert_eq!(
            (changed.status, &changed.body["version"]),
            (StatusCode::OK, &json!(2))
        );
        let stale = put(Some("\"1\""), &form).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let list = office.send((Method::GET, all.as_str()), EMPLOYEE, None, &Value::Null);
        let list = list.await.body;
        assert!(
            list.as_array().unwrap().contains(&changed.body),
            "{folder}: {list}"
        );
    }
}

#[tokio::test]
async fn what_is_taken_back_is_gone_and_its_id_stays_taken() {
    let office = Office::with_rules().await;
    let path = format!("/calendar-days/{}", id(1));
    office
        .send((Method::PUT, &path), KEEPER, None, &day())
        .await;
    let delete = async |version| {
        office
            .send((Method::DELETE, &path), KEEPER, version, &Value::Null)
            .await
            .status
    };
    assert_eq!(delete(None).await, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(delete(Some("\"7\"")).await, StatusCode::PRECONDITION_FAILED);
    assert_eq!(delete(Some("\"1\"")).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(Some("\"2\"")).await, StatusCode::NOT_FOUND);
    let seen = office
        .send((Method::GET, &path), KEEPER, None, &Value::Null)
        .await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    let again = office
        .send((Method::PUT, &path), KEEPER, None, &day())
        .await;
    assert_eq!(again.body["code"], "id_reused");
}

#[tokio::test]
async fn only_personnel_and_administrators_change_rules() {
    let office = Office::with_rules().await;
    let path = format!("/calendar-days/{}", id(1));
    for (role, status) in [
        (Role::Employee, StatusCode::FORBIDDEN),
        (Role::Planner, StatusCode::FORBIDDEN),
        (Role::Auditor, StatusCode::FORBIDDEN),
        (Role::Personnel, StatusCode::CREATED),
        (Role::Administrator, StatusCode::OK),
    ] {
        let answer = office
            .send((Method::PUT, &path), (SITI, role), None, &day())
            .await;
        assert_eq!(answer.status, status, "{role:?}");
    }
    let path = format!("/schedules/{ASN}");
    let answer = office
        .send((Method::PUT, &path), EMPLOYEE, Some("\"1\""), &schedule())
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whose_schedule_is_their_own_only_they_and_the_keepers_see() {
    let office = Office::with_rules().await;
    let path = format!("/assignments/{}", id(1));
    let added = office
        .send((Method::PUT, &path), KEEPER, None, &assignment(Some(SITI)))
        .await;
    assert_eq!(added.status, StatusCode::CREATED);
    for (who, n_seen, status) in [
        (EMPLOYEE, 2, StatusCode::OK),
        ((BUDI, Role::Employee), 1, StatusCode::NOT_FOUND),
        ((BUDI, Role::Auditor), 2, StatusCode::OK),
        (KEEPER, 2, StatusCode::OK),
    ] {
        let one = office
            .send((Method::GET, &path), who, None, &Value::Null)
            .await;
        assert_eq!(one.status, status, "{who:?}");
        let all = office
            .send((Method::GET, "/assignments"), who, None, &Value::Null)
            .await;
        assert_eq!(all.body.as_array().map(Vec::len), Some(n_seen), "{who:?}");
    }
}

/// Sends a form with one value changed, for each row: what is changed, to what, and where the
/// fault is told when that is elsewhere.
async fn told(folder: &str, form: &Value, rows: &Value) {
    let office = Office::with_rules().await;
    for row in rows.as_array().unwrap() {
        let mut form = form.clone();
        let changed = row[0].as_str().unwrap();
        *form.pointer_mut(changed).unwrap() = row[1].clone();
        let path = format!("/{folder}/{}", id(1));
        let answer = office.send((Method::PUT, &path), KEEPER, None, &form);
        let answer = answer.await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
        let pointer = row[2].as_str().unwrap_or(changed);
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{row}");
        assert_eq!(answer.headers["content-language"], "id");
    }
}

#[tokio::test]
async fn bad_hours_are_told_at_their_place() {
    let term = schedule()["terms"][0].clone();
    let rows = json!([
        ["/name", " "],
        ["/terms", []],
        ["/terms", [term, term], "/terms/1/starts_on"],
        ["/terms/0/source", ""],
        [
            "/terms/0/hours/kind",
            "dynamic",
            "/terms/0/hours/days/0/starts"
        ],
        [
            "/terms/0/hours/kind",
            "flexible",
            "/terms/0/hours/days/0/latest"
        ],
        ["/terms/0/hours/kind", "shift", "/terms/0/hours/days/0/turn"],
        ["/terms/0/hours/kind", "lazy"],
        ["/terms/0/hours/days", []],
        ["/terms/0/hours/days/0", [["mon"], null]],
        ["/terms/0/hours/days/0/starts", "7:30"],
        ["/terms/0/hours/days/0/starts", "24:00"],
        ["/terms/0/hours/days/0/starts", "+7:30"],
        ["/terms/0/hours/days/0/ends", "08:00"],
        ["/terms/0/hours/days/0/weekdays", []],
        ["/terms/0/hours/days/0/weekdays", ["mon", "mon"]],
        [
            "/terms/0/hours/days/0/weekdays",
            ["senin"],
            "/terms/0/hours/days/0/weekdays/0"
        ],
        ["/terms/0/hours/days/0/break_starts", "15:30"],
        ["/terms/0/hours/days/0/break_starts", null],
        ["/terms/0/hours/days/0/break_min", 0],
        ["/terms/0/hours/days/0/break_min", -1],
        ["/terms/0/hours/days/0/break_min", 70_000],
    ]);
    told("schedules", &schedule(), &rows).await;
}

#[tokio::test]
async fn limits_of_hours_are_told_one_past_them() {
    let mut form = schedule();
    let day = form["terms"][0]["hours"]["days"][0].clone();
    let term = |n: usize| {
        let mut term = schedule()["terms"][0].clone();
        term["starts_on"] = json!(format!("20{n:02}-01-01"));
        term
    };
    let terms = |n: usize| json!((0..n).map(term).collect::<Vec<_>>());
    form["terms"] = terms(50);
    let office = Office::with_rules().await;
    let path = format!("/schedules/{}", id(1));
    let kept = office.send((Method::PUT, &path), KEEPER, None, &form).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    let rows = json!([
        ["/terms", terms(51)],
        ["/terms/0/hours/days", vec![day; 22]],
        ["/terms/0/source", "x".repeat(501)],
        ["/name", "x".repeat(201)],
    ]);
    told("schedules", &schedule(), &rows).await;
}

#[tokio::test]
async fn other_bad_rules_are_told_at_their_place() {
    let rows = json!([
        ["/ends_on", "2027-02-07"],
        ["/ends_on", null],
        ["/schedule_id", id(99)],
        ["/hours", [1]],
        ["/hours/days", []],
        ["/source", " "],
    ]);
    told("periods", &period(), &rows).await;
    let rows = json!([
        ["/schedule_id", id(99)],
        ["/person_id", "siti"],
        ["/starts_on", "x"]
    ]);
    told("assignments", &assignment(None), &rows).await;
    let rows = json!([
        ["/day", "2027-02-29"],
        ["/kind", "strike"],
        ["/source", "a\u{0}b"]
    ]);
    told("calendar-days", &day(), &rows).await;
    let office = Office::with_rules().await;
    let answer = office.get(SITI, "/periods?year=26").await;
    assert_eq!(answer.body["errors"][0]["pointer"], "?year");
}

#[tokio::test]
async fn the_examples_of_the_api_document_are_accepted() {
    let office = Office::with_rules().await;
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    for (n, folder, name) in [
        (1, "schedules", "ScheduleForm"),
        (2, "assignments", "AssignmentForm"),
        (3, "periods", "PeriodForm"),
        (4, "calendar-days", "CalendarDayForm"),
    ] {
        let example = &document["components"]["schemas"][name]["example"];
        let path = format!("/{folder}/{}", id(n));
        let answer = office.send((Method::PUT, &path), KEEPER, None, example);
        assert_eq!(answer.await.status, StatusCode::CREATED, "{name}");
    }
}

#[tokio::test]
async fn an_id_of_another_kind_is_taken() {
    let office = Office::with_rules().await;
    let path = format!("/calendar-days/{ASN}");
    let seen = office
        .send((Method::GET, &path), KEEPER, None, &Value::Null)
        .await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    let put = office
        .send((Method::PUT, &path), KEEPER, Some("\"1\""), &day())
        .await;
    assert_eq!(put.body["code"], "id_reused");
}

#[tokio::test]
async fn the_calendar_of_a_year_comes_by_pages_in_its_order() {
    let office = Office::with_rules().await;
    let list = async |path: &str| office.get(SITI, path).await;
    let whole = list("/calendar-days?year=2026").await.body;
    let days: Vec<_> = whole
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["day"])
        .collect();
    assert_eq!(days.len(), 25);
    assert!(days.is_sorted_by_key(|day| day.as_str()));
    let joint = whole
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["kind"] == "joint_leave");
    assert_eq!(joint.count(), 8);
    assert_eq!(list("/calendar-days?year=2027").await.body, json!([]));
    let first = list("/calendar-days?year=2026&limit=20").await;
    let link = first.headers["link"].to_str().unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let rest = list(next.strip_prefix("/api/attendance").unwrap())
        .await
        .body;
    assert_eq!(rest.as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn a_start_puts_shipped_rules_in_once_and_never_over_what_an_agency_changed() {
    let office = Office::with_rules().await;
    let path = format!("/schedules/{ASN}");
    let changed = office
        .send((Method::PUT, &path), KEEPER, Some("\"1\""), &schedule())
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    let path = "/calendar-days/01985c00-0000-7000-8000-000020260001";
    let gone = office
        .send((Method::DELETE, path), KEEPER, Some("\"1\""), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let n_entries = office.n_entries().await;
    shipped::put_in(&*office.db, office.clock.now())
        .await
        .unwrap();
    assert_eq!(office.n_entries().await, n_entries);
    let kept = office.get(SITI, &format!("/schedules/{ASN}")).await.body;
    assert_eq!(
        (&kept["name"], &kept["version"]),
        (&json!("Loket"), &json!(2))
    );
}

#[tokio::test]
async fn a_persons_own_schedule_comes_before_everybodys_while_it_lasts() {
    let office = Office::with_rules().await;
    let path = format!("/schedules/{}", id(1));
    office
        .send((Method::PUT, &path), KEEPER, None, &schedule())
        .await;
    let mut own = assignment(Some(SITI));
    own["schedule_id"] = json!(id(1));
    own["ends_on"] = json!("2026-11-15");
    let path = format!("/assignments/{}", id(2));
    office.send((Method::PUT, &path), KEEPER, None, &own).await;
    let required = async |person, day: &str| {
        let day = office.get(person, &format!("/days/{day}")).await.body;
        day["duty"]["required_min"].clone()
    };
    // Two Mondays, one on each side of the last day.
    assert_eq!(required(SITI, "2026-11-09").await, 420);
    assert_eq!(required(SITI, "2026-11-16").await, 450);
    assert_eq!(required(BUDI, "2026-11-09").await, 450);
}
