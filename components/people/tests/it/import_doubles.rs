//! Rows that cannot go in together, or not into what is there on a later day: told when they are
//! looked at, so that loading has nothing left to refuse.

use serde_json::json;

use crate::filing::{Filing, load};
use crate::office::Office;

const SITI: &str = "198609262015051001";

#[tokio::test]
async fn one_person_in_two_rows_is_told_however_each_row_names_them() {
    let office = Office::open().await;
    let there = format!("employee_number,username,name,employment\r\n{SITI},siti.r,Siti,pns\r\n");
    assert_eq!(load(&office, 1, "people", &there).await, (1, 0, 0));
    let header = "employee_number,username,name\r\n";
    let by_number = format!("{SITI},,Siti Rahmawati\r\n");
    let by_name = ",siti.r,Siti R.\r\n";
    for (n, rows, fault) in [
        (2, format!("{by_number}{by_name}"), "3 username doubled"),
        (
            3,
            format!("{by_name}{by_number}"),
            "3 employee_number doubled",
        ),
    ] {
        let filing = Filing::begin(&office, n, "people", true).await;
        filing.check(&format!("{header}{rows}")).await;
        assert_eq!(filing.faults().await, [fault]);
        let loaded = filing.until("load", "loaded").await;
        assert_eq!(loaded["n_changed"], 1, "{fault}");
    }
    // The other row may be one of those that another call looked at.
    let others: String = (0..1_001).map(|n| format!(",orang{n},Orang\r\n")).collect();
    let filing = Filing::begin(&office, 4, "people", true).await;
    let file = format!("{header}{by_name}{others}{by_number}");
    filing.check(&file).await;
    assert_eq!(filing.faults().await, ["1004 employee_number doubled"]);
}

#[tokio::test]
async fn a_file_gives_no_administrator_a_last_day() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", true).await;
    filing
        .check("username,ends_on\r\nsiti,2026-11-30\r\n")
        .await;
    assert_eq!(filing.faults().await, ["2 ends_on administrator_stays"]);
    let loaded = filing.until("load", "loaded").await;
    assert_eq!(loaded["n_changed"], 0);
}

#[tokio::test]
async fn a_unit_that_would_stand_under_itself_on_a_later_day_is_told() {
    let office = Office::open().await;
    let units = "code,name,parent_code,starts_on\n\
        A,Satu,,2020-01-01\nB,Dua,A,2020-01-01\nC,Tiga,A,2020-01-01\n\
        C,Tiga,B,2027-01-01\n";
    let (first, later) = units.split_at(units.rfind("C,Tiga").unwrap());
    load(&office, 1, "units", first).await;
    load(
        &office,
        2,
        "units",
        &format!("code,name,parent_code,starts_on\n{later}"),
    )
    .await;
    // From 2027 on C stands under B, so B cannot stand under C, not even from today on.
    let filing = Filing::begin(&office, 3, "units", false).await;
    filing
        .check("code,parent_code,starts_on\nB,C,2026-12-01\n")
        .await;
    assert_eq!(filing.faults().await, ["2 parent_code unit_cycle"]);
    // Where B has another state of its own by then, it may.
    let token = office.personnel().await;
    let units = office.get("/units?limit=200", &token).await.body;
    let of = |code: &str| {
        let mut units = units.as_array().unwrap().iter();
        units.find(|unit| unit["code"] == code).unwrap()["unit_id"].clone()
    };
    let state = json!({"unit_id": of("B"), "code": "B", "name": "Dua", "parent_id": of("A"),
                       "starts_on": "2026-12-31"});
    let path = format!("/unit-states/{}", crate::office::id(0x9000));
    let made = office.put(&path, &token, &state, "").await;
    assert_eq!(made.status, http::StatusCode::CREATED, "{:?}", made.body);
    let rows = "code,parent_code,starts_on\nB,C,2026-12-01\n";
    assert_eq!(load(&office, 4, "units", rows).await, (0, 1, 0));
}
