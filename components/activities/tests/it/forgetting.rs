//! Whoever was erased in `people` is forgotten here, and nobody who follows reads what was written.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, Office, SITI, id, live, minutes};

const EMPLOYEE: Role = Role::Employee;
/// Words that only Siti wrote, or somebody of her.
const WORDS: [&str; 8] = [
    "dokter",
    "jantung",
    "Surat RSUD",
    "rangkap",
    "rahasia",
    "Lekas sembuh",
    "Fisioterapi",
    "Dirawat",
];

fn visit() -> Value {
    let mut form = minutes("2026-11-24", 60);
    form["title"] = json!("Kontrol ke dokter");
    form["text"] = json!("Operasi jantung");
    form["output"] = json!({"name": "Surat RSUD", "quantity": 2, "unit": "rangkap"});
    form["tags"] = json!(["rahasia"]);
    form
}

/// Siti writes, changes, takes back and repeats; Budi comments; personnel opens days for her.
async fn office() -> Office {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &visit()).await;
    let review = json!({"outcome": "returned", "comment": "Lekas sembuh"});
    let said = office.act(BUDI, 1, "review", "\"1\"", review).await;
    assert_eq!(said.status, StatusCode::OK, "{:?}", said.body);
    let again = office.put(SITI, 1, Some("\"2\""), &visit()).await;
    assert_eq!(again.body["state"], "logged", "{:?}", again.body);
    office.put(SITI, 2, None, &visit()).await;
    office.delete(SITI, 2, "\"1\"").await;
    office.put(BUDI, 3, None, &minutes("2026-11-24", 30)).await;
    let form = json!({"title": "Fisioterapi", "minutes": 30, "tags": ["jantung"]});
    let path = format!("/templates/{}", id(60));
    let sent = office
        .send((Method::PUT, &path), (SITI, EMPLOYEE), None, &form)
        .await;
    assert_eq!(sent.status, StatusCode::CREATED, "{:?}", sent.body);
    let form = json!({"starts_on": "2026-10-01", "ends_on": "2026-10-31", "person_id": SITI,
                      "open_until": "2026-11-28", "reason": "Dirawat"});
    let path = format!("/reopenings/{}", id(61));
    let keeper = (KEEPER, Role::Personnel);
    let sent = office.send((Method::PUT, &path), keeper, None, &form).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{:?}", sent.body);
    assert_eq!(sent.body["reason"], "Dirawat");
    office
}

async fn erase(office: &Office, who: &str) -> Value {
    let erased = json!({"id": who, "name": "[erased]", "zone": "Asia/Jakarta", "ends_on": null,
                        "erased_at": 1, "version": 2});
    office.outside.tell("person", erased);
    office.tick().await
}

/// Everything that stands in a table, as text.
async fn all_of(office: &Office, table: &str) -> String {
    let statement = format!("SELECT * FROM {table} ORDER BY 1 LIMIT 10000");
    format!("{:?}", office.db.run(&statement, params![]).await.unwrap())
}

/// How often a word stands in the pages of the index of words; its begins stand there as well.
async fn n_indexed(office: &Office, word: &str) -> i64 {
    let statement = "SELECT count(*) AS n FROM activity_words_data
        WHERE instr(block, CAST(?1 AS BLOB)) > 0 ORDER BY n LIMIT 1";
    let rows = office.db.run(statement, params![word]).await.unwrap();
    rows[0].integer("n").unwrap()
}

#[tokio::test]
async fn nobody_who_follows_reads_what_was_written() {
    let office = office().await;
    let told = all_of(&office, "journal").await;
    for word in WORDS {
        assert!(!told.contains(word), "{word}");
    }
    // The trail has it all the same, for whoever sees the activity.
    let trail = format!("/activities/{}/trail", id(1));
    let trail = office.get(BUDI, &trail).await.body.to_string();
    for word in ["Kontrol ke dokter", "Surat RSUD", "rahasia", "Lekas sembuh"] {
        assert!(trail.contains(word), "{word}");
    }
}

#[tokio::test]
async fn what_they_wrote_and_what_was_written_of_them_is_nowhere_any_more() {
    let office = office().await;
    assert!(n_indexed(&office, "okter").await > 0);
    assert_eq!(erase(&office, SITI).await["n_pieces_forgotten"], 1);
    for table in [
        "activity",
        "activity_wording",
        "activity_tag",
        "template",
        "rule",
        "person",
        "journal",
    ] {
        let all = all_of(&office, table).await;
        for word in WORDS {
            assert!(!all.contains(word), "{word} in {table}");
        }
    }
    assert_eq!(n_indexed(&office, "okter").await, 0);
    assert!(n_indexed(&office, "ahan").await > 0, "Budi's words stay");
    // What was done stays, and who saw it finds it, without words.
    let seen = office
        .get(BUDI, &format!("/activities/{}", id(1)))
        .await
        .body;
    let kept = json!([
        seen["minutes"],
        seen["title"],
        seen["output"]["quantity"],
        seen["review"]["by"]
    ]);
    assert_eq!(kept, json!([60, "", 2.0, BUDI]));
    let taken_back = office
        .get(BUDI, &format!("/activities/{}", id(2)))
        .await
        .body;
    assert_eq!(
        json!([taken_back["state"], taken_back["title"]]),
        json!(["withdrawn", ""])
    );
    let trail = office
        .get(BUDI, &format!("/activities/{}/trail", id(1)))
        .await
        .body;
    assert_eq!(trail.as_array().unwrap().len(), 4);
    assert_eq!(
        json!([trail[0]["by"], trail[1]["by"]]),
        json!(["activities", SITI])
    );
    let found = office.get(BUDI, "/activities?of=team&q=dokter").await.body;
    assert_eq!(found, json!([]));
    let of_budi = office
        .get(BUDI, &format!("/activities/{}", id(3)))
        .await
        .body;
    assert_eq!(of_budi["title"], "Menyusun bahan rapat");
    // The template's id stays hers, and the index of words stays whole.
    let form = json!({"title": "Apel", "minutes": 5});
    let path = format!("/templates/{}", id(60));
    let sent = office
        .send((Method::PUT, &path), (BUDI, EMPLOYEE), None, &form)
        .await;
    assert_eq!(sent.body["code"], "id_reused");
    let check = "INSERT INTO activity_words (activity_words) VALUES ('integrity-check')";
    office.db.run(check, params![]).await.unwrap();
    assert_eq!(office.tick().await["n_pieces_forgotten"], 0);
}

#[tokio::test]
async fn what_is_written_afterwards_is_forgotten_as_well() {
    let office = office().await;
    erase(&office, SITI).await;
    let mut clock = live();
    clock["title"] = json!("Fisioterapi");
    assert_eq!(
        office.put(SITI, 9, None, &clock).await.status,
        StatusCode::CREATED
    );
    let review = json!({"outcome": "returned", "comment": "Lekas sembuh"});
    let said = office.act(BUDI, 1, "review", "\"4\"", review).await;
    assert_eq!(said.status, StatusCode::OK, "{:?}", said.body);
    assert_eq!(office.tick().await["n_pieces_forgotten"], 1);
    for table in ["activity", "activity_wording"] {
        let all = all_of(&office, table).await;
        assert!(
            !all.contains("Fisioterapi") && !all.contains("Lekas sembuh"),
            "{table}"
        );
    }
}

#[tokio::test]
async fn many_years_are_forgotten_in_pieces() {
    let office = office().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 2500)
        INSERT INTO activity (id, person_id, state, day, zone, title, is_live, minutes, worked_ms,
            tags, uploads, logged_at, version, changed_at, changed_by)
        SELECT 'a' || value, ?1, 'logged', date('2020-01-01', (value / 5) || ' days'),
            'Asia/Jakarta', 'Fisioterapi', 0, 5, 0, '[\"jantung\"]', '[]', 1, 1, 1, ?1 FROM n";
    office.db.run(fill, params![SITI]).await.unwrap();
    assert_eq!(erase(&office, SITI).await["is_more"], true);
    assert!(all_of(&office, "activity").await.contains("Fisioterapi"));
    while office.tick().await["is_more"] == true {}
    for table in ["activity", "activity_wording", "activity_tag"] {
        let all = all_of(&office, table).await;
        assert!(
            !all.contains("Fisioterapi") && !all.contains("jantung"),
            "{table}"
        );
    }
}

#[tokio::test]
async fn nobodys_words_can_be_emptied_in_what_was_taken_back() {
    let office = office().await;
    let blank = "UPDATE activity SET title = '', text = NULL, tags = '[]', version = version + 1
        WHERE state = 'withdrawn'";
    assert!(office.db.run(blank, params![]).await.is_err());
    erase(&office, BUDI).await;
    assert!(office.db.run(blank, params![]).await.is_err());
    erase(&office, SITI).await;
    let moved = "UPDATE activity SET day = '2026-11-23', version = version + 1
        WHERE state = 'withdrawn'";
    assert!(office.db.run(moved, params![]).await.is_err());
}
