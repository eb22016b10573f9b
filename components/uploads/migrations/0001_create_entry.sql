CREATE TABLE entry (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX entry_by_person_newest ON entry (person_id, changed_at DESC, id DESC)
