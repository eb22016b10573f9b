//! Days of absence in a year and the thresholds of the law: what is counted, what is not, and who
//! sees it.

use std::io::Cursor;
use std::time::Duration;

use attendance::domain::discipline::{Absence, Counts, Thresholds};
use attendance::domain::duty::{Known, duty_days};
use attendance::domain::form::Form as _;
use attendance::domain::form::discipline::DisciplineRuleForm;
use attendance::domain::in_force::Rules;
use axum::http::{Method, StatusCode};
use calamine::{Reader as _, Xlsx};
use http_body_util::BodyExt as _;
use ngantor_core::caller::Role;
use ngantor_core::time::Zone;
use ngantor_http::serve;
use ngantor_http::testing::{Answer, request};
use serde_json::{Value, json};

use crate::follow::{BRANCH, MADE, TEAM, tell};
use crate::office::{BUDI, Office, SITI, claimed, id};
use crate::requests::{KEEPER, ask, decide, missing};
use crate::week::{WIB, at, date, punches, shipped_rules};

/// Nobody that anybody leads.
const RINA: &str = "0193a5b0-7c1e-7000-8000-000000000004";
const AUDITOR: (&str, Role) = (RINA, Role::Auditor);

fn thresholds(rules: &Rules) -> Thresholds {
    let rule = rules.discipline(date("2026-12-31")).unwrap();
    DisciplineRuleForm::of(rule).unwrap().terms
}

#[test]
fn the_shipped_thresholds_are_those_of_pp_94_of_2021() {
    let rules = shipped_rules();
    let shipped = thresholds(&rules);
    let reached = |counts, n| {
        let found = shipped.reached(counts, n)?;
        Some((i64::from(found.row.from_days), found.to_days))
    };
    for (n, row) in [
        (0, None),
        (2, None),
        (3, Some((3, Some(3)))),
        (4, Some((4, Some(6)))),
        (6, Some((4, Some(6)))),
        (7, Some((7, Some(10)))),
        (10, Some((7, Some(10)))),
        (11, Some((11, Some(13)))),
        (14, Some((14, Some(16)))),
        (17, Some((17, Some(20)))),
        (20, Some((17, Some(20)))),
        (21, Some((21, Some(24)))),
        (25, Some((25, Some(27)))),
        (27, Some((25, Some(27)))),
        (28, Some((28, None))),
        (300, Some((28, None))),
    ] {
        assert_eq!(reached(Counts::Cumulated, n), row, "{n}");
    }
    assert_eq!(reached(Counts::Consecutive, 9), None);
    assert_eq!(reached(Counts::Consecutive, 10), Some((10, None)));
    // It holds from its day on, not before.
    assert!(rules.discipline(date("2021-08-30")).is_none());
    assert!(rules.discipline(date("2021-08-31")).is_some());
}

fn absence(lines: &[&str], days: [&str; 2], year: i32, since: &str) -> Absence {
    let now = at(WIB, "2027-03-01 12:00");
    let known = Known::at(now, Zone::JAKARTA, Some(date(since)));
    let (from, to) = (date(days[0]), date(days[1]));
    let days = duty_days(
        &punches(WIB, lines),
        &[],
        &shipped_rules(),
        &known,
        (from, to),
    );
    Absence::of(&days, year, date("2027-03-01"))
}

#[test]
fn a_run_goes_on_over_days_without_work_and_ends_with_any_presence() {
    // Ten days of work from a Monday, with the weekend between, and a punch on the Friday after.
    let came = ["in 2026-11-20 07:30"];
    let found = absence(&came, ["2026-11-02", "2026-11-30"], 2026, "2026-11-02");
    let longest = found.longest.unwrap();
    assert_eq!(longest.n_days, 14);
    assert_eq!(
        (longest.from, longest.to),
        (date("2026-11-02"), date("2026-11-19"))
    );
    assert_eq!(found.n_absent, 14 + 6);
    // Christmas and cuti bersama lengthen no run and end none.
    let found = absence(&[], ["2026-12-21", "2026-12-31"], 2026, "2026-12-21");
    assert_eq!((found.n_absent, found.longest.unwrap().n_days), (7, 7));
}

#[test]
fn a_run_over_new_year_counts_whole_and_its_days_each_in_their_own_year() {
    let days = ["2026-10-31", "2027-01-12"];
    let of_2027 = absence(&[], days, 2027, "2026-12-28");
    // Four days of work of the old year: the holidays of 2027 are not known yet.
    let longest = of_2027.longest.unwrap();
    assert_eq!((longest.n_days, longest.from), (4 + 8, date("2026-12-28")));
    assert_eq!(of_2027.n_absent, 8);
    let of_2026 = absence(&[], days, 2026, "2026-12-28");
    assert_eq!((of_2026.n_absent, of_2026.longest.unwrap().n_days), (4, 4));
}

/// Siti works in Budi's team; she came on the 24th, 12 minutes late, and nobody saw her for three
/// weeks.
async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    for (n, direction, time) in [(1, "in", "07:42"), (2, "out", "16:00")] {
        let claim = format!("2026-11-24T{time}:00+07:00");
        let body = claimed(direction, Some(&claim));
        assert_eq!(office.put(SITI, &id(n), &body).await.status, 201);
    }
    office.tick().await;
    office.clock.advance(Duration::from_hours(24 * 21));
    office
}

async fn see(office: &Office, who: (&str, Role), query: &str) -> Answer {
    let path = format!("/discipline?year=2026{query}");
    office
        .send((Method::GET, &path), who, None, &Value::Null)
        .await
}

#[tokio::test]
async fn the_report_counts_what_the_recap_says_and_is_for_a_human() {
    let office = office().await;
    let report = office.get(SITI, "/discipline").await.body;
    let recap = office.get(SITI, "/recaps/2026").await.body;
    let n_absent = recap["totals"]["n_absent"].as_i64().unwrap();
    let person = &report["people"][0];
    // From the 25th of November to the 11th of December; the Monday after is not complete yet.
    assert_eq!((n_absent, &person["n_absent"]), (13, &json!(13)));
    assert_eq!(person["n_provisional"], 2);
    assert_eq!(person["late_min"], 12);
    assert_eq!(
        person["longest"],
        json!({"n_days": 13, "from": "2026-11-25", "to": "2026-12-11"})
    );
    let reached = person["reached"].as_array().unwrap();
    let rows: Vec<_> = reached
        .iter()
        .map(|row| (&row["counts"], &row["from_days"], &row["to_days"]))
        .collect();
    assert_eq!(
        rows,
        [
            (&json!("cumulated"), &json!(11), &json!(13)),
            (&json!("consecutive"), &json!(10), &Value::Null),
        ]
    );
    assert_eq!(
        reached[0]["text"],
        "13 hari kerja tanpa catatan dalam tahun 2026: termasuk 11–13 hari menurut PP 94/2021 \
         (Pemotongan tunjangan kinerja 25 % selama 6 bulan). Untuk diperiksa manusia; tidak ada \
         sanksi otomatis."
    );
    assert_eq!(report["rule"]["source"], "PP 94/2021");
    assert!(
        report["note"]
            .as_str()
            .unwrap()
            .contains("tidak menjatuhkan sanksi")
    );
    assert_eq!(
        (&report["n_people"], &report["n_reached"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test]
async fn a_day_with_an_open_request_is_provisional_and_ends_the_run() {
    let office = office().await;
    let body = missing("in", "2026-12-01T07:30:00+07:00");
    let asked = ask(&office, 9, (SITI, Role::Employee), &body).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let open = office.get(SITI, "/discipline").await.body["people"][0].clone();
    assert_eq!(
        (&open["n_absent"], &open["n_provisional"]),
        (&json!(12), &json!(3))
    );
    assert_eq!(open["longest"]["n_days"], 8);
    // Declined, it is a day of absence again.
    let declined = decide(&office, 9, (BUDI, Role::Employee), "declined").await;
    assert_eq!(declined.status, StatusCode::OK, "{:?}", declined.body);
    let closed = office.get(SITI, "/discipline").await.body["people"][0].clone();
    assert_eq!(
        (&closed["n_absent"], &closed["longest"]["n_days"]),
        (&json!(13), &json!(13))
    );
}

#[tokio::test]
async fn each_sees_their_own_heads_those_under_them_and_auditors_everybody() {
    let office = office().await;
    let team = format!("&unit_id={}", id(TEAM));
    let branch = format!("&unit_id={}", id(BRANCH));
    let siti = format!("&of=team&person_id={SITI}");
    let n_people = |answer: &Answer| answer.body["n_people"].as_i64();
    for (who, query, people) in [
        ((SITI, Role::Employee), "", 1),
        ((BUDI, Role::Employee), "&of=team", 1),
        ((BUDI, Role::Employee), team.as_str(), 1),
        ((BUDI, Role::Employee), siti.as_str(), 1),
        ((MADE, Role::Employee), branch.as_str(), 1),
        ((SITI, Role::Employee), "&of=team", 0),
        ((RINA, Role::Personnel), branch.as_str(), 1),
        (AUDITOR, "&of=all", 3),
    ] {
        let answer = see(&office, who, query).await;
        assert_eq!(answer.status, StatusCode::OK, "{who:?} {query}");
        assert_eq!(n_people(&answer), Some(people), "{who:?} {query}");
    }
    for (who, query, status) in [
        ((SITI, Role::Employee), "&of=all", 403),
        ((SITI, Role::Employee), team.as_str(), 404),
        ((BUDI, Role::Employee), branch.as_str(), 404),
        ((RINA, Role::Planner), siti.as_str(), 404),
        (AUDITOR, "&unit_id=x", 422),
        (AUDITOR, "&of=unit", 422),
        (AUDITOR, "&format=pdf", 422),
        (AUDITOR, "&x=1", 422),
    ] {
        assert_eq!(
            see(&office, who, query).await.status,
            status,
            "{who:?} {query}"
        );
    }
    let both = see(&office, AUDITOR, &format!("{team}&of=all")).await;
    assert_eq!(both.status, 422);
    let year = office.get(SITI, "/discipline?year=1999").await;
    assert_eq!(year.status, 422);
}

#[tokio::test]
async fn an_agency_changes_the_thresholds_with_a_source_and_from_a_day_on() {
    let office = office().await;
    let path = format!("/discipline-rules/{}", id(60));
    let form = |rows: Value| {
        json!({"name": "Aturan kami", "source": "Peraturan Menteri 1/2026",
        "starts_on": "2026-12-01", "terms": {"rows": rows}})
    };
    let row = |counts: &str, from: i64| {
        json!({"counts": counts, "from_days": from,
        "measure": "Dipanggil"})
    };
    let put = async |who, rows: Value| {
        office
            .send((Method::PUT, &path), who, None, &form(rows))
            .await
    };
    for rows in [
        json!([]),
        json!([row("cumulated", 0)]),
        json!([row("cumulated", 367)]),
        json!([
            row("cumulated", 5),
            row("consecutive", 2),
            row("cumulated", 5)
        ]),
        json!([{"counts": "cumulated", "from_days": 3, "measure": ""}]),
        json!(vec![row("cumulated", 5); 51]),
    ] {
        assert_eq!(put(KEEPER, rows.clone()).await.status, 422, "{rows}");
    }
    let rows = json!([row("cumulated", 13), row("consecutive", 14)]);
    assert_eq!(put((SITI, Role::Employee), rows.clone()).await.status, 403);
    assert_eq!(put(KEEPER, rows).await.status, StatusCode::CREATED);
    let report = office.get(SITI, "/discipline").await.body;
    assert_eq!(report["rule"]["source"], "Peraturan Menteri 1/2026");
    let reached = report["people"][0]["reached"].as_array().unwrap();
    assert_eq!(
        (reached.len(), &reached[0]["measure"]),
        (1, &json!("Dipanggil"))
    );
    // No law, no threshold: the days are only counted.
    let gone = office
        .send((Method::DELETE, &path), KEEPER, Some("\"1\""), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let of_2020 = office.get(SITI, "/discipline?year=2020").await.body;
    assert_eq!(
        (&of_2020["rule"], &of_2020["n_reached"]),
        (&Value::Null, &json!(0))
    );
}

async fn file(office: &Office, format: &str) -> Vec<u8> {
    let path = format!("/api/attendance/discipline?year=2026&of=all&format={format}");
    let token = office.token_as(RINA, Role::Auditor);
    let request = request(Method::GET, &path, &token, &Value::Null);
    let answer = serve(office.router.clone(), request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.into_body().collect().await.unwrap();
    bytes.to_bytes().to_vec()
}

#[tokio::test]
async fn the_files_say_what_the_report_says_and_end_with_what_it_is_for() {
    let office = office().await;
    let bytes = file(&office, "csv").await;
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::Reader::from_reader(text);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3 + 1);
    let siti = rows.iter().find(|row| &row[1] == SITI).unwrap();
    assert_eq!((&siti[3], &siti[5], &siti[6]), ("13", "12", "13"));
    assert_eq!(&siti[10], "Pemberhentian dan penghentian gaji");
    assert!(rows[3][0].starts_with("akhir: 3 pegawai"));
    assert!(rows[3][11].contains("tidak menjatuhkan sanksi"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file(&office, "xlsx").await)).unwrap();
    let sheet = book.worksheet_range("Disiplin").unwrap();
    assert_eq!(sheet.height(), 1 + 3 + 1);
}
