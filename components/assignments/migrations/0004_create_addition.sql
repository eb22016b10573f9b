-- What people add to an assignment: comments, items of its checklist, what they deliver. Each has a
-- version of its own, so that adding one never counts as a change of the text. `content` is by
-- kind; a comment never changes. What is removed stays here and in the journal.
CREATE TABLE addition (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    part_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'checklist_item', 'deliverable')),
    content TEXT NOT NULL CHECK (json_valid(content)),
    added_by TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((kind = 'deliverable') = (part_id IS NOT NULL))
) STRICT
-- next
CREATE INDEX addition_by_assignment ON addition (assignment_id, kind, id)
-- next
-- ADDITIONS_MAX in src/domain.rs; one that is there already is no other.
CREATE TRIGGER addition_stays_few BEFORE INSERT ON addition BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_additions') WHERE (
        SELECT count(*) FROM addition
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind) >= 1000
        AND NOT EXISTS (SELECT 1 FROM addition WHERE id = NEW.id);
END
-- next
-- What is done stays as it is, but for what people say of it; what was handed in stays as it is
-- until its review.
CREATE TRIGGER addition_comes_in_time BEFORE INSERT ON addition WHEN NEW.kind <> 'comment' BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_closed') FROM whole
    WHERE id = NEW.assignment_id AND state IN ('completed', 'cancelled');
    SELECT RAISE(ABORT, 'refused: not_now') FROM part
    WHERE id = NEW.part_id
        AND state NOT IN ('assigned', 'accepted', 'in_progress', 'returned');
END
-- next
CREATE TRIGGER addition_changes_in_time BEFORE UPDATE ON addition WHEN NEW.kind <> 'comment' BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_closed') FROM whole
    WHERE id = NEW.assignment_id AND state IN ('completed', 'cancelled');
    SELECT RAISE(ABORT, 'refused: not_now') FROM part
    WHERE id = NEW.part_id
        AND state NOT IN ('assigned', 'accepted', 'in_progress', 'returned');
END
-- next
CREATE TRIGGER addition_stays_where_it_is BEFORE UPDATE ON addition BEGIN
    SELECT RAISE(ABORT, 'refused: addition_stays_where_it_is')
    WHERE (NEW.assignment_id, NEW.part_id, NEW.kind, NEW.added_by, NEW.added_at)
            IS NOT (OLD.assignment_id, OLD.part_id, OLD.kind, OLD.added_by, OLD.added_at)
        OR (OLD.kind = 'comment' AND NEW.content IS NOT OLD.content)
        OR OLD.removed_at IS NOT NULL;
END
