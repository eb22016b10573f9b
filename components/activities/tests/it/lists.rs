//! Lists, search and sums: of whom, in which order, page by page.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, MADE, Office, RATNA, SITI, id, minutes};

const ASSIGNMENT: &str = "0193a5b0-7c1e-7000-8000-0000000000aa";

/// An activity with a title, tags and an assignment.
fn tagged(day: &str, title: &str, tags: &[&str], assignment: Option<&str>) -> Value {
    let mut form = minutes(day, 30);
    form["title"] = json!(title);
    form["tags"] = json!(tags);
    form["assignment_id"] = json!(assignment);
    form
}

async fn with_some() -> Office {
    let office = Office::with_units().await;
    for (person, n, day, title, tags, assignment) in [
        (
            SITI,
            1,
            "2026-11-23",
            "Rapat anggaran",
            vec!["rapat"],
            Some(ASSIGNMENT),
        ),
        (
            SITI,
            2,
            "2026-11-24",
            "Menyusun laporan",
            vec!["laporan"],
            Some(ASSIGNMENT),
        ),
        (
            SITI,
            3,
            "2026-11-22",
            "Rapat persiapan",
            vec!["rapat", "dinas"],
            None,
        ),
        (
            MADE,
            4,
            "2026-11-24",
            "Mengantar surat",
            vec!["rapat"],
            Some(ASSIGNMENT),
        ),
        (
            RATNA,
            5,
            "2026-11-24",
            "Rapat pimpinan",
            vec!["rapat"],
            None,
        ),
        (BUDI, 6, "2026-11-24", "Rapat mingguan", vec![], None),
    ] {
        let form = tagged(day, title, &tags, assignment);
        let made = office.put(person, n, None, &form).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    }
    office
}

fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap();
    list.iter().map(|one| one["id"].as_str().unwrap()).collect()
}

fn of(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(*n)).collect()
}

#[tokio::test]
async fn everybody_lists_their_own_and_heads_those_under_them() {
    let office = with_some().await;
    for (person, query, expected) in [
        (SITI, "", &[2, 1, 3][..]),
        (SITI, "?from=2026-11-23", &[2, 1]),
        (SITI, "?until=2026-11-23", &[1, 3]),
        (SITI, "?tag=Rapat", &[1, 3]),
        (SITI, "?tag=rapat&until=2026-11-22", &[3]),
        (SITI, "?state=logged", &[2, 1, 3]),
        (SITI, "?state=returned", &[]),
        (SITI, "?q=rapat", &[3, 1]),
        (SITI, "?q=rap", &[3, 1]),
        (SITI, "?q=rapat%20ang", &[1]),
        (SITI, "?q=RAPAT&tag=dinas", &[3]),
        (SITI, "?q=surat", &[]),
        (SITI, "?of=team", &[]),
        (BUDI, "", &[6]),
        (BUDI, "?of=team", &[4, 2, 1, 3]),
        (BUDI, "?of=team&state=logged", &[4, 2, 1, 3]),
        (BUDI, "?of=team&tag=rapat", &[4, 1, 3]),
        (BUDI, "?of=team&q=rapat", &[3, 1]),
        (BUDI, "?of=team&until=2026-11-23", &[1, 3]),
        (RATNA, "?of=team", &[]),
    ] {
        let found = office.get(person, &format!("/activities{query}")).await;
        assert_eq!(ids(&found.body), of(expected), "{person} {query}");
    }
    let own = format!("/activities?assignment_id={ASSIGNMENT}");
    assert_eq!(ids(&office.get(SITI, &own).await.body), of(&[2, 1]));
    let team = format!("/activities?of=team&assignment_id={ASSIGNMENT}");
    assert_eq!(ids(&office.get(BUDI, &team).await.body), of(&[4, 2, 1]));
    let one = format!("/activities?of=team&person_id={MADE}");
    assert_eq!(ids(&office.get(BUDI, &one).await.body), of(&[4]));
    assert_eq!(office.get(RATNA, &one).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_keeps_or_audits_lists_everybodys_and_nobody_else_does() {
    let office = with_some().await;
    let get = |role, query: &'static str| {
        let office = &office;
        async move {
            office
                .get_as((KEEPER, role), &format!("/activities{query}"))
                .await
        }
    };
    for (query, expected) in [
        ("?of=all", &[6, 5, 4, 2, 1, 3][..]),
        ("?of=all&state=logged&from=2026-11-24", &[6, 5, 4, 2]),
        ("?of=all&tag=rapat", &[5, 4, 1, 3]),
        ("?of=all&q=rapat", &[6, 5, 3, 1]),
        ("?of=all&q=rapat&until=2026-11-23", &[3, 1]),
    ] {
        let found = get(Role::Auditor, query).await;
        assert_eq!(ids(&found.body), of(expected), "{query}");
        for role in [Role::Employee, Role::Planner] {
            assert_eq!(
                get(role, query).await.status,
                StatusCode::FORBIDDEN,
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_also_when_something_comes_between() {
    let office = with_some().await;
    for query in [
        "?of=team&limit=1",
        "?of=team&state=logged&limit=1",
        "?of=team&tag=rapat&limit=1",
    ] {
        let all = query.replace("&limit=1", "");
        let expected = office.get(BUDI, &format!("/activities{all}")).await;
        let expected = ids(&expected.body)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let (mut path, mut found) = (format!("/activities{query}"), Vec::new());
        loop {
            let page = office.get(BUDI, &path).await;
            found.extend(ids(&page.body).into_iter().map(str::to_owned));
            let Some(link) = page.headers.get("link") else {
                break;
            };
            let link = link.to_str().unwrap();
            let next = link
                .strip_prefix("</api/activities")
                .unwrap()
                .split('>')
                .next();
            path = next.unwrap().to_owned();
        }
        assert_eq!(found, expected, "{query}");
    }
    let first = office.get(SITI, "/activities?limit=2").await;
    assert_eq!(ids(&first.body), of(&[2, 1]));
    let link = first.headers["link"].to_str().unwrap();
    let next = link
        .strip_prefix("</api/activities")
        .unwrap()
        .split('>')
        .next()
        .unwrap();
    office.put(SITI, 9, None, &minutes("2026-11-24", 1)).await;
    assert_eq!(ids(&office.get(SITI, next).await.body), of(&[3]));
    // Pages of a search.
    let first = office.get(SITI, "/activities?q=rapat&limit=2").await;
    assert_eq!(ids(&first.body), of(&[9, 3]));
    let link = first.headers["link"].to_str().unwrap();
    let next = link
        .strip_prefix("</api/activities")
        .unwrap()
        .split('>')
        .next()
        .unwrap();
    assert_eq!(ids(&office.get(SITI, next).await.body), of(&[1]));
}

#[tokio::test]
async fn words_are_found_as_they_are_now_and_no_expression_is_read_from_them() {
    let office = with_some().await;
    let mut form = tagged("2026-11-23", "Rapat anggaran", &["rapat"], Some(ASSIGNMENT));
    form["title"] = json!("Kunjungan kerja");
    form["text"] = json!("Ke kantor distrik (Waena), 3 desa; nomor 12/XI/2026.");
    let changed = office.put(SITI, 1, Some("\"1\""), &form).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    for (words, expected) in [
        ("anggaran", &[][..]),
        ("waena", &[1]),
        ("kunjungan%20distrik", &[1]),
        ("12%2FXI%2F2026", &[1]),
        ("%22waena%22", &[1]),
        ("NOT%20waena", &[]),
        ("waena%20OR%20rapat", &[]),
        ("title%3Akunjungan", &[]),
        // One's own id stands in the index as a word, and is no word to look for.
        ("0193a5b07c1e70008000000000000001", &[]),
        ("kunj*", &[1]),
    ] {
        let found = office.get(SITI, &format!("/activities?q={words}")).await;
        assert_eq!(found.status, StatusCode::OK, "{words}: {:?}", found.body);
        assert_eq!(ids(&found.body), of(expected), "{words}");
    }
    for (words, code) in [
        ("", "no_words"),
        ("%22%20*", "no_words"),
        (&"a".repeat(201), "too_long"),
    ] {
        let told = office.get(SITI, &format!("/activities?q={words}")).await;
        assert_eq!(told.body["errors"][0]["code"], code, "{words}");
    }
}

#[tokio::test]
async fn sums_are_told_by_day_and_by_person() {
    let office = with_some().await;
    let get = |person: &'static str, query: &'static str| {
        let office = &office;
        async move {
            let found = office.get(person, &format!("/totals?{query}")).await.body;
            let sums = found
                .as_array()
                .unwrap_or_else(|| panic!("{found}"))
                .clone();
            let told = |sum: &Value| {
                let key = sum["day"].as_str().or(sum["name"].as_str());
                let key = key.unwrap_or_default().to_owned();
                (
                    key,
                    sum["n"].as_i64().unwrap(),
                    sum["minutes"].as_i64().unwrap(),
                )
            };
            sums.iter().map(told).collect::<Vec<_>>()
        }
    };
    let day = |key: &str, n, minutes| (key.to_owned(), n, minutes);
    assert_eq!(
        get(SITI, "from=2026-11-23").await,
        [day("2026-11-23", 1, 30), day("2026-11-24", 1, 30)]
    );
    assert_eq!(
        get(BUDI, "of=team&by=person").await,
        [day("Siti", 3, 90), day("Made", 1, 30)]
    );
    assert_eq!(
        get(BUDI, "of=team&from=2026-11-24&until=2026-11-24").await,
        [day("2026-11-24", 2, 60)]
    );
    let all = office
        .get_as((KEEPER, Role::Personnel), "/totals?of=all&by=person")
        .await;
    assert_eq!(all.body.as_array().unwrap().len(), 4);
    let page = office
        .get_as(
            (KEEPER, Role::Personnel),
            "/totals?of=all&by=person&limit=3",
        )
        .await;
    let link = page.headers["link"].to_str().unwrap();
    let next = link
        .strip_prefix("</api/activities")
        .unwrap()
        .split('>')
        .next()
        .unwrap();
    let rest = office.get_as((KEEPER, Role::Personnel), next).await;
    assert_eq!(rest.body[0]["person_id"], MADE);
    for (query, code) in [
        ("from=2026-11-24&until=2026-11-23", "ends_before_start"),
        ("from=2025-11-23&until=2026-11-24", "too_long"),
        ("by=tag", "unknown_choice"),
    ] {
        let told = office.get(SITI, &format!("/totals?{query}")).await;
        assert_eq!(told.body["errors"][0]["code"], code, "{query}");
    }
}

#[tokio::test]
async fn a_day_of_somebody_is_there_for_their_head_and_nobody_beside() {
    let office = with_some().await;
    let path = format!("/people/{SITI}/days/2026-11-24");
    let day = office.get(BUDI, &path).await;
    assert_eq!(day.body["activities"][0]["id"], id(2));
    assert_eq!(day.body["totals"]["n_logged"], 1);
    for (person, role, status) in [
        (RATNA, Role::Employee, 404),
        (MADE, Role::Employee, 404),
        (KEEPER, Role::Planner, 404),
        (KEEPER, Role::Personnel, 200),
        (KEEPER, Role::Auditor, 200),
        (SITI, Role::Employee, 200),
    ] {
        assert_eq!(office.get_as((person, role), &path).await.status, status);
    }
}

#[tokio::test]
async fn a_word_is_found_as_far_as_it_is_typed() {
    let office = Office::open().await;
    let word = "mengoordinasikan";
    let mut form = minutes("2026-11-24", 60);
    form["title"] = json!(format!("Rapat {word} data"));
    office.put(SITI, 1, None, &form).await;
    for n in 1..=word.len() {
        let path = format!("/activities?q=rapat%20{}", &word[..n]);
        let found = office.get(SITI, &path).await;
        assert_eq!(ids(&found.body), of(&[1]), "{n}");
    }
    // The letter before one's own id in the index is no word, and leads to none.
    for words in ["%EE%80%80", "%EE%80%800193a5b0", "0193a5b0"] {
        let found = office.get(SITI, &format!("/activities?q={words}")).await;
        assert_ne!(found.body[0]["id"], id(1), "{words}");
    }
}

#[tokio::test]
async fn no_cursor_leads_out_of_the_days_that_were_asked_for() {
    let office = Office::open().await;
    for (n, day) in [(1, "2026-11-20"), (2, "2026-11-23"), (3, "2026-11-24")] {
        office.put(SITI, n, None, &minutes(day, 60)).await;
    }
    let days = async |path: &str| {
        let told = office.get(SITI, path).await;
        let link = told
            .headers
            .get("link")
            .map(|link| link.to_str().unwrap().to_owned());
        let days: Vec<_> = told
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["day"].clone())
            .collect();
        (days, link)
    };
    let (_, link) = days("/totals?from=2026-11-20&until=2026-11-24&limit=1").await;
    let link = link.unwrap();
    let cursor = link
        .split("cursor=")
        .nth(1)
        .unwrap()
        .split(['>', '&'])
        .next()
        .unwrap();
    let path = format!("/totals?from=2026-11-24&until=2026-11-24&cursor={cursor}");
    assert_eq!(days(&path).await.0, [json!("2026-11-24")]);
}
