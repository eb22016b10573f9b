//! Personal data: what one learns of what is held, having it corrected, being forgotten.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, id};

const SITI: u32 = 0x2000;
const YEAR_S: u64 = 366 * 86_400;

async fn patch(office: &Office, token: &str, body: &Value, tag: &str) -> StatusCode {
    let path = format!("/people/{}", id(SITI));
    let tag = [("if-match", tag)];
    let answer = office.send(Method::PATCH, &path, token, body, &tag).await;
    answer.status
}

async fn administrator(office: &Office) -> String {
    office
        .token(&id(0x3009), &[Role::Employee, Role::Administrator])
        .await
}

#[tokio::test]
async fn one_learns_what_is_held_and_who_saw_and_changed_it() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    office.employ(&keeper, 0x2001, "Budi Santoso").await;
    patch(&office, &keeper, &json!({"name": "Siti Aminah"}), "\"1\"").await;
    let unit = json!({"name": "Unit", "starts_on": "2020-01-01"});
    office.state(&keeper, (1, 0), unit).await;
    let head = json!({"kind": "head", "person_id": id(SITI), "unit_id": id(1),
                      "starts_on": "2026-01-01"});
    office.relate(&keeper, 1, head).await;
    let path = format!("/people/{}", id(SITI));
    for _ in 0..2 {
        office.get(&path, &keeper).await;
    }
    office.get("/people", &keeper).await;
    let own = office.first_sign_in("orang8192").await;
    let token = own["access_tokens"]["people"].as_str().unwrap();
    office.get(&path, token).await;

    let data = office.get("/me/data", token).await;
    assert_eq!(data.status, StatusCode::OK, "{:?}", data.body);
    let file = data.headers["content-disposition"].to_str().unwrap();
    assert!(file.starts_with("attachment"), "{file}");
    let data = data.body;
    assert_eq!(data["record"]["name"], "Siti Aminah");
    assert_eq!(data["relations"][0]["kind"], "head");
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    let changes = data["changes"].as_array().unwrap();
    let told = |n: usize| (&changes[n]["type"], &changes[n]["by"]);
    let keeper_id = json!(id(0x3000));
    // The password that she chose herself.
    assert_eq!(told(0), (&json!("people.person.changed"), &json!(id(SITI))));
    assert_eq!(told(1), (&json!("people.relation.created"), &keeper_id));
    assert_eq!(told(2), (&json!("people.person.changed"), &keeper_id));
    assert_eq!(changes[2]["old"]["name"], "Siti Rahmawati");
    assert_eq!(changes[2]["new"]["name"], "Siti Aminah");
    assert_eq!(changes.len(), 4);
    // The change shows the record as well.
    let viewings = json!([
        {"on": "2026-11-25", "viewer_id": id(0x3000), "viewer_name": "Zulkifli", "way": "list",
         "n": 1},
        {"on": "2026-11-25", "viewer_id": id(0x3000), "viewer_name": "Zulkifli", "way": "record",
         "n": 3},
    ]);
    assert_eq!(data["viewings"], viewings);
    let text = data.to_string();
    for others in ["Budi", "argon2", "wrapped", "sealed"] {
        assert!(!text.contains(others), "{others}: {text}");
    }
}

#[tokio::test]
async fn a_correction_is_asked_for_answered_once_and_not_told_to_others() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    let siti = office.token(&id(SITI), &[Role::Employee]).await;
    let budi = office.token(&id(0x2001), &[Role::Employee]).await;
    let path = format!("/corrections/{}", id(0x5000));
    let form = json!({"wanted": "Nama saya Siti Aminah, bukan Siti Rahmawati."});
    let asked = office.put(&path, &siti, &form, "").await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    assert_eq!(
        office.put(&path, &siti, &form, "").await.status,
        StatusCode::OK
    );
    assert_eq!(
        office.put(&path, &budi, &form, "").await.body["code"],
        "id_reused"
    );
    let empty = office.put(&path, &siti, &json!({"wanted": " "}), "").await;
    assert_eq!(empty.body["errors"][0]["pointer"], "/wanted");

    assert_eq!(office.get("/corrections", &budi).await.body, json!([]));
    assert_eq!(
        office.get("/corrections", &siti).await.body,
        json!([asked.body])
    );
    assert_eq!(
        office.get("/corrections", &keeper).await.body,
        json!([asked.body])
    );
    let decision = format!("{path}/decision");
    let done = json!({"state": "done", "answer": "Sudah diubah."});
    for token in [&siti, &budi] {
        let refused = office.put(&decision, token, &done, "\"1\"").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let blind = office.put(&decision, &keeper, &done, "").await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let answered = office.put(&decision, &keeper, &done, "\"1\"").await;
    assert_eq!(answered.status, StatusCode::OK, "{:?}", answered.body);
    let again = office.put(&decision, &keeper, &done, "\"2\"").await;
    assert_eq!(again.body["code"], "decided_already");
    assert_eq!(office.get("/corrections", &keeper).await.body, json!([]));
    let own = office.get("/corrections", &siti).await.body;
    assert_eq!(
        (&own[0]["state"], &own[0]["answer"]),
        (&json!("done"), &json!("Sudah diubah."))
    );
    let journal = format!("{:?}", office.journal().await);
    assert!(!journal.contains("Aminah") && !journal.contains("Sudah diubah"));
}

#[tokio::test]
async fn whoever_left_is_forgotten_after_the_years_and_the_journal_stays() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    office.first_sign_in("orang8192").await;
    let path = format!("/people/{}/erasure", id(SITI));
    let erase = async |token: &str| {
        office
            .send(Method::POST, &path, token, &Value::Null, &[])
            .await
    };
    let refused = erase(&keeper).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{:?}", refused.body);
    let chief = administrator(&office).await;
    assert_eq!(erase(&chief).await.body["code"], "still_kept");
    patch(&office, &keeper, &json!({"ends_on": "2026-11-25"}), "*").await;
    office.pass_s(10 * YEAR_S - 30 * 86_400);
    let chief = administrator(&office).await;
    assert_eq!(erase(&chief).await.body["code"], "still_kept");
    let before = office.journal().await;
    office.pass_s(60 * 86_400);
    let chief = administrator(&office).await;
    let asked = erase(&chief).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{:?}", asked.body);
    office.pass_s(7 * 86_400);
    let chief = administrator(&office).await;
    assert_eq!(tick(&office).await["n_forgotten"], 1);

    assert_eq!(office.journal().await[..before.len()], before);
    let record = office
        .get(&format!("/people/{}", id(SITI)), &chief)
        .await
        .body;
    assert_eq!(
        (&record["name"], &record["username"]),
        (&json!(""), &json!(id(SITI)))
    );
    let form = json!({"username": "orang8192", "password": PASSWORD});
    let refused = office.post("/sessions", &form).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let key = office.master.token_key("people");
    let machine = Bearer::Machine(Scope::Feed);
    let machine = mint(&machine, "people", &key, office.clock.now()).unwrap();
    let feed = office
        .get("/feed?limit=500", &machine)
        .await
        .body
        .to_string();
    assert!(
        !feed.contains("Rahmawati") && feed.contains(&id(SITI)),
        "{feed}"
    );
    // The name is free for somebody else.
    let body = json!({"name": "Lain", "username": "orang8192", "password": PASSWORD,
                      "roles": ["employee"]});
    let keeper = office.personnel().await;
    let path = format!("/people/{}", id(0x2005));
    let made = office.put(&path, &keeper, &body, "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
}

#[tokio::test]
async fn the_years_are_the_institutions_and_the_administrators_to_set() {
    let office = Office::open().await;
    let employee = office.token(&id(0x3001), &[Role::Employee]).await;
    let rules = office.get("/institution", &employee).await;
    assert_eq!(rules.body["retention_years"], 10);
    let set = async |token: &str, years: i64, tag: &str| {
        let body = json!({"retention_years": years});
        let tag = [("if-match", tag)];
        office
            .send(Method::PATCH, "/institution", token, &body, &tag)
            .await
    };
    assert_eq!(
        set(&employee, 5, "\"1\"").await.status,
        StatusCode::FORBIDDEN
    );
    let chief = administrator(&office).await;
    let refused = set(&chief, 101, "\"1\"").await;
    assert_eq!(refused.body["errors"][0]["code"], "out_of_range");
    let changed = set(&chief, 0, "\"1\"").await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body["name"], "Kementerian");
    assert_eq!(
        set(&chief, 1, "\"1\"").await.status,
        StatusCode::PRECONDITION_FAILED
    );
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    patch(&office, &keeper, &json!({"ends_on": "2026-11-24"}), "\"1\"").await;
    let path = format!("/people/{}/erasure", id(SITI));
    let asked = office
        .send(Method::POST, &path, &chief, &Value::Null, &[])
        .await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{:?}", asked.body);
}

/// A tick's answer.
pub async fn tick(office: &Office) -> Value {
    let machine = Bearer::Machine(Scope::Feed);
    let key = office.master.token_key("people");
    let machine = mint(&machine, "people", &key, office.clock.now()).unwrap();
    let answer = office
        .send(Method::POST, "/tick", &machine, &Value::Null, &[])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

#[tokio::test]
async fn regular_work_forgets_who_left_after_the_years_and_only_once() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    office.employ(&keeper, 0x2001, "Budi Santoso").await;
    patch(&office, &keeper, &json!({"ends_on": "2026-11-25"}), "*").await;
    // 07:30 on the last day on which it is kept; a day later it is not.
    office.pass_s(10 * 365 * 86_400 + 3 * 86_400);
    assert_eq!(tick(&office).await["n_forgotten"], 0);
    office.pass_s(86_400);
    let chief = administrator(&office).await;
    let before = office.journal().await.len();
    let both = futures::future::join(tick(&office), tick(&office)).await;
    let sum = [both.0, both.1].map(|tick| tick["n_forgotten"].as_i64().unwrap());
    assert_eq!(sum.iter().sum::<i64>(), 1);
    let record = office.get(&format!("/people/{}", id(SITI)), &chief).await;
    assert_eq!(record.body["name"], "");
    let other = office.get(&format!("/people/{}", id(0x2001)), &chief).await;
    assert_eq!(other.body["name"], "Budi Santoso");
    let told = office.journal().await;
    let told = told[before..].iter().find(|one| one.subject == id(SITI));
    assert_eq!(told.unwrap().actor, "people");
}

#[tokio::test]
async fn a_slip_in_a_last_day_or_in_the_years_forgets_nobody_at_once() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    office.pass_s(40 * 86_400);
    let keeper_now = office.personnel().await;
    patch(&office, &keeper_now, &json!({"ends_on": "2006-11-25"}), "*").await;
    assert_eq!(tick(&office).await["n_forgotten"], 0);
    office.pass_s(30 * 86_400);
    assert_eq!(
        tick(&office).await["n_forgotten"],
        0,
        "thirty days to the second"
    );
    // So does a change of the rules, whatever it was.
    let chief = administrator(&office).await;
    let rules = json!({"retention_years": 0});
    let tag = [("if-match", "*")];
    let changed = office
        .send(Method::PATCH, "/institution", &chief, &rules, &tag)
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    office.pass_s(29 * 86_400);
    assert_eq!(tick(&office).await["n_forgotten"], 0);
    office.pass_s(86_400 + 1);
    assert_eq!(tick(&office).await["n_forgotten"], 1);
}

#[tokio::test]
async fn only_machines_send_regular_work() {
    let office = Office::open().await;
    let chief = administrator(&office).await;
    for (token, status) in [
        (chief.as_str(), StatusCode::FORBIDDEN),
        ("", StatusCode::UNAUTHORIZED),
    ] {
        let answer = office
            .send(Method::POST, "/tick", token, &Value::Null, &[])
            .await;
        assert_eq!(answer.status, status);
    }
}
