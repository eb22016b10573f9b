-- How often sign-ins failed; the places are fixed, so the table stops growing.
CREATE TABLE bucket (
    place TEXT PRIMARY KEY,
    full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
