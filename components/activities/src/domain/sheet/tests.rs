//! What the rows of a file say, and what is wrong with them.

use super::*;

const NOW: &str = "2026-11-25T03:00:00Z";
const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";

fn rows(text: &str) -> Vec<Row> {
    read(text.as_bytes()).unwrap()
}

/// For each row its line, and the column and code of what is wrong.
fn told(text: &str) -> Vec<(u64, Vec<String>)> {
    let told = |fault: &Fault| {
        let column = column_of(&fault.pointer).map_or("-", |name| name.en);
        format!("{column} {}", fault.code)
    };
    let judge = |row: &Row| {
        let faults = row.check(Zone::JAKARTA, NOW.parse().unwrap()).err();
        (
            row.line,
            faults.unwrap_or_default().iter().map(told).collect(),
        )
    };
    rows(text).iter().map(judge).collect()
}

#[test]
fn columns_are_named_in_both_languages_and_parted_by_commas_or_semicolons() {
    let id = "\u{feff}Tanggal;Kegiatan;Menit;Tag\r\n24/11/2026;Rapat;90;a|b\r\n";
    let en = "activity,day,minutes,tags\nRapat,2026-11-24,90,a;b\n";
    let checked = |text: &str| {
        rows(text)[0]
            .check(Zone::JAKARTA, NOW.parse().unwrap())
            .unwrap()
    };
    assert_eq!(checked(id), checked(en));
    assert_eq!(checked(id).what.tags, ["a", "b"]);
    let full = "day,start,finish,zone,activity,output,quantity,unit\n\
                2026-11-24,08.00,09:30,Asia/Jayapura,\"Menyusun, mengirim\",Surat,\"1,5\",rim\n";
    let full = checked(full);
    assert_eq!(full.what.title, "Menyusun, mengirim");
    assert_eq!(full.what.output.as_ref().unwrap().quantity, 1.5);
    let from = "2026-11-23T23:00:00Z".parse().unwrap();
    let to = "2026-11-24T00:30:00Z".parse().unwrap();
    assert_eq!(full.time, AskedTime::Span(from, to, 90));
}

#[test]
fn every_wrong_cell_is_named_by_line_column_and_reason() {
    let text = "day,start,finish,minutes,activity,output,quantity,unit,assignment,zone\n\
        24-11-2026,,,90,Rapat,,,,,\n\
        \n\
        2026-11-24,8,,,,,,,,\n\
        2026-11-24,09:00,08:00,,Rapat,,,,,\n\
        2026-11-26,,,90,\"Dua\nbaris\",Surat,x,,1,WIB\n\
        2026-11-24,,,90,Rapat\n\
        2026-11-24,,,90,Rapat,,,,,\n";
    let expected: [(u64, &[&str]); 6] = [
        (2, &["day not_a_date"]),
        (
            4,
            &["start not_a_time", "minutes required", "activity required"],
        ),
        (5, &["finish ends_before_start"]),
        (
            6,
            &[
                "zone not_a_zone",
                "assignment not_an_id",
                "unit required",
                "quantity not_a_number",
                "day in_future",
                "activity control_character",
            ],
        ),
        (8, &[]),
        (9, &[]),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(line, told)| {
            (
                *line,
                told.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(told(text), expected);
    let by_machine = text.replace('\n', "\r\n");
    assert_eq!(told(&by_machine), expected);
}

#[test]
fn what_is_no_sheet_is_refused_as_a_whole() {
    let many = format!(
        "day,activity\n{}",
        "2026-11-24,Rapat\n".repeat(ROWS_MAX + 1)
    );
    let most = format!("day,activity\n{}", "2026-11-24,Rapat\n".repeat(ROWS_MAX));
    assert_eq!(rows(&most).len(), ROWS_MAX);
    for (bytes, code) in [
        (&b""[..], "not_csv"),
        (b"day,activity\n\xff,Rapat\n", "not_csv"),
        (b"PK\x03\x04\x00", "not_csv"),
        (b"day,activity\n", "no_rows"),
        (b"day,minutes\n2026-11-24,3\n", "no_column"),
        (b"day,activity,day\na,b,c\n", "odd_column"),
        (b"day,activity,colour\na,b,c\n", "odd_column"),
        (many.as_bytes(), "too_many_rows"),
    ] {
        let fault = read(bytes).unwrap_err();
        assert_eq!(
            fault.code,
            code,
            "{:?}",
            String::from_utf8_lossy(bytes).get(..20)
        );
    }
}

#[test]
fn the_same_row_has_the_same_id_and_its_twin_another() {
    let text =
        "day,activity,minutes\n2026-11-24,Rapat,60\n24/11/2026, Rapat,060\n2026-11-24,Rapat,61\n";
    let rows = rows(text);
    let key = IdKey("k".to_owned());
    let id = |index: usize, nth| {
        let checked = rows[index]
            .check(Zone::JAKARTA, NOW.parse().unwrap())
            .unwrap();
        id(&key, SITI.parse().unwrap(), &checked, nth)
    };
    assert_eq!(id(0, 0), id(1, 0));
    let all = [id(0, 0), id(0, 1), id(2, 0)];
    assert!(
        all.iter()
            .all(|one| one.to_string().parse::<ActivityId>().is_ok())
    );
    assert_ne!(all[0], all[1]);
    assert_ne!(all[0], all[2]);
}
