//! Rules by unit and by region, and from when to when somebody works here at all.

use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use ngantor_core::caller::Role;
use ngantor_db::{journal, params};
use ngantor_directory::follow::{Batch, take_over};
use ngantor_http::fetch::Fetch as _;
use serde_json::{Value, json};

use crate::follow::{BRANCH, MADE, TEAM, office_row, person, relation, tell, unit};
use crate::office::{BUDI, Office, SITI, id, punch};

const KEEPER: (&str, Role) = (BUDI, Role::Personnel);
/// The shipped schedule.
const ASN: &str = "01985c00-0000-7000-8000-000000000001";
const BALI: u32 = 0x300;

impl Office {
    async fn rule(&self, kind: &str, n: u32, form: &Value) -> StatusCode {
        let path = format!("/{kind}/{}", id(n));
        let to = (Method::PUT, path.as_str());
        let answer = self.send(to, KEEPER, None, form).await;
        answer.status
    }

    async fn schedule(&self, n: u32, name: &str, starts: &str) {
        let hours = json!({"kind": "fixed", "days": [{
            "weekdays": ["mon", "tue", "wed", "thu", "fri"], "starts": starts, "ends": "20:00"}]});
        let form = json!({"name": name, "terms": [
            {"starts_on": "2026-01-01", "source": "SK 1", "hours": hours}]});
        assert_eq!(self.rule("schedules", n, &form).await, StatusCode::CREATED);
    }

    async fn assign(&self, n: u32, schedule: u32, whose: (&str, &str)) -> StatusCode {
        let mut form = json!({"name": "X", "source": "SK 2", "schedule_id": id(schedule),
            "starts_on": "2026-01-01"});
        form[whose.0] = json!(whose.1);
        self.rule("assignments", n, &form).await
    }

    /// Which schedule a day of a person's is judged by, told by its hours.
    async fn judged_by(&self, person: &str, day: &str) -> &'static str {
        let day = self.get(person, &format!("/days/{day}")).await;
        match day.body["duty"]["required_min"].as_i64().unwrap() {
            660 => "Cabang",
            600 => "Tim",
            540 => "Sendiri",
            450 => "Jam kerja ASN",
            _ => "",
        }
    }

    async fn status(&self, person: &str, day: &str) -> String {
        let day = self.get(person, &format!("/days/{day}")).await;
        day.body["duty"]["status"].as_str().unwrap().to_owned()
    }
}

/// Siti works in the team, under the branch; schedules have their names.
async fn placed() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    office.schedule(0x401, "Cabang", "09:00").await;
    office.schedule(0x402, "Tim", "10:00").await;
    office.schedule(0x403, "Sendiri", "11:00").await;
    for n in [SITI, MADE] {
        office
            .put(n, &id(if n == SITI { 1 } else { 2 }), &punch("in"))
            .await;
    }
    office
}

#[tokio::test]
async fn the_nearest_units_schedule_goes_before_one_above_and_a_persons_own_before_both() {
    let office = placed().await;
    let today = "2026-11-25";
    assert_eq!(office.judged_by(SITI, today).await, "Jam kerja ASN");
    office.assign(0x501, 0x401, ("unit_id", &id(BRANCH))).await;
    assert_eq!(office.judged_by(SITI, today).await, "Cabang");
    office.assign(0x502, 0x402, ("unit_id", &id(TEAM))).await;
    assert_eq!(office.judged_by(SITI, today).await, "Tim");
    office.assign(0x503, 0x403, ("person_id", SITI)).await;
    assert_eq!(office.judged_by(SITI, today).await, "Sendiri");
    // Made belongs to no unit that has one.
    assert_eq!(office.judged_by(MADE, today).await, "Jam kerja ASN");
    let both = json!({"name": "X", "source": "X", "schedule_id": ASN, "starts_on": "2026-01-01",
        "person_id": SITI, "unit_id": id(TEAM)});
    let status = office.rule("assignments", 0x504, &both).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn somebody_who_moves_has_each_units_schedule_for_its_days_and_the_days_change_by_events() {
    let office = placed().await;
    office.assign(0x501, 0x401, ("unit_id", &id(BRANCH))).await;
    office.assign(0x502, 0x402, ("unit_id", &id(TEAM))).await;
    office.pass(10 * 24 * 60);
    office.tick().await;
    office.tick().await;
    let late = async |office: &Office| {
        let all = journal::after(&*office.db, 0, 500).await.unwrap();
        let days = all.into_iter().filter(|entry| {
            entry.kind.starts_with("attendance.duty_day")
                && entry.subject.ends_with("2026-11-25")
                && entry.new["person_id"] == SITI
        });
        let told: Vec<_> = days
            .map(|entry| entry.new["required_min"].clone())
            .collect();
        told
    };
    // From 10:00 to 20:00, the hours of the team.
    assert_eq!(late(&office).await, [json!(600)]);
    // It turns out that she belonged to the branch from the 25th on.
    let mut moved = relation(0x200, "member", SITI, TEAM);
    (moved["ends_on"], moved["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", moved);
    let mut next = relation(0x203, "member", SITI, BRANCH);
    next["starts_on"] = json!("2026-11-25");
    office.outside.tell("relation", next);
    office.tick().await;
    office.tick().await;
    assert_eq!(late(&office).await, [json!(600), json!(660)]);
    assert_eq!(office.judged_by(SITI, "2026-11-25").await, "Cabang");
}

#[tokio::test]
async fn a_regions_holiday_holds_where_ones_office_lies_on_that_day() {
    let office = placed().await;
    office
        .outside
        .tell("office", office_row(BALI, Some("51.71")));
    let mut moved = relation(0x200, "member", SITI, TEAM);
    (moved["office_id"], moved["version"]) = (json!(id(BALI)), json!(2));
    office.outside.tell("relation", moved);
    office.tick().await;
    let form = |region: &str| {
        json!({"day": "2026-11-27", "kind": "holiday", "name": "Galungan", "source": "SE 1",
            "region": region})
    };
    assert_eq!(
        office.rule("calendar-days", 0x601, &form("52")).await,
        StatusCode::CREATED
    );
    assert_eq!(office.status(SITI, "2026-11-27").await, "provisional");
    assert_eq!(
        office.rule("calendar-days", 0x602, &form("51")).await,
        StatusCode::CREATED
    );
    assert_eq!(office.status(SITI, "2026-11-27").await, "holiday");
    assert_eq!(office.status(MADE, "2026-11-27").await, "provisional");
    // A move to Jakarta on that very day.
    office
        .outside
        .tell("office", office_row(BALI + 1, Some("31")));
    let mut ended = relation(0x200, "member", SITI, TEAM);
    ended["office_id"] = json!(id(BALI));
    (ended["ends_on"], ended["version"]) = (json!("2026-11-26"), json!(3));
    office.outside.tell("relation", ended);
    let mut next = relation(0x203, "member", SITI, TEAM);
    (next["starts_on"], next["office_id"]) = (json!("2026-11-27"), json!(id(BALI + 1)));
    office.outside.tell("relation", next);
    office.tick().await;
    assert_eq!(office.status(SITI, "2026-11-27").await, "provisional");
    for bad in ["", "5", "Bali", "51."] {
        let status = office.rule("calendar-days", 0x603, &form(bad)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn rules_of_units_and_regions_of_others_are_no_reason_to_judge_nobody() {
    let office = placed().await;
    office.assign(0x502, 0x402, ("unit_id", &id(TEAM))).await;
    // 500 other units have their own schedule and Ramadan; 600 other places their holidays.
    for statement in [
        "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500)
        INSERT INTO rule (id, kind, name, source, starts_on, hours, version, changed_at, changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 65536 + value), kind, name, source,
            starts_on, hours, 1, 0, 'x'
        FROM n JOIN rule WHERE rule.id = ?1",
        "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500)
        INSERT INTO rule (id, kind, name, source, starts_on, schedule_id, unit_id, version,
            changed_at, changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 131072 + value), 'assignment', 'X', ?1,
            '2026-01-01', printf('0193a5b0-7c1e-7000-8000-%012x', 65536 + value),
            printf('0193a5b0-7c1e-7000-8000-%012x', 196608 + value), 1, 0, 'x'
        FROM n",
        "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500)
        INSERT INTO rule (id, kind, name, source, starts_on, ends_on, schedule_id, hours, version,
            changed_at, changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 262144 + value), 'period', 'X', ?1,
            '2026-11-01', '2026-11-30', printf('0193a5b0-7c1e-7000-8000-%012x', 65536 + value),
            json_extract(hours, '$[0].hours'), 1, 0, 'x'
        FROM n JOIN rule WHERE rule.id = ?1",
        "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 600)
        INSERT INTO rule (id, kind, name, source, starts_on, ends_on, day_kind, region, version,
            changed_at, changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 327680 + value), 'calendar_day', 'X', ?1,
            '2026-11-25', '2026-11-25', 'holiday', '51', 1, 0, 'x'
        FROM n",
    ] {
        office.db.run(statement, params![ASN]).await.unwrap();
    }
    assert_eq!(office.judged_by(SITI, "2026-11-25").await, "Tim");
    assert_eq!(office.judged_by(MADE, "2026-11-25").await, "Jam kerja ASN");
    office.pass(10 * 24 * 60);
    assert_eq!(office.tick().await.body["n_failed"], 0);
    let balances = office.get(SITI, "/leave-balances/2026").await;
    assert_eq!(balances.status, StatusCode::OK, "{}", balances.body);
}

#[tokio::test]
async fn whoever_works_here_and_never_punched_is_judged_from_when_that_is_known() {
    let office = Office::with_rules().await;
    tell(&office);
    // Budi heads the team, and belongs to it from December on.
    let mut later = relation(0x204, "member", BUDI, TEAM);
    later["starts_on"] = json!("2026-12-01");
    office.outside.tell("relation", later);
    office.tick().await;
    office.pass(12 * 24 * 60);
    office.tick().await;
    // A member since January; known since the 25th of November, a Wednesday.
    assert_eq!(office.status(SITI, "2026-11-24").await, "unjudged");
    assert_eq!(office.status(SITI, "2026-11-25").await, "absent");
    assert_eq!(office.status(BUDI, "2026-11-30").await, "unjudged");
    assert_eq!(office.status(BUDI, "2026-12-01").await, "absent");
    // Nobody's member: nothing says that they have to be here.
    assert_eq!(office.status(MADE, "2026-11-25").await, "unjudged");
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let kept: Vec<_> = all
        .iter()
        .filter(|entry| entry.kind == "attendance.duty_day.created")
        .map(|entry| entry.subject.clone())
        .collect();
    assert!(kept.contains(&format!("{SITI}/2026-11-25")), "{kept:?}");
    assert!(!kept.contains(&format!("{SITI}/2026-11-24")), "{kept:?}");
}

#[tokio::test]
async fn nobody_is_absent_after_their_last_day_and_the_days_before_it_stay() {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    office.pass(12 * 24 * 60);
    office.tick().await;
    assert_eq!(office.status(SITI, "2026-11-27").await, "absent");
    let mut left = person(SITI, "Siti", 2);
    left["ends_on"] = json!("2026-11-26");
    office.outside.tell("person", left);
    office.tick().await;
    assert_eq!(office.status(SITI, "2026-11-26").await, "absent");
    assert_eq!(office.status(SITI, "2026-11-27").await, "unjudged");
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let changed = all.iter().find(|entry| {
        entry.kind == "attendance.duty_day.changed" && entry.subject == format!("{SITI}/2026-11-27")
    });
    assert_eq!(changed.unwrap().new["status"], "unjudged");
}

/// The days of a person that are kept, in the order in which they were.
async fn kept(office: &Office, person: &str) -> Vec<String> {
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let created = |entry: &&journal::Entry| entry.kind == "attendance.duty_day.created";
    let of_person = all.iter().filter(created).filter_map(|entry| {
        let day = entry.subject.strip_prefix(person)?;
        day.strip_prefix('/').map(str::to_owned)
    });
    of_person.collect()
}

#[tokio::test]
async fn a_new_member_of_whom_no_day_is_over_leaves_nothing_to_do() {
    let office = Office::with_rules().await;
    office.tick().await;
    // Nothing else happens here: no entry of the journal follows.
    tell(&office);
    let first = office.tick().await;
    assert_eq!(first.body["n_people_events"], 9, "{}", first.body);
    assert_eq!(first.body["is_more"], false, "{}", first.body);
    office.pass(12 * 24 * 60);
    office.tick().await;
    let kept = kept(&office, SITI).await;
    assert_eq!(kept.first().map(String::as_str), Some("2026-11-25"));
}

#[tokio::test]
async fn a_member_who_was_known_before_the_first_tick_is_judged_as_well() {
    let office = Office::with_rules().await;
    tell(&office);
    // A decision follows people too, and may do so first.
    let request = Request::get("http://people.spin.internal/api/people/feed?after=0&limit=50")
        .header("authorization", "Bearer token")
        .body(Bytes::new());
    let feed = office.outside.fetch(request.unwrap()).await.unwrap();
    let batch = Batch::parse(feed.body()).unwrap();
    assert!(take_over(&*office.db, &batch, 0).await.unwrap());
    office.tick().await;
    office.pass(12 * 24 * 60);
    office.tick().await;
    let kept = kept(&office, SITI).await;
    assert_eq!(kept.first().map(String::as_str), Some("2026-11-25"));
}

#[tokio::test]
async fn somebody_who_turns_out_to_have_begun_earlier_is_judged_from_that_day_on() {
    let office = Office::with_rules().await;
    tell(&office);
    let mut later = relation(0x204, "member", BUDI, TEAM);
    later["starts_on"] = json!("2026-12-01");
    office.outside.tell("relation", later.clone());
    office.tick().await;
    office.pass(20 * 24 * 60);
    office.tick().await;
    let first = kept(&office, BUDI).await;
    assert_eq!(first.first().map(String::as_str), Some("2026-12-01"));
    (later["starts_on"], later["version"]) = (json!("2026-11-27"), json!(2));
    office.outside.tell("relation", later);
    office.tick().await;
    let kept = kept(&office, BUDI).await;
    assert!(kept.contains(&"2026-11-27".to_owned()), "{kept:?}");
    assert!(!kept.contains(&"2026-11-26".to_owned()), "{kept:?}");
}

#[tokio::test]
async fn a_day_without_a_punch_is_in_the_zone_of_the_office_of_that_day() {
    let office = Office::with_rules().await;
    tell(&office);
    let people = &office.outside;
    people.tell("office", office_row(BALI, None));
    let mut before = relation(0x200, "member", SITI, TEAM);
    before["ends_on"] = json!("2026-11-26");
    before["version"] = json!(2);
    people.tell("relation", before);
    let mut after = relation(0x203, "member", SITI, TEAM);
    after["starts_on"] = json!("2026-11-27");
    after["office_id"] = json!(id(BALI));
    people.tell("relation", after);
    office.tick().await;
    let zone = async |day: &str| {
        let day = office.get(SITI, &format!("/days/{day}")).await;
        day.body["duty"]["zone"].as_str().unwrap().to_owned()
    };
    assert_eq!(zone("2026-11-26").await, "Asia/Jakarta");
    assert_eq!(zone("2026-11-27").await, "Asia/Makassar");

    // Days are kept so too, and again when the office turns out to lie in another zone.
    office.pass(10 * 24 * 60);
    office.tick().await;
    office.tick().await;
    let (jakarta, makassar) = (json!("Asia/Jakarta"), json!("Asia/Makassar"));
    assert_eq!(
        kept_zones(&office, "2026-11-26").await,
        std::slice::from_ref(&jakarta)
    );
    assert_eq!(
        kept_zones(&office, "2026-11-27").await,
        std::slice::from_ref(&makassar)
    );
    let mut elsewhere = office_row(BALI, None);
    (elsewhere["zone"], elsewhere["version"]) = (json!("Asia/Jayapura"), json!(2));
    people.tell("office", elsewhere);
    office.tick().await;
    office.tick().await;
    let jayapura = json!("Asia/Jayapura");
    assert_eq!(
        kept_zones(&office, "2026-11-26").await,
        std::slice::from_ref(&jakarta)
    );
    let both = [makassar, jayapura];
    assert_eq!(kept_zones(&office, "2026-11-27").await, both);

    // So does the unit that moves.
    let mut there = office_row(BALI + 1, None);
    there["id"] = json!(id(BALI + 1));
    people.tell("office", there);
    let mut moves = unit(TEAM, Some(BRANCH));
    (moves["id"], moves["starts_on"]) = (json!(id(0x1200)), json!("2026-11-25"));
    moves["office_id"] = json!(id(BALI + 1));
    people.tell("unit_state", moves);
    office.tick().await;
    office.tick().await;
    let both = [jakarta, json!("Asia/Makassar")];
    assert_eq!(kept_zones(&office, "2026-11-26").await, both);
}

/// The zones that a kept day of Siti's had, one after the other.
async fn kept_zones(office: &Office, day: &str) -> Vec<Value> {
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let days = all.into_iter().filter(|entry| {
        entry.kind.starts_with("attendance.duty_day")
            && entry.subject.ends_with(day)
            && entry.new["person_id"] == SITI
    });
    days.map(|entry| entry.new["zone"].clone()).collect()
}
