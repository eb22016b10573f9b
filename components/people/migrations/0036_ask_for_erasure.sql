-- That somebody is to be forgotten is asked for, and comes true some days later: until then it can
-- be taken back. The id is the person's. Another last day takes it back too: they are here again,
-- or the day was a slip.
CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('asked', 'taken_back', 'done')),
    asked_at INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX erasure_by_due ON erasure (due_at, id) WHERE state = 'asked'
-- next
CREATE TRIGGER erasure_is_taken_back AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT OLD.ends_on BEGIN
    UPDATE erasure SET state = 'taken_back', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE id = NEW.id AND state = 'asked';
END
-- next
-- What somebody was called in a unit, and by which letter, are free texts and may name them; that
-- they were there stays. Of an appraiser's letter the other person goes as well.
CREATE TRIGGER person_is_erased_elsewhere AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE relation SET position = NULL, basis = NULL, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE (person_id = NEW.id OR appraised_id = NEW.id)
        AND (position IS NOT NULL OR basis IS NOT NULL);
    UPDATE erasure SET state = 'done', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE id = NEW.id AND state = 'asked';
END
-- next
-- Whoever was forgotten before: their texts go now.
UPDATE relation SET position = NULL, basis = NULL, version = version + 1
WHERE (position IS NOT NULL OR basis IS NOT NULL) AND EXISTS (
    SELECT 1 FROM person WHERE person.erased_at IS NOT NULL
        AND person.id IN (relation.person_id, relation.appraised_id))
-- next
CREATE INDEX relation_by_appraised ON relation (appraised_id) WHERE appraised_id IS NOT NULL
