//! A whole ministry from one file: how long each step takes, and that no call does more than its
//! batch. `NGANTOR_MANY=50000 cargo test -p people a_ministry -- --nocapture` runs it as large.

use std::time::Instant;

use people::domain::import::{CHECK_BATCH, LOAD_BATCH, PART_MAX_BYTES, ROW_MAX_BYTES};

use crate::filing::{Filing, load};
use crate::office::Office;

/// Rows when nobody says how many.
const N_ROWS: i64 = 5_000;

fn row(n: i64) -> String {
    let (day, sequence) = (n % 28 + 1, n / 28 % 900 + 1);
    let year = 1970 + n / 25_200;
    let number = format!("{year}01{day:02}2015051{sequence:03}");
    format!(
        "{number};Pegawai Nomor {n};Dr.;\"S.E., M.Si.\";pegawai{n};pegawai{n}@contoh.go.id;\
         021 3193 {n};pns;Asia/Jakarta;U{};Perencana Ahli Muda;2026-01-01\r\n",
        n % 50
    )
}

#[tokio::test]
async fn a_ministry_comes_from_one_file_in_bounded_steps() {
    let n_rows = std::env::var("NGANTOR_MANY").ok();
    let n_rows = n_rows.and_then(|n| n.parse().ok()).unwrap_or(N_ROWS);
    let office = Office::open().await;
    let units: String = (0..50)
        .map(|n| format!("U{n},Unit {n},2020-01-01\n"))
        .collect();
    load(
        &office,
        1,
        "units",
        &format!("code,name,starts_on\n{units}"),
    )
    .await;
    let filing = Filing::begin(&office, 2, "people", false).await;
    let header = "nip;nama;gelar depan;gelar belakang;username;email;telepon;employment;zone;unit;\
        jabatan;tmt\r\n";
    let file: String = (0..n_rows).map(row).collect();
    let file = format!("{header}{file}");
    let begun = Instant::now();
    for (n, part) in (1..).zip(file.as_bytes().chunks(PART_MAX_BYTES)) {
        let answer = filing.part(n, part).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        // What is kept between two parts is at most one row.
        let tail = office.db.run(
            "SELECT length(tail) AS n FROM import_progress ORDER BY import_id DESC LIMIT 1",
            vec![],
        );
        let n_bytes = tail.await.unwrap()[0].integer("n").unwrap();
        assert!(n_bytes <= i64::try_from(ROW_MAX_BYTES).unwrap());
    }
    let sent = begun.elapsed();
    let n_checks = calls(&filing, "check", "checked", "n_checked", CHECK_BATCH).await;
    let checked = begun.elapsed() - sent;
    assert_eq!(filing.faults().await, Vec::<String>::new());
    let n_loads = calls(&filing, "load", "loaded", "n_added", LOAD_BATCH).await;
    let loaded = begun.elapsed() - sent - checked;
    println!(
        "{n_rows} rows, {} KiB: received {sent:.1?}, checked {checked:.1?} in {n_checks} calls, \
         loaded {loaded:.1?} in {n_loads} calls",
        file.len() / 1024
    );
    let people = office.db.run(
        "SELECT count(*) AS n FROM relation WHERE kind = 'member'",
        vec![],
    );
    assert_eq!(people.await.unwrap()[0].integer("n").unwrap(), n_rows);
}

/// Calls until a state is reached; each call does at most a batch.
async fn calls(filing: &Filing<'_>, what: &str, state: &str, count: &str, batch: u32) -> u32 {
    let (mut n_calls, mut before) = (0, 0);
    loop {
        let answer = filing.post(what).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        let done = answer.body[count].as_i64().unwrap();
        assert!(done - before <= i64::from(batch));
        (before, n_calls) = (done, n_calls + 1);
        if answer.body["state"] == state {
            return n_calls;
        }
    }
}
