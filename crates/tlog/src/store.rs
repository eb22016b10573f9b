//! What a function keeps to seal its journal: the statements, and what they are for.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde::{Deserialize, Serialize};

use crate::checkpoint::Signer;
use crate::leaf::{Entry, Salt, hex, salt};
use crate::merkle::{
    Hash, Known, NotThere, Place, places_of_consistency, places_of_inclusion, places_of_root,
};
use crate::receipt::{FORMAT, Receipt, base64};

/// The tables, as a migration (`migrations/NNNN_seal_journal.sql`).
pub const TABLES: &str = include_str!("../tables.sql");
const DERIVED: &str = "it is made of the journal";
/// The tables that keep no journal, each with the reason.
pub const UNJOURNALED: [(&str, &str); 3] = [
    ("log_hash", DERIVED),
    ("log_head", DERIVED),
    ("log_leaf", DERIVED),
];
/// The most entries that are sealed at once.
pub const SEAL_MAX: u32 = 500;
/// What the kind of an entry ends with that makes a row.
const CREATED: &str = ".created";

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last entry of the journal that is.
    pub seq: i64,
    /// How many are.
    pub size: u64,
    /// The signed note; empty before the first.
    pub note: String,
    /// When it was signed, in ms since 1970.
    pub at: i64,
}

/// What a piece of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// So many entries were sealed.
    Entries(usize),
    /// Somebody else was quicker.
    Meanwhile,
    /// The journal ends before what is sealed: its tail is gone.
    Shortened,
}

/// A line of the whole log: the leaf as it is sealed, and the entry as the journal has it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = LogLine))]
pub struct Line {
    /// Its place among the leaves, from 0.
    pub leaf_index: u64,
    /// Its place in the journal.
    pub seq: i64,
    /// The hash of the leaf as it was sealed, base64.
    pub hash: String,
    /// The entry; none that is gone.
    pub entry: Option<Entry>,
    /// What hides it, base64; none that was thrown away.
    pub salt: Option<String>,
}

/// The head of a function's log.
///
/// # Errors
/// Any [`DbError`].
pub async fn head(db: &dyn Sql) -> Result<Head, DbError> {
    let rows = db
        .run(
            "SELECT seq, size, note, at FROM log_head ORDER BY one LIMIT 1",
            params![],
        )
        .await?;
    let row = rows.first().ok_or_else(|| shape("no head of the log"))?;
    Ok(Head {
        seq: row.integer("seq")?,
        size: unsigned(row.integer("size")?)?,
        note: row.text("note")?,
        at: row.integer("at")?,
    })
}

/// Seals the next entries of the journal, at most [`SEAL_MAX`]. The seed is for their salts, and
/// must be chance that nobody keeps.
///
/// # Errors
/// Any [`DbError`].
pub async fn seal(
    db: &dyn Sql,
    signer: &Signer,
    seed: Salt,
    now: Instant,
) -> Result<Sealed, DbError> {
    let before = head(db).await?;
    let entries = entries_after(db, before.seq).await?;
    let Some(last) = entries.last() else {
        return Ok(match last_seq(db).await? < before.seq {
            true => Sealed::Shortened,
            false => Sealed::Entries(0),
        });
    };
    let mut known = known(db, &places_of_root(before.size)).await?;
    let (mut leaves, mut hashes) = (Vec::new(), Vec::new());
    for (n, entry) in (before.size..).zip(&entries) {
        let salt = salt(&seed, entry.seq);
        let complete = known.append(n, entry.leaf(&salt)).map_err(not_there)?;
        hashes.extend(
            complete
                .iter()
                .map(|(place, hash)| HashRow::of(*place, hash)),
        );
        leaves.push(LeafRow {
            n,
            seq: entry.seq,
            subject: entry.kind.ends_with(CREATED).then(|| entry.subject.clone()),
            salt: hex(&salt),
        });
    }
    let size = before.size + entries.len() as u64;
    let note = signer.sign(size, &known.root(size).map_err(not_there)?);
    let done = db
        .run(
            "INSERT INTO sealing (leaves, hashes, old_seq, old_size, new_seq, new_size, note, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                json(&leaves),
                json(&hashes),
                before.seq,
                signed(before.size)?,
                last.seq,
                signed(size)?,
                note,
                now.timestamp_millis(),
            ],
        )
        .await;
    match done {
        Ok(_) => Ok(Sealed::Entries(entries.len())),
        Err(DbError::Refused(_)) => Ok(Sealed::Meanwhile),
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct LeafRow {
    n: u64,
    seq: i64,
    subject: Option<String>,
    salt: String,
}

#[derive(Serialize)]
struct HashRow {
    level: u32,
    n: u64,
    hash: String,
}

impl HashRow {
    fn of((level, n): Place, hash: &Hash) -> Self {
        Self {
            level,
            n,
            hash: hex(hash),
        }
    }
}

/// A receipt for the entry that made a row of a table (`<function>.<table>`); none while it is not
/// sealed, nor once it is forgotten. Clients choose ids, and rows of two tables may have the same.
///
/// # Errors
/// Any [`DbError`].
pub async fn receipt(
    db: &dyn Sql,
    signer: &Signer,
    (table, subject): (&str, &str),
) -> Result<Option<Receipt>, DbError> {
    let rows = db
        .run(
            "SELECT n, journal.seq, at, actor, type, journal.subject, old, new, salt
             FROM log_leaf JOIN journal ON journal.seq = log_leaf.seq
             WHERE log_leaf.subject = ?1 AND journal.type = ?2 AND salt IS NOT NULL
             ORDER BY n LIMIT 1",
            params![subject, format!("{table}{CREATED}")],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let head = head(db).await?;
    let leaf = unsigned(row.integer("n")?)?;
    let places = places_of_inclusion(leaf, head.size).map_err(not_there)?;
    let known = known(db, &places).await?;
    let proof = known.inclusion(leaf, head.size).map_err(not_there)?;
    let salt = bytes(row, "salt")?.ok_or_else(|| shape("no salt"))?;
    Ok(Some(Receipt {
        format: FORMAT.to_owned(),
        entry: read_entry(row)?,
        salt: base64(&salt),
        leaf_index: leaf,
        proof: proof.iter().map(base64).collect(),
        checkpoint: head.note,
        key: signer.verifier().to_string(),
    }))
}

/// Proves that the log of now begins as it did at a smaller size, base64 each; none for sizes that
/// it never had.
///
/// # Errors
/// Any [`DbError`].
pub async fn consistency(db: &dyn Sql, old: u64, new: u64) -> Result<Option<Vec<String>>, DbError> {
    let head = head(db).await?;
    let Ok(places) = places_of_consistency(old, new) else {
        return Ok(None);
    };
    if new > head.size {
        return Ok(None);
    }
    let proof = known(db, &places).await?.consistency(old, new);
    let proof = proof.map_err(not_there)?;
    Ok(Some(proof.iter().map(base64).collect()))
}

/// The leaves from a place on, with their entries.
///
/// # Errors
/// Any [`DbError`].
pub async fn lines(db: &dyn Sql, from: u64, limit: u32) -> Result<Vec<Line>, DbError> {
    let rows = db
        .run(
            "SELECT log_leaf.n, log_leaf.seq AS leaf_seq, journal.seq, at, actor, type,
                journal.subject, old, new, salt, hash
             FROM log_leaf
             LEFT JOIN journal ON journal.seq = log_leaf.seq
             LEFT JOIN log_hash ON log_hash.level = 0 AND log_hash.n = log_leaf.n
             WHERE log_leaf.n >= ?1 ORDER BY log_leaf.n LIMIT ?2",
            params![signed(from)?, limit],
        )
        .await?;
    rows.iter().map(read_line).collect()
}

/// Throws the salts of some entries away: what they say is proved no more, and every other proof
/// stays valid.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget(db: &dyn Sql, seqs: &[i64]) -> Result<(), DbError> {
    db.run(
        "UPDATE log_leaf SET salt = NULL WHERE seq IN (SELECT value FROM json_each(?1))",
        params![json(&seqs)],
    )
    .await
    .map(drop)
}

async fn entries_after(db: &dyn Sql, seq: i64) -> Result<Vec<Entry>, DbError> {
    let rows = db
        .run(
            "SELECT seq, at, actor, type, subject, old, new
             FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            params![seq, SEAL_MAX],
        )
        .await?;
    rows.iter().map(read_entry).collect()
}

async fn last_seq(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db
        .run(
            "SELECT seq FROM journal ORDER BY seq DESC LIMIT 1",
            params![],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.integer("seq"))
}

async fn known(db: &dyn Sql, places: &[Place]) -> Result<Known, DbError> {
    let rows = db
        .run(
            "SELECT level, n, hash FROM json_each(?1) AS one
             JOIN log_hash ON level = json_extract(one.value, '$[0]')
                AND n = json_extract(one.value, '$[1]')
             ORDER BY level, n LIMIT ?2",
            params![json(&places), signed(places.len() as u64)?],
        )
        .await?;
    let mut known = Known::new();
    for row in &rows {
        let level = u32::try_from(row.integer("level")?).map_err(|_| shape("a level"))?;
        let hash = bytes(row, "hash")?.ok_or_else(|| shape("no hash"))?;
        known.add((level, unsigned(row.integer("n")?)?), hash);
    }
    Ok(known)
}

fn read_entry(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        seq: row.integer("seq")?,
        at: row.integer("at")?,
        actor: row.text("actor")?,
        kind: row.text("type")?,
        subject: row.text("subject")?,
        old: row.text_or_null("old")?,
        new: row.text("new")?,
    })
}

fn read_line(row: &Row) -> Result<Line, DbError> {
    let is_there = row.integer_or_null("seq")?.is_some();
    let hash = bytes(row, "hash")?;
    Ok(Line {
        leaf_index: unsigned(row.integer("n")?)?,
        seq: row.integer("leaf_seq")?,
        hash: hash.as_ref().map(base64).unwrap_or_default(),
        entry: is_there.then(|| read_entry(row)).transpose()?,
        salt: bytes(row, "salt")?.as_ref().map(base64),
    })
}

fn bytes(row: &Row, column: &str) -> Result<Option<Hash>, DbError> {
    match row.value(column)? {
        Value::Blob(bytes) => {
            let bytes = bytes.as_slice().try_into();
            bytes.map(Some).map_err(|_| shape(column))
        }
        Value::Null => Ok(None),
        _ => Err(shape(column)),
    }
}

fn signed(n: u64) -> Result<i64, DbError> {
    i64::try_from(n).map_err(|_| shape("a size"))
}

fn unsigned(n: i64) -> Result<u64, DbError> {
    u64::try_from(n).map_err(|_| shape("a size"))
}

fn not_there(_: NotThere) -> DbError {
    shape("a hash of the log is missing")
}

fn shape(what: &str) -> DbError {
    DbError::Shape(format!("the log: {what}"))
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
