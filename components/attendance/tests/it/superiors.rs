//! Who decides, as the directory says at the moment of deciding: heads, who acts for them, those
//! above, and never oneself.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::follow::{BRANCH, MADE, TEAM, person, relation, tell};
use crate::leave::{keep, leave};
use crate::office::{BUDI, Office, SITI, id};
use crate::requests::{KEEPER, ME, act, ask, decide, missing};

const RATNA: &str = "0193a5b0-7c1e-7000-8000-000000000004";
const HEAD: (&str, Role) = (BUDI, Role::Employee);
const ABOVE: (&str, Role) = (MADE, Role::Employee);
/// Personnel who lead nobody.
const STAFF: (&str, Role) = (RATNA, Role::Personnel);

/// Siti works in the team that Budi heads; Made heads the branch above it.
async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    let own = relation(0x205, "member", BUDI, TEAM);
    office.outside.tell("relation", own);
    office.tick().await;
    office
}

async fn with_a_request() -> Office {
    let office = office().await;
    let asked = ask(&office, 9, ME, &missing("in", "2026-11-24T07:30:00+07:00")).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    office
}

async fn queue(office: &Office, who: (&str, Role)) -> Vec<Value> {
    let path = "/requests?to_decide=true";
    let found = office
        .send((Method::GET, path), who, None, &Value::Null)
        .await;
    let all = found.body.as_array().unwrap();
    all.iter().map(|one| one["id"].clone()).collect()
}

async fn show(office: &Office, who: (&str, Role)) -> (StatusCode, Value) {
    let path = format!("/requests/{}", id(9));
    let found = office
        .send((Method::GET, &path), who, None, &Value::Null)
        .await;
    (found.status, found.body)
}

/// A relation that changes: of a version, with a last day.
fn ended(mut row: Value, last: &str) -> Value {
    (row["ends_on"], row["version"]) = (json!(last), json!(2));
    row
}

fn acting(n: u32, person: &str, unit: u32) -> Value {
    let mut row = relation(n, "acting_head", person, unit);
    row["style"] = json!("plh");
    row
}

#[tokio::test]
async fn the_head_decides_and_neither_those_above_nor_personnel() {
    let office = with_a_request().await;
    assert_eq!(queue(&office, HEAD).await, [json!(id(9))]);
    assert_eq!(queue(&office, ABOVE).await, [] as [Value; 0]);
    assert_eq!(queue(&office, STAFF).await, [] as [Value; 0]);
    let (_, mine) = show(&office, ME).await;
    let people = json!([{"person_id": BUDI, "decides_as": "head"}]);
    assert_eq!(mine["deciders"]["people"], people);
    assert_eq!(mine["deciders"]["escalated"], Value::Null);
    // Whoever may not decide does not learn why somebody asks; personnel keep the records.
    assert_eq!(show(&office, ABOVE).await.0, StatusCode::NOT_FOUND);
    assert_eq!(show(&office, STAFF).await.0, StatusCode::OK);
    let refused = decide(&office, 9, STAFF, "approved").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::FORBIDDEN, &json!("not_the_decider"))
    );
    let done = decide(&office, 9, HEAD, "approved").await;
    assert_eq!(
        done.body["decision"]["decided_as"], "head",
        "{:?}",
        done.body
    );
    assert_eq!(done.body["decision"]["by"], BUDI);
    assert_eq!(queue(&office, HEAD).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_head_who_was_replaced_meanwhile_decides_nothing() {
    let office = with_a_request().await;
    office.outside.tell("person", person(RATNA, "Ratna", 1));
    let old = ended(relation(0x201, "head", BUDI, TEAM), "2026-11-24");
    office.outside.tell("relation", old);
    let mut new = relation(0x203, "head", RATNA, TEAM);
    new["starts_on"] = json!("2026-11-25");
    office.outside.tell("relation", new);
    // Nobody ticks: whoever decides asks first.
    let late = decide(&office, 9, HEAD, "approved").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    let new_head = (RATNA, Role::Employee);
    assert_eq!(queue(&office, new_head).await, [json!(id(9))]);
    let done = decide(&office, 9, new_head, "approved").await;
    assert_eq!(done.body["decision"]["by"], RATNA, "{:?}", done.body);
}

#[tokio::test]
async fn where_people_does_not_answer_what_is_known_decides() {
    let office = with_a_request().await;
    office.outside.go_away(true);
    let done = decide(&office, 9, HEAD, "approved").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
}

#[tokio::test]
async fn while_the_head_is_on_leave_those_above_may_decide_too() {
    let office = with_a_request().await;
    // Budi asks for leave on this day; Made decides it, who is above him.
    let away = leave("sick", "2026-11-25", "2026-11-25");
    ask(&office, 10, HEAD, &away).await;
    assert_eq!(queue(&office, ABOVE).await, [json!(id(10))]);
    let own = decide(&office, 10, HEAD, "approved").await;
    assert_eq!(own.body["code"], "own_request");
    assert_eq!(
        decide(&office, 10, ABOVE, "approved").await.status,
        StatusCode::OK
    );
    let (_, mine) = show(&office, ME).await;
    assert_eq!(mine["deciders"]["escalated"], "away");
    assert_eq!(queue(&office, ABOVE).await, [json!(id(9))]);
    let done = decide(&office, 9, ABOVE, "approved").await;
    assert_eq!(
        done.body["decision"]["decided_as"], "above",
        "{:?}",
        done.body
    );
}

#[tokio::test]
async fn who_acts_for_the_head_decides_and_the_head_does_not() {
    let office = with_a_request().await;
    office.outside.tell("relation", acting(0x204, RATNA, TEAM));
    office.tick().await;
    let stand_in = (RATNA, Role::Employee);
    assert_eq!(queue(&office, stand_in).await, [json!(id(9))]);
    assert_eq!(
        decide(&office, 9, HEAD, "approved").await.status,
        StatusCode::NOT_FOUND
    );
    // Those above may too: the head is away.
    assert_eq!(queue(&office, ABOVE).await, [json!(id(9))]);
    let done = decide(&office, 9, stand_in, "approved").await;
    assert_eq!(
        done.body["decision"]["decided_as"], "acting_head",
        "{:?}",
        done.body
    );
}

#[tokio::test]
async fn whoever_acts_for_the_head_does_not_decide_for_themself_by_it() {
    let office = office().await;
    office.outside.tell("relation", acting(0x204, SITI, TEAM));
    office.tick().await;
    ask(&office, 9, ME, &missing("in", "2026-11-24T07:30:00+07:00")).await;
    assert_eq!(queue(&office, ME).await, [] as [Value; 0]);
    assert_eq!(
        decide(&office, 9, ME, "approved").await.body["code"],
        "own_request"
    );
    // Nor does the head for whom she acts: the branch does.
    assert_eq!(
        decide(&office, 9, HEAD, "approved").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        decide(&office, 9, ABOVE, "approved").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn without_an_answer_in_time_those_above_may_decide_too() {
    let office = with_a_request().await;
    office.clock.advance(Duration::from_mins(72 * 60 - 1));
    assert_eq!(queue(&office, ABOVE).await, [] as [Value; 0]);
    office.clock.advance(Duration::from_mins(1));
    assert_eq!(queue(&office, ABOVE).await, [json!(id(9))]);
    assert_eq!(queue(&office, HEAD).await, [json!(id(9))]);
    let (_, mine) = show(&office, ME).await;
    assert_eq!(mine["deciders"]["escalated"], "unanswered");
    // An agency sets another time.
    let form = json!({"name": "Batas", "source": "SK 7", "starts_on": "2026-11-26",
                      "terms": {"after_h": 100}});
    keep(&office, "escalations", 70, &form).await;
    assert_eq!(queue(&office, ABOVE).await, [] as [Value; 0]);
    assert_eq!(queue(&office, STAFF).await, [] as [Value; 0]);
}

#[tokio::test]
async fn for_the_uppermost_personnel_decide_and_never_their_own() {
    let office = office().await;
    ask(
        &office,
        9,
        ABOVE,
        &missing("in", "2026-11-24T07:30:00+07:00"),
    )
    .await;
    ask(
        &office,
        10,
        STAFF,
        &missing("in", "2026-11-24T07:30:00+07:00"),
    )
    .await;
    assert_eq!(queue(&office, STAFF).await, [json!(id(9))]);
    assert_eq!(queue(&office, KEEPER).await, [json!(id(9)), json!(id(10))]);
    let done = decide(&office, 9, STAFF, "approved").await;
    assert_eq!(done.body["decision"]["decided_as"], "personnel");
}

#[tokio::test]
async fn a_long_queue_goes_on_where_its_page_ended_and_ends() {
    let office = office().await;
    let body = |n: u32| {
        missing(
            "in",
            &format!("2026-11-24T07:{:02}:{:02}+07:00", n % 51, n % 51),
        )
    };
    // Those of four members of the team, whose head decides, stand before what personnel decide.
    for n in 0..204 {
        let member = id(0x900 + n / 51);
        if n % 51 == 0 {
            let row = relation(0x400 + n, "member", &member, TEAM);
            office.outside.tell("relation", row);
        }
        if n % 51 < 50 {
            ask(&office, 0x1000 + n, (&member, Role::Employee), &body(n)).await;
        }
    }
    office.tick().await;
    for n in 0..3 {
        ask(&office, 0x2000 + n, (&id(0x990), Role::Employee), &body(n)).await;
    }
    let read = async |path: &str| {
        let found = office
            .send((Method::GET, path), STAFF, None, &Value::Null)
            .await;
        let link = found
            .headers
            .get("link")
            .map(|link| link.to_str().unwrap().to_owned());
        let next = link.map(|link| link[1..link.find('>').unwrap()].replace("/api/attendance", ""));
        (found.body.as_array().unwrap().len(), next)
    };
    let mut path = Some("/requests?to_decide=true&limit=2".to_owned());
    let mut lengths = Vec::new();
    while let Some(next) = path {
        let (n, more) = read(&next).await;
        lengths.push(n);
        path = more;
    }
    // 200 are looked through; of the others three are theirs, two a page.
    assert_eq!(lengths, [0, 2, 1]);
}

#[tokio::test]
async fn lists_are_ones_own_what_one_decided_and_for_those_who_keep_or_audit_all() {
    let office = with_a_request().await;
    ask(
        &office,
        10,
        HEAD,
        &leave("sick", "2026-11-25", "2026-11-25"),
    )
    .await;
    decide(&office, 9, HEAD, "approved").await;
    let read = async |path: &str, who: (&str, Role)| {
        let found = office
            .send((Method::GET, path), who, None, &Value::Null)
            .await;
        let all = found.body.as_array().cloned().unwrap_or_default();
        let ids: Vec<_> = all.iter().map(|one| one["id"].clone()).collect();
        (found.status.as_u16(), ids)
    };
    let both = vec![json!(id(10)), json!(id(9))];
    let auditor = (RATNA, Role::Auditor);
    let of_siti = format!("/requests?of=all&person_id={SITI}");
    for (path, who, expected) in [
        ("/requests?of=me", HEAD, (200, vec![json!(id(10))])),
        ("/requests?of=decided", HEAD, (200, vec![json!(id(9))])),
        ("/requests?of=decided", ABOVE, (200, vec![])),
        ("/requests?of=all", HEAD, (403, vec![])),
        (
            "/requests?of=all",
            (MADE, Role::Administrator),
            (403, vec![]),
        ),
        ("/requests?of=all", STAFF, (200, both.clone())),
        ("/requests?of=all", auditor, (200, both.clone())),
        (
            "/requests?of=all&state=asked",
            auditor,
            (200, vec![json!(id(10))]),
        ),
        (&of_siti, auditor, (200, vec![json!(id(9))])),
        ("/requests?of=me&person_id=x", ME, (422, vec![])),
        ("/requests?of=unit", ME, (422, vec![])),
        ("/requests?of=all&to_decide=true", STAFF, (422, vec![])),
    ] {
        assert_eq!(read(path, who).await, expected, "{path} {who:?}");
    }
}

#[tokio::test]
async fn what_was_approved_is_revoked_by_who_may_decide_then() {
    let office = with_a_request().await;
    decide(&office, 9, HEAD, "approved").await;
    let note = json!({"note": "Keliru."});
    let refused = act(&office, (9, "revocation"), STAFF, "\"2\"", &note).await;
    assert_eq!(refused.body["code"], "not_the_decider");
    let done = act(&office, (9, "revocation"), HEAD, "\"2\"", &note).await;
    assert_eq!(done.body["state"], "revoked", "{:?}", done.body);
}

#[tokio::test]
async fn who_decides_sees_what_is_left_of_the_persons_leave() {
    let office = office().await;
    let path = format!("/leave-balances/2026?person_id={SITI}");
    for (who, status) in [
        (HEAD, StatusCode::OK),
        (ABOVE, StatusCode::NOT_FOUND),
        ((RATNA, Role::Employee), StatusCode::NOT_FOUND),
        (STAFF, StatusCode::OK),
    ] {
        let seen = office
            .send((Method::GET, &path), who, None, &Value::Null)
            .await;
        assert_eq!(seen.status, status, "{who:?}");
    }
}

#[tokio::test]
async fn a_unit_is_capped_by_what_is_approved_of_its_members() {
    let office = office().await;
    // Four members; a third of them may be away: one is fine, two are half.
    for (n, member) in [(0x302, MADE), (0x303, RATNA)] {
        let row = relation(n, "member", member, TEAM);
        office.outside.tell("relation", row);
    }
    office
        .outside
        .tell("relation", relation(0x304, "member", &id(0x99), BRANCH));
    office.tick().await;
    let form = json!({"name": "Kerja fleksibel", "source": "SK 3", "starts_on": "2026-01-01",
                      "caps": {"unit_percent": 33}});
    keep(&office, "flexible-work-rules", 70, &form).await;
    let plan = json!({"kind": "flexible_work", "reason": "Naskah.", "flexible_work": {
        "way": "location", "place": "home", "days": ["2026-12-01"], "plan": "Bab dua."}});
    let other = (RATNA, Role::Employee);
    for (n, who) in [(20, ME), (21, other)] {
        let asked = ask(&office, n, who, &plan).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    }
    assert_eq!(
        decide(&office, 20, HEAD, "approved").await.status,
        StatusCode::OK
    );
    let full = decide(&office, 21, HEAD, "approved").await;
    assert_eq!(full.body["code"], "no_longer_fits", "{:?}", full.body);
    let fault = &full.body["errors"][0];
    assert_eq!(fault["code"], "unit_cap");
    let told = "Paling banyak 33 persen dari satu unit bekerja fleksibel pada hari yang sama.";
    assert_eq!(fault["detail"], told);
    // Two that are approved at once are one too many as well.
    let both = json!({"kind": "flexible_work", "reason": "Naskah.", "flexible_work": {
        "way": "location", "place": "home", "days": ["2026-12-03"], "plan": "Bab tiga."}});
    ask(&office, 30, ME, &both).await;
    ask(&office, 31, other, &both).await;
    let (one, two) = tokio::join!(
        decide(&office, 30, HEAD, "approved"),
        decide(&office, 31, HEAD, "approved")
    );
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    // Who asks now is told at once.
    let third = ask(&office, 22, HEAD, &plan).await;
    assert_eq!(third.body["errors"][0]["code"], "unit_cap");
}
