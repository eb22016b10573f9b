-- How many bytes a person may hold, or all who belong to a unit together, or, for neither,
-- everybody of whom nothing else is said. One of each at a time.
CREATE TABLE quota (
    id TEXT PRIMARY KEY,
    person_id TEXT,
    unit_id TEXT,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (person_id IS NULL OR unit_id IS NULL)
) STRICT
-- next
CREATE UNIQUE INDEX quota_whose ON quota (coalesce(person_id, unit_id, ''))
WHERE withdrawn_at IS NULL
