//! Periods lock, and open again with a reason.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, Office, RATNA, SITI, id, live, minutes};

const PERSONNEL: (&str, Role) = (KEEPER, Role::Personnel);

fn rule(starts_on: &str, length: &str, grace_d: u16) -> Value {
    json!({"starts_on": starts_on, "length": length, "grace_d": grace_d, "max_age_d": 60,
           "source": "SE Sekjen 1/2026"})
}

fn reopening(person: Option<&str>, open_until: &str) -> Value {
    json!({"starts_on": "2026-10-01", "ends_on": "2026-10-31", "person_id": person,
           "open_until": open_until, "reason": "Jaringan kantor distrik putus."})
}

async fn set(office: &Office, path: &str, n: u32, form: &Value) -> Answer {
    let path = format!("/{path}/{}", id(n));
    let answer = office
        .send((Method::PUT, &path), PERSONNEL, None, form)
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer
}

async fn take_back(office: &Office, path: &str, n: u32) {
    let path = format!("/{path}/{}", id(n));
    let version = Some("\"1\"");
    let answer = office
        .send((Method::DELETE, &path), PERSONNEL, version, &Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
}

#[tokio::test]
async fn a_locked_period_refuses_every_change_and_tells_why() {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    // A week and a day of grace: from Tuesday on the week of the 23rd is locked.
    set(&office, "period-rules", 50, &rule("2026-11-23", "week", 1)).await;
    let period = office.get(SITI, "/periods/today").await.body;
    assert_eq!(
        (
            &period["starts_on"],
            &period["ends_on"],
            &period["locks_on"],
            &period["lock"]
        ),
        (
            &json!("2026-11-23"),
            &json!("2026-11-29"),
            &json!("2026-12-01"),
            &json!("open")
        )
    );
    assert_eq!(period["totals"]["minutes"], 60);
    // The last minute of the grace, at midnight in Jakarta.
    office.pass(5 * 24 * 60 + 13 * 60 + 59);
    let kept = office
        .put(SITI, 1, Some("\"1\""), &minutes("2026-11-24", 61))
        .await;
    assert_eq!(kept.status, StatusCode::OK, "{:?}", kept.body);
    assert_eq!(
        office.get(SITI, "/periods/2026-11-24").await.body["lock"],
        "grace"
    );
    office.pass(1);
    let path = format!("/activities/{}", id(1));
    assert_eq!(office.get(SITI, &path).await.body["may"], json!([]));
    let review = json!({"outcome": "acknowledged"});
    for told in [
        office
            .put(SITI, 1, Some("\"2\""), &minutes("2026-11-24", 62))
            .await,
        office
            .put(SITI, 1, Some("\"2\""), &minutes("2026-11-30", 62))
            .await,
        office.put(SITI, 2, None, &minutes("2026-11-24", 1)).await,
        office.delete(SITI, 1, "\"2\"").await,
        office.act(BUDI, 1, "review", "\"2\"", review).await,
    ] {
        assert_eq!(
            (told.status, &told.body["code"]),
            (StatusCode::CONFLICT, &json!("period_locked"))
        );
    }
    // Nor does anything move into it.
    office.put(SITI, 3, None, &minutes("2026-11-30", 30)).await;
    let moved = office
        .put(SITI, 3, Some("\"1\""), &minutes("2026-11-24", 30))
        .await;
    assert_eq!(moved.body["code"], "period_locked");
}

#[tokio::test]
async fn a_period_locks_at_midnight_of_the_place() {
    let office = Office::open().await;
    set(&office, "period-rules", 50, &rule("2026-11-23", "week", 0)).await;
    // Sunday at 23:00 in Jakarta is Monday in Jayapura.
    office.pass(4 * 24 * 60 + 13 * 60);
    let kept = office.put(SITI, 1, None, &minutes("2026-11-29", 60)).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    let mut there = minutes("2026-11-29", 60);
    there["zone"] = json!("Asia/Jayapura");
    let told = office.put(SITI, 2, None, &there).await;
    assert_eq!(told.body["code"], "period_locked");
}

#[tokio::test]
async fn what_personnel_open_again_is_open_for_whom_and_until_when_they_said() {
    let office = Office::with_units().await;
    let october = minutes("2026-10-20", 60);
    assert_eq!(
        office.put(SITI, 1, None, &october).await.body["code"],
        "period_locked"
    );
    set(
        &office,
        "reopenings",
        60,
        &reopening(Some(SITI), "2026-11-26"),
    )
    .await;
    // Also what would be too long ago.
    assert_eq!(
        office.put(SITI, 1, None, &october).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        office.put(BUDI, 2, None, &october).await.body["code"],
        "period_locked"
    );
    let period = office.get(SITI, "/periods/2026-10-20").await.body;
    assert_eq!(
        (&period["lock"], &period["reopened_until"]),
        (&json!("reopened"), &json!("2026-11-26"))
    );
    let review = json!({"outcome": "acknowledged"});
    let done = office.act(BUDI, 1, "review", "\"1\"", review).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    office.pass(2 * 24 * 60);
    assert_eq!(
        office.put(SITI, 3, None, &october).await.body["code"],
        "period_locked"
    );
    set(&office, "reopenings", 61, &reopening(None, "2026-12-31")).await;
    assert_eq!(
        office.put(BUDI, 2, None, &october).await.status,
        StatusCode::CREATED
    );
    take_back(&office, "reopenings", 61).await;
    assert_eq!(
        office.put(BUDI, 3, None, &october).await.body["code"],
        "period_locked"
    );
}

#[tokio::test]
async fn a_clock_that_still_runs_when_its_period_locks_may_only_be_taken_back() {
    let office = Office::open().await;
    set(&office, "period-rules", 50, &rule("2026-11-23", "week", 0)).await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(6 * 24 * 60);
    let at = json!({"at": "2026-11-25T12:00:00+07:00"});
    let told = office.act(SITI, 1, "completion", "\"1\"", at).await;
    assert_eq!(told.body["code"], "period_locked");
    let path = format!("/activities/{}", id(1));
    assert_eq!(
        office.get(SITI, &path).await.body["may"],
        json!(["withdraw"])
    );
    assert_eq!(
        office.delete(SITI, 1, "\"1\"").await.body["state"],
        "withdrawn"
    );
    // And another one may run.
    assert_eq!(
        office.put(SITI, 2, None, &live()).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_day_may_be_entered_as_long_after_as_the_rule_says() {
    let office = Office::open().await;
    let mut form = rule("2026-01-01", "month", 62);
    form["max_age_d"] = json!(3);
    set(&office, "period-rules", 50, &form).await;
    assert_eq!(
        office
            .put(SITI, 1, None, &minutes("2026-11-22", 60))
            .await
            .status,
        201
    );
    let told = office.put(SITI, 2, None, &minutes("2026-11-21", 60)).await;
    assert_eq!(told.body["errors"][0]["code"], "too_old");
    // What is there is corrected longer than that.
    office.pass(7 * 24 * 60);
    let kept = office
        .put(SITI, 1, Some("\"1\""), &minutes("2026-11-22", 61))
        .await;
    assert_eq!(kept.status, StatusCode::OK, "{:?}", kept.body);
}

#[tokio::test]
async fn rules_are_seen_by_all_changed_by_personnel_and_begin_once_a_day() {
    let office = Office::open().await;
    set(&office, "period-rules", 50, &rule("2026-01-01", "month", 5)).await;
    set(
        &office,
        "reopenings",
        60,
        &reopening(Some(SITI), "2026-11-26"),
    )
    .await;
    set(&office, "reopenings", 61, &reopening(None, "2026-11-26")).await;
    let ids = |list: &Value| {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&office.get(RATNA, "/period-rules").await.body),
        [id(50)]
    );
    assert_eq!(
        ids(&office.get(SITI, "/reopenings").await.body),
        [id(60), id(61)]
    );
    assert_eq!(ids(&office.get(RATNA, "/reopenings").await.body), [id(61)]);
    let own = format!("/reopenings/{}", id(60));
    assert_eq!(office.get(RATNA, &own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        office.get_as((RATNA, Role::Auditor), &own).await.status,
        StatusCode::OK
    );
    let path = format!("/period-rules/{}", id(51));
    let again = rule("2026-01-01", "week", 1);
    let told = office
        .send((Method::PUT, &path), PERSONNEL, None, &again)
        .await;
    assert_eq!(told.body["code"], "rule_begins_twice");
    for role in [Role::Employee, Role::Auditor, Role::Planner] {
        let told = office
            .send((Method::PUT, &path), (RATNA, role), None, &again)
            .await;
        assert_eq!(told.status, StatusCode::FORBIDDEN);
    }
    let path = format!("/period-rules/{}", id(50));
    let nameless = office
        .send((Method::PUT, &path), PERSONNEL, None, &again)
        .await;
    assert_eq!(nameless.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = office
        .send((Method::PUT, &path), PERSONNEL, Some("\"7\""), &again)
        .await;
    assert_eq!(
        (stale.status, &stale.body["current"]["length"]),
        (StatusCode::PRECONDITION_FAILED, &json!("month"))
    );
    let changed = office
        .send((Method::PUT, &path), PERSONNEL, Some("\"1\""), &again)
        .await;
    assert_eq!(
        (changed.status, &changed.body["version"]),
        (StatusCode::OK, &json!(2))
    );
    take_back(&office, "reopenings", 60).await;
    assert_eq!(office.get(SITI, &own).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_open_again_is_not_too_long_ago_also_before_its_period_locks() {
    let office = Office::open().await;
    let mut form = rule("2026-01-01", "month", 62);
    form["max_age_d"] = json!(3);
    set(&office, "period-rules", 50, &form).await;
    let october = minutes("2026-10-20", 60);
    let told = office.put(SITI, 1, None, &october).await;
    assert_eq!(told.body["errors"][0]["code"], "too_old");
    let open = reopening(Some(SITI), "2026-11-26");
    set(&office, "reopenings", 60, &open).await;
    let kept = office.put(SITI, 1, None, &october).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    let told = office.put(BUDI, 2, None, &october).await;
    assert_eq!(told.body["errors"][0]["code"], "too_old");
}

#[tokio::test]
async fn no_zone_that_is_named_opens_a_day_that_is_locked_at_the_office() {
    let office = Office::with_units().await;
    set(&office, "period-rules", 50, &rule("2026-11-23", "week", 1)).await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    // Past midnight in Jakarta, where the week is locked; in Pago Pago it is still Monday.
    office.pass(5 * 24 * 60 + 15 * 60);
    let mut far = minutes("2026-11-24", 61);
    far["zone"] = json!("Pacific/Pago_Pago");
    let entered = office.put(SITI, 2, None, &far).await;
    assert_eq!(entered.body["code"], "period_locked", "{:?}", entered.body);
    let kept = office.put(SITI, 1, Some("\"1\""), &far).await;
    assert_eq!(kept.body["code"], "period_locked");
    let sheet = "tanggal,menit,kegiatan,zona\n2026-11-24,60,Surat,Pacific/Pago_Pago\n";
    let sheet = crate::sheets::send(&office, "load", "id", sheet).await;
    assert_eq!(sheet.body["rows"][0]["faults"][0]["code"], "period_locked");
}

#[tokio::test]
async fn a_day_of_a_far_place_is_reviewed_until_it_locks_at_the_office() {
    let office = Office::with_units().await;
    set(&office, "period-rules", 50, &rule("2026-11-23", "week", 1)).await;
    let mut far = minutes("2026-11-24", 60);
    far["zone"] = json!("Pacific/Pago_Pago");
    office.put(SITI, 1, None, &far).await;
    office.pass(5 * 24 * 60 + 15 * 60);
    let path = format!("/activities/{}", id(1));
    assert_eq!(office.get(BUDI, &path).await.body["may"], json!([]));
    let review = json!({"outcome": "acknowledged"});
    let said = office.act(BUDI, 1, "review", "\"1\"", review).await;
    assert_eq!(said.body["code"], "period_locked");
    let all = json!({"reviews": [{"id": id(1), "version": 1, "outcome": "acknowledged"}]});
    let budi = (BUDI, Role::Employee);
    let told = office
        .send((Method::POST, "/reviews"), budi, None, &all)
        .await;
    assert_eq!(told.body["reviews"][0]["code"], "period_locked");
}

#[tokio::test]
async fn as_many_rules_are_taken_as_are_looked_at() {
    let office = Office::open().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 480)
        INSERT INTO rule (id, kind, starts_on, terms, version, changed_at, changed_by)
        SELECT 'r' || value, 'period_rule', date('2027-01-01', value || ' days'),
            json(?1), 1, 1, 'x' FROM n";
    let form = rule("2027-01-01", "week", 1).to_string();
    office
        .db
        .run(fill, ngantor_db::params![form])
        .await
        .unwrap();
    let path = format!("/period-rules/{}", id(50));
    let one_more = rule("2026-11-02", "week", 1);
    let told = office
        .send((Method::PUT, &path), PERSONNEL, None, &one_more)
        .await;
    assert_eq!(told.body["code"], "too_many_rules", "{:?}", told.body);
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 500)
        INSERT INTO rule (id, kind, starts_on, ends_on, person_id, open_until, reason, terms,
            version, changed_at, changed_by)
        SELECT 'o' || value, 'reopening', '2026-10-01', '2026-10-01', ?1, '2026-12-01', 'x', '{}',
            1, 1, 'x' FROM n";
    office
        .db
        .run(fill, ngantor_db::params![SITI])
        .await
        .unwrap();
    let path = format!("/reopenings/{}", id(51));
    let open = reopening(Some(SITI), "2026-12-01");
    let told = office
        .send((Method::PUT, &path), PERSONNEL, None, &open)
        .await;
    assert_eq!(told.body["code"], "too_many_rules", "{:?}", told.body);
    // Of anybody else, and of everybody, they are other ones.
    set(
        &office,
        "reopenings",
        52,
        &reopening(Some(BUDI), "2026-12-01"),
    )
    .await;
    set(&office, "reopenings", 53, &reopening(None, "2026-12-01")).await;
}
