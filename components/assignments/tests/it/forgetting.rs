//! Whoever was erased in `people` is forgotten here, and nobody who follows reads what was written.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, MADE, Office, SITI, id};

/// Words that only Siti wrote, or a head of what she did.
const SITIS: [&str; 6] = [
    "Rawat inap",
    "Jantung saya",
    "Lekas sembuh",
    "Saringan pribadi",
    "waiting",
    "Kalender dokter",
];
/// Words of what Budi gave, and of what he said of others.
const OFFICIAL: [&str; 5] = [
    "Laporan triwulan",
    "Susun bersama",
    "Kumpulkan data",
    "Naskah akhir",
    "Belum lengkap",
];

fn path(n: u32, rest: &str) -> String {
    format!("/assignments/{}{rest}", id(n))
}

async fn send(office: &Office, method: Method, who: &str, path: &str, body: Value) -> Value {
    let version = (method == Method::DELETE).then_some(1);
    let who = (who, Role::Employee);
    let answer = office.send_as((method, path), who, version, &body).await;
    assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
    answer.body
}

async fn act(office: &Office, who: &str, (part, version): (&str, i64), act: &str, note: &str) {
    let body = json!({"act": act, "note": note});
    let path = format!("/parts/{part}/acts");
    let done = office.post(who, &path, Some(version), &body).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
}

/// Siti declines, is asked again, does it and gets it back, as Agus does; they talk about it.
async fn office() -> Office {
    let office = Office::with_people().await;
    let body = json!({"title": "Laporan triwulan", "text": "Susun bersama",
        "people": [SITI, AGUS]});
    send(&office, Method::PUT, BUDI, &path(1, ""), body).await;
    let parts = office.parts(1).await;
    for (who, part, version, step, note) in [
        (SITI, 0, 1, "decline", "Rawat inap"),
        (BUDI, 0, 2, "assign", "Lekas sembuh"),
        (SITI, 0, 3, "accept", "Rawat inap"),
        (SITI, 0, 4, "submit", "Rawat inap"),
        (BUDI, 0, 5, "return", "Lekas sembuh"),
        (AGUS, 1, 1, "accept", "Belum lengkap"),
        (AGUS, 1, 2, "submit", "Belum lengkap"),
        (BUDI, 1, 3, "return", "Belum lengkap"),
    ] {
        act(&office, who, (&parts[part], version), step, note).await;
    }
    let said = |words: &str| json!({"text": words, "mentions": [AGUS]});
    let file = json!({"title": "Naskah akhir", "upload_id": "u-1", "upload_version": 1});
    for (who, noun, n, body) in [
        (SITI, "comments", 0x40, said("Jantung saya")),
        (SITI, "comments", 0x41, said("Jantung saya")),
        (AGUS, "comments", 0x42, said("Belum lengkap")),
        (
            SITI,
            "checklist-items",
            0x43,
            json!({"text": "Kumpulkan data"}),
        ),
        (SITI, "deliverables", 0x44, file),
    ] {
        let there = path(1, &format!("/{noun}/{}", id(n)));
        send(&office, Method::PUT, who, &there, body).await;
    }
    let removed = path(1, &format!("/comments/{}", id(0x41)));
    send(&office, Method::DELETE, SITI, &removed, Value::Null).await;
    keep(&office).await;
    draft(&office).await;
    office
}

/// Siti keeps filters and a calendar, and one filter no longer.
async fn keep(office: &Office) {
    let filter = json!({"name": "Saringan pribadi", "query": "of=waiting"});
    let paths = [0x50, 0x51].map(|n| format!("/saved-filters/{}", id(n)));
    for there in &paths {
        send(office, Method::PUT, SITI, there, filter.clone()).await;
    }
    send(office, Method::DELETE, SITI, &paths[1], Value::Null).await;
    let there = format!("/subscriptions/{}", id(0x52));
    let name = json!({"name": "Kalender dokter"});
    send(office, Method::PUT, SITI, &there, name).await;
}

/// Budi drafts what nobody else sees, and gives one of two under another title.
async fn draft(office: &Office) {
    let draft = json!({"title": "Teguran", "text": "Untuk Agus", "people": [AGUS],
        "is_draft": true});
    for n in [2, 3] {
        send(office, Method::PUT, BUDI, &path(n, ""), draft.clone()).await;
    }
    let (body, there) = (json!({"title": "Undangan"}), path(3, ""));
    let who = (BUDI, Role::Employee);
    let changed = office.send_as((Method::PATCH, &there), who, Some(1), &body);
    assert_eq!(changed.await.status, StatusCode::OK);
    let part = office.parts(3).await.remove(0);
    act(office, BUDI, (&part, 1), "assign", "Belum lengkap").await;
}

async fn erase(office: &Office, who: &str) -> Value {
    let erased = json!({"id": who, "name": "[erased]", "zone": "Asia/Jakarta", "ends_on": null,
        "erased_at": 1, "version": 9});
    office.outside.tell("person", erased);
    office.tick().await.body
}

/// Everything that stands in a table, as text.
async fn all_of(office: &Office, table: &str) -> String {
    let statement = format!("SELECT * FROM {table} ORDER BY 1 LIMIT 10000");
    format!("{:?}", office.db.run(&statement, params![]).await.unwrap())
}

const TABLES: [&str; 7] = [
    "assignment",
    "part",
    "addition",
    "saved_filter",
    "subscription",
    "wording",
    "person",
];

async fn everything(office: &Office) -> String {
    let mut all = all_of(office, "journal").await;
    for table in TABLES {
        all += &all_of(office, table).await;
    }
    all
}

#[tokio::test]
async fn nobody_who_follows_reads_what_was_written() {
    let office = office().await;
    let told = all_of(&office, "journal").await;
    for word in SITIS
        .iter()
        .chain(&OFFICIAL)
        .chain(&["Teguran", "Undangan"])
    {
        // The list of that name is no word of hers.
        assert!(!told.contains(word) || *word == "waiting", "{word}");
    }
    // Whom a comment mentions and what was delivered is for who follows.
    let plain = told.replace('\\', "");
    for wanted in [
        format!("\"mentions\":[\"{AGUS}\"]"),
        "\"upload_id\":\"u-1\"".to_owned(),
    ] {
        assert!(plain.contains(&wanted), "{wanted}");
    }
    // The trail has the words all the same, for whoever sees the assignment.
    let trail = office.get(AGUS, &path(1, "/trail?limit=200")).await;
    let trail = trail.body.to_string();
    for word in SITIS[..3].iter().chain(&OFFICIAL) {
        assert!(trail.contains(word), "{word}");
    }
    assert!(!trail.contains("[redacted]"), "{trail}");
}

#[tokio::test]
async fn what_they_said_and_what_was_said_of_their_work_is_nowhere_any_more() {
    let office = office().await;
    let before = everything(&office).await;
    assert!(SITIS.iter().all(|word| before.contains(word)));
    let trail = path(1, "/trail?limit=200");
    let n_before = office
        .get(BUDI, &trail)
        .await
        .body
        .as_array()
        .unwrap()
        .len();
    assert_eq!(erase(&office, SITI).await["n_pieces_forgotten"], 1);
    let after = everything(&office).await;
    for word in SITIS {
        assert!(!after.contains(word) || word == "waiting", "{word}");
    }
    for word in OFFICIAL {
        assert!(after.contains(word), "{word}");
    }
    // What was done, when and by whom stays, and what she handed in.
    let shown = office.get(BUDI, &path(1, "")).await.body;
    let part = &shown["parts"][0];
    let kept = json!([part["person_id"], part["state"], part["act"], part["note"]]);
    assert_eq!(kept, json!([SITI, "returned", "return", null]));
    assert_eq!(
        (&part["changed_by"], &part["version"]),
        (&json!(BUDI), &json!(6))
    );
    let now = office.get(BUDI, &trail).await.body;
    let now = now.as_array().unwrap();
    // Each comment that was emptied, also the one that was taken back, is a change.
    assert_eq!(now.len(), n_before + 2);
    assert_eq!(now[0]["by"], "assignments");
    let comments = office.get(AGUS, &path(1, "/comments")).await.body;
    let said = json!([
        comments[0]["text"],
        comments[0]["mentions"],
        comments[1]["text"]
    ]);
    assert_eq!(said, json!(["", [AGUS], "Belum lengkap"]));
    let delivered = office.get(AGUS, &path(1, "/deliverables")).await.body;
    assert_eq!(delivered[0]["title"], "Naskah akhir");
    let filters = office.get(SITI, "/saved-filters").await.body;
    assert_eq!(filters, json!([]));
    let subscriptions = office.get(SITI, "/subscriptions").await.body;
    assert_eq!(subscriptions, json!([]));
    assert_eq!(office.tick().await.body["n_pieces_forgotten"], 0);
}

#[tokio::test]
async fn what_a_head_gave_is_the_institutions_and_a_draft_is_theirs() {
    let office = office().await;
    assert_eq!(erase(&office, BUDI).await["n_pieces_forgotten"], 1);
    let after = everything(&office).await;
    for word in OFFICIAL.iter().chain(&SITIS[..3]).chain(&["Undangan"]) {
        assert!(after.contains(word), "{word}");
    }
    // Also what one said before it was given.
    assert!(!after.contains("Teguran"));
    let indexed = "SELECT count(*) AS n FROM searched_data
        WHERE instr(block, CAST('eguran' AS BLOB)) > 0 ORDER BY n LIMIT 1";
    let rows = office.db.run(indexed, params![]).await.unwrap();
    assert_eq!(rows[0].integer("n").unwrap(), 0);
    let check = "INSERT INTO searched (searched, rank) VALUES ('integrity-check', 1)";
    office.db.run(check, params![]).await.unwrap();
    let found = office.get(MADE, "/search?q=laporan").await.body;
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let shown = office.get(AGUS, &path(3, "")).await.body;
    assert_eq!(shown["title"], "Undangan");
}

#[tokio::test]
async fn what_is_said_afterwards_is_forgotten_as_well() {
    let office = office().await;
    erase(&office, SITI).await;
    let there = path(1, &format!("/comments/{}", id(0x60)));
    send(
        &office,
        Method::PUT,
        SITI,
        &there,
        json!({"text": "Jantung saya"}),
    )
    .await;
    let filter = json!({"name": "Saringan pribadi", "query": "of=mine"});
    let there = format!("/saved-filters/{}", id(0x61));
    send(&office, Method::PUT, SITI, &there, filter).await;
    let siti = office.parts(1).await.remove(0);
    act(&office, BUDI, (&siti, 6), "cancel", "Lekas sembuh").await;
    assert_eq!(office.tick().await.body["n_pieces_forgotten"], 1);
    let after = everything(&office).await;
    for word in SITIS {
        assert!(!after.contains(word) || word == "waiting", "{word}");
    }
}

#[tokio::test]
async fn many_words_are_forgotten_in_pieces() {
    let office = office().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 2500)
        INSERT INTO addition (id, assignment_id, kind, content, added_by, added_at, version,
            changed_at, changed_by)
        SELECT 'a' || value, 'w' || (value / 500), 'comment', '{\"text\":\"Jantung saya\"}', ?1, 1,
            1, 1, ?1 FROM n";
    office.db.run(fill, params![SITI]).await.unwrap();
    assert_eq!(erase(&office, SITI).await["is_more"], true);
    assert!(everything(&office).await.contains("Jantung saya"));
    while office.tick().await.body["is_more"] == true {}
    assert!(!everything(&office).await.contains("Jantung saya"));
}

#[tokio::test]
async fn nobodys_words_can_be_emptied_before_they_are_erased() {
    let office = office().await;
    let blank = "UPDATE addition SET content = json_set(content, '$.text', ''),
        version = version + 1 WHERE added_by = ?1 AND kind = 'comment'";
    let other = "UPDATE addition SET content = json_set(content, '$.text', 'x'),
        version = version + 1 WHERE added_by = ?1 AND kind = 'comment'";
    assert!(office.db.run(blank, params![SITI]).await.is_err());
    erase(&office, SITI).await;
    assert!(office.db.run(blank, params![AGUS]).await.is_err());
    assert!(office.db.run(other, params![SITI]).await.is_err());
}
