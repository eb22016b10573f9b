-- Who saw whose record (UU 27/2022 art. 31 and 32): a row for each person, viewer, day and way,
-- with how often. An export of everybody names '*' as the person.
CREATE TABLE viewing (
    person_id TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    day TEXT NOT NULL CHECK (date(day) IS day),
    way TEXT NOT NULL CHECK (way IN ('record', 'list', 'export')),
    n INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, day, viewer_id, way)
) STRICT, WITHOUT ROWID
