-- In which list whose work stands: made from the tables above and from nothing else, so it has no
-- journal. `list` and `owner` name the list: a person's or a unit's.
CREATE TABLE listed (
    list TEXT NOT NULL,
    owner TEXT NOT NULL,
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    due_at INTEGER NOT NULL,
    assignment_id TEXT NOT NULL,
    part_id TEXT NOT NULL,
    state TEXT NOT NULL,
    priority TEXT NOT NULL,
    PRIMARY KEY (list, owner, is_open, due_at, assignment_id, part_id)
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX listed_by_assignment ON listed (assignment_id)
-- next
-- What an assignment is tied to and may be untied from: tags, who watches it, what it needs to be
-- done before it, the programme indicators and SKP plans that it serves. Each is there or not;
-- which, `target` says by kind. Indicators and plans are known by id and a label alone.
CREATE TABLE tie (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('tag', 'watcher', 'need', 'indicator', 'skp_plan')),
    target TEXT NOT NULL,
    label TEXT,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (kind <> 'need' OR target <> assignment_id),
    CHECK ((kind IN ('indicator', 'skp_plan')) = (label IS NOT NULL))
) STRICT
-- next
CREATE UNIQUE INDEX tie_once ON tie (assignment_id, kind, target)
-- next
-- TIES_MAX and WATCHERS_MAX in src/domain.rs; those that ended count.
CREATE TRIGGER tie_stays_few BEFORE INSERT ON tie BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_ties') WHERE (
        SELECT count(*) FROM tie
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind)
            >= CASE NEW.kind WHEN 'watcher' THEN 200 ELSE 50 END
        AND NOT EXISTS (
            SELECT 1 FROM tie
            WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind
                AND target = NEW.target);
END
-- next
CREATE TRIGGER tie_stays_where_it_is BEFORE UPDATE ON tie BEGIN
    SELECT RAISE(ABORT, 'refused: tie_stays_where_it_is')
    WHERE (NEW.assignment_id, NEW.kind, NEW.target)
        IS NOT (OLD.assignment_id, OLD.kind, OLD.target);
END
-- next
-- That somebody was reminded of a due instant, or that it passed: an event of the feed.
CREATE TABLE reminder (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    part_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('due_soon', 'overdue')),
    due_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE UNIQUE INDEX reminder_once ON reminder (part_id, kind, due_at)
-- next
-- What `listed` holds. Without a due instant the work stands last. `waiting`: the next act is the
-- person's, or of who decides in the name of the unit. `watched` is where somebody looks; `shown`
-- are those of them that somebody else lets them watch, who see it by that.
CREATE VIEW listing AS
SELECT 'all' AS list, '' AS owner, whole.state NOT IN ('completed', 'cancelled') AS is_open,
    ifnull(due_at, 9007199254740991) AS due_at, assignment.id AS assignment_id, '' AS part_id,
    whole.state AS state, priority
FROM assignment JOIN whole ON whole.id = assignment.id WHERE whole.is_given
UNION ALL
SELECT 'given', given_by, whole.state NOT IN ('completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, '', whole.state, priority
FROM assignment JOIN whole ON whole.id = assignment.id
UNION ALL
SELECT 'unit_given', unit_id, whole.state NOT IN ('completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, '', whole.state, priority
FROM assignment JOIN whole ON whole.id = assignment.id WHERE whole.is_given
UNION ALL
SELECT 'watched', tie.target, whole.state NOT IN ('completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, '', whole.state, priority
FROM assignment JOIN whole ON whole.id = assignment.id
JOIN tie ON tie.assignment_id = assignment.id AND kind = 'watcher' AND ended_at IS NULL
WHERE whole.is_given
UNION ALL
SELECT 'shown', tie.target, whole.state NOT IN ('completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, '', whole.state, priority
FROM assignment JOIN whole ON whole.id = assignment.id
JOIN tie ON tie.assignment_id = assignment.id AND kind = 'watcher' AND ended_at IS NULL
    AND tie.changed_by <> tie.target
WHERE whole.is_given
UNION ALL
SELECT 'mine', person_id, part.state NOT IN ('declined', 'completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, part.id, part.state, priority
FROM assignment JOIN part ON part.assignment_id = assignment.id WHERE part.asked_at IS NOT NULL
UNION ALL
SELECT 'unit', part.unit_id, part.state NOT IN ('declined', 'completed', 'cancelled'),
    ifnull(due_at, 9007199254740991), assignment.id, part.id, part.state, priority
FROM assignment JOIN part ON part.assignment_id = assignment.id WHERE part.asked_at IS NOT NULL
UNION ALL
SELECT 'waiting',
    CASE WHEN part.state IN ('assigned', 'returned') THEN person_id ELSE assignment.unit_id END,
    TRUE, ifnull(due_at, 9007199254740991), assignment.id, part.id, part.state, priority
FROM assignment JOIN part ON part.assignment_id = assignment.id
WHERE part.state IN ('assigned', 'returned', 'submitted', 'declined')
UNION ALL
-- What of one person waits for a review, in whosever name it was given.
SELECT 'awaiting', person_id, TRUE, ifnull(due_at, 9007199254740991), assignment.id, part.id,
    part.state, priority
FROM assignment JOIN part ON part.assignment_id = assignment.id
WHERE part.state IN ('submitted', 'declined')
UNION ALL
-- What the regular work reminds of: parts that somebody still has to hand in, until it did.
SELECT kind.value, '', TRUE, due_at, assignment.id, part.id, part.state, priority
FROM assignment JOIN part ON part.assignment_id = assignment.id
JOIN json_each('["due_soon", "overdue"]') AS kind
WHERE due_at IS NOT NULL AND part.state IN ('assigned', 'accepted', 'in_progress', 'returned')
    AND NOT EXISTS (
        SELECT 1 FROM reminder
        WHERE reminder.part_id = part.id AND reminder.kind = kind.value
            AND reminder.due_at = assignment.due_at)
-- next
-- Brings the whole and the lists of an assignment to what its parts say.
CREATE VIEW syncing AS
SELECT id AS assignment_id, changed_at AS at, changed_by AS by FROM assignment
-- next
CREATE TRIGGER syncing_done INSTEAD OF INSERT ON syncing BEGIN
    UPDATE whole SET
        state = (SELECT state FROM whole_by_rule WHERE assignment_id = NEW.assignment_id),
        is_given = is_given OR EXISTS (
            SELECT 1 FROM part
            WHERE assignment_id = NEW.assignment_id AND asked_at IS NOT NULL),
        version = version + 1, changed_at = NEW.at, changed_by = NEW.by
    WHERE id = NEW.assignment_id AND state <> (
        SELECT state FROM whole_by_rule WHERE assignment_id = NEW.assignment_id);
    DELETE FROM listed WHERE assignment_id = NEW.assignment_id;
    INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state, priority)
    SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
    FROM listing WHERE assignment_id = NEW.assignment_id;
END
-- next
CREATE TRIGGER assignment_is_listed AFTER UPDATE ON assignment
WHEN (NEW.due_at, NEW.priority) IS NOT (OLD.due_at, OLD.priority) BEGIN
    INSERT INTO syncing (assignment_id, at, by) VALUES (NEW.id, NEW.changed_at, NEW.changed_by);
END
-- next
-- These two change rows of their own alone: one assignment has hundreds.
CREATE TRIGGER reminder_is_listed AFTER INSERT ON reminder BEGIN
    DELETE FROM listed
    WHERE list = NEW.kind AND owner = '' AND is_open = 1 AND due_at = NEW.due_at
        AND assignment_id = NEW.assignment_id AND part_id = NEW.part_id;
END
-- next
CREATE TRIGGER watcher_is_listed AFTER INSERT ON tie WHEN NEW.kind = 'watcher' BEGIN
    DELETE FROM listed
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
    INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state, priority)
    SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
    FROM listing
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
END
-- next
CREATE TRIGGER watcher_is_listed_again AFTER UPDATE ON tie WHEN NEW.kind = 'watcher' BEGIN
    DELETE FROM listed
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
    INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state, priority)
    SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
    FROM listing
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
END
-- next
-- A new assignment with its parts: {id, person_id, unit_id, zone}. All parts begin in `state`.
CREATE VIEW creating AS
SELECT id, parent_id, from_part_id, unit_id, given_by, given_as, title, text, priority, due_at,
    '' AS state, '' AS parts, given_at AS at
FROM assignment
-- next
CREATE TRIGGER creating_done INSTEAD OF INSERT ON creating BEGIN
    INSERT INTO assignment (id, parent_id, from_part_id, unit_id, given_by, given_as, title,
        text, priority, due_at, given_at, version, changed_at, changed_by)
    VALUES (NEW.id, NEW.parent_id, NEW.from_part_id, NEW.unit_id, NEW.given_by, NEW.given_as,
        NEW.title, NEW.text, NEW.priority, NEW.due_at, NEW.at, 1, NEW.at, NEW.given_by);
    INSERT INTO whole (id, is_given, state, version, changed_at, changed_by)
    VALUES (NEW.id, NEW.state <> 'draft', NEW.state, 1, NEW.at, NEW.given_by);
    INSERT INTO part (id, assignment_id, person_id, unit_id, zone, state, asked_at, version,
        changed_at, changed_by)
    SELECT json_extract(value, '$.id'), NEW.id, json_extract(value, '$.person_id'),
        json_extract(value, '$.unit_id'), json_extract(value, '$.zone'), NEW.state,
        CASE WHEN NEW.state <> 'draft' THEN NEW.at END, 1, NEW.at, NEW.given_by
    FROM json_each(NEW.parts);
    INSERT INTO syncing (assignment_id, at, by) VALUES (NEW.id, NEW.at, NEW.given_by);
END
-- next
-- More people are asked for the same work.
CREATE VIEW adding AS
SELECT assignment_id, state, '' AS parts, changed_at AS at, changed_by AS by FROM part
-- next
CREATE TRIGGER adding_done INSTEAD OF INSERT ON adding BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_closed') WHERE NOT EXISTS (
        SELECT 1 FROM whole WHERE id = NEW.assignment_id
            AND state NOT IN ('completed', 'cancelled')
            AND (state = 'draft') = (NEW.state = 'draft'));
    INSERT INTO part (id, assignment_id, person_id, unit_id, zone, state, asked_at, version,
        changed_at, changed_by)
    SELECT json_extract(value, '$.id'), NEW.assignment_id, json_extract(value, '$.person_id'),
        json_extract(value, '$.unit_id'), json_extract(value, '$.zone'), NEW.state,
        CASE WHEN NEW.state <> 'draft' THEN NEW.at END, 1, NEW.at, NEW.by
    FROM json_each(NEW.parts);
    INSERT INTO syncing (assignment_id, at, by) VALUES (NEW.assignment_id, NEW.at, NEW.by);
END
-- next
-- An act on some parts of one assignment: {id, version, state} as they were when it was decided.
-- Where one of them changed meanwhile, nothing is done; of an act on all, also where the text is of
-- another version, or others were asked: `of_version`, `of_parts`.
CREATE VIEW acting AS
SELECT assignment_id, '' AS parts, 0 AS of_version, 0 AS of_parts, state, act, note,
    changed_at AS at, changed_by AS by
FROM part
-- next
CREATE TRIGGER acting_done INSTEAD OF INSERT ON acting BEGIN
    SELECT RAISE(ABORT, 'refused: changed_meanwhile') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.parts) AS told
        LEFT JOIN part ON part.id = json_extract(told.value, '$.id')
            AND part.assignment_id = NEW.assignment_id
            AND part.version = json_extract(told.value, '$.version')
            AND part.state = json_extract(told.value, '$.state')
        WHERE part.id IS NULL);
    SELECT RAISE(ABORT, 'refused: changed_meanwhile')
    WHERE NEW.of_version IS NOT NULL AND (
        NEW.of_version <> (SELECT version FROM assignment WHERE id = NEW.assignment_id)
        OR NEW.of_parts <> (
            SELECT count(*) FROM part WHERE assignment_id = NEW.assignment_id));
    SELECT RAISE(ABORT, 'refused: assignment_closed') FROM whole
    WHERE NEW.state = 'assigned' AND id = NEW.assignment_id
        AND state IN ('completed', 'cancelled');
    SELECT RAISE(ABORT, 'refused: parent_closed')
    FROM assignment JOIN whole ON whole.id = assignment.parent_id
    LEFT JOIN part AS from_part ON from_part.id = assignment.from_part_id
    WHERE NEW.state = 'assigned' AND assignment.id = NEW.assignment_id
        AND (whole.state IN ('completed', 'cancelled')
            OR from_part.state IN ('declined', 'completed', 'cancelled'));
    UPDATE part SET state = NEW.state, act = NEW.act, note = NEW.note, version = version + 1,
        asked_at = coalesce(asked_at, CASE NEW.state WHEN 'assigned' THEN NEW.at END),
        changed_at = NEW.at, changed_by = NEW.by
    WHERE id IN (SELECT json_extract(value, '$.id') FROM json_each(NEW.parts));
    INSERT INTO syncing (assignment_id, at, by) VALUES (NEW.assignment_id, NEW.at, NEW.by);
END
-- next
-- Words of titles and texts. The words themselves stand in `assignment` alone. `prefix` has the
-- lengths of src/domain/words_sought.rs.
CREATE VIRTUAL TABLE searched USING fts5 (
    title, text, content = 'assignment', content_rowid = 'n',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4 5 6 7 8')
-- next
CREATE TRIGGER assignment_is_searched AFTER INSERT ON assignment BEGIN
    INSERT INTO searched (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text);
END
-- next
CREATE TRIGGER assignment_is_searched_again AFTER UPDATE ON assignment
WHEN (NEW.title, NEW.text) IS NOT (OLD.title, OLD.text) BEGIN
    INSERT INTO searched (searched, rowid, title, text)
    VALUES ('delete', OLD.n, OLD.title, OLD.text);
    INSERT INTO searched (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text);
END
