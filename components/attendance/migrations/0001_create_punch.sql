-- Every tap is kept. `double_of` names the punch that a second tap of the same act doubles: it
-- counts for nothing, but sending it again must answer the same punch.
CREATE TABLE punch (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    work_mode TEXT NOT NULL
        CHECK (work_mode IN ('office', 'other_office', 'home', 'duty_travel', 'other')),
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    claimed_at INTEGER,
    counted_at INTEGER NOT NULL
        CHECK (counted_at IN (received_at, ifnull(claimed_at, received_at))),
    double_of TEXT,
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    accuracy_m REAL CHECK (accuracy_m >= 0),
    age_s REAL CHECK (age_s >= 0),
    note TEXT,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX punch_by_person_and_day ON punch (person_id, day, counted_at, received_at, id)
WHERE double_of IS NULL
-- next
-- With the claim, so that looking for a double reads no rows of punches that were claimed apart.
CREATE INDEX punch_by_person_and_instant ON punch (person_id, direction, counted_at, claimed_at)
-- next
CREATE INDEX punch_by_person_newest ON punch (person_id, received_at DESC, id DESC)
WHERE double_of IS NULL
