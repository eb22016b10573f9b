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
    tapped_at INTEGER NOT NULL,
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    accuracy_m REAL CHECK (accuracy_m >= 0),
    age_s REAL CHECK (age_s >= 0),
    note TEXT,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX punch_by_person_and_day ON punch (person_id, day, received_at)
-- next
CREATE INDEX punch_by_person_and_tap ON punch (person_id, tapped_at)
-- next
CREATE INDEX punch_by_person_newest ON punch (person_id, received_at DESC, id DESC)
