//! The words of statements that SQLite does not tell of.

/// The first words of statements that change the schema.
pub(super) const SCHEMA_WORDS: [&str; 4] = ["ALTER", "CREATE", "DROP", "REINDEX"];
/// And of those that write rows; one of rows that are read may begin with WITH, too.
pub(super) const ROW_WORDS: [&str; 5] = ["DELETE", "INSERT", "REPLACE", "UPDATE", "WITH"];
/// And of those that make them.
pub(super) const INSERT_WORDS: [&str; 3] = ["INSERT", "REPLACE", "WITH"];

/// Whether a statement's first word is one of these, whatever comments stand before it.
pub(super) fn begins_with(sql: &str, words: &[&str]) -> bool {
    let sql = after_comments(sql);
    let begins = |word: &&str| {
        let first = sql.get(..word.len());
        first.is_some_and(|first| first.eq_ignore_ascii_case(word))
    };
    words.iter().any(begins)
}

/// From a statement's first word on.
fn after_comments(sql: &str) -> &str {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == '\u{feff}');
        let end = match rest.as_bytes() {
            [b'-', b'-', ..] => "\n",
            [b'/', b'*', ..] => "*/",
            _ => return rest,
        };
        let within = rest.get(2..).unwrap_or_default();
        rest = within.split_once(end).map_or("", |(_, after)| after);
    }
}

/// The name in `SAVEPOINT name`, `RELEASE name` or `ROLLBACK TO name`, which is its last word.
pub(super) fn savepoint_named(sql: &str) -> String {
    let sql = sql.trim_end_matches(|c: char| c.is_whitespace() || c == ';');
    let last = sql.rsplit(char::is_whitespace).next().unwrap_or_default();
    last.trim_matches(['"', '\'', '`', '[', ']'])
        .to_ascii_lowercase()
}
