-- The words of each version of an assignment, a part or an addition: `words` are the columns that
-- the journal leaves out. Whoever follows the feed has no business with them, and here they can go;
-- the trail puts them back. `owner` is with whom they are forgotten; what is the institution's has
-- none.
CREATE TABLE wording (
    table_name TEXT NOT NULL CHECK (table_name IN ('assignment', 'part', 'addition')),
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    owner TEXT,
    words TEXT NOT NULL CHECK (json_valid(words)),
    PRIMARY KEY (table_name, id, version)
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX wording_by_owner ON wording (owner, table_name, id, version) WHERE owner IS NOT NULL
-- next
INSERT INTO wording (table_name, id, version, owner, words)
SELECT 'assignment', assignment.id, assignment.version,
    CASE WHEN NOT whole.is_given THEN assignment.given_by END,
    json_object('title', assignment.title, 'text', assignment.text)
FROM assignment JOIN whole ON whole.id = assignment.id
-- next
INSERT INTO wording (table_name, id, version, owner, words)
SELECT 'part', id, version, person_id, json_object('note', note)
FROM part WHERE note IS NOT NULL
-- next
INSERT INTO wording (table_name, id, version, owner, words)
SELECT 'addition', id, version, CASE WHEN kind = 'comment' THEN added_by END,
    json_object('content', content)
FROM addition
-- next
-- What of the content is no words, for who follows: whom a comment mentions, which version of which
-- upload was delivered, whether an item is done.
ALTER TABLE addition ADD COLUMN wordless TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(wordless))
-- next
-- A draft is its maker's, and what it said before it was given stays so; work that was given is the
-- institution's. The whole is made right after the assignment.
CREATE TRIGGER assignment_is_worded AFTER INSERT ON whole BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    SELECT 'assignment', id, version, CASE WHEN NOT NEW.is_given THEN given_by END,
        json_object('title', title, 'text', text)
    FROM assignment WHERE id = NEW.id;
END
-- next
CREATE TRIGGER assignment_is_worded_again AFTER UPDATE ON assignment BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    SELECT 'assignment', NEW.id, NEW.version,
        CASE WHEN NOT whole.is_given AND NEW.title <> '' THEN NEW.given_by END,
        json_object('title', NEW.title, 'text', NEW.text)
    FROM whole WHERE id = NEW.id;
END
-- next
CREATE TRIGGER assignment_is_nobodys AFTER UPDATE OF is_given ON whole
WHEN NEW.is_given > OLD.is_given BEGIN
    UPDATE wording SET owner = NULL
    WHERE table_name = 'assignment' AND id = NEW.id
        AND version = (SELECT version FROM assignment WHERE id = NEW.id);
END
-- next
-- What is said of somebody's work is theirs, also what a head says.
CREATE TRIGGER part_is_worded AFTER INSERT ON part WHEN NEW.note IS NOT NULL BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('part', NEW.id, NEW.version, NEW.person_id, json_object('note', NEW.note));
END
-- next
CREATE TRIGGER part_is_worded_again AFTER UPDATE ON part WHEN NEW.note IS NOT NULL BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('part', NEW.id, NEW.version, NEW.person_id, json_object('note', NEW.note));
END
-- next
CREATE TRIGGER addition_is_worded AFTER INSERT ON addition BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('addition', NEW.id, NEW.version,
        CASE WHEN NEW.kind = 'comment' THEN NEW.added_by END,
        json_object('content', NEW.content));
END
-- next
-- What json_set made would stand there as an object and not as the text that it is in its column.
CREATE TRIGGER addition_is_worded_again AFTER UPDATE ON addition BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('addition', NEW.id, NEW.version,
        CASE WHEN NEW.kind = 'comment' AND NEW.content ->> 'text' <> '' THEN NEW.added_by END,
        json_object('content', NEW.content || ''));
END
-- next
-- What is taken out of the index of texts leaves no trace in its pages.
INSERT INTO searched (searched, rank) VALUES ('secure-delete', 1)
-- next
-- Whom `people` erased (their name is empty then, and never otherwise): their words go. What they
-- did stays, without a name, as in `people`.
CREATE TABLE forgetting (
    person_id TEXT PRIMARY KEY,
    is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX forgetting_due ON forgetting (person_id) WHERE is_done = 0
-- next
INSERT INTO forgetting (person_id, is_done) SELECT id, 0 FROM person WHERE name = ''
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
CREATE TRIGGER wording_comes_forgotten AFTER INSERT ON wording WHEN NEW.owner IS NOT NULL BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.owner AND is_done = 1;
END
-- next
CREATE TRIGGER saved_filter_comes_forgotten AFTER INSERT ON saved_filter BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
CREATE TRIGGER subscription_comes_forgotten AFTER INSERT ON subscription BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END
-- next
DROP TRIGGER addition_stays_where_it_is
-- next
-- A comment never changes, and what was removed stays so, but for what is forgotten of it.
CREATE TRIGGER addition_stays_where_it_is BEFORE UPDATE ON addition BEGIN
    SELECT RAISE(ABORT, 'refused: addition_stays_where_it_is')
    WHERE (NEW.assignment_id, NEW.part_id, NEW.kind, NEW.added_by, NEW.added_at)
        IS NOT (OLD.assignment_id, OLD.part_id, OLD.kind, OLD.added_by, OLD.added_at);
    SELECT RAISE(ABORT, 'refused: addition_stays_where_it_is')
    WHERE ((OLD.kind = 'comment' AND NEW.content IS NOT OLD.content)
            OR OLD.removed_at IS NOT NULL)
        AND (OLD.kind <> 'comment' OR NEW.removed_at IS NOT OLD.removed_at
            OR NEW.content IS NOT json_set(OLD.content, '$.text', '')
            OR NOT EXISTS (SELECT 1 FROM forgetting WHERE person_id = OLD.added_by));
END
-- next
DROP TRIGGER saved_filter_stays_ones_own
-- next
CREATE TRIGGER saved_filter_stays_ones_own BEFORE UPDATE ON saved_filter BEGIN
    SELECT RAISE(ABORT, 'refused: saved_filter_stays_ones_own')
    WHERE NEW.person_id <> OLD.person_id
        OR (OLD.removed_at IS NOT NULL
            AND (NEW.name, NEW.query, NEW.removed_at) IS NOT ('', '', OLD.removed_at));
END
-- next
-- These look at acts alone: to forget a note is none.
DROP TRIGGER part_waits_for_needs
-- next
CREATE TRIGGER part_waits_for_needs BEFORE UPDATE ON part
WHEN NEW.state IN ('in_progress', 'submitted') AND NEW.state <> OLD.state BEGIN
    SELECT RAISE(ABORT, 'refused: needs_open') WHERE EXISTS (
        SELECT 1 FROM tie JOIN whole ON whole.id = tie.target
        WHERE tie.assignment_id = NEW.assignment_id AND tie.kind = 'need'
            AND tie.ended_at IS NULL AND whole.state NOT IN ('completed', 'cancelled'));
END
-- next
DROP TRIGGER part_waits_for_children
-- next
CREATE TRIGGER part_waits_for_children BEFORE UPDATE ON part
WHEN NEW.state = 'completed' AND OLD.state <> 'completed' BEGIN
    SELECT RAISE(ABORT, 'refused: child_open') WHERE EXISTS (
        SELECT 1 FROM assignment AS child JOIN whole ON whole.id = child.id
        WHERE child.parent_id = NEW.assignment_id
            AND (child.from_part_id IS NULL OR child.from_part_id = NEW.id)
            AND whole.state NOT IN ('draft', 'completed', 'cancelled'));
END
-- next
-- The words of one person go, a piece of them at a time.
CREATE VIEW forgetting_piece AS SELECT person_id, 0 AS at, 0 AS n_max FROM forgetting
-- next
CREATE TRIGGER forgetting_piece_done INSTEAD OF INSERT ON forgetting_piece BEGIN
    UPDATE part SET note = NULL
    WHERE note IS NOT NULL AND id IN (
        SELECT id FROM (
            SELECT table_name, id FROM wording WHERE owner = NEW.person_id
            ORDER BY table_name, id, version LIMIT NEW.n_max)
        WHERE table_name = 'part');
    UPDATE addition SET content = json_set(content, '$.text', ''), version = version + 1,
        changed_at = NEW.at, changed_by = 'assignments'
    WHERE content ->> 'text' <> '' AND id IN (
        SELECT id FROM (
            SELECT table_name, id FROM wording WHERE owner = NEW.person_id
            ORDER BY table_name, id, version LIMIT NEW.n_max)
        WHERE table_name = 'addition');
    UPDATE assignment SET title = '', text = '', version = version + 1, changed_at = NEW.at,
        changed_by = 'assignments'
    WHERE title <> '' AND id IN (
        SELECT whole.id FROM (
            SELECT table_name, id FROM wording WHERE owner = NEW.person_id
            ORDER BY table_name, id, version LIMIT NEW.n_max) AS piece
        JOIN whole ON whole.id = piece.id
        WHERE table_name = 'assignment' AND NOT is_given);
    DELETE FROM wording WHERE (table_name, id, version) IN (
        SELECT table_name, id, version FROM wording WHERE owner = NEW.person_id
        ORDER BY table_name, id, version LIMIT NEW.n_max);
    UPDATE saved_filter SET name = '', query = '', removed_at = coalesce(removed_at, NEW.at),
        version = version + 1, changed_at = NEW.at, changed_by = 'assignments'
    WHERE person_id = NEW.person_id AND name <> '';
    UPDATE subscription SET name = '', ended_at = coalesce(ended_at, NEW.at),
        version = version + 1, changed_at = NEW.at, changed_by = 'assignments'
    WHERE person_id = NEW.person_id AND (name <> '' OR ended_at IS NULL);
    UPDATE forgetting SET is_done = 1
    WHERE person_id = NEW.person_id AND NOT EXISTS (
        SELECT 1 FROM wording WHERE owner = NEW.person_id);
END
