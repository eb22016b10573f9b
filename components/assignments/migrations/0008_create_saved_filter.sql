-- How somebody looks at a list, under a name: `query` is as the list is asked.
CREATE TABLE saved_filter (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX saved_filter_by_person ON saved_filter (person_id, id) WHERE removed_at IS NULL
-- next
-- SAVED_FILTERS_MAX in src/domain.rs; one that is there already is no other.
CREATE TRIGGER saved_filter_stays_few BEFORE INSERT ON saved_filter BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_filters') WHERE (
        SELECT count(*) FROM saved_filter
        WHERE person_id = NEW.person_id AND removed_at IS NULL) >= 50
        AND NOT EXISTS (SELECT 1 FROM saved_filter WHERE id = NEW.id);
END
-- next
CREATE TRIGGER saved_filter_stays_ones_own BEFORE UPDATE ON saved_filter BEGIN
    SELECT RAISE(ABORT, 'refused: saved_filter_stays_ones_own')
    WHERE NEW.person_id <> OLD.person_id OR OLD.removed_at IS NOT NULL;
END
