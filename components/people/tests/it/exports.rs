//! Files that go out, and come in again without a change.

use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use ngantor_core::caller::Role;
use ngantor_http::serve;
use serde_json::json;

use crate::filing::{Filing, PERSONNEL, export, load, raw};
use crate::office::{Office, id};

#[tokio::test]
async fn what_goes_out_comes_in_without_a_change() {
    let office = Office::open().await;
    let units = "code,name,level,parent_code,starts_on\n\
        01,Kementerian,,,2020-01-01\n-1,\"Deputi, =Satu\",Kedeputian,01,2020-01-01\n";
    load(&office, 1, "units", units).await;
    let personnel = office.personnel().await;
    for (unit, name) in [(0x71, "Sama"), (0x72, "Sama")] {
        let form = json!({"name": name, "starts_on": "2020-01-01"});
        let made = office.state(&personnel, (unit, 0), form).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    let people = "nip,username,name,front_title,back_title,email,phone,employment,zone,roles,unit,\
        position,starts_on,ends_on\n\
        198609262015051001,siti.r,\"=Siti \"\"R\"\"\",Dr.,\"S.E., M.Si.\",s@contoh.go.id,'+62 21,\
        pns,Asia/Jayapura,pegawai kepegawaian,'-1,@Kepala,2021-03-01,\n\
        ,budi,'-Budi,,,,,,,,01,,2022-01-01,2027-01-01\n\
        ,wati,''=Wati,,,,,,,,,,,2020-12-31\n";
    assert_eq!(load(&office, 2, "people", people).await, (3, 0, 0));
    // Two units share a name and have no code: whoever is there already is found there.
    let dewi = office.employ(&personnel, 0x2222, "Dewi").await;
    let member = json!({"kind": "member", "person_id": dewi, "unit_id": id(0x72),
                        "starts_on": "2024-01-01"});
    assert_eq!(
        office.relate(&personnel, 1, member).await.status,
        StatusCode::CREATED
    );
    let auditor = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    for delimiter in ["comma", "semicolon"] {
        let path = format!("/exports/people.csv?delimiter={delimiter}");
        let file = export(&office, &auditor, &path).await;
        let n_people = i64::try_from(file.lines().count()).unwrap() - 1;
        let n = 10 + u32::try_from(delimiter.len()).unwrap();
        let counts = load(&office, n, "people", &file).await;
        assert_eq!(counts, (0, 0, n_people), "{file}");
    }
    let file = export(&office, &auditor, "/exports/units.csv?delimiter=semicolon").await;
    assert_eq!(load(&office, 3, "units", &file).await, (0, 0, 4), "{file}");
    assert!(file.contains("'-1"), "{file}");
}

#[tokio::test]
async fn no_cell_is_a_formula() {
    let office = Office::open().await;
    let people = "username,name,phone\nbudi,=1+1,+62 21\nwati,@SUM(A1),\n";
    load(&office, 1, "people", people).await;
    let auditor = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    let file = export(&office, &auditor, "/exports/people.csv").await;
    assert!(file.starts_with("\u{feff}employee_number,name,"), "{file}");
    for cell in file.split([',', '\r', '\n']) {
        assert!(
            !cell
                .trim_matches('"')
                .starts_with(['=', '+', '-', '@', '\t']),
            "{cell}"
        );
    }
    assert!(
        file.contains(",'=1+1,") && file.contains(",'+62 21,"),
        "{file}"
    );
}

#[tokio::test]
async fn only_who_sees_every_record_gets_them() {
    let office = Office::open().await;
    for (role, status) in [
        (Role::Employee, StatusCode::FORBIDDEN),
        (Role::Planner, StatusCode::FORBIDDEN),
        (Role::Auditor, StatusCode::OK),
        (Role::Personnel, StatusCode::OK),
        (Role::Administrator, StatusCode::OK),
    ] {
        let token = office.token(&id(PERSONNEL + 1), &[role]).await;
        for path in ["people.csv", "units.csv", "people.xlsx", "units.xlsx"] {
            let path = &format!("/exports/{path}");
            let answer = office.get(path, &token).await;
            assert_eq!(answer.status, status, "{role:?} {path}");
        }
    }
    let token = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    for (query, code) in [
        ("delimiter=tab", "unknown_choice"),
        ("limit=5", "unknown_parameter"),
        ("cursor=x", "invalid_cursor"),
    ] {
        let answer = office
            .get(&format!("/exports/people.csv?{query}"), &token)
            .await;
        assert_eq!(answer.body["errors"][0]["code"], code);
    }
    assert_eq!(
        office.get("/exports/people.csv", "").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_long_export_goes_on_where_its_page_ended() {
    let office = Office::open().await;
    let rows: String = (0..2_100)
        .map(|n| format!("orang{n},Orang {n}\n"))
        .collect();
    load(&office, 1, "people", &format!("username,name\n{rows}")).await;
    let auditor = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    let first = office.get("/exports/people.csv", &auditor).await;
    assert!(first.headers.contains_key("link"));
    assert_eq!(first.headers["content-type"], "text/csv; charset=utf-8");
    let file = export(&office, &auditor, "/exports/people.csv").await;
    assert_eq!(file.matches("orang").count(), 2_100);
    assert_eq!(file.matches("employee_number").count(), 1);
}

/// A workbook, whole.
async fn workbook(office: &Office, path: &str) -> Bytes {
    let auditor = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    let asked = raw(Method::GET, path, &auditor, "application/json", b"");
    let answer = serve(office.router.clone(), asked).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.into_body().collect().await.unwrap().to_bytes()
}

/// Takes a workbook in: how many rows are added, changed and same; none is bad.
async fn take_in(office: &Office, n: u32, kind: &str, file: &[u8]) -> Vec<i64> {
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let form = json!({"kind": kind, "format": "xlsx"});
    let filing = Filing::begin_as(office, n, token, &form).await;
    let sent = filing.part(1, file).await;
    assert_eq!(sent.status, StatusCode::OK, "{:?}", sent.body);
    let checked = filing.until("check", "checked").await;
    assert_eq!(checked["n_bad"], 0, "{:?}", filing.faults().await);
    let loaded = filing.until("load", "loaded").await;
    let count = |name: &str| loaded[name].as_i64().unwrap();
    ["n_added", "n_changed", "n_same"].map(count).to_vec()
}

#[tokio::test]
async fn a_workbook_that_goes_out_comes_in_without_a_change() {
    let office = Office::open().await;
    let place = json!({"name": "Kantor <Bali> & Nusa", "address": "Renon",
                       "zone": "Asia/Makassar"});
    let personnel = office.personnel().await;
    let path = format!("/offices/{}", id(0x4000));
    office.put(&path, &personnel, &place, "").await;
    let units = "code,name,parent_code,office,starts_on\n\
        01,Kementerian,,kantor <bali> & nusa,2020-01-01\n-1,\"Deputi, =Satu\",01,,2020-01-01\n";
    load(&office, 1, "units", units).await;
    let people = "nip,username,name,phone,unit,position,starts_on,ends_on\n\
        198609262015051001,siti.r,\"=Siti \"\"R\"\" \",'+62 21,'-1,@Kepala,2021-03-01,\n\
        ,wati,''=Wati,,01,,2020-01-01,2027-12-31\n";
    load(&office, 2, "people", people).await;
    let file = workbook(&office, "/exports/units.xlsx").await;
    assert_eq!(take_in(&office, 3, "units", &file).await, [0, 0, 2]);
    let file = workbook(&office, "/exports/people.xlsx").await;
    // With the administrator and those who keep the records here.
    assert_eq!(take_in(&office, 4, "people", &file).await, [0, 0, 6]);
}

#[tokio::test]
async fn a_workbook_has_more_rows_than_one_piece_of_it() {
    let office = Office::open().await;
    let rows: String = (0..2_100)
        .map(|n| format!("orang{n},Orang {n}\n"))
        .collect();
    load(&office, 1, "people", &format!("username,name\n{rows}")).await;
    let file = workbook(&office, "/exports/people.xlsx").await;
    // The administrator, and who exports and who imports, are among them.
    assert_eq!(take_in(&office, 2, "people", &file).await, [0, 0, 2_103]);
}
