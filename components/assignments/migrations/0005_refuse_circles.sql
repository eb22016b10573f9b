-- An assignment cannot be begun before others that it needs are done. It waits for them, and for
-- its children, without which it is not complete. Whoever waited in a circle would wait for ever.
CREATE TRIGGER need_is_no_circle BEFORE INSERT ON tie WHEN NEW.kind = 'need' BEGIN
    SELECT RAISE(ABORT, 'refused: circle') WHERE EXISTS (
        WITH RECURSIVE waits (id) AS (
            SELECT NEW.target
            UNION
            SELECT tie.target FROM waits
            JOIN tie ON tie.assignment_id = waits.id AND kind = 'need' AND ended_at IS NULL
            UNION
            SELECT child.id FROM waits JOIN assignment AS child ON child.parent_id = waits.id)
        SELECT 1 FROM waits WHERE id = NEW.assignment_id);
END
-- next
CREATE TRIGGER need_is_no_circle_again BEFORE UPDATE ON tie
WHEN NEW.kind = 'need' AND NEW.ended_at IS NULL BEGIN
    SELECT RAISE(ABORT, 'refused: circle') WHERE EXISTS (
        WITH RECURSIVE waits (id) AS (
            SELECT NEW.target
            UNION
            SELECT tie.target FROM waits
            JOIN tie ON tie.assignment_id = waits.id AND kind = 'need' AND ended_at IS NULL
            UNION
            SELECT child.id FROM waits JOIN assignment AS child ON child.parent_id = waits.id)
        SELECT 1 FROM waits WHERE id = NEW.assignment_id);
END
-- next
CREATE TRIGGER part_waits_for_needs BEFORE UPDATE ON part
WHEN NEW.state IN ('in_progress', 'submitted') BEGIN
    SELECT RAISE(ABORT, 'refused: needs_open') WHERE EXISTS (
        SELECT 1 FROM tie JOIN whole ON whole.id = tie.target
        WHERE tie.assignment_id = NEW.assignment_id AND tie.kind = 'need'
            AND tie.ended_at IS NULL AND whole.state NOT IN ('completed', 'cancelled'));
END
