-- Where people work.
CREATE TABLE office (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT
-- next
CREATE INDEX office_by_name ON office (name, id)
-- next
-- What a unit is from a day on. A state holds until the unit's next one, so that no day is left
-- out and none is told twice. One entered by mistake is withdrawn.
CREATE TABLE unit_state (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'team')),
    name TEXT NOT NULL,
    level TEXT,
    parent_id TEXT,
    office_id TEXT,
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    basis TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE UNIQUE INDEX unit_state_by_day ON unit_state (unit_id, starts_on)
WHERE withdrawn_at IS NULL
-- next
CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL
-- next
-- The states with the day on which the next one begins; days are text, '9999-12-31' is never.
CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, level, parent_id, office_id, closed
FROM unit_state AS state WHERE withdrawn_at IS NULL
-- next
-- Who is what, from one day to another: the last day counts, no last day means until further
-- notice. `person_id` is the member, head, acting head, leader or appraiser; `appraised_id` is
-- whom an appraiser appraises. `slot` is what only one relation of a kind can hold at a time.
CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
        ('member', 'participant', 'head', 'acting_head', 'team_lead', 'appraiser')),
    person_id TEXT NOT NULL,
    unit_id TEXT,
    appraised_id TEXT,
    position TEXT,
    office_id TEXT,
    style TEXT CHECK (style IN ('plt', 'plh')),
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    ends_on TEXT CHECK (date(ends_on) IS ends_on AND ends_on >= starts_on),
    basis TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    slot TEXT NOT NULL GENERATED ALWAYS AS (CASE kind
        WHEN 'member' THEN person_id
        WHEN 'participant' THEN person_id || '/' || unit_id
        WHEN 'appraiser' THEN appraised_id
        ELSE unit_id END) VIRTUAL,
    CHECK ((kind = 'appraiser') = (appraised_id IS NOT NULL)),
    CHECK ((kind = 'appraiser') = (unit_id IS NULL)),
    CHECK ((kind = 'acting_head') = (style IS NOT NULL)),
    CHECK (kind = 'member' OR (position IS NULL AND office_id IS NULL))
) STRICT
-- next
CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL
-- next
-- What must hold of one unit on every day of its life; inserting here checks it.
CREATE VIEW unit_check AS SELECT unit_id FROM unit_state
-- next
CREATE TRIGGER unit_check_runs INSTEAD OF INSERT ON unit_check BEGIN
    SELECT RAISE(ABORT, 'refused: unit_cycle') WHERE EXISTS (
        WITH RECURSIVE above (unit_id, starts_on, ends_before) AS (
            SELECT parent_id, starts_on, ends_before FROM unit_period
            WHERE unit_id = NEW.unit_id AND closed = 0 AND parent_id IS NOT NULL
            UNION
            SELECT next.parent_id, max(next.starts_on, above.starts_on),
                min(next.ends_before, above.ends_before)
            FROM above JOIN unit_period AS next ON next.unit_id = above.unit_id
            WHERE above.unit_id <> NEW.unit_id AND next.closed = 0
                AND next.parent_id IS NOT NULL AND next.starts_on < above.ends_before
                AND next.ends_before > above.starts_on)
        SELECT 1 FROM above WHERE unit_id = NEW.unit_id);
    SELECT RAISE(ABORT, 'refused: parent_not_open') WHERE EXISTS (
        SELECT 1 FROM unit_period AS own
        WHERE own.unit_id = NEW.unit_id AND own.closed = 0 AND own.parent_id IS NOT NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS parent
                WHERE parent.unit_id = own.parent_id AND parent.starts_on <= own.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS parent
                WHERE parent.unit_id = own.parent_id
                    AND (parent.closed = 1 OR parent.kind = 'team')
                    AND parent.starts_on < own.ends_before
                    AND parent.ends_before > own.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_in_use') WHERE EXISTS (
        SELECT 1 FROM unit_state AS touched
        JOIN unit_period AS child ON child.id = touched.id
        WHERE touched.parent_id = NEW.unit_id AND touched.withdrawn_at IS NULL
            AND child.closed = 0 AND (
                NOT EXISTS (
                    SELECT 1 FROM unit_period AS own
                    WHERE own.unit_id = NEW.unit_id AND own.starts_on <= child.starts_on)
                OR EXISTS (
                    SELECT 1 FROM unit_period AS own
                    WHERE own.unit_id = NEW.unit_id AND (own.closed = 1 OR own.kind = 'team')
                        AND own.starts_on < child.ends_before
                        AND own.ends_before > child.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_in_use') WHERE EXISTS (
        SELECT 1 FROM relation WHERE unit_id = NEW.unit_id AND withdrawn_at IS NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS own
                WHERE own.unit_id = NEW.unit_id AND own.starts_on <= relation.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS own
                WHERE own.unit_id = NEW.unit_id
                    AND (own.closed = 1
                        OR (own.kind = 'team')
                            <> (relation.kind IN ('participant', 'team_lead')))
                    AND own.starts_on <= coalesce(relation.ends_on, '9999-12-30')
                    AND own.ends_before > relation.starts_on)));
END
-- next
CREATE TRIGGER unit_state_fits AFTER INSERT ON unit_state BEGIN
    INSERT INTO unit_check (unit_id) VALUES (NEW.unit_id);
END
-- next
CREATE TRIGGER unit_state_still_fits AFTER UPDATE ON unit_state BEGIN
    INSERT INTO unit_check (unit_id) VALUES (NEW.unit_id);
END
-- next
-- What must hold of one relation; inserting here checks it.
CREATE VIEW relation_check AS SELECT id FROM relation
-- next
CREATE TRIGGER relation_check_runs INSTEAD OF INSERT ON relation_check BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_person') WHERE EXISTS (
        SELECT 1 FROM relation WHERE id = NEW.id AND withdrawn_at IS NULL AND (
            NOT EXISTS (SELECT 1 FROM person WHERE person.id = relation.person_id)
            OR (appraised_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM person WHERE person.id = relation.appraised_id))));
    SELECT RAISE(ABORT, 'refused: relation_overlaps') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN relation AS other
            ON other.kind = own.kind AND other.slot = own.slot AND other.id <> own.id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL AND other.withdrawn_at IS NULL
            AND other.starts_on <= coalesce(own.ends_on, '9999-12-31')
            AND coalesce(other.ends_on, '9999-12-31') >= own.starts_on);
    SELECT RAISE(ABORT, 'refused: unit_not_open') WHERE EXISTS (
        SELECT 1 FROM relation AS own
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL AND own.unit_id IS NOT NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS unit
                WHERE unit.unit_id = own.unit_id AND unit.starts_on <= own.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS unit
                WHERE unit.unit_id = own.unit_id AND unit.closed = 1
                    AND unit.starts_on <= coalesce(own.ends_on, '9999-12-30')
                    AND unit.ends_before > own.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_of_other_kind') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN unit_period AS unit ON unit.unit_id = own.unit_id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL
            AND unit.starts_on <= coalesce(own.ends_on, '9999-12-30')
            AND unit.ends_before > own.starts_on
            AND (unit.kind = 'team') <> (own.kind IN ('participant', 'team_lead')));
END
-- next
CREATE TRIGGER relation_fits AFTER INSERT ON relation BEGIN
    INSERT INTO relation_check (id) VALUES (NEW.id);
END
-- next
CREATE TRIGGER relation_still_fits AFTER UPDATE ON relation BEGIN
    INSERT INTO relation_check (id) VALUES (NEW.id);
END
