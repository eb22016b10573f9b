-- An assignment cannot be begun before others that it needs are done.
CREATE TABLE dependency (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    needs_id TEXT NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (needs_id <> assignment_id)
) STRICT
-- next
CREATE UNIQUE INDEX dependency_once ON dependency (assignment_id, needs_id)
-- next
CREATE INDEX dependency_by_needed ON dependency (needs_id) WHERE removed_at IS NULL
-- next
-- An assignment waits for what it needs, and for its children, without which it is not complete.
-- Whoever waited in a circle would wait for ever.
CREATE TRIGGER dependency_is_no_circle BEFORE INSERT ON dependency BEGIN
    SELECT RAISE(ABORT, 'refused: circle') WHERE EXISTS (
        WITH RECURSIVE waits (id) AS (
            SELECT NEW.needs_id
            UNION
            SELECT dependency.needs_id FROM waits
            JOIN dependency ON dependency.assignment_id = waits.id AND removed_at IS NULL
            UNION
            SELECT child.id FROM waits JOIN assignment AS child ON child.parent_id = waits.id)
        SELECT 1 FROM waits WHERE id = NEW.assignment_id);
    -- NEEDS_MAX in src/domain.rs.
    SELECT RAISE(ABORT, 'refused: too_many_needs') WHERE (
        SELECT count(*) FROM dependency WHERE assignment_id = NEW.assignment_id) >= 50
        AND NOT EXISTS (
            SELECT 1 FROM dependency
            WHERE assignment_id = NEW.assignment_id AND needs_id = NEW.needs_id);
END
-- next
CREATE TRIGGER dependency_is_no_circle_again BEFORE UPDATE ON dependency
WHEN NEW.removed_at IS NULL BEGIN
    SELECT RAISE(ABORT, 'refused: circle') WHERE EXISTS (
        WITH RECURSIVE waits (id) AS (
            SELECT NEW.needs_id
            UNION
            SELECT dependency.needs_id FROM waits
            JOIN dependency ON dependency.assignment_id = waits.id AND removed_at IS NULL
            UNION
            SELECT child.id FROM waits JOIN assignment AS child ON child.parent_id = waits.id)
        SELECT 1 FROM waits WHERE id = NEW.assignment_id);
END
-- next
CREATE TRIGGER part_waits_for_needs BEFORE UPDATE ON part
WHEN NEW.state IN ('in_progress', 'submitted') BEGIN
    SELECT RAISE(ABORT, 'refused: needs_open') WHERE EXISTS (
        SELECT 1 FROM dependency JOIN whole ON whole.id = dependency.needs_id
        WHERE dependency.assignment_id = NEW.assignment_id AND dependency.removed_at IS NULL
            AND whole.state NOT IN ('completed', 'cancelled'));
END
