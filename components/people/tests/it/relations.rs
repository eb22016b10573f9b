//! Dated relations: what goes together, what overlaps, what ends when somebody leaves.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, id};

const UNIT: u32 = 1;
const SECOND: u32 = 2;
const SITI: u32 = 0x2000;
const BUDI: u32 = 0x2001;

/// Two units since 2020, and two people.
async fn two_units(office: &Office) -> String {
    let token = office.personnel().await;
    for n in [UNIT, SECOND] {
        let form = json!({"name": format!("Unit {n}"), "starts_on": "2020-01-01"});
        assert_eq!(
            office.state(&token, (n, 0), form).await.status,
            StatusCode::CREATED
        );
    }
    office.employ(&token, SITI, "Siti").await;
    office.employ(&token, BUDI, "Budi").await;
    token
}

fn relation(kind: &str, person: u32, unit: u32, (starts_on, ends_on): (&str, &str)) -> Value {
    let ends_on = (!ends_on.is_empty()).then_some(ends_on);
    let mut form = json!({"kind": kind, "person_id": id(person), "unit_id": id(unit),
                          "starts_on": starts_on, "ends_on": ends_on});
    if kind == "acting_head" {
        form["style"] = json!("plh");
    }
    if kind == "appraiser" {
        form["unit_id"] = Value::Null;
        form["appraised_id"] = json!(id(unit));
    }
    form
}

async fn code(office: &Office, token: &str, n: u32, form: Value) -> String {
    let answer = office.relate(token, n, form).await;
    let first = answer.body["errors"][0]["code"].as_str();
    let code = first.or(answer.body["code"].as_str());
    code.unwrap_or(answer.status.as_str()).to_owned()
}

#[tokio::test]
async fn a_place_is_held_by_one_on_a_day() {
    let office = Office::open().await;
    let token = two_units(&office).await;
    for (first, kind, one, other) in [
        // A person has one unit; a unit has one head, and one who acts for the head.
        (0x10, "member", (SITI, UNIT), (SITI, SECOND)),
        (0x20, "head", (SITI, UNIT), (BUDI, UNIT)),
        (0x30, "acting_head", (SITI, UNIT), (BUDI, UNIT)),
        // An appraised person has one appraiser.
        (0x40, "appraiser", (SITI, 0x3000), (BUDI, 0x3000)),
    ] {
        let form = |(person, unit), days| relation(kind, person, unit, days);
        let base = form(one, ("2026-03-01", "2026-03-31"));
        assert_eq!(code(&office, &token, first, base).await, "201", "{kind}");
        for (n, days, expected) in [
            (1, ("2026-02-01", "2026-03-01"), "relation_overlaps"),
            (2, ("2026-03-31", ""), "relation_overlaps"),
            (3, ("2026-03-10", "2026-03-10"), "relation_overlaps"),
            (4, ("2026-01-01", ""), "relation_overlaps"),
            (5, ("2026-01-01", "2026-02-28"), "201"),
            (6, ("2026-04-01", ""), "201"),
            (7, ("2027-01-01", ""), "relation_overlaps"),
        ] {
            let told = code(&office, &token, first + n, form(other, days)).await;
            assert_eq!(told, expected, "{kind} {days:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_reason() {
    let office = Office::open().await;
    let token = two_units(&office).await;
    let whole = ("2026-01-01", "");
    let mut oneself = relation("appraiser", SITI, SITI, whole);
    oneself["appraised_id"] = json!(id(SITI));
    let mut styled = relation("head", SITI, UNIT, whole);
    styled["style"] = json!("plt");
    let mut plain = relation("acting_head", SITI, UNIT, whole);
    plain["style"] = Value::Null;
    for (form, expected) in [
        (relation("head", 0x2fff, UNIT, whole), "no_such_person"),
        (relation("appraiser", SITI, 0x2fff, whole), "no_such_person"),
        (relation("head", SITI, 9, whole), "unit_not_open"),
        (
            relation("head", SITI, UNIT, ("2019-12-31", "")),
            "unit_not_open",
        ),
        (
            relation("head", SITI, UNIT, ("2026-01-02", "2026-01-01")),
            "ends_before_start",
        ),
        (
            relation("head", SITI, UNIT, ("2026-02-30", "")),
            "not_a_date",
        ),
        (relation("king", SITI, UNIT, whole), "unknown_choice"),
        (oneself, "oneself"),
        (styled, "not_for_kind"),
        (plain, "required"),
    ] {
        assert_eq!(
            code(&office, &token, 1, form.clone()).await,
            expected,
            "{form}"
        );
    }
    let fine = relation("head", SITI, UNIT, whole);
    assert_eq!(code(&office, &token, 1, fine).await, "201");
    // An id stays with those whom it relates.
    let other = relation("head", BUDI, UNIT, whole);
    let path = format!("/relations/{}", id(0x20001));
    let answer = office.put(&path, &token, &other, "\"1\"").await;
    assert_eq!(answer.body["code"], "id_reused");
}

#[tokio::test]
async fn whoever_leaves_is_nothing_any_more() {
    let office = Office::open().await;
    let token = two_units(&office).await;
    for (n, form) in [
        (1, relation("member", SITI, UNIT, ("2026-01-01", ""))),
        (2, relation("head", SITI, UNIT, ("2026-01-01", ""))),
        (3, relation("head", SITI, SECOND, ("2027-01-01", ""))),
        (4, relation("appraiser", BUDI, SITI, ("2026-01-01", ""))),
        (
            5,
            relation("acting_head", SITI, UNIT, ("2026-01-01", "2026-02-01")),
        ),
    ] {
        assert_eq!(code(&office, &token, n, form).await, "201", "{n}");
    }
    let path = format!("/people/{}", id(SITI));
    let tag = [("if-match", "\"1\"")];
    let leaving = json!({"ends_on": "2026-06-30"});
    let left = office
        .send(Method::PATCH, &path, &token, &leaving, &tag)
        .await;
    assert_eq!(left.status, StatusCode::OK, "{:?}", left.body);
    let ends = async |n: u32| {
        let path = format!("/relations/{}", id(0x20000 + n));
        let body = office.get(&path, &token).await.body;
        body["ends_on"].as_str().unwrap_or("gone").to_owned()
    };
    assert_eq!(ends(1).await, "2026-06-30");
    assert_eq!(ends(2).await, "2026-06-30");
    assert_eq!(ends(3).await, "gone");
    assert_eq!(ends(4).await, "2026-06-30");
    assert_eq!(ends(5).await, "2026-02-01");
    // The post is free from the next day on.
    let next = relation("head", BUDI, UNIT, ("2026-07-01", ""));
    assert_eq!(code(&office, &token, 6, next).await, "201");
}

#[tokio::test]
async fn everybody_sees_who_heads_what_and_only_the_two_who_appraises_whom() {
    let office = Office::open().await;
    let token = two_units(&office).await;
    code(
        &office,
        &token,
        1,
        relation("head", SITI, UNIT, ("2026-01-01", "")),
    )
    .await;
    code(
        &office,
        &token,
        2,
        relation("appraiser", SITI, BUDI, ("2026-01-01", "")),
    )
    .await;
    let kinds = async |token: &str, of: &str| {
        let list = office.get(&format!("/relations?{of}"), token).await.body;
        let list = list.as_array().unwrap().clone();
        list.iter()
            .map(|one| one["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let of_siti = format!("person_id={}", id(SITI));
    let of_unit = format!("unit_id={}", id(UNIT));
    let other = office.token(&id(0x3001), &[Role::Employee]).await;
    let budi = office.token(&id(BUDI), &[Role::Employee]).await;
    let auditor = office.token(&id(0x3002), &[Role::Auditor]).await;
    assert_eq!(kinds(&other, &of_siti).await, ["head"]);
    assert_eq!(kinds(&other, &of_unit).await, ["head"]);
    assert_eq!(kinds(&budi, &of_siti).await, ["appraiser", "head"]);
    assert_eq!(
        kinds(&budi, &format!("person_id={}", id(BUDI))).await,
        ["appraiser"]
    );
    assert_eq!(kinds(&auditor, &of_siti).await, ["appraiser", "head"]);
    assert!(
        kinds(&other, &format!("{of_siti}&on=2025-12-31"))
            .await
            .is_empty()
    );
    let appraisal = format!("/relations/{}", id(0x20002));
    assert_eq!(
        office.get(&appraisal, &other).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(office.get(&appraisal, &budi).await.status, StatusCode::OK);
    for bad in ["", &format!("{of_siti}&{of_unit}"), "person_id=x"] {
        let answer = office.get(&format!("/relations?{bad}"), &other).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}
