-- Whom `people` erased (their name is empty then, and never otherwise): the files that they handed
-- in go, and what they called them. That there was a file, how long and with which digest, stays.
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
-- What comes afterwards, of somebody who was signed in, is forgotten as well.
CREATE TRIGGER upload_comes_forgotten AFTER INSERT ON upload BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
CREATE VIEW upload_to_forget AS
SELECT id, person_id, created_at FROM upload
WHERE state NOT IN ('refused', 'joined', 'expired', 'removed')
    OR name IS NOT NULL OR metadata IS NOT NULL OR concat IS NOT NULL
-- next
-- The files of one person go, a piece of them at a time.
CREATE VIEW forgetting_piece AS SELECT person_id, 0 AS at, 0 AS n_max FROM forgetting
-- next
CREATE TRIGGER forgetting_piece_done INSTEAD OF INSERT ON forgetting_piece BEGIN
    UPDATE upload SET name = NULL, metadata = NULL, concat = NULL, media_type = NULL,
        state = iif(state IN ('refused', 'joined', 'expired'), state, 'removed'),
        version = version + 1, changed_at = NEW.at, changed_by = 'uploads'
    WHERE id IN (
        SELECT id FROM upload_to_forget WHERE person_id = NEW.person_id
        ORDER BY created_at DESC, id DESC LIMIT NEW.n_max);
    UPDATE forgetting SET is_done = 1
    WHERE person_id = NEW.person_id AND NOT EXISTS (
        SELECT 1 FROM upload_to_forget WHERE person_id = NEW.person_id);
END
