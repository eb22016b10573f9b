//! What can go wrong in the database, read from SQLite's words in this one place.

use std::fmt;

/// A statement failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DbError {
    /// A row with this key exists; the columns, as `table.column, table.column`.
    Unique(String),
    /// A CHECK refused a value; its expression or name.
    Check(String),
    /// A column must not be NULL; as `table.column`.
    NotNull(String),
    /// A row that is referred to does not exist.
    ForeignKey,
    /// A trigger said no; its words, without [`RAISED`].
    Refused(String),
    /// Another connection writes; trying again helps.
    Busy,
    /// The disk is full; trying again does not help.
    Full,
    /// A row is not as the code expects it: a fault in the code.
    Shape(String),
    /// Anything else.
    Other(String),
}

/// How every message of our own triggers begins, so that it is told from SQLite's.
pub(crate) const RAISED: &str = "refused: ";

impl DbError {
    /// Reads SQLite's message. Hosts pass it on as text, some with words before it.
    pub fn from_message(message: &str) -> Self {
        let after = |mark: &str| {
            message
                .split_once(mark)
                .map(|(_, rest)| rest.trim().to_owned())
        };
        if let Some(columns) = after("UNIQUE constraint failed: ") {
            return Self::Unique(columns);
        }
        if let Some(check) = after("CHECK constraint failed: ") {
            return Self::Check(check);
        }
        if let Some(column) = after("NOT NULL constraint failed: ") {
            return Self::NotNull(column);
        }
        if let Some(words) = after(RAISED) {
            return Self::Refused(words);
        }
        match message {
            m if m.contains("FOREIGN KEY constraint failed") => Self::ForeignKey,
            m if m.contains("database is locked") => Self::Busy,
            m if m.contains("database table is locked") => Self::Busy,
            m if m.contains("database or disk is full") => Self::Full,
            m => Self::Other(m.to_owned()),
        }
    }

    /// Whether a unique key over exactly these columns refused the row.
    pub fn is_unique(&self, columns: &str) -> bool {
        matches!(self, Self::Unique(found) if found == columns)
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unique(columns) => write!(f, "unique key refused the row: {columns}"),
            Self::Check(check) => write!(f, "check refused the row: {check}"),
            Self::NotNull(column) => write!(f, "column must not be NULL: {column}"),
            Self::ForeignKey => f.write_str("the row that is referred to does not exist"),
            Self::Refused(words) => write!(f, "trigger refused: {words}"),
            Self::Busy => f.write_str("another connection writes"),
            Self::Full => f.write_str("the disk is full"),
            Self::Shape(words) => write!(f, "unexpected row: {words}"),
            Self::Other(words) => write!(f, "database: {words}"),
        }
    }
}

impl std::error::Error for DbError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlites_words_become_kinds() {
        let unique = DbError::from_message("UNIQUE constraint failed: person.username");
        assert!(unique.is_unique("person.username"));
        assert!(!unique.is_unique("person.id"));
        for (message, kind) in [
            ("SQLITE_BUSY: database is locked", DbError::Busy),
            ("database or disk is full", DbError::Full),
            ("FOREIGN KEY constraint failed", DbError::ForeignKey),
            ("refused: no", DbError::Refused("no".to_owned())),
            (
                "io: CHECK constraint failed: direction",
                DbError::Check("direction".to_owned()),
            ),
            (
                "no such table: x",
                DbError::Other("no such table: x".to_owned()),
            ),
        ] {
            assert_eq!(DbError::from_message(message), kind, "{message}");
        }
    }
}
