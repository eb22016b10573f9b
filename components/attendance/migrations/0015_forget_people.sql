-- Whom `people` erased (their name is empty then, and never otherwise): what they wrote here goes,
-- and the salts of what is sealed about them. What they did stays, without a name, as in `people`.
-- `seq` is how far the journal is looked through for it.
CREATE TABLE forgetting (
    person_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    is_without_texts INTEGER NOT NULL CHECK (is_without_texts IN (0, 1))
) STRICT
-- next
CREATE INDEX forgetting_by_seq ON forgetting (seq)
-- next
CREATE TRIGGER person_is_forgotten AFTER UPDATE OF name ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, seq, is_without_texts) VALUES (NEW.id, 0, 0)
    ON CONFLICT (person_id) DO NOTHING;
END
-- next
CREATE TRIGGER person_comes_forgotten AFTER INSERT ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, seq, is_without_texts) VALUES (NEW.id, 0, 0)
    ON CONFLICT (person_id) DO NOTHING;
END
-- next
INSERT INTO forgetting (person_id, seq, is_without_texts)
SELECT id, 0, 0 FROM person WHERE name = ''
-- next
-- What was asked never changes, but for what is forgotten of it.
DROP TRIGGER request_stays_as_asked
-- next
CREATE TRIGGER request_stays_as_asked BEFORE UPDATE ON request BEGIN
    SELECT RAISE(ABORT, 'refused: request_never_changes')
    WHERE (NEW.person_id, NEW.kind, NEW.starts_on, NEW.ends_on, NEW.half, NEW.days, NEW.asked,
            NEW.asked_at)
        IS NOT (OLD.person_id, OLD.kind, OLD.starts_on, OLD.ends_on, OLD.half, OLD.days,
            OLD.asked, OLD.asked_at);
    SELECT RAISE(ABORT, 'refused: request_never_changes')
    WHERE (NEW.reason, NEW.evidence) IS NOT (OLD.reason, OLD.evidence)
        AND ((NEW.reason, NEW.evidence) IS NOT ('', NULL)
            OR NOT EXISTS (SELECT 1 FROM forgetting WHERE person_id = NEW.person_id));
END
-- next
-- The texts of one person go, all of them at once.
CREATE VIEW forgetting_texts AS SELECT person_id, seq AS at FROM forgetting
-- next
CREATE TRIGGER forgetting_texts_done INSTEAD OF INSERT ON forgetting_texts BEGIN
    DELETE FROM trace WHERE person_id = NEW.person_id;
    UPDATE punch SET note = NULL WHERE person_id = NEW.person_id AND note IS NOT NULL;
    UPDATE evidence SET note = NULL WHERE person_id = NEW.person_id AND note IS NOT NULL;
    UPDATE request SET reason = '', evidence = NULL, note = NULL, ended_note = NULL,
        version = version + 1, changed_at = NEW.at, changed_by = 'attendance'
    WHERE person_id = NEW.person_id AND (reason, evidence, note, ended_note)
        IS NOT ('', NULL, NULL, NULL);
    UPDATE forgetting SET is_without_texts = 1 WHERE person_id = NEW.person_id;
END
-- next
-- A piece of the journal is looked through for all who have come so far: once what is sealed about
-- them has no salt any more, nobody can tell what it said. To do it twice changes nothing.
CREATE VIEW forgetting_salts AS SELECT seq AS old_seq, seq AS new_seq FROM forgetting
-- next
CREATE TRIGGER forgetting_salts_done INSTEAD OF INSERT ON forgetting_salts BEGIN
    UPDATE log_leaf SET salt = NULL WHERE salt IS NOT NULL AND seq IN (
        SELECT journal.seq FROM journal
        JOIN forgetting ON forgetting.seq = NEW.old_seq
            AND forgetting.person_id = json_extract(journal.new, '$.person_id')
        WHERE journal.seq > NEW.old_seq AND journal.seq <= NEW.new_seq);
    UPDATE forgetting SET seq = NEW.new_seq WHERE seq = NEW.old_seq;
END
