//! The example that fills a store: what it makes could have been entered.

use std::collections::BTreeMap;

use activities::domain::form::ActivityForm;
use ngantor_core::caller::Role;
use ngantor_db::{Db, params};
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::history::fill;
use crate::office::{BUDI, KEEPER, Office, SITI, warned};

async fn counted(db: &Db, statement: &str) -> i64 {
    db.run(statement, params![]).await.unwrap()[0]
        .integer("n")
        .unwrap()
}

/// An activity as somebody would send it.
fn form_of(one: &Value) -> ActivityForm {
    const KNOWN: [&str; 11] = [
        "title",
        "text",
        "zone",
        "day",
        "started_at",
        "finished_at",
        "minutes",
        "assignment_id",
        "output",
        "tags",
        "uploads",
    ];
    let mut form = one.clone();
    let fields = form.as_object_mut().unwrap();
    fields.retain(|name, _| KNOWN.contains(&name.as_str()));
    serde_json::from_value(form).unwrap()
}

#[tokio::test]
async fn a_filled_store_holds_days_that_could_have_been_entered() {
    let office = Office::with_units().await;
    let today = office.clock.now().date_naive();
    let made = fill(&*office.db, today, 300).await.unwrap();
    assert_eq!(made, 300);
    assert_eq!(
        counted(&office.db, "SELECT count(*) AS n FROM activity").await,
        300
    );
    // Run again it adds nothing, and reviews nothing again.
    let n_entries = counted(&office.db, "SELECT count(*) AS n FROM journal").await;
    assert_eq!(fill(&*office.db, today, 300).await.unwrap(), 0);
    assert_eq!(
        counted(&office.db, "SELECT count(*) AS n FROM journal").await,
        n_entries
    );
    let mut states = BTreeMap::new();
    let mut path = Some("/activities?of=all&limit=200".to_owned());
    while let Some(next) = path {
        let page = office.get_as((KEEPER, Role::Auditor), &next).await;
        for one in page.body.as_array().unwrap() {
            *states.entry(one["state"].to_string()).or_insert(0) += 1;
            form_of(one).check(office.clock.now()).unwrap();
        }
        let link = page.headers.get("link").map(|link| link.to_str().unwrap());
        let link = link.and_then(|link| link.split(['<', '>']).nth(1));
        path = link.map(|link| link.strip_prefix("/api/activities").unwrap().to_owned());
    }
    let kinds: Vec<_> = states.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        ["\"acknowledged\"", "\"logged\"", "\"returned\""],
        "{states:?}"
    );
    let reviewed = office
        .get(SITI, "/activities?state=acknowledged&limit=1")
        .await;
    assert_eq!(reviewed.body[0]["review"]["by"], BUDI);
    let day = reviewed.body[0]["day"].as_str().unwrap();
    let day = office.get(SITI, &format!("/days/{day}")).await;
    for one in day.body["activities"].as_array().unwrap() {
        assert_eq!(warned(one), [""; 0], "{one}");
    }
    let sums = office.get_as(
        (KEEPER, Role::Auditor),
        "/totals?of=all&by=person&from=2026-01-01",
    );
    let sums = sums.await.body;
    let n = |one: &Value| one["n"].as_i64().unwrap();
    assert_eq!(sums.as_array().unwrap().iter().map(n).sum::<i64>(), 300);
    assert_eq!(sums[0]["name"], json!("Siti"));
}
