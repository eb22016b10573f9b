//! Imports: parts, whose they are, two calls at once.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::call;
use serde_json::{Value, json};

use crate::filing::{Filing, PERSONNEL, import_path, raw, record};
use crate::office::{Office, id};
use crate::personal::tick;

#[tokio::test]
async fn parts_come_in_order_and_again() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", false).await;
    let told = |answer: &ngantor_http::testing::Answer| {
        answer.body["code"]
            .as_str()
            .map_or_else(|| answer.body["n_parts"].to_string(), str::to_owned)
    };
    assert_eq!(told(&filing.part(2, b"budi,Budi").await), "part_not_next");
    assert_eq!(told(&filing.part(1, b"username,na").await), "1");
    assert_eq!(told(&filing.part(1, b"username,na").await), "1");
    assert_eq!(told(&filing.part(1, b"username").await), "part_differs");
    assert_eq!(told(&filing.part(3, b"x").await), "part_not_next");
    assert_eq!(told(&filing.part(2, b"").await), "invalid");
    assert_eq!(
        told(&filing.part(2, &[b'x'; 256 * 1024 + 1]).await),
        "too_large"
    );
    let (one, two) = tokio::join!(filing.part(2, b"me\r\nbu"), filing.part(2, b"me\r\nbu"));
    assert_eq!((told(&one), told(&two)), ("2".to_owned(), "2".to_owned()));
    filing.part(3, b"di,\"Bu\r\ndi\"\r").await;
    filing.part(4, b"\nwati,W\xc3").await;
    filing.part(5, b"\xa9ti").await;
    let checked = filing.until("check", "checked").await;
    assert_eq!(
        (&checked["n_rows"], &checked["n_bad"]),
        (&json!(2), &json!(1))
    );
    // A line break in a cell is none that a name may have, and counts as a line.
    assert_eq!(filing.faults().await, ["2 name control_character"]);
    assert_eq!(told(&filing.part(6, b"x").await), "import_closed");
    assert_eq!(told(&filing.part(5, b"\xa9ti").await), "5");
    let json = raw(
        Method::PUT,
        &format!("{}/parts/6", import_path(1)),
        &filing.token,
        "application/json",
        b"{}",
    );
    assert_eq!(call(&office.router, json).await.body["code"], "not_a_file");
    for odd in ["0", "-1", "01", "x", "10001"] {
        let path = format!("{}/parts/{odd}", import_path(1));
        let answer = call(
            &office.router,
            raw(Method::PUT, &path, &filing.token, "text/csv", b"x"),
        )
        .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn a_file_is_the_same_in_parts_of_any_length() {
    let office = Office::open().await;
    let file = "\u{feff}username;name\r\nandre;\"André; \"\"Dédé\"\"\"\r\n\r\nwati;Wati\r\nx;X";
    for length in 1..=7 {
        let n = u32::try_from(length).unwrap();
        let filing = Filing::begin(&office, n, "people", false).await;
        for (n, part) in (1..).zip(file.as_bytes().chunks(length)) {
            let answer = filing.part(n, part).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{length} {n}: {:?}",
                answer.body
            );
        }
        let checked = filing.until("check", "checked").await;
        assert_eq!(
            (&checked["n_rows"], &checked["n_bad"]),
            (&json!(3), &json!(1)),
            "{length}"
        );
        assert_eq!(
            filing.faults().await,
            ["5 username not_a_username"],
            "{length}"
        );
    }
}

#[tokio::test]
async fn a_file_is_whole_when_the_bytes_that_were_announced_are_there() {
    let office = Office::open().await;
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let form = json!({"kind": "people", "format": "csv", "n_bytes": 23});
    let filing = Filing::begin_as(&office, 1, token, &form).await;
    filing.part(1, b"username,name").await;
    let early = filing.post("check").await;
    assert_eq!(early.body["code"], "import_incomplete");
    let long = filing.part(2, b"\r\nbudi,Budiman").await;
    assert_eq!(long.body["errors"][0]["code"], "file_too_large");
    filing.part(2, b"\r\nbudi,Bud").await;
    assert_eq!(filing.post("check").await.body["n_rows"], 1);
    for bad in [json!(0), json!(-1), json!(33_554_433), json!("x")] {
        let body = json!({"kind": "people", "n_bytes": bad});
        let answer = office.put(&import_path(2), &filing.token, &body, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    for bad in [
        json!({"kind": "offices"}),
        json!({"kind": "people", "format": "ods"}),
        json!({"kind": "people", "options": [true]}),
    ] {
        let answer = office.put(&import_path(2), &filing.token, &bad, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn an_import_is_its_makers_and_made_once() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", false).await;
    let form = json!({"kind": "people", "options": {"skip_bad_rows": false}});
    let again = office.put(&import_path(1), &filing.token, &form, "").await;
    assert_eq!(again.status, StatusCode::OK);
    let other = office
        .put(
            &import_path(1),
            &filing.token,
            &json!({"kind": "units"}),
            "",
        )
        .await;
    assert_eq!(other.body["code"], "id_reused");
    let colleague = office.token(&id(PERSONNEL + 1), &[Role::Personnel]).await;
    let theirs = office.put(&import_path(1), &colleague, &form, "").await;
    assert_eq!(theirs.body["code"], "id_reused");
    let path = import_path(1);
    for (role, status) in [
        (Role::Personnel, StatusCode::NOT_FOUND),
        (Role::Administrator, StatusCode::NOT_FOUND),
        (Role::Auditor, StatusCode::FORBIDDEN),
        (Role::Planner, StatusCode::FORBIDDEN),
        (Role::Employee, StatusCode::FORBIDDEN),
    ] {
        let token = office.token(&id(PERSONNEL + 2), &[role]).await;
        for (method, path) in [
            (Method::GET, path.clone()),
            (Method::DELETE, path.clone()),
            (Method::POST, format!("{path}/check")),
            (Method::POST, format!("{path}/load")),
            (Method::GET, format!("{path}/faults")),
            (Method::PUT, format!("{path}/parts/1")),
        ] {
            let sent = raw(method.clone(), &path, &token, "text/csv", b"username,name");
            let answer = call(&office.router, sent).await;
            assert_eq!(answer.status, status, "{role:?} {method} {path}");
        }
    }
}

#[tokio::test]
async fn everybody_has_a_few_open_files_and_the_office_many() {
    let office = Office::open().await;
    let form = json!({"kind": "people"});
    let begin = async |who: u32, n: u32| {
        let token = office.token(&id(PERSONNEL + who), &[Role::Personnel]).await;
        let begun = office.put(&import_path(n), &token, &form, "").await;
        (begun.status, begun.body["code"].clone())
    };
    let (made, again) = (
        (StatusCode::CREATED, Value::Null),
        (StatusCode::OK, Value::Null),
    );
    for who in 0..6 {
        for n in 0..5 {
            assert_eq!(begin(who, who * 10 + n).await, made);
        }
        let many = (StatusCode::CONFLICT, json!("too_many_imports"));
        assert_eq!(begin(who, who * 10 + 5).await, many);
        assert_eq!(begin(who, who * 10).await, again, "the same is no other");
    }
    let full = (StatusCode::CONFLICT, json!("too_many_imports_here"));
    assert_eq!(begin(6, 60).await, full);
    // One that is thrown away is a place for others.
    let token = office.token(&id(PERSONNEL + 1), &[Role::Personnel]).await;
    let path = import_path(10);
    let away = office.send(Method::DELETE, &path, &token, &Value::Null, &[]);
    assert_eq!(away.await.status, StatusCode::NO_CONTENT);
    assert_eq!(begin(6, 60).await, made);
    // A day later nobody went on with any; whoever begins one finds a place.
    office.pass_s(86_400);
    assert_eq!(begin(6, 61).await, full, "a day to the second");
    office.pass_s(1);
    assert_eq!(begin(6, 61).await, made);
}

#[tokio::test]
async fn a_dry_run_ends_after_a_day_and_what_was_loaded_is_told_for_a_week() {
    let office = Office::open().await;
    let file = "username,name\r\nandre,André\r\nX X,Rahasia\r\n";
    let dry = Filing::begin(&office, 1, "people", true).await;
    dry.check(file).await;
    let loaded = Filing::begin(&office, 2, "people", true).await;
    loaded.check(file).await;
    loaded.until("load", "loaded").await;
    office.pass_s(86_401);
    for _ in 0..2 {
        tick(&office).await;
    }
    let states = "SELECT state FROM import ORDER BY id LIMIT 9";
    let states = office.db.run(states, vec![]).await.unwrap();
    let states: Vec<_> = states
        .iter()
        .map(|row| row.text("state").unwrap())
        .collect();
    assert_eq!(states, ["discarded", "loaded"]);
    let rows = "SELECT import_id, count(*) AS n FROM import_row GROUP BY 1 ORDER BY 1 LIMIT 9";
    let rows = office.db.run(rows, vec![]).await.unwrap();
    assert_eq!(rows.len(), 1, "names that nobody goes on with are gone");
}

#[tokio::test]
async fn only_administrators_make_administrators_by_files_and_none_is_unmade() {
    let office = Office::open().await;
    let file = "username,name,roles\r\nbudi,Budi,administrator\r\n";
    let personnel = Filing::begin(&office, 1, "people", true).await;
    personnel.check(file).await;
    assert_eq!(personnel.faults().await, ["2 roles role_not_yours"]);
    let admin = office
        .token(&id(PERSONNEL + 5), &[Role::Administrator])
        .await;
    let filing = Filing::begin_as(&office, 2, admin, &json!({"kind": "people"})).await;
    assert_eq!(filing.check(file).await["n_bad"], 0);
    // Whoever lost the role between checking and loading makes none either.
    let lesser = office.token(&id(PERSONNEL + 5), &[Role::Personnel]).await;
    let filing = Filing {
        token: lesser,
        ..filing
    };
    assert_eq!(filing.post("load").await.body["code"], "import_outdated");
    assert_eq!(record(&office, "budi").await, Value::Null);
    filing.until("check", "checked").await;
    assert_eq!(filing.faults().await, ["2 roles role_not_yours"]);
    let siti = "username,name,roles\r\nsiti,Siti,pegawai\r\n";
    let admin = office
        .token(&id(PERSONNEL + 6), &[Role::Administrator])
        .await;
    let filing = Filing::begin_as(&office, 3, admin, &json!({"kind": "people"})).await;
    filing.check(siti).await;
    assert_eq!(filing.faults().await, ["2 roles administrator_stays"]);
}

#[tokio::test]
async fn two_loads_at_once_take_each_row_in_once() {
    let office = Office::open().await;
    let row = |n: u32| format!("orang{n},Orang {n}\r\n");
    let file: String = (0..1_100).map(row).collect();
    let filing = Filing::begin(&office, 1, "people", false).await;
    filing.check(&format!("username,name\r\n{file}")).await;
    loop {
        let (one, two) = tokio::join!(filing.post("load"), filing.post("load"));
        assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK));
        if two.body["state"] == "loaded" && one.body["state"] == "loaded" {
            assert_eq!(
                (&two.body["n_added"], &two.body["n_same"]),
                (&json!(1_100), &json!(0))
            );
            break;
        }
    }
    let people = office.db.run(
        "SELECT count(*) AS n FROM person WHERE username LIKE 'orang%'",
        vec![],
    );
    assert_eq!(people.await.unwrap()[0].integer("n").unwrap(), 1_100);
}
