-- A file of people or units on its way in. What happens to it is journaled, how far it got and
-- what it holds is not: the journal tells of each person whom it adds or changes.
CREATE TABLE import (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('people', 'units')),
    skip_bad_rows INTEGER NOT NULL CHECK (skip_bad_rows IN (0, 1)),
    n_bytes INTEGER,
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    state TEXT NOT NULL CHECK (state IN
        ('receiving', 'checking', 'checked', 'loading', 'loaded', 'discarded')),
    made_by TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX import_by_state ON import (state, changed_at)
-- next
CREATE TABLE import_progress (
    import_id TEXT PRIMARY KEY,
    n_parts INTEGER NOT NULL,
    n_bytes INTEGER NOT NULL,
    header TEXT,
    delimiter TEXT,
    next_line INTEGER NOT NULL,
    tail BLOB NOT NULL,
    n_rows INTEGER NOT NULL,
    checked_line INTEGER NOT NULL,
    n_checked INTEGER NOT NULL,
    n_bad INTEGER NOT NULL,
    n_added INTEGER NOT NULL,
    n_changed INTEGER NOT NULL,
    n_same INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
CREATE TABLE import_part (
    import_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (import_id, n)
) STRICT, WITHOUT ROWID
-- next
-- `cells` is NULL for a row with another number of cells than the header. `place` is the order
-- of loading: a unit after the one above it.
CREATE TABLE import_row (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'good', 'bad')),
    place INTEGER NOT NULL,
    employee_number TEXT,
    username TEXT,
    faults TEXT,
    PRIMARY KEY (import_id, line)
) STRICT
-- next
CREATE INDEX import_row_by_place ON import_row (import_id, state, place)
-- next
CREATE INDEX import_row_by_number ON import_row (import_id, employee_number)
WHERE employee_number IS NOT NULL
-- next
CREATE INDEX import_row_by_username ON import_row (import_id, username)
WHERE username IS NOT NULL
-- next
CREATE TRIGGER import_stays_few BEFORE INSERT ON import BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_imports') WHERE (
        SELECT count(*) FROM import
        WHERE state IN ('receiving', 'checking', 'checked', 'loading')) >= 10;
END
-- next
CREATE TRIGGER import_opens AFTER INSERT ON import BEGIN
    INSERT INTO import_progress (import_id, n_parts, n_bytes, next_line, tail, n_rows,
        checked_line, n_checked, n_bad, n_added, n_changed, n_same)
    VALUES (NEW.id, 0, 0, 1, x'', 0, 0, 0, 0, 0, 0, 0);
END
-- next
-- A file holds names and numbers: what is not needed any more does not stay.
CREATE TRIGGER import_forgets AFTER UPDATE OF state ON import WHEN NEW.state = 'discarded' BEGIN
    DELETE FROM import_row WHERE import_id = NEW.id;
    DELETE FROM import_part WHERE import_id = NEW.id;
    UPDATE import_progress SET tail = x'' WHERE import_id = NEW.id;
END
-- next
-- What was good is looked at once more.
CREATE TRIGGER import_looks_again AFTER UPDATE OF state ON import
WHEN NEW.state = 'checking' AND OLD.state IN ('checked', 'loading') BEGIN
    UPDATE import_progress SET checked_line = 0, n_checked = n_rows - (
        SELECT count(*) FROM import_row WHERE import_id = NEW.id AND state = 'good')
    WHERE import_id = NEW.id;
END
-- next
-- A part of the file arrives, or with `is_last` the file is whole; `rows` is JSON:
-- [[line, cells or null], …].
CREATE VIEW import_arrival AS
SELECT import_id, n_parts AS n, n_bytes, '' AS digest, 0 AS is_last, '' AS rows, header, delimiter,
    next_line, tail, 0 AS arrived_at, '' AS made_by
FROM import_progress
-- next
CREATE TRIGGER import_arrival_made INSTEAD OF INSERT ON import_arrival BEGIN
    SELECT RAISE(ABORT, 'refused: part_not_next') WHERE NOT EXISTS (
        SELECT 1 FROM import JOIN import_progress ON import_progress.import_id = import.id
        WHERE import.id = NEW.import_id AND import.state = 'receiving'
            AND import_progress.n_parts = NEW.n - 1);
    INSERT INTO import_part (import_id, n, digest)
    SELECT NEW.import_id, NEW.n, NEW.digest WHERE NOT NEW.is_last;
    INSERT INTO import_row (import_id, line, place, cells, state)
    SELECT NEW.import_id, json_extract(value, '$[0]'), json_extract(value, '$[0]'),
        json_extract(value, '$[1]'), 'new'
    FROM json_each(NEW.rows);
    UPDATE import_progress SET n_parts = CASE WHEN NEW.is_last THEN n_parts ELSE NEW.n END,
        n_bytes = n_bytes + NEW.n_bytes, header = NEW.header, delimiter = NEW.delimiter,
        next_line = NEW.next_line, tail = NEW.tail,
        n_rows = n_rows + json_array_length(NEW.rows)
    WHERE import_id = NEW.import_id;
    UPDATE import SET state = 'checking', version = version + 1, changed_at = NEW.arrived_at,
        changed_by = NEW.made_by
    WHERE id = NEW.import_id AND NEW.is_last;
END
-- next
-- Some rows were looked at; `rows` is JSON:
-- [[line, state, faults or null, place, employee number or null, username or null], …].
CREATE VIEW import_verdict AS
SELECT import_id, checked_line AS after_line, checked_line AS until_line, '' AS rows
FROM import_progress
-- next
CREATE TRIGGER import_verdict_made INSTEAD OF INSERT ON import_verdict BEGIN
    SELECT RAISE(ABORT, 'refused: checked_meanwhile') WHERE NOT EXISTS (
        SELECT 1 FROM import JOIN import_progress ON import_progress.import_id = import.id
        WHERE import.id = NEW.import_id AND import.state = 'checking'
            AND import_progress.checked_line = NEW.after_line);
    INSERT INTO import_row (import_id, line, state, faults, place, employee_number, username)
    SELECT NEW.import_id, json_extract(value, '$[0]'), json_extract(value, '$[1]'),
        json_extract(value, '$[2]'), json_extract(value, '$[3]'), json_extract(value, '$[4]'),
        json_extract(value, '$[5]')
    FROM json_each(NEW.rows) WHERE true
    ON CONFLICT (import_id, line) DO UPDATE SET state = excluded.state,
        faults = excluded.faults, place = excluded.place,
        employee_number = excluded.employee_number, username = excluded.username;
    UPDATE import_progress SET checked_line = NEW.until_line,
        n_checked = n_checked + json_array_length(NEW.rows),
        n_bad = n_bad + (SELECT count(*) FROM json_each(NEW.rows) AS one
            WHERE json_extract(one.value, '$[1]') = 'bad')
    WHERE import_id = NEW.import_id;
END
