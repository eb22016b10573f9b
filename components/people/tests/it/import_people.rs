//! Files of people: what rows mean, what is wrong with them, and what comes again.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::filing::{Filing, PERSONNEL, import_path, load, place, record};
use crate::office::{Office, id};

const UNITS: &str = "code,name,level,parent_code,starts_on\r\n\
    01.1,Deputi Satu,Kedeputian,01,2020-01-01\r\n\
    01,Kementerian,,,2020-01-01\r\n\
    01.2,Deputi Dua,Kedeputian,01,01/01/2020\r\n";
const SITI: &str = "198609262015051001";

async fn units(office: &Office) {
    assert_eq!(load(office, 0xfff, "units", UNITS).await, (3, 0, 0));
}

#[tokio::test]
async fn people_come_from_a_file_as_indonesian_excel_writes_it() {
    let office = Office::open().await;
    units(&office).await;
    let file = "\u{feff}NIP;Nama;Gelar Depan;Gelar Belakang;Nama Pengguna;Surel;No. HP;\
        Status Pegawai;Zona Waktu;Unit Kerja;Jabatan;TMT\r\n\
        19860926 201505 1 001;Siti Rahmawati;Dr.;\"S.E., M.Si.\";Siti.R;siti@contoh.go.id;\
        '+62 21 3193;PNS;Asia/Makassar;01.1;Perencana;01/07/2026\r\n\
        ;Budi;;;budi;;;;;Kementerian / Deputi Dua;;\r\n\
        ;;;;;;;;;;;\r\n";
    assert_eq!(load(&office, 1, "people", file).await, (2, 0, 0));
    let siti = record(&office, "siti.r").await;
    assert_eq!(siti["full_name"], "Dr. Siti Rahmawati, S.E., M.Si.");
    assert_eq!(siti["employee_number"], SITI);
    assert_eq!(
        (&siti["phone"], &siti["employment"]),
        (&json!("+62 21 3193"), &json!("pns"))
    );
    assert_eq!(
        (&siti["zone"], &siti["roles"]),
        (&json!("Asia/Makassar"), &json!(["employee"]))
    );
    assert_eq!(record(&office, "budi").await["zone"], "Asia/Jakarta");
    let placed = place(&office, "siti.r", "2026-11-25").await;
    assert_eq!(placed, ["Deputi Satu Perencana 2026-07-01"]);
    assert_eq!(
        place(&office, "budi", "2026-11-25").await,
        ["Deputi Dua - 2026-11-25"]
    );
    // Nobody signs in without a password.
    let form = json!({"username": "budi", "password": ""});
    assert_ne!(
        office.post("/sessions", &form).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn the_journal_tells_who_imported_whom_and_no_names() {
    let office = Office::open().await;
    load(
        &office,
        1,
        "people",
        "username,name\r\nbudi,Budi Santoso\r\n",
    )
    .await;
    let entries = office.journal().await;
    let made = entries
        .iter()
        .find(|one| one.kind == "people.person.created" && one.actor == id(PERSONNEL));
    assert!(made.is_some());
    assert!(!format!("{entries:?}").contains("Santoso"));
    let kinds: Vec<_> = entries.iter().map(|one| one.kind.as_str()).collect();
    assert!(kinds.contains(&"people.import.created") && kinds.contains(&"people.import.changed"));
    // The feed opens what is sealed.
    let key = office.master.token_key("people");
    let bearer = ngantor_core::token::Bearer::Machine(ngantor_core::token::Scope::Feed);
    let now = ngantor_http::Ambient::now(&*office.clock);
    let machine = ngantor_core::token::mint(&bearer, "people", &key, now).unwrap();
    let feed = office.get("/feed?limit=500", &machine).await.body;
    assert!(feed.to_string().contains("Budi Santoso"));
}

#[tokio::test]
async fn what_comes_again_changes_what_differs_and_nothing_else() {
    let office = Office::open().await;
    units(&office).await;
    let header = "nip,username,name,employment,unit,position,starts_on\r\n";
    let siti = format!("{SITI},siti.r,Siti R,pns,01.1,Perencana,2026-01-01\r\n");
    let budi = ",budi,Budi,,,,\r\n";
    let file = format!("{header}{siti}{budi}");
    assert_eq!(load(&office, 1, "people", &file).await, (2, 0, 0));
    let before = record(&office, "siti.r").await;
    let n_entries = office.journal().await.len();
    assert_eq!(load(&office, 2, "people", &file).await, (0, 0, 2));
    let about = |one: &&ngantor_db::journal::Entry| !one.kind.starts_with("people.import.");
    let entries = office.journal().await;
    // The token's person and session of the helper are new entries, nothing else is.
    assert!(
        entries
            .iter()
            .skip(n_entries)
            .filter(about)
            .all(|one| one.actor == "test" || one.kind == "people.session.created")
    );
    // An empty cell leaves what is there; the number stands for the person.
    let changed = format!("{header}{SITI},,Siti Rahmawati,,01.1,Perencana Muda,2026-07-01\r\n");
    assert_eq!(load(&office, 3, "people", &changed).await, (0, 1, 0));
    let after = record(&office, "siti.r").await;
    assert_eq!(
        (&after["id"], &after["name"]),
        (&before["id"], &json!("Siti Rahmawati"))
    );
    assert_eq!(after["employment"], "pns");
    let placed = place(&office, "siti.r", "2026-06-30").await;
    assert_eq!(placed, ["Deputi Satu Perencana 2026-01-01"]);
    let placed = place(&office, "siti.r", "2026-07-01").await;
    assert_eq!(placed, ["Deputi Satu Perencana Muda 2026-07-01"]);
    // Another unit from the same day on puts the first one right; a username finds its number.
    let file =
        format!("{header}{SITI},,,,01.2,,2026-07-01\r\n19900913 2025 24 2 014,budi,,pppk,,,");
    assert_eq!(load(&office, 4, "people", &file).await, (0, 2, 0));
    assert_eq!(
        place(&office, "siti.r", "2026-07-01").await,
        ["Deputi Dua - 2026-07-01"]
    );
    assert_eq!(
        record(&office, "budi").await["employee_number"],
        "199009132025242014"
    );
    let file = format!("{header}{SITI},,,,,Madya,2026-07-01\r\n");
    assert_eq!(load(&office, 5, "people", &file).await, (0, 1, 0));
    assert_eq!(
        place(&office, "siti.r", "2026-07-01").await,
        ["Deputi Dua Madya 2026-07-01"]
    );
}

const BAD_ROWS: [&str; 14] = [
    ",,Tanpa Kunci,,,,,,,,",
    ",ab,Pendek,,,,,,,,",
    "123,satu,Nip Salah,pns,,,,,,,",
    ",dua,Du\u{202e}a,,surat,12,WIB,raja,,,kemarin",
    ",tiga,,,,,,,99,,",
    ",empat,Empat,,,,,,,Perencana,",
    "198609262015051001,lain,Siti,,,,,,,,",
    "198609262015051002,siti.r,Siti,pns,,,,,,,",
    ",lima,Lima,,,,,pengelola,,,",
    ",enam,Enam,,,,,,01,,2019-12-31",
    ",tujuh,Tujuh,,,,,,,",
    ",delapan,Delapan,,,,,,,,,lebih",
    "198609262015051003,sembilan,Sembilan,pns,,,,,,,",
    "19860926 201505 1 003,Sembilan,Sembilan,pns,,,,,,,",
];

const BAD_CELLS: [&str; 20] = [
    "2 employee_number required",
    "3 username not_a_username",
    "4 employee_number not_an_employee_number",
    "5 zone unknown_zone",
    "5 name control_character",
    "5 email not_an_email",
    "5 phone not_a_phone",
    "5 roles unknown_role",
    "5 starts_on not_a_date",
    "6 name required",
    "6 unit unknown_unit",
    "7 unit required",
    "8 username username_stays",
    "9 username taken",
    "10 roles role_not_yours",
    "11 unit unknown_unit",
    "12  ragged_row",
    "13  ragged_row",
    "15 employee_number doubled",
    "15 username doubled",
];

#[tokio::test]
async fn every_bad_row_is_told_by_line_column_and_code() {
    let office = Office::open().await;
    units(&office).await;
    let header = "nip,username,name,employment,email,phone,zone,roles,unit,position,starts_on\r\n";
    load(
        &office,
        1,
        "people",
        &format!("{header}{SITI},siti.r,Siti,pns,,,,,,,\r\n"),
    )
    .await;
    let filing = Filing::begin(&office, 2, "people", false).await;
    let checked = filing
        .check(&format!("{header}{}", BAD_ROWS.join("\r\n")))
        .await;
    assert_eq!(
        (&checked["n_rows"], &checked["n_checked"]),
        (&json!(14), &json!(14))
    );
    assert_eq!(checked["n_bad"], 13);
    let mut told = filing.faults().await;
    let mut wanted: Vec<_> = BAD_CELLS.iter().map(|&one| one.to_owned()).collect();
    told.sort();
    wanted.sort();
    assert_eq!(told, wanted);
    let path = format!("{}/faults?limit=1", import_path(2));
    let headers = [("accept-language", "en")];
    let page = office
        .send(Method::GET, &path, &filing.token, &Value::Null, &headers)
        .await;
    assert_eq!(page.body.as_array().unwrap().len(), 1);
    assert_eq!(
        page.body[0]["faults"][0]["detail"],
        "Fill in the employee number or the username."
    );
    assert!(page.headers.contains_key("link"));
    let refused = filing.post("load").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.body["code"], "import_has_faults");
    assert_eq!(record(&office, "sembilan").await, Value::Null);
}

#[tokio::test]
async fn bad_rows_are_left_out_if_that_was_chosen() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", true).await;
    filing
        .check("username,name\r\nbudi,Budi\r\nx,Pendek\r\nwati,Wati")
        .await;
    let loaded = filing.until("load", "loaded").await;
    assert_eq!(
        (&loaded["n_added"], &loaded["n_bad"]),
        (&json!(2), &json!(1))
    );
    // The bad ones stay to be looked at, the others' names do not.
    assert_eq!(filing.faults().await, ["3 username not_a_username"]);
    let again = filing.post("load").await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &loaded));
    let path = import_path(1);
    let gone = office
        .send(Method::DELETE, &path, &filing.token, &Value::Null, &[])
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        office.get(&path, &filing.token).await.status,
        StatusCode::NOT_FOUND
    );
    let left = office
        .db
        .run("SELECT line FROM import_row ORDER BY line LIMIT 9", vec![])
        .await;
    assert_eq!(left.unwrap().len(), 0);
}

#[tokio::test]
async fn what_changed_since_the_check_is_checked_again() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", false).await;
    assert_eq!(filing.post("load").await.body["code"], "import_not_checked");
    filing
        .check("nip,username,name\r\n,budi,Budi\r\nA-1,wati,Wati")
        .await;
    let personnel = office.personnel().await;
    let budi = json!({"name": "B", "username": "wati", "password": crate::office::PASSWORD,
                      "roles": ["employee"], "employee_number": "A-2"});
    let path = format!("/people/{}", id(0x2000));
    assert_eq!(
        office.put(&path, &personnel, &budi, "").await.status,
        StatusCode::CREATED
    );
    let refused = filing.post("load").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::CONFLICT, &json!("import_outdated"))
    );
    assert_eq!(record(&office, "budi").await, Value::Null);
    let checked = filing.until("check", "checked").await;
    assert_eq!(
        (&checked["n_checked"], &checked["n_bad"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(filing.faults().await, ["3 username taken"]);
}
