//! How work is found: lists, their pages and filters, counts, and the plans of the statements.

use assignments::store::{listed, published, seen};
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::{Value as Sql, params};
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, MADE, OTHER, Office, RATNA, SITI, YOHANA, id};

/// The titles in a list of somebody, in their order.
pub async fn titles(office: &Office, person: &str, query: &str) -> Vec<String> {
    let answer = office.get(person, &format!("/assignments?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {:?}", answer.body);
    of(&answer.body)
}

pub fn of(body: &Value) -> Vec<String> {
    let titles = body.as_array().unwrap().iter();
    titles
        .map(|one| one["title"].as_str().unwrap().to_owned())
        .collect()
}

pub async fn give(office: &Office, n: u32, people: &[&str], due: Option<&str>, priority: &str) {
    let body = json!({"title": format!("Tugas {n}"), "people": people, "due_at": due,
        "priority": priority, "text": format!("Uraian tugas ke-{n} tentang évaluasi")});
    let path = format!("/assignments/{}", id(n));
    let made = office.put(BUDI, &path, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
}

/// Three of Siti's, one of them late, one without a due instant; one of Agus's.
pub async fn office() -> Office {
    let office = Office::with_people().await;
    let late = "2026-11-24T16:00:00+07:00";
    give(&office, 1, &[SITI], None, "normal").await;
    give(
        &office,
        2,
        &[SITI],
        Some("2026-12-24T16:00:00+07:00"),
        "high",
    )
    .await;
    give(&office, 3, &[SITI, AGUS], Some(late), "normal").await;
    give(
        &office,
        4,
        &[AGUS],
        Some("2026-11-26T16:00:00+07:00"),
        "urgent",
    )
    .await;
    office
}

#[tokio::test]
async fn each_list_holds_what_it_says_and_what_is_due_first_stands_first() {
    let office = office().await;
    for (who, query, found) in [
        (SITI, "", &[3, 2, 1][..]),
        (AGUS, "of=mine", &[3, 4]),
        (BUDI, "of=mine", &[]),
        (BUDI, "of=given", &[3, 4, 2, 1]),
        (BUDI, "of=unit", &[3, 3, 4, 2, 1]),
        (BUDI, "of=unit_given", &[3, 4, 2, 1]),
        (SITI, "of=waiting", &[3, 2, 1]),
        (BUDI, "of=waiting", &[]),
        (SITI, "overdue=true", &[3]),
        (SITI, "priority=high", &[2]),
        (SITI, "state=assigned", &[3, 2, 1]),
        (SITI, "state=accepted", &[]),
        (SITI, "due_until=2026-12-24", &[3, 2]),
        (SITI, "due_until=2026-12-23", &[3]),
        (SITI, "open=false", &[]),
    ] {
        let expected: Vec<_> = found.iter().map(|n| format!("Tugas {n}")).collect();
        assert_eq!(titles(&office, who, query).await, expected, "{who} {query}");
    }
    let given = format!("of=given&person_id={AGUS}");
    assert_eq!(titles(&office, BUDI, &given).await, ["Tugas 3", "Tugas 4"]);
    // Of what several have a part of, theirs alone; what is late may be due until a day as well.
    let unit = format!("of=unit&person_id={AGUS}");
    assert_eq!(titles(&office, BUDI, &unit).await, ["Tugas 3", "Tugas 4"]);
    let late = "overdue=true&due_until=2026-11-23";
    assert_eq!(titles(&office, SITI, late).await, [""; 0]);
    // Nor what they were asked for no more.
    let part = office.parts(4).await.remove(0);
    office.act(BUDI, &part, 1, "cancel").await;
    let closed = format!("of=given&open=false&person_id={AGUS}");
    assert_eq!(titles(&office, BUDI, &closed).await, [""; 0]);
}

/// By a rare tag a list is found from the tag, by a common one along the list: both are the same.
#[tokio::test]
async fn a_tag_finds_the_same_whether_it_is_rare_or_common() {
    let office = office().await;
    for n in [2, 3] {
        let path = format!("/assignments/{}/tags/rkp", id(n));
        let tagged = office.put(BUDI, &path, &Value::Null).await;
        assert_eq!(tagged.status, StatusCode::NO_CONTENT, "{:?}", tagged.body);
    }
    let found = [
        titles(&office, SITI, "tag=rkp").await,
        titles(&office, BUDI, "of=given&tag=rkp&limit=1").await,
    ];
    let many = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 2500)
        INSERT INTO tie (id, assignment_id, kind, target, version, changed_at, changed_by)
        SELECT 't' || value, 'a' || value, 'tag', 'rkp', 1, 1, ?1 FROM n";
    office.db.run(many, params![SITI]).await.unwrap();
    let along = [
        titles(&office, SITI, "tag=rkp").await,
        titles(&office, BUDI, "of=given&tag=rkp&limit=1").await,
    ];
    assert_eq!(found, along);
    assert_eq!(found, [vec!["Tugas 3", "Tugas 2"], vec!["Tugas 3"]]);
}

#[tokio::test]
async fn a_list_comes_in_pages_without_a_gap_both_ways() {
    let office = Office::with_people().await;
    for n in 1..=7 {
        let due = format!("2026-12-{:02}T16:00:00+07:00", n.min(4));
        give(&office, n, &[SITI], Some(due.as_str()), "normal").await;
    }
    let all = titles(&office, SITI, "of=mine").await;
    assert_eq!(all.len(), 7);
    assert_eq!(walk(&office, "of=mine").await, all);
    for n in 1..=7 {
        let part = office.parts(n).await.remove(0);
        office.act(BUDI, &part, 1, "cancel").await;
    }
    let mut closed = all;
    closed.reverse();
    assert_eq!(walk(&office, "of=mine&open=false").await, closed);
}

/// Follows the links of a list, two rows a page.
async fn walk(office: &Office, query: &str) -> Vec<String> {
    let mut path = format!("/assignments?{query}&limit=2");
    let mut found = Vec::new();
    loop {
        let answer = office.get(SITI, &path).await;
        found.extend(of(&answer.body));
        let Some(link) = answer.headers.get("link") else {
            return found;
        };
        let link = link.to_str().unwrap();
        let next = link.trim_start_matches('<').split('>').next().unwrap();
        next.strip_prefix("/api/assignments")
            .unwrap()
            .clone_into(&mut path);
    }
}

#[tokio::test]
async fn lists_of_others_are_refused_and_nothing_else_is_taken() {
    let office = office().await;
    let other = format!("/assignments?of=unit&unit_id={}", id(OTHER));
    for (who, path, status) in [
        (SITI, "/assignments?of=all", StatusCode::FORBIDDEN),
        (BUDI, &*other, StatusCode::NOT_FOUND),
        (MADE, &other, StatusCode::OK),
        (RATNA, &other, StatusCode::OK),
        (
            SITI,
            "/assignments?of=unit",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (SITI, "/assignments?of=x", StatusCode::UNPROCESSABLE_ENTITY),
        (
            SITI,
            "/assignments?state=x",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (SITI, "/assignments?tag=X", StatusCode::UNPROCESSABLE_ENTITY),
        (
            SITI,
            "/assignments?open=1",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        assert_eq!(office.get(who, path).await.status, status, "{who} {path}");
    }
    let auditor = (YOHANA, Role::Auditor);
    let path = "/assignments?of=all";
    let all = office.send_as((Method::GET, path), auditor, None, &Value::Null);
    assert_eq!(of(&all.await.body).len(), 4);
}

#[tokio::test]
async fn counts_tell_what_stands_open_and_how_much_of_it_is_late() {
    let office = office().await;
    let counts = office.get(SITI, "/counts").await;
    assert_eq!(
        counts.body,
        json!([{"list": "mine", "state": "assigned", "n": 3, "n_overdue": 1},
               {"list": "waiting", "state": "assigned", "n": 3, "n_overdue": 1}])
    );
    let counts = office.get(BUDI, "/counts").await;
    assert_eq!(
        counts.body,
        json!([{"list": "given", "state": "assigned", "n": 4, "n_overdue": 1}])
    );
}

#[tokio::test]
async fn people_are_reminded_once_of_each_due_instant_before_and_after_it() {
    let office = office().await;
    // Of the third both are late; the fourth is due tomorrow at 16:00, in 32 hours.
    let first = office.tick().await;
    assert_eq!(first.body["n_reminders"], 2, "{}", first.body);
    assert_eq!(office.tick().await.body["n_reminders"], 0);
    office.pass(9 * 60);
    assert_eq!(office.tick().await.body["n_reminders"], 1);
    office.pass(24 * 60);
    let (one, other) = tokio::join!(office.tick(), office.tick());
    let n = [one, other].map(|tick| tick.body["n_reminders"].as_i64().unwrap());
    assert_eq!(n.iter().sum::<i64>(), 1);
    let told = ngantor_db::journal::after(&*office.db, 0, 500)
        .await
        .unwrap();
    let told: Vec<_> = told
        .iter()
        .filter(|entry| entry.kind == "assignments.reminder.created")
        .map(|entry| {
            (
                entry.new["kind"].as_str().unwrap(),
                entry.new["person_id"].as_str(),
            )
        })
        .collect();
    let late = "overdue";
    let expected = [(late, SITI), (late, AGUS), ("due_soon", AGUS), (late, AGUS)];
    let mut sorted = told.clone();
    sorted.sort();
    let mut expected = expected.map(|(kind, who)| (kind, Some(who)));
    expected.sort();
    assert_eq!(sorted, expected);
    // Another due instant is another reminder; what was handed in is none.
    let part = office.parts(4).await.remove(0);
    office.act(AGUS, &part, 1, "accept").await;
    let path = format!("/assignments/{}", id(4));
    let change = json!({"due_at": "2026-11-26T16:30:00+07:00"});
    let who = (BUDI, Role::Employee);
    office
        .send_as((Method::PATCH, &path), who, Some(1), &change)
        .await;
    assert_eq!(office.tick().await.body["n_reminders"], 1);
    office.act(AGUS, &part, 2, "submit").await;
    let change = json!({"due_at": "2026-11-26T16:31:00+07:00"});
    office
        .send_as((Method::PATCH, &path), who, Some(2), &change)
        .await;
    assert_eq!(office.tick().await.body["n_reminders"], 0);
}

/// The plan of a statement, a line for each step.
pub async fn plan(office: &Office, statement: &str, parameters: Vec<Sql>) -> String {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let rows = office.db.run(&explain, parameters).await.unwrap();
    let lines = rows.iter().map(|row| row.text("detail").unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn no_list_reads_more_than_its_own_rows() {
    let office = office().await;
    let one = || {
        params![
            "mine",
            SITI,
            true,
            0_i64,
            "",
            "",
            1_i64,
            None::<&str>,
            None::<&str>,
            None::<&str>,
            None::<&str>,
            9_i64
        ]
    };
    let near = || [one(), params![SITI, "tag", "rkp"]].concat();
    let mut waiting = one();
    waiting.extend(params![SITI, "2026-11-25"]);
    waiting[1] = params!["[]"].remove(0);
    let mut waiting_count = params![None::<i64>, "[]", true, 1_i64];
    waiting_count.extend((5..=12).flat_map(|_| params![None::<i64>]));
    waiting_count.extend(params![SITI, "2026-11-25"]);
    for (statement, parameters, sorts) in [
        (listed::LIST, one(), false),
        (listed::LIST_CLOSED, one(), false),
        // Few, and in another order than that of the list.
        (listed::NEAR, near(), true),
        (listed::NEAR_CLOSED, near(), true),
        (listed::TIED, params!["tag", "rkp", 9_i64], false),
        // A few lists at once are put in order; each is short.
        (listed::WAITING, waiting, true),
        (listed::WAITING_COUNT, waiting_count, true),
        (listed::COUNTS, params!["[]", 1_i64], true),
        (
            listed::REMIND,
            params!["overdue", 0_i64, 1_i64, 1_i64, 9_i64],
            false,
        ),
        (
            "DELETE FROM listed WHERE assignment_id = ?1",
            params![SITI],
            false,
        ),
        (
            "SELECT list FROM listing WHERE assignment_id = ?1",
            params![SITI],
            false,
        ),
        (
            "SELECT state FROM whole_by_rule WHERE assignment_id = ?1",
            params![SITI],
            false,
        ),
    ] {
        let plan = plan(&office, statement, parameters).await;
        assert_reads_little(statement, &plan);
        assert!(
            !plan.contains("(list=?)"),
            "everybody's rows of a list: {statement}:\n{plan}"
        );
        let sorted = plan.contains("TEMP B-TREE");
        assert_eq!(sorted, sorts, "{statement}:\n{plan}");
    }
}

#[tokio::test]
async fn few_of_a_long_list_are_found_from_their_person_or_their_tag() {
    let office = office().await;
    let mut parameters = params!["all", "", false, 0_i64, "", "", 1_i64];
    parameters.extend((8..=11).flat_map(|_| params![None::<&str>]));
    parameters.extend(params![9_i64, SITI, "tag", "rkp"]);
    let plan = plan(&office, listed::NEAR_CLOSED, parameters).await;
    for step in [
        "SEARCH part USING INDEX part_by_person (person_id=?)",
        "SEARCH tie USING INDEX tie_by_target (kind=? AND target=?)",
        "SEARCH listed USING INDEX listed_by_assignment (assignment_id=?)",
    ] {
        assert!(plan.contains(step), "{step}:\n{plan}");
    }
}

/// Every table is entered by an index.
pub fn assert_reads_little(statement: &str, plan: &str) {
    for line in plan.lines() {
        // What was made by another line: the list of a request, one row of a view.
        let made = [
            "wanted",
            "found",
            "listing",
            "whole_by_rule",
            "kind",
            "near",
            "own",
            "(subquery",
            "above",
            "CONSTANT ROW",
        ];
        let is_made = made
            .iter()
            .any(|name| line.starts_with(&format!("SCAN {name}")));
        let reads_all = line.starts_with("SCAN ") && !line.contains("VIRTUAL TABLE") && !is_made;
        assert!(!reads_all, "{statement}:\n{plan}");
    }
}

#[tokio::test]
async fn what_is_published_reads_the_lists_of_its_person_alone() {
    let office = office().await;
    let own = "SEARCH listed USING PRIMARY KEY (list=? AND owner=?)";
    for statement in [published::NEAREST, published::LATEST] {
        let plan = plan(&office, statement, params![SITI, 1_i64, 9_i64]).await;
        assert_reads_little(statement, &plan);
        assert!(plan.contains(own), "{plan}");
    }
    let parameters = params![SITI, "[]", 9_i64, "Asia/Jakarta"];
    let plan = plan(&office, published::CONCERNS, parameters).await;
    assert_reads_little(published::CONCERNS, &plan);
    let parameters = params!["[]", "[]", false, 9_i64];
    let plan = crate::lists::plan(&office, seen::SEEN, parameters).await;
    assert_reads_little(seen::SEEN, &plan);
}
