-- A random mark that the device keeps: it tells devices apart, and nothing else about them.
ALTER TABLE punch ADD COLUMN device TEXT
-- next
-- Positions and devices of punches, arranged for comparing. A tick fills it, so that no punch pays
-- for its indexes; what it forgets, the punch forgets.
CREATE TABLE trace (
    punch_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    counted_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    latitude REAL,
    longitude REAL,
    accuracy_m REAL,
    age_s REAL,
    device TEXT,
    CHECK (latitude IS NOT NULL OR device IS NOT NULL)
) STRICT
-- next
CREATE INDEX trace_by_person ON trace (person_id, counted_at, punch_id) WHERE latitude IS NOT NULL
-- next
CREATE INDEX trace_by_place ON trace (latitude, longitude, person_id, day)
WHERE latitude IS NOT NULL
-- next
CREATE INDEX trace_by_device ON trace (device, person_id) WHERE device IS NOT NULL
-- next
CREATE INDEX trace_by_receipt ON trace (received_at, punch_id)
-- next
CREATE TRIGGER trace_is_forgotten AFTER DELETE ON trace BEGIN
    UPDATE punch SET latitude = NULL, longitude = NULL, accuracy_m = NULL, age_s = NULL,
        device = NULL
    WHERE id = OLD.punch_id;
END
-- next
-- What somebody should look at: one row for each person, day and reason. It judges nobody.
CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    punch_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('stale_position', 'vague_position',
        'impossible_travel', 'frozen_position', 'shared_position', 'shared_device',
        'late_claim')),
    found INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'noted', 'dismissed')),
    note TEXT,
    reviewed_by TEXT,
    reviewed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((state = 'open') = (reviewed_by IS NULL)),
    CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL))
) STRICT
-- next
CREATE INDEX evidence_by_person ON evidence (person_id, day DESC, id)
-- next
CREATE INDEX evidence_by_day ON evidence (day DESC, id)
-- next
-- What is looked at, and how long positions are kept. NULL: not looked at.
CREATE TABLE evidence_rule (
    id TEXT PRIMARY KEY CHECK (id = 'own'),
    position_days INTEGER NOT NULL CHECK (position_days BETWEEN 1 AND 366),
    max_age_s INTEGER CHECK (max_age_s BETWEEN 1 AND 86400),
    max_accuracy_m INTEGER CHECK (max_accuracy_m BETWEEN 1 AND 100000),
    max_speed_kmh INTEGER CHECK (max_speed_kmh BETWEEN 1 AND 100000),
    frozen_days INTEGER CHECK (frozen_days BETWEEN 1 AND 366),
    shared_people INTEGER CHECK (shared_people BETWEEN 1 AND 1000),
    device_people INTEGER CHECK (device_people BETWEEN 1 AND 1000),
    late_claim_min INTEGER CHECK (late_claim_min BETWEEN 1 AND 4320),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
INSERT INTO evidence_rule (id, position_days, max_age_s, max_accuracy_m, max_speed_kmh,
    frozen_days, shared_people, device_people, late_claim_min, version, changed_at, changed_by)
VALUES ('own', 30, 300, 2000, 1000, 3, 2, 1, 60, 1, 0, 'attendance')
-- next
-- How far the journal is looked through for punches to compare.
CREATE TABLE looked (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT
-- next
INSERT INTO looked (one, seq) VALUES (1, 0)
-- next
-- A piece of the journal is looked through; `found` is a list of evidence. Once, however many do it
-- at the same time.
CREATE VIEW looking AS
SELECT '' AS found, seq AS old_seq, seq AS new_seq, 0 AS at FROM looked
-- next
CREATE TRIGGER looking_done INSTEAD OF INSERT ON looking BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM looked WHERE seq = NEW.old_seq);
    INSERT INTO evidence (id, punch_id, person_id, day, reason, found, expected, state, version,
        changed_at, changed_by)
    SELECT json_extract(value, '$.person_id') || '.' || json_extract(value, '$.day') || '.'
            || json_extract(value, '$.reason'),
        json_extract(value, '$.punch_id'), json_extract(value, '$.person_id'),
        json_extract(value, '$.day'), json_extract(value, '$.reason'),
        json_extract(value, '$.found'), json_extract(value, '$.expected'), 'open', 1, NEW.at,
        'attendance'
    FROM json_each(NEW.found)
    WHERE TRUE
    ON CONFLICT (id) DO NOTHING;
    UPDATE looked SET seq = NEW.new_seq;
END
