-- What a person says is wrong in their record, and what personnel answer (UU 27/2022 art. 6).
CREATE TABLE correction (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'declined')),
    answer TEXT,
    asked_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((state = 'open') = (answer IS NULL))
) STRICT
-- next
CREATE INDEX correction_by_person ON correction (person_id, id)
-- next
CREATE INDEX correction_open ON correction (id) WHERE state = 'open'
