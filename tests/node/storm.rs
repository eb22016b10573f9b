//! `kill -9` in the middle of a storm of punches: what was acknowledged is there, once; what
//! was not is there whole or not at all; the journal says the same as the table.
//!
//! A kill leaves the system's page cache as it is, so this shows that nothing is acknowledged
//! before it is committed; that a commit is flushed to the disk is shown beside the engine
//! (`a_commit_is_flushed_to_the_disk`), and by nothing less than a power cut in full.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ngantor_tests::client::Client;
use ngantor_tests::node::Node;
use ngantor_tests::office::{Office, new_id, punch};
use rusqlite::Connection;
use serde_json::Value;

/// How often the node is killed.
const N_ROUNDS: u32 = 20;
/// Clients that punch at the same time.
const N_CLIENTS: usize = 8;
/// How long each storm blows before the kill: a little longer each time, so that the kill
/// falls on other moments.
const FIRST_STORM: Duration = Duration::from_millis(60);
const LONGER_EACH_TIME: Duration = Duration::from_millis(17);

/// Ids by whether the node acknowledged them.
#[derive(Default)]
struct Sent {
    acknowledged: Vec<String>,
    unknown: Vec<String>,
}

#[test]
fn every_acknowledged_punch_outlives_twenty_kills() {
    let mut office = Office::open();
    let mut sent = Sent::default();
    let n_punches = AtomicU32::new(0);
    for round in 0..N_ROUNDS {
        let client = office.signed_in("attendance");
        let storm = FIRST_STORM + LONGER_EACH_TIME * round;
        blow(&client, &n_punches, storm, &mut office.node, &mut sent);
        office = office.killed_and_restarted();
        check(&database(&office), &sent);
    }
    // A storm that nothing came through would show nothing.
    let n_acknowledged = sent.acknowledged.len();
    assert!(n_acknowledged > 1_000, "{n_acknowledged}");
    assert!(
        !sent.unknown.is_empty(),
        "no kill fell on a running request"
    );
    send_again(&office.signed_in("attendance"), &mut sent);
    check(&database(&office), &sent);
    println!("{n_acknowledged} punches acknowledged over {N_ROUNDS} kills, none lost");
}

fn database(office: &Office) -> PathBuf {
    office.installation.folder().join("data/attendance.db")
}

/// Clients punch until the node is killed under them.
fn blow(client: &Client, n_punches: &AtomicU32, storm: Duration, node: &mut Node, sent: &mut Sent) {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..N_CLIENTS)
            .map(|_| scope.spawn(|| punch_on(client, n_punches)))
            .collect();
        std::thread::sleep(storm);
        node.kill();
        for one in clients {
            let one = one.join().unwrap();
            sent.acknowledged.extend(one.acknowledged);
            sent.unknown.extend(one.unknown);
        }
    });
}

fn punch_on(client: &Client, n_punches: &AtomicU32) -> Sent {
    let mut sent = Sent::default();
    loop {
        let id = new_id();
        let punch = storm_punch(n_punches.fetch_add(1, Ordering::Relaxed));
        match client.json("PUT", &path(&id), &punch) {
            Ok(answer) => {
                assert_eq!(answer.status, 201, "{answer:?}");
                sent.acknowledged.push(id);
            }
            Err(_) => {
                sent.unknown.push(id);
                return sent;
            }
        }
    }
}

fn path(id: &str) -> String {
    format!("/api/attendance/punches/{id}")
}

/// Two minutes after the one before, so that none is a double tap of another.
fn storm_punch(n: u32) -> Value {
    let mut punch = punch("in");
    let minutes = chrono::Duration::minutes(2 * i64::from(n));
    let at = chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_000) + minutes;
    punch["claimed_at"] = at.to_rfc3339().into();
    punch
}

/// Whoever got no answer sends again: then everything is there, and once.
fn send_again(client: &Client, sent: &mut Sent) {
    for id in std::mem::take(&mut sent.unknown) {
        let answer = client.json("PUT", &path(&id), &punch("out")).unwrap();
        // 422: it had come through, with its own content. 200: a double tap of the one before.
        assert!([200, 201, 422].contains(&answer.status), "{answer:?}");
        if answer.status == 201 {
            sent.acknowledged.push(id);
        }
    }
}

fn check(database: &Path, sent: &Sent) {
    let connection = Connection::open(database).unwrap();
    let word: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(word, "ok");
    // Each side with all its values, so that half a punch would be seen.
    // Each side with all its values, so that half a punch would be seen.
    let columns: Vec<String> = rows(
        &connection,
        "SELECT name, type FROM pragma_table_info('punch')",
    )
    .into_iter()
    .map(|(name, _)| name)
    .collect();
    assert!(columns.len() > 15, "{columns:?}");
    let in_table = rows(
        &connection,
        &format!("SELECT id, json_array({}) FROM punch", columns.join(", ")),
    );
    let of_journal: Vec<_> = columns
        .iter()
        .map(|column| format!("new ->> '{column}'"))
        .collect();
    let in_journal = rows(
        &connection,
        &format!(
            "SELECT subject, json_array({}) FROM journal
             WHERE type = 'attendance.punch.created'",
            of_journal.join(", ")
        ),
    );
    for id in &sent.acknowledged {
        let n_rows = in_table.iter().filter(|(kept, _)| kept == id).count();
        assert_eq!(n_rows, 1, "{id} was acknowledged");
    }
    assert_eq!(in_table, in_journal, "the journal and the table agree");
}

/// Sorted, so that two lists of the same rows are the same.
fn rows(connection: &Connection, sql: &str) -> Vec<(String, String)> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let mut rows: Vec<_> = rows.unwrap().collect::<rusqlite::Result<_>>().unwrap();
    rows.sort_unstable();
    rows
}
