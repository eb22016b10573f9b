-- Of a list those in which one person has a part, or that have a rare tag, are found by these.
CREATE INDEX part_by_person ON part (person_id, assignment_id) WHERE state <> 'cancelled'
-- next
CREATE INDEX tie_by_target ON tie (kind, target, assignment_id) WHERE ended_at IS NULL
-- next
-- ADDITIONS_MAX and ADDITIONS_EVER_MAX in src/domain.rs; one that is there already is no other.
DROP TRIGGER addition_stays_few
-- next
CREATE TRIGGER addition_stays_few BEFORE INSERT ON addition BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_additions') FROM (
        SELECT count(*) AS n_ever, sum(removed_at IS NULL) AS n FROM addition
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind)
    WHERE (n >= 1000 OR n_ever >= 2000)
        AND NOT EXISTS (SELECT 1 FROM addition WHERE id = NEW.id);
END
-- next
-- TIES_MAX, WATCHERS_MAX and what they are with those that ended, in src/domain.rs.
DROP TRIGGER tie_stays_few
-- next
CREATE TRIGGER tie_stays_few BEFORE INSERT ON tie BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_ties') FROM (
        SELECT count(*) AS n_ever, sum(ended_at IS NULL) AS n FROM tie
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind)
    WHERE (n >= CASE NEW.kind WHEN 'watcher' THEN 200 ELSE 50 END
            OR n_ever >= CASE NEW.kind WHEN 'watcher' THEN 1000 ELSE 500 END)
        AND NOT EXISTS (
            SELECT 1 FROM tie
            WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind
                AND target = NEW.target);
END
-- next
CREATE TRIGGER tie_stays_few_again BEFORE UPDATE ON tie
WHEN NEW.ended_at IS NULL AND OLD.ended_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_ties') WHERE (
        SELECT count(*) FROM tie
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind AND ended_at IS NULL)
            >= CASE NEW.kind WHEN 'watcher' THEN 200 ELSE 50 END;
END
