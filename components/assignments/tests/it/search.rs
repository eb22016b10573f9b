//! The search: what it finds, page by page, and how much it reads for that.

use assignments::domain::words_sought::{BEGINNING_MAX_CHARS, BEGINNING_MIN_CHARS};
use assignments::store::search;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::json;

use crate::lists::{assert_reads_little, of, office, plan};
use crate::office::{AGUS, BUDI, MADE, OTHER, Office, RATNA, SITI, TEAM, YOHANA, id};

#[tokio::test]
async fn the_search_finds_words_of_what_concerns_the_seeker_and_of_nothing_else() {
    let office = office().await;
    let found = async |who: &str, words: &str| {
        let answer = office.get(who, &format!("/search?q={words}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{words}: {:?}", answer.body);
        of(&answer.body)
    };
    assert_eq!(
        found(SITI, "evaluasi").await,
        ["Tugas 3", "Tugas 2", "Tugas 1"]
    );
    assert_eq!(found(SITI, "tugas%202").await, ["Tugas 2"]);
    assert_eq!(found(MADE, "urai").await.len(), 4);
    assert_eq!(found(RATNA, "evaluasi").await, [""; 0]);
    // Operators are words.
    for words in ["a%20OR%20tugas", "NEAR(", "%22", "title:tugas*"] {
        let answer = office.get(SITI, &format!("/search?q={words}")).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{words}");
    }
    // What it is about changes, and so does what is found.
    let who = (BUDI, Role::Employee);
    let path = format!("/assignments/{}", id(2));
    let change = json!({"title": "Rapat koordinasi", "text": "Di ruang besar."});
    office
        .send_as((Method::PATCH, &path), who, Some(1), &change)
        .await;
    assert_eq!(found(SITI, "tugas%202").await, [""; 0]);
    assert_eq!(found(SITI, "koordinasi").await, ["Rapat koordinasi"]);
    let first = office.get(SITI, "/search?q=evaluasi&limit=1").await;
    assert_eq!(of(&first.body), ["Tugas 3"]);
    assert!(
        first.headers["link"]
            .to_str()
            .unwrap()
            .contains("q=evaluasi")
    );
}

/// Gives somebody many assignments at once, of the same words, in the name of a unit.
async fn give_many(office: &Office, from: u32, many: u32, (giver, unit): (&str, u32), who: &str) {
    let rows = (from..from + many).map(|n| {
        let part = json!([{"id": id(n + 0x10_0000), "person_id": who, "unit_id": id(unit),
            "zone": "Asia/Jakarta"}]);
        json!([id(n), part.to_string(), format!("Rapat koordinasi {n}")])
    });
    let rows = json!(rows.collect::<Vec<_>>()).to_string();
    let statement = "INSERT INTO creating (id, unit_id, given_by, given_as, title, text, priority,
            state, parts, at)
         SELECT json_extract(value, '$[0]'), ?2, ?3, 'head', json_extract(value, '$[2]'), '',
            'normal', 'assigned', json_extract(value, '$[1]'), 1
         FROM json_each(?1)";
    let done = office.db.run(statement, params![rows, id(unit), giver]);
    done.await.unwrap();
}

/// All that somebody finds, with how many of the pages were empty.
async fn walk(office: &Office, who: (&str, Role), query: &str) -> (Vec<String>, usize) {
    let (mut found, mut n_empty) = (Vec::new(), 0);
    let mut path = format!("/search?{query}");
    loop {
        let page = office.send_as((Method::GET, &path), who, None, &json!(null));
        let page = page.await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {:?}", page.body);
        let titles = of(&page.body);
        n_empty += usize::from(titles.is_empty());
        found.extend(titles);
        let Some(link) = page.headers.get("link") else {
            return (found, n_empty);
        };
        let link = link.to_str().unwrap();
        let next = link.trim_start_matches("</api/assignments");
        next.split('>').next().unwrap().clone_into(&mut path);
    }
}

fn newest_first(from: u32, many: u32) -> Vec<String> {
    let titles = (from..from + many).rev();
    titles.map(|n| format!("Rapat koordinasi {n}")).collect()
}

#[tokio::test]
async fn whoever_has_little_finds_it_at_once_among_much_of_others() {
    let office = Office::with_people().await;
    give_many(&office, 1, 3, (BUDI, TEAM), SITI).await;
    give_many(&office, 10, 700, (RATNA, OTHER), YOHANA).await;
    // It follows people, who are not known before.
    office.tick().await;
    let siti = (SITI, Role::Employee);
    let (found, n_empty) = walk(&office, siti, "q=rapat%20koordinasi&limit=2").await;
    assert_eq!((found, n_empty), (newest_first(1, 3), 0));
    assert_eq!(walk(&office, siti, "q=rapat%20evaluasi").await.0, [""; 0]);
    let agus = (AGUS, Role::Employee);
    assert_eq!(walk(&office, agus, "q=rapat").await.0, [""; 0]);
}

#[tokio::test]
async fn whoever_has_much_finds_all_of_it_without_a_gap() {
    let office = Office::with_people().await;
    give_many(&office, 1, 700, (BUDI, TEAM), SITI).await;
    give_many(&office, 1_000, 600, (RATNA, OTHER), YOHANA).await;
    office.tick().await;
    let own = newest_first(1, 700);
    for limit in [7, 50, 200] {
        let query = format!("q=rapat%20koordinasi&limit={limit}");
        let budi = walk(&office, (BUDI, Role::Employee), &query).await;
        assert_eq!(budi.0, own, "{limit}");
        for who in [(MADE, Role::Employee), (AGUS, Role::Auditor)] {
            let (found, n_empty) = walk(&office, who, &query).await;
            assert_eq!(found, [newest_first(1_000, 600), own.clone()].concat());
            assert_eq!(n_empty, 0, "{limit}");
        }
    }
}

#[tokio::test]
async fn long_words_are_found_by_their_beginning_and_short_ones_whole() {
    let office = Office::with_people().await;
    let body = json!({"title": "Koordinasi perencanaan II", "people": [SITI]});
    office
        .put(BUDI, &format!("/assignments/{}", id(1)), &body)
        .await;
    for (words, n) in [
        ("koo", 1),
        ("koordinasi", 1),
        ("koordinator", 1),
        ("koordi%20renc", 0),
        ("PERENCANAANNYA%20ii", 1),
        ("ii", 1),
        ("i", 0),
        ("ko", 0),
    ] {
        let found = office.get(SITI, &format!("/search?q={words}")).await;
        assert_eq!(of(&found.body).len(), n, "{words}");
    }
}

#[tokio::test]
async fn no_search_gathers_all_matches_before_the_first() {
    let office = office().await;
    // Every beginning that is looked for stands in the index as it is.
    let lengths = (BEGINNING_MIN_CHARS..=BEGINNING_MAX_CHARS).map(|n| n.to_string());
    let prefix = format!("prefix = '{}'", lengths.collect::<Vec<_>>().join(" "));
    let made = "SELECT sql FROM sqlite_schema WHERE name = 'searched' ORDER BY name LIMIT 1";
    let made = office.db.run(made, params![]).await.unwrap();
    let made = made[0].text("sql").unwrap();
    assert!(made.contains(&prefix), "{made}");
    for (statement, parameters) in [
        (search::SEARCH, params!["\"a\"", 9_i64, 9_i64, "[]", false]),
        (search::SEARCH_OWN, params!["\"a\"", 9_i64, 9_i64, "[]"]),
        (search::OWN_COUNT, params!["[]", 9_i64]),
    ] {
        let plan = plan(&office, statement, parameters).await;
        assert_reads_little(statement, &plan);
        assert!(!plan.contains("TEMP B-TREE"), "{statement}:\n{plan}");
        // With `=` it would begin the search anew for each row of one's own.
        let matched = plan.lines().find(|line| line.contains("SCAN searched"));
        assert!(!matched.is_some_and(|line| line.contains('=')), "{plan}");
    }
}
