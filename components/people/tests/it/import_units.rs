//! Files of units: the order, the tree, codes, and what comes again.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::filing::{Filing, PERSONNEL, export, load};
use crate::office::{Office, id};

async fn units_on(office: &Office, day: &str) -> Vec<String> {
    let token = office.personnel().await;
    let units = office
        .get(&format!("/units?on={day}&limit=200"), &token)
        .await
        .body;
    let units = units.as_array().unwrap().clone();
    let code = |unit: &Value| unit["code"].as_str().unwrap_or("-").to_owned();
    let parent = |unit: &Value| {
        let found = units.iter().find(|one| one["unit_id"] == unit["parent_id"]);
        found.map_or("-".to_owned(), code)
    };
    let told = |unit: &Value| {
        format!(
            "{} {} {}",
            code(unit),
            unit["name"].as_str().unwrap(),
            parent(unit)
        )
    };
    let mut told: Vec<_> = units.iter().map(told).collect();
    told.sort();
    told
}

#[tokio::test]
async fn units_come_in_any_order_and_again_as_they_are_from_a_day_on() {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    let form = json!({"name": "Gedung A", "address": "Jakarta", "zone": "Asia/Jakarta"});
    office
        .put(&format!("/offices/{}", id(0x5000)), &personnel, &form, "")
        .await;
    let file = "kode;nama;tingkat;kode induk;kantor;tmt\n\
        C;Bagian;Bagian;B;;2020-01-01\n\
        A;Kementerian;;;gedung a;2020-01-01\n\
        B;Deputi;Kedeputian;A;;2020-01-01\n";
    assert_eq!(load(&office, 1, "units", file).await, (3, 0, 0));
    assert_eq!(
        units_on(&office, "2026-11-25").await,
        ["A Kementerian -", "B Deputi A", "C Bagian B"]
    );
    assert_eq!(load(&office, 2, "units", file).await, (0, 0, 3));
    // From a day on another name, and another place; that day's state is put right.
    let moved = "code,name,parent_code,starts_on\nC,Bagian Baru,A,2026-07-01\n";
    assert_eq!(load(&office, 3, "units", moved).await, (0, 1, 0));
    assert_eq!(load(&office, 4, "units", moved).await, (0, 0, 1));
    let right = "code,name,starts_on\nC,Bagian Umum,2026-07-01\n";
    assert_eq!(load(&office, 5, "units", right).await, (0, 1, 0));
    assert_eq!(
        units_on(&office, "2026-06-30").await,
        ["A Kementerian -", "B Deputi A", "C Bagian B"]
    );
    assert_eq!(
        units_on(&office, "2026-07-01").await,
        ["A Kementerian -", "B Deputi A", "C Bagian Umum A"]
    );
}

#[tokio::test]
async fn what_cannot_be_a_tree_is_told() {
    let office = Office::open().await;
    load(
        &office,
        1,
        "units",
        "code,name,parent_code,starts_on\nA,Satu,,2020-01-01\n\
        B,Dua,A,2020-01-01\nC,Tiga,B,2020-01-01\n",
    )
    .await;
    let personnel = office.personnel().await;
    let team = json!({"name": "Tim", "kind": "team", "code": "T", "starts_on": "2020-01-01"});
    let made = office.state(&personnel, (9, 0), team).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let filing = Filing::begin(&office, 2, "units", true).await;
    let file = "unit_id,code,name,parent_code,office,starts_on\n\
        ,D,Empat,D,,\n\
        ,E,Lima,F,,\n\
        ,F,Enam,E,,\n\
        ,G,Tujuh,X,,\n\
        ,H,Delapan,G,,\n\
        ,,Sembilan,,,\n\
        ,I,,,,\n\
        ,A,,C,,\n\
        ,J,Sepuluh,,Gedung,\n\
        ,K,Sebelas,A,,2019-12-31\n\
        ,T,Tim,,,\n\
        ,L,Dua Belas,T,,\n\
        ,M,Satu,,,\n\
        ,M,Dua,,,\n\
        0193,N,Tiga,,,\n\
        0193a5b0-7c1e-7000-8000-0000eeeeeeee,O,Tiga,,,\n\
        ,A,Lebih Awal,,,2019-01-01\n\
        ,P,Baik,B,,\n";
    let checked = filing.check(file).await;
    let mut told = filing.faults().await;
    told.sort();
    let mut wanted = vec![
        "2 parent_code unit_cycle",
        "3 parent_code unit_cycle",
        "4 parent_code unit_cycle",
        "5 parent_code unknown_unit",
        "6 parent_code unknown_unit",
        "7 code required",
        "8 name required",
        "9 parent_code unit_cycle",
        "10 office unknown_office",
        "11 parent_code unknown_unit",
        "12 code unit_of_other_kind",
        "13 parent_code parent_not_open",
        "15 code doubled",
        "16 unit_id not_an_id",
        "17 unit_id unknown_unit",
        "18 code doubled",
    ];
    wanted.sort();
    assert_eq!(told, wanted);
    assert_eq!(checked["n_bad"], 16);
    let loaded = filing.until("load", "loaded").await;
    assert_eq!(loaded["n_added"], 2);
    let filing = Filing::begin(&office, 3, "units", false).await;
    filing
        .check("code,name,starts_on\nA,Lebih Awal,2019-01-01\n")
        .await;
    assert_eq!(filing.faults().await, ["2 code taken"]);
}

#[tokio::test]
async fn on_no_day_have_two_units_one_code() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let unit =
        |name: &str, code: &str, day: &str| json!({"name": name, "code": code, "starts_on": day});
    let code = async |state, form: Value| {
        let answer = office.state(&token, state, form).await;
        let first = answer.body["errors"][0]["code"].as_str();
        first.unwrap_or(answer.status.as_str()).to_owned()
    };
    assert_eq!(code((1, 0), unit("Satu", "A", "2020-01-01")).await, "201");
    assert_eq!(code((2, 0), unit("Dua", "A", "2026-01-01")).await, "taken");
    assert_eq!(code((2, 0), unit("Dua", "A", "2019-01-01")).await, "taken");
    // Once the first has another code, or is closed, its old one is free.
    assert_eq!(code((1, 1), unit("Satu", "B", "2026-01-01")).await, "201");
    assert_eq!(code((2, 0), unit("Dua", "A", "2026-01-01")).await, "201");
    let mut closed = unit("Satu", "B", "2026-06-01");
    closed["closed"] = json!(true);
    assert_eq!(code((1, 2), closed).await, "201");
    assert_eq!(code((3, 0), unit("Tiga", "B", "2026-06-01")).await, "201");
    // Taking the new code back would give the old one to both.
    let path = format!("/unit-states/{}", id(0x10000 + 16 + 1));
    let headers = [("if-match", "\"1\"")];
    let back = office
        .send(http::Method::DELETE, &path, &token, &Value::Null, &headers)
        .await;
    assert_eq!(back.body["errors"][0]["code"], "taken");
    assert_eq!(
        code((4, 0), unit("Empat", &"x".repeat(41), "2020-01-01")).await,
        "too_long"
    );
}

#[tokio::test]
async fn an_export_gives_codes_to_units_that_have_none() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let auditor = office.token(&id(PERSONNEL + 1), &[Role::Auditor]).await;
    office
        .state(
            &token,
            (1, 0),
            json!({"name": "Satu", "starts_on": "2020-01-01"}),
        )
        .await;
    let under = json!({"name": "Dua", "starts_on": "2020-01-01", "parent_id": id(1)});
    office.state(&token, (2, 0), under).await;
    let file = export(&office, &auditor, "/exports/units.csv").await;
    assert_eq!(load(&office, 1, "units", &file).await, (0, 0, 2));
    let coded = file.replace(",,Satu", ",S,Satu").replace(",,Dua", ",D,Dua");
    assert_eq!(load(&office, 2, "units", &coded).await, (0, 2, 0));
    assert_eq!(
        units_on(&office, "2026-11-25").await,
        ["D Dua S", "S Satu -"]
    );
}
