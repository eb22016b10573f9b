-- What this function knows of people, as it follows the feed of `people`: a copy, without a journal
-- of its own. Names are as there, so that both ask by the same statements (crates/directory).
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    ends_on TEXT,
    version INTEGER NOT NULL
) STRICT
-- next
CREATE TABLE office (
    id TEXT PRIMARY KEY,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    region TEXT,
    version INTEGER NOT NULL
) STRICT
-- next
CREATE TABLE unit_state (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id TEXT,
    office_id TEXT,
    closed INTEGER NOT NULL,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL
) STRICT
-- next
CREATE INDEX unit_state_by_day ON unit_state (unit_id, starts_on) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL
-- next
CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, parent_id, office_id, closed
FROM unit_state AS state WHERE withdrawn_at IS NULL
-- next
CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT,
    appraised_id TEXT,
    office_id TEXT,
    style TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    slot TEXT NOT NULL GENERATED ALWAYS AS (CASE kind
        WHEN 'member' THEN person_id
        WHEN 'participant' THEN person_id || '/' || unit_id
        WHEN 'appraiser' THEN appraised_id
        ELSE unit_id END) VIRTUAL
) STRICT
-- next
CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL
-- next
-- How far the feed of `people` is followed.
CREATE TABLE people_followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT
-- next
INSERT INTO people_followed (one, seq) VALUES (1, 0)
-- next
-- A batch of the feed is taken over: lists of rows as they are now, in the order of the feed. Once,
-- however many do it at the same time; a row that is older than what is there changes nothing.
CREATE VIEW people_following AS
SELECT '' AS people, '' AS offices, '' AS unit_states, '' AS relations, seq AS old_seq,
    seq AS new_seq
FROM people_followed
-- next
CREATE TRIGGER people_following_done INSTEAD OF INSERT ON people_following BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM people_followed WHERE seq = NEW.old_seq);
    INSERT INTO person (id, name, zone, ends_on, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.name'),
        json_extract(value, '$.zone'), json_extract(value, '$.ends_on'),
        json_extract(value, '$.version')
    FROM json_each(NEW.people) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone,
        ends_on = excluded.ends_on, version = excluded.version
    WHERE excluded.version > person.version;
    INSERT INTO office (id, zone, latitude, longitude, region, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.zone'),
        json_extract(value, '$.latitude'), json_extract(value, '$.longitude'),
        json_extract(value, '$.region'), json_extract(value, '$.version')
    FROM json_each(NEW.offices) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, latitude = excluded.latitude,
        longitude = excluded.longitude, region = excluded.region, version = excluded.version
    WHERE excluded.version > office.version;
    INSERT INTO unit_state (id, unit_id, starts_on, kind, name, parent_id, office_id, closed,
        withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.starts_on'), json_extract(value, '$.kind'),
        json_extract(value, '$.name'), json_extract(value, '$.parent_id'),
        json_extract(value, '$.office_id'), json_extract(value, '$.closed'),
        json_extract(value, '$.withdrawn_at'), json_extract(value, '$.version')
    FROM json_each(NEW.unit_states) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET starts_on = excluded.starts_on, kind = excluded.kind,
        name = excluded.name, parent_id = excluded.parent_id, office_id = excluded.office_id,
        closed = excluded.closed, withdrawn_at = excluded.withdrawn_at,
        version = excluded.version
    WHERE excluded.version > unit_state.version;
    INSERT INTO relation (id, kind, person_id, unit_id, appraised_id, office_id, style, starts_on,
        ends_on, withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.kind'),
        json_extract(value, '$.person_id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.appraised_id'), json_extract(value, '$.office_id'),
        json_extract(value, '$.style'), json_extract(value, '$.starts_on'),
        json_extract(value, '$.ends_on'), json_extract(value, '$.withdrawn_at'),
        json_extract(value, '$.version')
    FROM json_each(NEW.relations) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET office_id = excluded.office_id, style = excluded.style,
        starts_on = excluded.starts_on, ends_on = excluded.ends_on,
        withdrawn_at = excluded.withdrawn_at, version = excluded.version
    WHERE excluded.version > relation.version;
    UPDATE people_followed SET seq = NEW.new_seq;
END
