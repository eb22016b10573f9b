//! What callers ask for: a person in a unit, an office, and requests with nothing wrong in them,
//! so that nothing but permission can be in the way.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Days};
use ngantor_tests::api::Operation;
use ngantor_tests::client::Client;
use ngantor_tests::office::{self, Office, must, new_id, punch};
use serde_json::{Value, json};

use super::activities::{self, Activities};
use super::work::{self, Work};
use super::{doors, files, words};

/// Everybody's password here.
pub const PASSWORD: &str = "kata sandi untuk matriks";

/// What the administrator gives; it opens nothing before it is changed.
const FIRST_PASSWORD: &str = "kata pertama dari pengelola";
/// The schedule that comes with attendance.
pub const SHIPPED_SCHEDULE: &str = "01985c00-0000-7000-8000-000000000001";
/// Of Asia/Jakarta, where everybody here works, in s.
const UTC_OFFSET_S: i64 = 7 * 3600;

/// What is there to be asked for.
pub struct Asked {
    /// A member of the unit.
    pub person: String,
    /// Their unit.
    pub unit: String,
    /// Another unit beside it.
    pub other_unit: String,
    state: String,
    place: String,
    appraisal: String,
    correction: String,
    provider: String,
    evidence: String,
    request: String,
    adjustment: String,
    caps: String,
    exclusion: String,
    /// Work that somebody gave to the person.
    pub work: Work,
    activities: Activities,
}

impl Asked {
    /// Makes all of it.
    pub fn make(office: &Office) -> Self {
        let keeper = office.signed_in("people");
        let person = add_person(&keeper, "asked-for", "employee");
        let appraiser = add_person(&keeper, "appraiser", "employee");
        let place = new_id();
        let form = json!({"name": "Kantor", "address": "Jalan", "zone": "Asia/Jakarta"});
        put(&keeper, &format!("/api/people/offices/{place}"), &form);
        let (unit, state) = add_unit(&keeper, "Unit");
        let (other_unit, _) = add_unit(&keeper, "Unit lain");
        relate(
            &keeper,
            &json!({"kind": "member", "person_id": person, "unit_id": unit,
                    "starts_on": day(-30)}),
        );
        let appraisal = relate(
            &keeper,
            &json!({"kind": "appraiser", "person_id": appraiser, "appraised_id": person,
                    "starts_on": day(-30)}),
        );
        let rules = office.signed_in("attendance");
        let own = |path: &str| add_rule(&rules, path, &own_rule(path, &person));
        let (adjustment, exclusion) = (own("leave-adjustments"), own("flexible-work-exclusions"));
        let caps = own("flexible-work-rules");
        let activities = Activities::make(office, "asked-for", &person);
        Self {
            activities,
            person,
            unit,
            other_unit,
            state,
            place,
            appraisal,
            correction: ask_for_correction(office),
            provider: add_provider(&keeper),
            evidence: evidence_of(office, "asked-for"),
            request: ask_for_travel(office, "asked-for"),
            adjustment,
            caps,
            exclusion,
            work: Work::default(),
        }
    }

    /// Waits until attendance and activities know who leads the unit: somebody who decides sees the
    /// request, and the activity.
    pub fn wait_for(&self, decider: &Client, head: &Client) {
        while !self.activities.is_seen_by(head) {
            std::thread::sleep(Duration::from_millis(200));
        }
        let path = format!("/api/attendance/requests/{}", self.request);
        while must(decider.get(&path)).status != 200 {
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// What stands for the variable of an operation's path.
    pub fn parameter(&self, operation: &Operation) -> String {
        if let Some(id) = self.activities.parameter(operation) {
            return id;
        }
        let Operation { method, path, .. } = operation;
        if let Some(word) = words::by_name(method, path) {
            return word.to_owned();
        }
        let path = path.strip_prefix("/api/people/").unwrap_or(path);
        let rules = path.strip_prefix("/api/attendance/").unwrap_or(path);
        match (method.as_str(), rules.split('/').next().unwrap_or_default()) {
            _ if path == "corrections/{id}/decision" => self.correction.clone(),
            (_, _) if path.starts_with("/api/assignments/") => self.work.parameter(operation),
            ("PUT", _) => new_id(),
            (_, "leave-adjustments") => self.adjustment.clone(),
            (_, "flexible-work-rules") => self.caps.clone(),
            (_, "flexible-work-exclusions") => self.exclusion.clone(),
            (_, "requests") => self.request.clone(),
            (_, "evidence") => self.evidence.clone(),
            (_, "people" | "directory") => self.person.clone(),
            (_, "units") => self.unit.clone(),
            (_, "unit-states") => self.state.clone(),
            (_, "offices") => self.place.clone(),
            (_, "relations") => self.appraisal.clone(),
            (_, "identity-providers") => self.provider.clone(),
            _ => new_id(),
        }
    }

    /// A body that is fine.
    pub fn body(&self, operation: &Operation, parameter: &str) -> Option<Value> {
        let path = operation.path.strip_prefix("/api/").unwrap_or_default();
        match path.split('/').next() {
            Some("activities") => return activities::body(operation),
            Some("assignments") => return work::body(operation, &self.person),
            Some("attendance") => return attendance_body(operation, &self.person),
            Some("uploads") => return files::body(operation),
            _ => {}
        }
        let body = match (operation.method.as_str(), operation.path.as_str()) {
            ("POST", "/api/people/setup") => json!({
                "token": "none", "institution": {"name": "X", "zone": "Asia/Jakarta"},
                "administrator": {"name": "X", "username": "xxx", "password": PASSWORD},
            }),
            ("POST", "/api/people/sessions") => json!({"username": "nobody", "password": PASSWORD}),
            ("POST", "/api/people/sessions/refresh") => json!({"refresh_token": "none"}),
            ("PUT", "/api/people/people/{id}") => json!({
                "name": "X", "username": format!("u{}", parameter.replace('-', "")),
                "password": PASSWORD, "roles": ["employee"],
            }),
            ("PATCH", "/api/people/people/{id}") => json!({"name": "Y"}),
            ("PUT", "/api/people/offices/{id}") => {
                json!({"name": "X", "address": "Y", "zone": "Asia/Jakarta"})
            }
            ("PUT", "/api/people/identity-providers/{id}") => provider(),
            ("POST", "/api/people/identity-providers/{id}/sessions") => json!({"state": "none"}),
            ("PUT", "/api/people/unit-states/{id}") => {
                json!({"unit_id": new_id(), "name": "X", "starts_on": day(0)})
            }
            ("PUT", "/api/people/relations/{id}") => json!({
                "kind": "member", "person_id": self.person, "unit_id": self.unit,
                "starts_on": day(0),
            }),
            ("PATCH", "/api/people/institution") => json!({"retention_years": 10}),
            ("PUT", "/api/people/corrections/{id}") => json!({"wanted": "X"}),
            ("PUT", "/api/people/corrections/{id}/decision") => {
                json!({"state": "done", "answer": "X"})
            }
            ("PUT", "/api/people/app-tokens/{id}")
            | ("POST", "/api/people/device-authorizations") => {
                json!({"name": "X", "scopes": ["attendance:read"]})
            }
            ("POST", "/api/people/password-links/use") => {
                json!({"token": "none", "password": PASSWORD})
            }
            ("PUT", "/api/people/imports/{id}") => json!({"kind": "people", "format": "csv"}),
            ("POST", "/api/people/tokens") => json!({"app_token": "none"}),
            ("POST", "/api/people/device-tokens") => json!({"device_code": "none"}),
            ("PUT", "/api/people/device-authorizations/{code}/approval") => {
                json!({"approve": true})
            }
            _ => return doors::body(operation),
        };
        assert!(operation.takes_json, "{operation:?}");
        Some(body)
    }
}

/// A body of attendance that is fine.
fn attendance_body(operation: &Operation, person: &str) -> Option<Value> {
    let body = match (operation.method.as_str(), operation.path.as_str()) {
        ("PUT", "/api/attendance/punches/{id}") => punch("in"),
        ("POST", "/api/attendance/punches") => json!({"punches": [{"id": new_id()}]}),
        ("POST", "/api/attendance/evidence/{id}/review") => {
            json!({"state": "noted", "note": "X"})
        }
        ("PUT", "/api/attendance/evidence-rules") => json!({"position_days": 30}),
        ("PUT", "/api/attendance/requests/{id}") => travel(),
        ("POST", "/api/attendance/requests/{id}/decision") => json!({"outcome": "approved"}),
        ("POST", path) if path.starts_with("/api/attendance/requests/") => {
            json!({"note": "X"})
        }
        ("PUT", path) if path.starts_with("/api/attendance/") => rule(path, person),
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}

/// A rule of attendance that is fine.
fn rule(path: &str, person: &str) -> Value {
    let hours = json!({"kind": "dynamic", "days": [{"weekdays": ["mon"], "work_min": 450}]});
    let term = json!({"starts_on": day(0), "source": "X", "hours": hours});
    match path {
        "/api/attendance/schedules/{id}" => json!({"name": "X", "terms": [term]}),
        "/api/attendance/assignments/{id}" => json!({
            "name": "X", "source": "X", "schedule_id": SHIPPED_SCHEDULE, "starts_on": day(0),
        }),
        "/api/attendance/periods/{id}" => json!({
            "name": "X", "source": "X", "schedule_id": SHIPPED_SCHEDULE, "starts_on": day(0),
            "ends_on": day(0), "hours": hours,
        }),
        "/api/attendance/calendar-days/{id}" => {
            json!({"day": day(0), "kind": "holiday", "name": "X", "source": "X"})
        }
        path => own_rule(path, person),
    }
}

/// A rule of leave, of flexible work or of deciding that is fine.
fn own_rule(path: &str, person: &str) -> Value {
    let mut rule = json!({"name": "X", "source": "X"});
    let more = match path
        .trim_start_matches("/api/attendance/")
        .trim_end_matches("/{id}")
    {
        "leave-types" => {
            json!({"starts_on": day(0), "terms": {"code": "x", "counts": "work_days"}})
        }
        "leave-adjustments" => {
            json!({"person_id": person, "type": "annual", "day": day(0), "days": 1})
        }
        "flexible-work-rules" => json!({"starts_on": day(0), "caps": {"days_a_week": 2}}),
        "flexible-work-exclusions" => json!({"person_id": person, "starts_on": day(0)}),
        _ => json!({"starts_on": day(0), "terms": {"after_h": 72}}),
    };
    for (name, value) in more.as_object().into_iter().flatten() {
        rule[name] = value.clone();
    }
    rule
}

fn add_rule(keeper: &Client, path: &str, rule: &Value) -> String {
    let id = new_id();
    put(keeper, &format!("/api/attendance/{path}/{id}"), rule);
    id
}

/// A request that fits whatever else is there.
fn travel() -> Value {
    json!({"kind": "duty_travel", "reason": "X", "duty_travel": {
        "starts_on": day(40), "ends_on": day(41), "destination": "X", "order": "X"}})
}

/// Somebody asks, and nobody decided yet.
fn ask_for_travel(office: &Office, username: &str) -> String {
    let client = office.node.client();
    let session = super::callers::sign_in(&client, username);
    let client = client.with_token(office::token(&session, "attendance"));
    let id = new_id();
    put(
        &client,
        &format!("/api/attendance/requests/{id}"),
        &travel(),
    );
    id
}

/// Somebody says that their own record is wrong.
fn ask_for_correction(office: &Office) -> String {
    let id = new_id();
    let path = format!("/api/people/corrections/{id}");
    put(&office.signed_in("people"), &path, &json!({"wanted": "X"}));
    id
}

/// Somebody's claim of yesterday, which the next tick finds to be late.
fn evidence_of(office: &Office, username: &str) -> String {
    let client = office.node.client();
    let session = super::callers::sign_in(&client, username);
    let client = client.with_token(office::token(&session, "attendance"));
    let mut late = punch("in");
    late["claimed_at"] = json!(format!("{}T08:00:00+07:00", day(-1)));
    put(
        &client,
        &format!("/api/attendance/punches/{}", new_id()),
        &late,
    );
    loop {
        let found = must(client.get("/api/attendance/evidence")).json();
        if let Some(id) = found[0]["id"].as_str() {
            return id.to_owned();
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Another identity provider, which nobody reaches from here.
fn provider() -> Value {
    json!({
        "name": "X", "issuer": "https://none.invalid", "client_id": "x", "is_on": true,
        "person_claim": "preferred_username", "person_field": "username",
    })
}

fn add_provider(keeper: &Client) -> String {
    let id = new_id();
    put(
        keeper,
        &format!("/api/people/identity-providers/{id}"),
        &provider(),
    );
    id
}

/// Adds somebody who is an employee and one more.
pub fn add_person(keeper: &Client, username: &str, role: &str) -> String {
    let id = new_id();
    let mut roles = vec!["employee"];
    if role != "employee" {
        roles.push(role);
    }
    let mut person = json!({"name": username, "username": username, "roles": roles});
    person["password"] = json!(FIRST_PASSWORD);
    put(keeper, &format!("/api/people/people/{id}"), &person);
    let first = json!({"username": username, "password": FIRST_PASSWORD,
                       "new_password": PASSWORD});
    let answer = must(keeper.json("POST", "/api/people/sessions", &first));
    assert_eq!(answer.status, 201, "{answer:?}");
    id
}

fn add_unit(keeper: &Client, name: &str) -> (String, String) {
    let (unit, state) = (new_id(), new_id());
    let form = json!({"unit_id": unit, "name": name, "starts_on": day(-30)});
    put(keeper, &format!("/api/people/unit-states/{state}"), &form);
    (unit, state)
}

/// Relates people and units; answers the relation's id.
pub fn relate(keeper: &Client, relation: &Value) -> String {
    let id = new_id();
    put(keeper, &format!("/api/people/relations/{id}"), relation);
    id
}

fn put(keeper: &Client, path: &str, body: &Value) {
    let answer = must(keeper.json("PUT", path, body));
    assert_eq!(answer.status, 201, "{path}: {answer:?}");
}

/// A date in the office so many days from today.
#[expect(
    clippy::disallowed_methods,
    reason = "the node has the clock of the machine"
)]
pub fn day(from_today: i64) -> String {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let there = i64::try_from(since_1970.as_secs()).unwrap() + UTC_OFFSET_S;
    let today = DateTime::from_timestamp(there, 0).unwrap().date_naive();
    let days = Days::new(from_today.unsigned_abs());
    let day = if from_today < 0 {
        today.checked_sub_days(days)
    } else {
        today.checked_add_days(days)
    };
    day.unwrap().to_string()
}
