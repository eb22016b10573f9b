-- The words of each version of an activity. The journal does not have them: whoever follows the
-- feed has no business with them, and here they can go. The trail puts them back.
CREATE TABLE activity_wording (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    words TEXT NOT NULL CHECK (json_valid(words)),
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID
-- next
CREATE TRIGGER activity_is_worded AFTER INSERT ON activity BEGIN
    INSERT INTO activity_wording (id, version, words)
    VALUES (NEW.id, NEW.version, json_object('title', NEW.title, 'text', NEW.text, 'output',
        NEW.output, 'unit', NEW.unit, 'tags', json(NEW.tags), 'comment', NEW.comment));
END
-- next
CREATE TRIGGER activity_is_worded_again AFTER UPDATE ON activity BEGIN
    INSERT INTO activity_wording (id, version, words)
    VALUES (NEW.id, NEW.version, json_object('title', NEW.title, 'text', NEW.text, 'output',
        NEW.output, 'unit', NEW.unit, 'tags', json(NEW.tags), 'comment', NEW.comment));
END
-- next
-- Whom `people` erased (their name is empty then, and never otherwise): what they wrote here goes,
-- and what was written of them. What they did stays, without a name, as in `people`.
CREATE TABLE forgetting (
    person_id TEXT PRIMARY KEY,
    is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX forgetting_due ON forgetting (person_id) WHERE is_done = 0
-- next
CREATE TRIGGER person_is_forgotten AFTER UPDATE OF name ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, is_done) VALUES (NEW.id, 0)
    ON CONFLICT (person_id) DO NOTHING;
END
-- next
CREATE TRIGGER person_comes_forgotten AFTER INSERT ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, is_done) VALUES (NEW.id, 0)
    ON CONFLICT (person_id) DO NOTHING;
END
-- next
-- What comes afterwards is forgotten as well: of somebody who was signed in, or what a head says.
CREATE TRIGGER activity_comes_forgotten AFTER INSERT ON activity BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
CREATE TRIGGER activity_is_told_forgotten AFTER UPDATE OF title, text, comment ON activity
WHEN NEW.title <> '' OR NEW.text <> '' OR NEW.comment <> '' BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
CREATE TRIGGER template_comes_forgotten AFTER INSERT ON template BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
CREATE TRIGGER rule_comes_forgotten AFTER INSERT ON rule WHEN NEW.person_id IS NOT NULL BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
-- Whose it is and since when it is there never changes, and what was withdrawn stays so, but for
-- what is forgotten of it.
CREATE TRIGGER activity_holds BEFORE UPDATE ON activity BEGIN
    SELECT RAISE(ABORT, 'refused: activity_holds')
    WHERE (NEW.seq, NEW.person_id, NEW.is_live, NEW.logged_at)
        IS NOT (OLD.seq, OLD.person_id, OLD.is_live, OLD.logged_at);
    SELECT RAISE(ABORT, 'refused: activity_holds')
    WHERE OLD.state = 'withdrawn'
        AND ((NEW.state, NEW.day, NEW.minutes, NEW.title, NEW.text, NEW.tags)
                IS NOT ('withdrawn', OLD.day, OLD.minutes, '', NULL, '[]')
            OR NOT EXISTS (SELECT 1 FROM forgetting WHERE person_id = NEW.person_id));
END
-- next
-- Some of one person's activities that still have words, of which a piece is forgotten at once.
CREATE VIEW activity_with_words AS
SELECT id, person_id, day FROM activity
WHERE title <> '' OR text <> '' OR comment <> '' OR output <> '' OR tags <> '[]'
-- next
-- The words of one person go, a piece of them at a time.
CREATE VIEW forgetting_piece AS SELECT person_id, 0 AS at, 0 AS n_max FROM forgetting
-- next
CREATE TRIGGER forgetting_piece_done INSTEAD OF INSERT ON forgetting_piece BEGIN
    DELETE FROM activity_wording WHERE id IN (
        SELECT id FROM activity_with_words WHERE person_id = NEW.person_id
        ORDER BY day, id LIMIT NEW.n_max);
    UPDATE activity SET title = '', text = NULL, tags = '[]',
        output = CASE WHEN output IS NOT NULL THEN '' END,
        unit = CASE WHEN unit IS NOT NULL THEN '' END,
        comment = CASE WHEN comment IS NOT NULL THEN '' END,
        version = version + 1, changed_at = NEW.at, changed_by = 'activities'
    WHERE id IN (
        SELECT id FROM activity_with_words WHERE person_id = NEW.person_id
        ORDER BY day, id LIMIT NEW.n_max);
    UPDATE template SET terms = '{"title":"","minutes":1}',
        withdrawn_at = coalesce(withdrawn_at, NEW.at), version = version + 1,
        changed_at = NEW.at, changed_by = 'activities'
    WHERE person_id = NEW.person_id AND terms <> '{"title":"","minutes":1}';
    UPDATE rule SET reason = '', version = version + 1, changed_at = NEW.at,
        changed_by = 'activities'
    WHERE person_id = NEW.person_id AND reason <> '';
    UPDATE forgetting SET is_done = 1
    WHERE person_id = NEW.person_id AND NOT EXISTS (
        SELECT 1 FROM activity_with_words WHERE person_id = NEW.person_id);
END
