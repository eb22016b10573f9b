//! What programs read without a sign-in: a calendar and a feed, each read by a parser that is not
//! ours.

use std::io::BufReader;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use ical::IcalParser;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;
use ngantor_core::caller::Role;
use ngantor_http::Ambient as _;
use ngantor_http::serve;
use ngantor_http::testing::Answer;
use roxmltree::{Document, Node};
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, Office, SITI, YOHANA, id, person};

const ATOM: &str = "http://www.w3.org/2005/Atom";

pub async fn subscribe(office: &Office, person: &str, n: u32) -> Answer {
    let path = format!("/subscriptions/{}", id(n));
    office
        .put(person, &path, &json!({"name": "Kalender HP"}))
        .await
}

/// The path of a calendar that somebody subscribes to.
pub async fn calendar_path(office: &Office, person: &str) -> String {
    let made = subscribe(office, person, 0x900).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    made.body["calendar_path"].as_str().unwrap().to_owned()
}

/// Reads without any token.
pub async fn read(
    office: &Office,
    path: &str,
    header: Option<(&str, &str)>,
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(Method::GET).uri(path);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = serve(office.router.clone(), request).await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

pub async fn status(office: &Office, path: &str) -> StatusCode {
    read(office, path, None).await.0
}

async fn calendar(office: &Office, path: &str) -> IcalCalendar {
    let (status, headers, text) = read(office, path, None).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
    let mut calendars = IcalParser::new(BufReader::new(text.as_bytes()));
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    calendar
}

fn property<'a>(properties: &'a [Property], name: &str) -> &'a Property {
    let mut found = properties.iter().filter(|one| one.name == name);
    let one = found.next().unwrap_or_else(|| unreachable!("no {name}"));
    assert!(found.next().is_none(), "{name} twice");
    one
}

fn value<'a>(event: &'a IcalEvent, name: &str) -> &'a str {
    property(&event.properties, name).value.as_deref().unwrap()
}

async fn give(office: &Office, n: u32, title: &str, due_at: Value, people: &[&str]) {
    let body = json!({"title": title, "text": "Baris 1\nBaris 2; dst.", "due_at": due_at,
        "priority": "urgent", "people": people});
    let path = format!("/assignments/{}", id(n));
    let given = office.put(BUDI, &path, &body).await;
    assert_eq!(given.status, StatusCode::CREATED, "{:?}", given.body);
}

#[tokio::test]
async fn a_calendar_has_the_due_instants_of_what_concerns_me_and_nothing_else() {
    let office = Office::with_people().await;
    let due_at = json!("2026-11-30T09:00:00Z");
    give(&office, 1, "Rencana, aksi; 1", due_at.clone(), &[SITI]).await;
    give(&office, 2, "Tanpa tenggat", Value::Null, &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    let read = calendar(&office, &path).await;
    assert_eq!(
        property(&read.properties, "VERSION").value.as_deref(),
        Some("2.0")
    );
    let [event] = read.events.as_slice() else {
        unreachable!("{:?}", read.events)
    };
    assert_eq!(value(event, "UID"), id(1));
    assert_eq!(value(event, "DTSTART"), "20261130T160000");
    let zone = property(&event.properties, "DTSTART").params.as_deref();
    let named = [("TZID".to_owned(), vec!["Asia/Jakarta".to_owned()])];
    assert_eq!(zone, Some(named.as_slice()));
    assert_eq!(value(event, "SUMMARY"), r"Rencana\, aksi\; 1");
    let about = r"Keadaan: Ditugaskan\nPemberi tugas: Orang 1\n\nBaris 1\nBaris 2\; dst.";
    assert_eq!(value(event, "DESCRIPTION"), about);
    assert_eq!(value(event, "STATUS"), "CONFIRMED");
    assert_eq!(value(event, "PRIORITY"), "1");
    assert_eq!(value(event, "DTSTAMP"), "20261125T003000Z");
    let made = subscribe(&office, YOHANA, 0x901).await;
    let path = made.body["calendar_path"].as_str().unwrap();
    assert_eq!(calendar(&office, path).await.events.len(), 0);
}

#[tokio::test]
async fn each_zone_that_is_used_stands_once_and_clocks_are_those_of_the_person() {
    let office = Office::with_people().await;
    let due_at = json!("2026-11-30T09:00:00Z");
    // Who gave it reads it in their own zone, whose part it is in that of the part.
    for (n, zone) in [(0x300, "Asia/Makassar"), (0x301, "Asia/Pontianak")] {
        let mut row = person(&id(n), "Anggota", zone);
        row["version"] = json!(3);
        office.outside.tell("person", row);
        office.outside.tell(
            "relation",
            crate::office::relation(n + 0x10, "member", &id(n), crate::office::TEAM),
        );
    }
    let mut abroad = person(SITI, "Siti", "Europe/Berlin");
    abroad["version"] = json!(2);
    office.outside.tell("person", abroad);
    let who = [id(0x300), id(0x301), SITI.to_owned()];
    let who: Vec<_> = who.iter().map(String::as_str).collect();
    give(&office, 1, "Rapat", due_at, &who).await;
    for (n, person, zone, start, clock) in [
        (0, who[0], "Asia/Makassar", "20261130T170000", "WITA +0800"),
        (1, who[1], "Asia/Pontianak", "20261130T160000", "WIB +0700"),
        (2, BUDI, "Asia/Jakarta", "20261130T160000", "WIB +0700"),
        (3, SITI, "", "20261130T090000Z", ""),
    ] {
        let made = subscribe(&office, person, 0x910 + n).await;
        let path = made.body["calendar_path"].as_str().unwrap();
        let read = calendar(&office, path).await;
        assert_eq!(value(&read.events[0], "DTSTART"), start, "{zone}");
        let zones = read.timezones.iter().map(|one| {
            let standard = &one.transitions[0].properties;
            let of = |properties: &[Property], name: &str| {
                property(properties, name).value.clone().unwrap()
            };
            let offset = of(standard, "TZOFFSETTO");
            assert_eq!(of(standard, "TZOFFSETFROM"), offset);
            let clock = format!("{} {offset}", of(standard, "TZNAME"));
            (of(&one.properties, "TZID"), clock)
        });
        let zones: Vec<_> = zones.collect();
        if zone.is_empty() {
            assert_eq!(zones, []);
        } else {
            assert_eq!(zones, [(zone.to_owned(), clock.to_owned())]);
        }
    }
}

#[tokio::test]
async fn what_changes_keeps_its_uid_counts_on_and_says_when_it_is_off() {
    let office = Office::with_people().await;
    give(&office, 1, "A", json!("2026-11-30T09:00:00Z"), &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    let mut last = -1;
    let part = office.parts(1).await.remove(0);
    for (at, step) in ["given", "accepted", "changed", "cancelled"]
        .into_iter()
        .enumerate()
    {
        office.pass(1);
        match step {
            "accepted" => {
                office.act(SITI, &part, 1, "accept").await;
            }
            "changed" => {
                let path = format!("/assignments/{}", id(1));
                let who = (BUDI, Role::Employee);
                let body = json!({"due_at": "2026-12-01T09:00:00Z"});
                let done = office.send_as((Method::PATCH, &path), who, Some(1), &body);
                assert_eq!(done.await.status, StatusCode::OK);
            }
            "cancelled" => {
                office.act(BUDI, &part, 2, "cancel").await;
            }
            _ => {}
        }
        let read = calendar(&office, &path).await;
        let event = &read.events[0];
        assert_eq!(value(event, "UID"), id(1));
        let sequence: i64 = value(event, "SEQUENCE").parse().unwrap();
        assert!(sequence > last, "{step}");
        last = sequence;
        let changed = format!(
            "2026112{}T00{}00Z",
            5,
            30 + if at == 0 { 0 } else { at + 1 }
        );
        assert_eq!(value(event, "LAST-MODIFIED"), changed, "{step}");
        assert_eq!(value(event, "DTSTAMP"), changed, "{step}");
        let status = if step == "cancelled" {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        assert_eq!(value(event, "STATUS"), status, "{step}");
    }
}

#[tokio::test]
async fn a_program_that_has_it_gets_nothing_until_it_changes() {
    let office = Office::with_people().await;
    give(&office, 1, "A", json!("2026-11-30T09:00:00Z"), &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    for path in [path.clone(), path.replace("calendar.ics", "news.atom")] {
        let (_, headers, _) = read(&office, &path, None).await;
        let etag = headers["etag"].to_str().unwrap().to_owned();
        office.pass(60);
        let (status, _, text) = read(&office, &path, Some(("if-none-match", &etag))).await;
        assert_eq!((status, text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        let english = read(&office, &path, Some(("accept-language", "en"))).await;
        assert_ne!(english.1["etag"], etag.as_str());
        assert_eq!(english.1["vary"], "accept-language");
        give(
            &office,
            u32::from(path.contains(".ics")) + 2,
            "B",
            json!("2026-11-30T09:00:00Z"),
            &[SITI],
        )
        .await;
        let (status, ..) = read(&office, &path, Some(("if-none-match", &etag))).await;
        assert_eq!(status, StatusCode::OK);
    }
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Node<'a, 'a> {
    let mut found = node.children().filter(|one| one.has_tag_name((ATOM, name)));
    let one = found.next().unwrap_or_else(|| unreachable!("no {name}"));
    assert!(found.next().is_none(), "{name} twice");
    one
}

fn words<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    child(node, name).text().unwrap_or_default()
}

#[tokio::test]
async fn news_are_a_feed_of_what_changed_last_first() {
    let office = Office::with_people().await;
    give(
        &office,
        1,
        "A <b> & \"c\"",
        json!("2026-11-30T09:00:00Z"),
        &[SITI],
    )
    .await;
    office.pass(1);
    give(&office, 2, "B", Value::Null, &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    let path = path.replace("calendar.ics", "news.atom");
    let titles = async || {
        let (status, headers, text) = read(&office, &path, None).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        assert_eq!(
            headers["content-type"],
            "application/atom+xml; charset=utf-8"
        );
        let document = Document::parse(&text).unwrap();
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")));
        // RFC 4287 §4.1.1 and §4.1.2: what has to be there, once.
        assert_eq!(words(feed, "id"), format!("urn:uuid:{}", id(0x900)));
        assert!(!words(feed, "title").is_empty());
        assert_eq!(words(child(feed, "author"), "name"), "Ngantor");
        assert_eq!(child(feed, "link").attribute("href"), Some(path.as_str()));
        let entries = feed
            .children()
            .filter(|one| one.has_tag_name((ATOM, "entry")));
        let mut titles = Vec::new();
        let mut last = words(feed, "updated").to_owned();
        for entry in entries {
            let updated = words(entry, "updated").to_owned();
            assert!(updated <= last, "{updated} {last}");
            assert!(words(entry, "id").starts_with("urn:uuid:"));
            assert_eq!(words(child(entry, "author"), "name"), "Orang 1");
            assert!(words(entry, "content").starts_with("Keadaan: "));
            titles.push(words(entry, "title").to_owned());
            last = updated;
        }
        titles
    };
    assert_eq!(titles().await, ["B", "A <b> & \"c\""]);
    office.pass(1);
    let comment = format!("/assignments/{}/comments/{}", id(1), id(0x500));
    let said = office
        .put(BUDI, &comment, &json!({"text": "Tolong."}))
        .await;
    assert_eq!(said.status, StatusCode::CREATED);
    assert_eq!(titles().await, ["A <b> & \"c\"", "B"]);
    office.pass(1);
    let part = office.parts(2).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    assert_eq!(titles().await, ["B", "A <b> & \"c\""]);
}

#[tokio::test]
async fn nobody_elses_draft_is_published() {
    let office = Office::with_people().await;
    let body = json!({"title": "Konsep", "people": [SITI], "is_draft": true,
        "due_at": "2026-11-30T09:00:00Z"});
    office
        .put(BUDI, &format!("/assignments/{}", id(1)), &body)
        .await;
    for (n, who) in [(0, SITI), (1, BUDI)] {
        let made = subscribe(&office, who, 0x900 + n).await;
        let path = made.body["calendar_path"].as_str().unwrap();
        assert_eq!(calendar(&office, path).await.events.len(), 0, "{who}");
    }
}

#[tokio::test]
async fn a_sequence_counts_on_when_a_part_goes_away_and_comes_back() {
    let office = Office::with_people().await;
    give(&office, 1, "A", json!("2026-11-30T09:00:00Z"), &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    let part = office.parts(1).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    let mut last = 0;
    for (from, to) in [(SITI, AGUS), (AGUS, SITI), (SITI, AGUS)] {
        let body = json!({"from_id": from, "to_id": to, "note": "Bertukar."});
        let done = office.post(BUDI, "/reassignments", None, &body).await;
        assert_eq!(done.body["assignments"], json!([id(1)]), "{:?}", done.body);
        let read = calendar(&office, &path).await;
        let sequence: i64 = value(&read.events[0], "SEQUENCE").parse().unwrap();
        assert!(sequence > last, "{sequence} {last}");
        last = sequence;
    }
}

#[tokio::test]
async fn what_just_changed_is_among_the_news_however_much_is_due_before() {
    let office = Office::with_people().await;
    let rows = (0x5000..0x5000 + 500_u32).map(|n| {
        let part = json!([{"id": id(n + 0x10_0000), "person_id": SITI,
            "unit_id": id(crate::office::TEAM), "zone": "Asia/Jakarta"}]);
        json!([id(n), part.to_string()])
    });
    let rows = json!(rows.collect::<Vec<_>>()).to_string();
    let due_ms = office.clock.now().timestamp_millis();
    let statement = "INSERT INTO creating (id, unit_id, given_by, given_as, title, text, priority,
            due_at, state, parts, at)
         SELECT json_extract(value, '$[0]'), ?2, ?3, 'head', 'x', '', 'normal', ?4, 'assigned',
            json_extract(value, '$[1]'), ?4 - 1000
         FROM json_each(?1)";
    let team = id(crate::office::TEAM);
    let given = office
        .db
        .run(statement, ngantor_db::params![rows, team, BUDI, due_ms]);
    given.await.unwrap();
    office.pass(1);
    give(&office, 1, "Baru saja", Value::Null, &[SITI]).await;
    let path = calendar_path(&office, SITI).await;
    let news = path.replace("calendar.ics", "news.atom");
    assert!(read(&office, &news, None).await.2.contains("Baru saja"));
}
