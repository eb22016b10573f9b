//! Days between two times of working here: nobody is absent on them.

use ngantor_db::journal;
use serde_json::json;

use crate::follow::{TEAM, person, relation, tell};
use crate::office::{Office, SITI, id, punch};

async fn told(office: &Office, day: &str) -> (String, String) {
    let day = office.get(SITI, &format!("/days/{day}")).await.body;
    let duty = &day["duty"];
    let why = duty["explanations"][0]["text"].as_str().unwrap().to_owned();
    (duty["status"].as_str().unwrap().to_owned(), why)
}

/// Siti punched in November, left at its end, and comes back in the middle of December.
async fn who_came_back() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    office.put(SITI, &id(1), &punch("in")).await;
    office.tick().await;
    let mut left = relation(0x200, "member", SITI, TEAM);
    (left["ends_on"], left["version"]) = (json!("2026-11-30"), json!(2));
    office.outside.tell("relation", left);
    let mut gone = person(SITI, "Siti", 2);
    gone["ends_on"] = json!("2026-11-30");
    office.outside.tell("person", gone);
    office.tick().await;
    office.pass(21 * 24 * 60);
    office.tick().await;
    office.outside.tell("person", person(SITI, "Siti", 3));
    let mut back = relation(0x203, "member", SITI, TEAM);
    back["starts_on"] = json!("2026-12-15");
    office.outside.tell("relation", back);
    office.pass(7 * 24 * 60);
    for _ in 0..3 {
        office.tick().await;
    }
    office
}

#[tokio::test]
async fn nobody_is_absent_between_two_times_of_working_here() {
    let office = who_came_back().await;
    assert_eq!(told(&office, "2026-11-30").await.0, "absent");
    for day in ["2026-12-01", "2026-12-08", "2026-12-14"] {
        let (status, why) = told(&office, day).await;
        assert_eq!(status, "unjudged", "{day}");
        let words = "Tidak dinilai: menurut direktori orang ini pada hari ini bukan anggota unit \
            mana pun.";
        assert_eq!(why, words, "{day}");
    }
    assert_eq!(told(&office, "2026-12-15").await.0, "absent");
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let absent: Vec<_> = all
        .iter()
        .filter(|entry| entry.kind.starts_with("attendance.duty_day"))
        .filter(|entry| entry.new["status"] == "absent")
        .filter_map(|entry| entry.new["day"].as_str())
        .filter(|day| ("2026-12-01".."2026-12-15").contains(day))
        .collect();
    assert_eq!(absent, [""; 0]);
}
