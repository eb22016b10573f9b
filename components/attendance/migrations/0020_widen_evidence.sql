-- A zone that the person chose, a position away from the office, and days without any position are
-- things to look at too. A CHECK cannot be changed, so the table is made anew by way of a copy; its
-- journal goes on.
CREATE TABLE evidence_before (
    id TEXT PRIMARY KEY,
    punch_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    found INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    state TEXT NOT NULL,
    note TEXT,
    reviewed_by TEXT,
    reviewed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
INSERT INTO evidence_before (id, punch_id, person_id, day, reason, found, expected, state, note,
    reviewed_by, reviewed_at, version, changed_at, changed_by)
SELECT id, punch_id, person_id, day, reason, found, expected, state, note, reviewed_by,
    reviewed_at, version, changed_at, changed_by
FROM evidence
-- next
DROP TABLE evidence
-- next
CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    punch_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('stale_position', 'vague_position',
        'impossible_travel', 'frozen_position', 'shared_position', 'shared_device',
        'late_claim', 'other_zone', 'outside_office', 'missing_position')),
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
INSERT INTO evidence (id, punch_id, person_id, day, reason, found, expected, state, note,
    reviewed_by, reviewed_at, version, changed_at, changed_by)
SELECT id, punch_id, person_id, day, reason, found, expected, state, note, reviewed_by,
    reviewed_at, version, changed_at, changed_by
FROM evidence_before
-- next
DROP TABLE evidence_before
-- next
CREATE INDEX evidence_by_person ON evidence (person_id, day DESC, id)
-- next
CREATE INDEX evidence_by_day ON evidence (day DESC, id)
-- next
ALTER TABLE evidence_rule ADD COLUMN other_zone_min INTEGER
    CHECK (other_zone_min BETWEEN 1 AND 1560)
-- next
ALTER TABLE evidence_rule ADD COLUMN office_radius_m INTEGER
    CHECK (office_radius_m BETWEEN 1 AND 100000)
-- next
ALTER TABLE evidence_rule ADD COLUMN missing_days INTEGER CHECK (missing_days BETWEEN 1 AND 366)
-- next
-- Our choice, and an institution's to change. Missing positions are not looked at as it ships: many
-- work at computers that have none.
UPDATE evidence_rule SET other_zone_min = 1, office_radius_m = 500, version = version + 1
