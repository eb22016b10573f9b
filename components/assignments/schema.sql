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
    changed_by TEXT NOT NULL, wordless TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(wordless)),
    CHECK ((kind = 'deliverable') = (part_id IS NOT NULL))
) STRICT;

CREATE TABLE assignment (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    parent_id TEXT,
    from_part_id TEXT,
    unit_id TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_as TEXT NOT NULL CHECK (given_as IN ('head', 'acting_head', 'team_lead')),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    due_at INTEGER,
    given_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (parent_id <> id),
    CHECK (from_part_id IS NULL OR parent_id IS NOT NULL)
) STRICT;

CREATE TABLE closed_session (
    id TEXT PRIMARY KEY,
    closed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forgetting (
    person_id TEXT PRIMARY KEY,
    is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

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
) STRICT, WITHOUT ROWID;

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    region TEXT,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE part (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'assigned', 'accepted', 'declined',
        'in_progress', 'submitted', 'returned', 'completed', 'cancelled')),
    act TEXT CHECK (act IN ('assign', 'accept', 'decline', 'start', 'submit', 'return',
        'complete', 'cancel')),
    note TEXT,
    asked_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE people_followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    ends_on TEXT,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT,
    appraised_id TEXT,
    office_id TEXT,
    style TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    slot TEXT NOT NULL GENERATED ALWAYS AS (CASE kind
        WHEN 'member' THEN person_id
        WHEN 'participant' THEN person_id || '/' || unit_id
        WHEN 'appraiser' THEN appraised_id
        ELSE unit_id END) VIRTUAL
) STRICT;

CREATE TABLE reminder (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    part_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('due_soon', 'overdue')),
    due_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE saved_filter (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE searched USING fts5 (
    title, text, content = 'assignment', content_rowid = 'n',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4 5 6 7 8');

CREATE TABLE 'searched_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'searched_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'searched_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'searched_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

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
) STRICT;

CREATE TABLE unit_state (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id TEXT,
    office_id TEXT,
    closed INTEGER NOT NULL,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE whole (
    id TEXT PRIMARY KEY,
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('draft', 'assigned', 'accepted', 'declined',
        'in_progress', 'submitted', 'returned', 'completed', 'cancelled')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE wording (
    table_name TEXT NOT NULL CHECK (table_name IN ('assignment', 'part', 'addition')),
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    owner TEXT,
    words TEXT NOT NULL CHECK (json_valid(words)),
    PRIMARY KEY (table_name, id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX addition_by_assignment ON addition (assignment_id, kind, id);

CREATE INDEX assignment_by_parent ON assignment (parent_id) WHERE parent_id IS NOT NULL;

CREATE INDEX closed_session_by_time ON closed_session (closed_at);

CREATE INDEX forgetting_due ON forgetting (person_id) WHERE is_done = 0;

CREATE INDEX journal_by_subject ON journal (subject, seq);

CREATE INDEX listed_by_assignment ON listed (assignment_id);

CREATE INDEX part_by_assignment ON part (assignment_id, id);

CREATE INDEX part_by_person ON part (person_id, assignment_id) WHERE state <> 'cancelled';

CREATE UNIQUE INDEX part_of_person ON part (assignment_id, person_id) WHERE state <> 'cancelled';

CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE UNIQUE INDEX reminder_once ON reminder (part_id, kind, due_at);

CREATE INDEX saved_filter_by_person ON saved_filter (person_id, id) WHERE removed_at IS NULL;

CREATE INDEX subscription_by_person ON subscription (person_id, id) WHERE ended_at IS NULL;

CREATE INDEX subscription_by_session ON subscription (session_id) WHERE ended_at IS NULL;

CREATE INDEX tie_by_target ON tie (kind, target, assignment_id) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX tie_once ON tie (assignment_id, kind, target);

CREATE INDEX unit_state_by_day ON unit_state (unit_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL;

CREATE INDEX wording_by_owner ON wording (owner, table_name, id, version) WHERE owner IS NOT NULL;

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
END;

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
END;

CREATE TRIGGER addition_changed AFTER UPDATE ON addition BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.addition.changed', NEW.id, json_object('id', OLD.id, 'assignment_id', OLD.assignment_id, 'part_id', OLD.part_id, 'kind', OLD.kind, 'content', '[redacted]', 'added_by', OLD.added_by, 'added_at', OLD.added_at, 'removed_at', OLD.removed_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'wordless', OLD.wordless), json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'part_id', NEW.part_id, 'kind', NEW.kind, 'content', '[redacted]', 'added_by', NEW.added_by, 'added_at', NEW.added_at, 'removed_at', NEW.removed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'wordless', NEW.wordless)); END;

CREATE TRIGGER addition_changes_in_time BEFORE UPDATE ON addition WHEN NEW.kind <> 'comment' BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_closed') FROM whole
    WHERE id = NEW.assignment_id AND state IN ('completed', 'cancelled');
    SELECT RAISE(ABORT, 'refused: not_now') FROM part
    WHERE id = NEW.part_id
        AND state NOT IN ('assigned', 'accepted', 'in_progress', 'returned');
END;

CREATE TRIGGER addition_comes_in_time BEFORE INSERT ON addition WHEN NEW.kind <> 'comment' BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_closed') FROM whole
    WHERE id = NEW.assignment_id AND state IN ('completed', 'cancelled');
    SELECT RAISE(ABORT, 'refused: not_now') FROM part
    WHERE id = NEW.part_id
        AND state NOT IN ('assigned', 'accepted', 'in_progress', 'returned');
END;

CREATE TRIGGER addition_created AFTER INSERT ON addition BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.addition.created', NEW.id, NULL, json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'part_id', NEW.part_id, 'kind', NEW.kind, 'content', '[redacted]', 'added_by', NEW.added_by, 'added_at', NEW.added_at, 'removed_at', NEW.removed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'wordless', NEW.wordless)); END;

CREATE TRIGGER addition_is_worded AFTER INSERT ON addition BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('addition', NEW.id, NEW.version,
        CASE WHEN NEW.kind = 'comment' THEN NEW.added_by END,
        json_object('content', NEW.content));
END;

CREATE TRIGGER addition_is_worded_again AFTER UPDATE ON addition BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('addition', NEW.id, NEW.version,
        CASE WHEN NEW.kind = 'comment' AND NEW.content ->> 'text' <> '' THEN NEW.added_by END,
        json_object('content', NEW.content || ''));
END;

CREATE TRIGGER addition_kept BEFORE UPDATE ON addition BEGIN
                 SELECT RAISE(ABORT, 'refused: addition keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER addition_stays BEFORE DELETE ON addition
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of addition stay'); END;

CREATE TRIGGER addition_stays_few BEFORE INSERT ON addition BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_additions') FROM (
        SELECT count(*) AS n_ever, sum(removed_at IS NULL) AS n FROM addition
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind)
    WHERE (n >= 1000 OR n_ever >= 2000)
        AND NOT EXISTS (SELECT 1 FROM addition WHERE id = NEW.id);
END;

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
END;

CREATE TRIGGER assignment_changed AFTER UPDATE ON assignment BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.assignment.changed', NEW.id, json_object('n', OLD.n, 'id', OLD.id, 'parent_id', OLD.parent_id, 'from_part_id', OLD.from_part_id, 'unit_id', OLD.unit_id, 'given_by', OLD.given_by, 'given_as', OLD.given_as, 'title', '[redacted]', 'text', '[redacted]', 'priority', OLD.priority, 'due_at', OLD.due_at, 'given_at', OLD.given_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('n', NEW.n, 'id', NEW.id, 'parent_id', NEW.parent_id, 'from_part_id', NEW.from_part_id, 'unit_id', NEW.unit_id, 'given_by', NEW.given_by, 'given_as', NEW.given_as, 'title', '[redacted]', 'text', '[redacted]', 'priority', NEW.priority, 'due_at', NEW.due_at, 'given_at', NEW.given_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER assignment_created AFTER INSERT ON assignment BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.assignment.created', NEW.id, NULL, json_object('n', NEW.n, 'id', NEW.id, 'parent_id', NEW.parent_id, 'from_part_id', NEW.from_part_id, 'unit_id', NEW.unit_id, 'given_by', NEW.given_by, 'given_as', NEW.given_as, 'title', '[redacted]', 'text', '[redacted]', 'priority', NEW.priority, 'due_at', NEW.due_at, 'given_at', NEW.given_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER assignment_has_an_open_parent BEFORE INSERT ON assignment
WHEN NEW.parent_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: parent_closed') WHERE NOT EXISTS (
        SELECT 1 FROM whole WHERE id = NEW.parent_id
            AND state NOT IN ('draft', 'completed', 'cancelled'));
    SELECT RAISE(ABORT, 'refused: parent_closed') FROM part
    WHERE id = NEW.from_part_id AND state IN ('draft', 'declined', 'completed', 'cancelled');
    -- CHILDREN_MAX in src/domain.rs.
    SELECT RAISE(ABORT, 'refused: too_many_children') WHERE (
        SELECT count(*) FROM assignment WHERE parent_id = NEW.parent_id) >= 200;
    -- CHAIN_MAX in src/domain.rs.
    SELECT RAISE(ABORT, 'refused: chain_too_long') WHERE (
        WITH RECURSIVE above (id, level) AS (
            SELECT NEW.parent_id, 1
            UNION ALL
            SELECT assignment.parent_id, above.level + 1
            FROM above JOIN assignment ON assignment.id = above.id
            WHERE assignment.parent_id IS NOT NULL AND above.level <= 16)
        SELECT max(level) FROM above) > 16;
END;

CREATE TRIGGER assignment_is_listed AFTER UPDATE ON assignment
WHEN (NEW.due_at, NEW.priority) IS NOT (OLD.due_at, OLD.priority) BEGIN
    INSERT INTO syncing (assignment_id, at, by) VALUES (NEW.id, NEW.changed_at, NEW.changed_by);
END;

CREATE TRIGGER assignment_is_nobodys AFTER UPDATE OF is_given ON whole
WHEN NEW.is_given > OLD.is_given BEGIN
    UPDATE wording SET owner = NULL
    WHERE table_name = 'assignment' AND id = NEW.id
        AND version = (SELECT version FROM assignment WHERE id = NEW.id);
END;

CREATE TRIGGER assignment_is_searched AFTER INSERT ON assignment BEGIN
    INSERT INTO searched (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text);
END;

CREATE TRIGGER assignment_is_searched_again AFTER UPDATE ON assignment
WHEN (NEW.title, NEW.text) IS NOT (OLD.title, OLD.text) BEGIN
    INSERT INTO searched (searched, rowid, title, text)
    VALUES ('delete', OLD.n, OLD.title, OLD.text);
    INSERT INTO searched (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text);
END;

CREATE TRIGGER assignment_is_worded AFTER INSERT ON whole BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    SELECT 'assignment', id, version, CASE WHEN NOT NEW.is_given THEN given_by END,
        json_object('title', title, 'text', text)
    FROM assignment WHERE id = NEW.id;
END;

CREATE TRIGGER assignment_is_worded_again AFTER UPDATE ON assignment BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    SELECT 'assignment', NEW.id, NEW.version,
        CASE WHEN NOT whole.is_given AND NEW.title <> '' THEN NEW.given_by END,
        json_object('title', NEW.title, 'text', NEW.text)
    FROM whole WHERE id = NEW.id;
END;

CREATE TRIGGER assignment_kept BEFORE UPDATE ON assignment BEGIN
                 SELECT RAISE(ABORT, 'refused: assignment keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER assignment_stays BEFORE DELETE ON assignment
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of assignment stay'); END;

CREATE TRIGGER assignment_stays_given BEFORE UPDATE ON assignment BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_stays_given')
    WHERE (NEW.n, NEW.parent_id, NEW.from_part_id, NEW.unit_id, NEW.given_by, NEW.given_as,
            NEW.given_at)
        IS NOT (OLD.n, OLD.parent_id, OLD.from_part_id, OLD.unit_id, OLD.given_by, OLD.given_as,
            OLD.given_at);
END;

CREATE TRIGGER closing_done INSTEAD OF INSERT ON closing BEGIN
    INSERT INTO closed_session (id, closed_at)
    SELECT json_extract(value, '$.session_id'), NEW.at FROM json_each(NEW.ways)
    WHERE json_extract(value, '$.session_id') IS NOT NULL
    ON CONFLICT (id) DO NOTHING;
    DELETE FROM closed_session WHERE closed_at < NEW.at - 86400000;
    UPDATE subscription SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'assignments'
    WHERE ended_at IS NULL AND id IN (
        SELECT subscription.id FROM json_each(NEW.ways) AS way
        JOIN subscription ON subscription.session_id = json_extract(way.value, '$.session_id')
            AND json_extract(way.value, '$.takes_along')
        WHERE subscription.ended_at IS NULL
        UNION
        SELECT subscription.id FROM json_each(NEW.ways) AS way
        JOIN subscription ON subscription.person_id = json_extract(way.value, '$.person_id')
            AND subscription.created_at <= json_extract(way.value, '$.until')
        WHERE subscription.ended_at IS NULL);
END;

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
END;

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
END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

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
END;

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
END;

CREATE TRIGGER part_changed AFTER UPDATE ON part WHEN NOT ((NEW.note IS NULL OR NEW.note IS OLD.note) AND NEW.id IS OLD.id AND NEW.assignment_id IS OLD.assignment_id AND NEW.person_id IS OLD.person_id AND NEW.unit_id IS OLD.unit_id AND NEW.zone IS OLD.zone AND NEW.state IS OLD.state AND NEW.act IS OLD.act AND NEW.asked_at IS OLD.asked_at AND NEW.version IS OLD.version AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by) BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.part.changed', NEW.id, json_object('id', OLD.id, 'assignment_id', OLD.assignment_id, 'person_id', OLD.person_id, 'unit_id', OLD.unit_id, 'zone', OLD.zone, 'state', OLD.state, 'act', OLD.act, 'note', '[redacted]', 'asked_at', OLD.asked_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'zone', NEW.zone, 'state', NEW.state, 'act', NEW.act, 'note', '[redacted]', 'asked_at', NEW.asked_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER part_created AFTER INSERT ON part BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.part.created', NEW.id, NULL, json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'zone', NEW.zone, 'state', NEW.state, 'act', NEW.act, 'note', '[redacted]', 'asked_at', NEW.asked_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER part_is_worded AFTER INSERT ON part WHEN NEW.note IS NOT NULL BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('part', NEW.id, NEW.version, NEW.person_id, json_object('note', NEW.note));
END;

CREATE TRIGGER part_is_worded_again AFTER UPDATE ON part WHEN NEW.note IS NOT NULL BEGIN
    INSERT INTO wording (table_name, id, version, owner, words)
    VALUES ('part', NEW.id, NEW.version, NEW.person_id, json_object('note', NEW.note));
END;

CREATE TRIGGER part_kept BEFORE UPDATE ON part BEGIN
                 SELECT RAISE(ABORT, 'refused: part keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1) AND NOT ((NEW.note IS NULL OR NEW.note IS OLD.note) AND NEW.id IS OLD.id AND NEW.assignment_id IS OLD.assignment_id AND NEW.person_id IS OLD.person_id AND NEW.unit_id IS OLD.unit_id AND NEW.zone IS OLD.zone AND NEW.state IS OLD.state AND NEW.act IS OLD.act AND NEW.asked_at IS OLD.asked_at AND NEW.version IS OLD.version AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by); END;

CREATE TRIGGER part_stays BEFORE DELETE ON part
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of part stay'); END;

CREATE TRIGGER part_stays_few BEFORE INSERT ON part BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_parts') WHERE (
        SELECT count(*) FROM part WHERE assignment_id = NEW.assignment_id) >= 100;
END;

CREATE TRIGGER part_stays_ones_own BEFORE UPDATE ON part BEGIN
    SELECT RAISE(ABORT, 'refused: part_stays_ones_own')
    WHERE (NEW.assignment_id, NEW.person_id, NEW.unit_id, NEW.zone)
        IS NOT (OLD.assignment_id, OLD.person_id, OLD.unit_id, OLD.zone);
END;

CREATE TRIGGER part_waits_for_children BEFORE UPDATE ON part
WHEN NEW.state = 'completed' AND OLD.state <> 'completed' BEGIN
    SELECT RAISE(ABORT, 'refused: child_open') WHERE EXISTS (
        SELECT 1 FROM assignment AS child JOIN whole ON whole.id = child.id
        WHERE child.parent_id = NEW.assignment_id
            AND (child.from_part_id IS NULL OR child.from_part_id = NEW.id)
            AND whole.state NOT IN ('draft', 'completed', 'cancelled'));
END;

CREATE TRIGGER part_waits_for_needs BEFORE UPDATE ON part
WHEN NEW.state IN ('in_progress', 'submitted') AND NEW.state <> OLD.state BEGIN
    SELECT RAISE(ABORT, 'refused: needs_open') WHERE EXISTS (
        SELECT 1 FROM tie JOIN whole ON whole.id = tie.target
        WHERE tie.assignment_id = NEW.assignment_id AND tie.kind = 'need'
            AND tie.ended_at IS NULL AND whole.state NOT IN ('completed', 'cancelled'));
END;

CREATE TRIGGER people_following_done INSTEAD OF INSERT ON people_following BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM people_followed WHERE seq = NEW.old_seq);
    INSERT INTO person (id, name, zone, ends_on, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.name'),
        json_extract(value, '$.zone'), json_extract(value, '$.ends_on'),
        json_extract(value, '$.version')
    FROM json_each(NEW.people) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone,
        ends_on = excluded.ends_on, version = excluded.version
    WHERE excluded.version > person.version;
    INSERT INTO office (id, zone, latitude, longitude, region, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.zone'),
        json_extract(value, '$.latitude'), json_extract(value, '$.longitude'),
        json_extract(value, '$.region'), json_extract(value, '$.version')
    FROM json_each(NEW.offices) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, latitude = excluded.latitude,
        longitude = excluded.longitude, region = excluded.region, version = excluded.version
    WHERE excluded.version > office.version;
    INSERT INTO unit_state (id, unit_id, starts_on, kind, name, parent_id, office_id, closed,
        withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.starts_on'), json_extract(value, '$.kind'),
        json_extract(value, '$.name'), json_extract(value, '$.parent_id'),
        json_extract(value, '$.office_id'), json_extract(value, '$.closed'),
        json_extract(value, '$.withdrawn_at'), json_extract(value, '$.version')
    FROM json_each(NEW.unit_states) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET starts_on = excluded.starts_on, kind = excluded.kind,
        name = excluded.name, parent_id = excluded.parent_id, office_id = excluded.office_id,
        closed = excluded.closed, withdrawn_at = excluded.withdrawn_at,
        version = excluded.version
    WHERE excluded.version > unit_state.version;
    INSERT INTO relation (id, kind, person_id, unit_id, appraised_id, office_id, style, starts_on,
        ends_on, withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.kind'),
        json_extract(value, '$.person_id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.appraised_id'), json_extract(value, '$.office_id'),
        json_extract(value, '$.style'), json_extract(value, '$.starts_on'),
        json_extract(value, '$.ends_on'), json_extract(value, '$.withdrawn_at'),
        json_extract(value, '$.version')
    FROM json_each(NEW.relations) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET office_id = excluded.office_id, style = excluded.style,
        starts_on = excluded.starts_on, ends_on = excluded.ends_on,
        withdrawn_at = excluded.withdrawn_at, version = excluded.version
    WHERE excluded.version > relation.version;
    UPDATE people_followed SET seq = NEW.new_seq;
END;

CREATE TRIGGER person_comes_forgotten AFTER INSERT ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, is_done) VALUES (NEW.id, 0)
    ON CONFLICT (person_id) DO NOTHING;
END;

CREATE TRIGGER person_is_forgotten AFTER UPDATE OF name ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, is_done) VALUES (NEW.id, 0)
    ON CONFLICT (person_id) DO NOTHING;
END;

CREATE TRIGGER reassigning_done INSTEAD OF INSERT ON reassigning BEGIN
    SELECT RAISE(ABORT, 'refused: changed_meanwhile') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.parts) AS told
        LEFT JOIN part ON part.id = json_extract(told.value, '$.id')
            AND part.version = json_extract(told.value, '$.version')
            AND part.state = json_extract(told.value, '$.state')
        WHERE part.id IS NULL);
    SELECT RAISE(ABORT, 'refused: changed_meanwhile') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.parts) AS told
        JOIN part ON part.id = json_extract(told.value, '$.id')
        JOIN part AS theirs ON theirs.assignment_id = part.assignment_id
            AND theirs.person_id = NEW.to_id
        WHERE theirs.state IN ('draft', 'declined', 'completed'));
    INSERT INTO part (id, assignment_id, person_id, unit_id, zone, state, act, note, asked_at,
        version, changed_at, changed_by)
    SELECT json_extract(told.value, '$.new_id'), part.assignment_id, NEW.to_id,
        json_extract(told.value, '$.unit_id'), json_extract(told.value, '$.zone'), 'assigned',
        'assign', NEW.note, NEW.at, 1, NEW.at, NEW.by
    FROM json_each(NEW.parts) AS told
    JOIN part ON part.id = json_extract(told.value, '$.id')
    WHERE NOT EXISTS (
        SELECT 1 FROM part AS theirs
        WHERE theirs.assignment_id = part.assignment_id AND theirs.person_id = NEW.to_id
            AND theirs.state <> 'cancelled');
    UPDATE part SET state = 'cancelled', act = 'cancel', note = NEW.note, version = version + 1,
        changed_at = NEW.at, changed_by = NEW.by
    WHERE id IN (SELECT json_extract(value, '$.id') FROM json_each(NEW.parts));
    INSERT INTO syncing (assignment_id, at, by)
    SELECT DISTINCT part.assignment_id, NEW.at, NEW.by
    FROM json_each(NEW.parts) AS told
    JOIN part ON part.id = json_extract(told.value, '$.id');
END;

CREATE TRIGGER reminder_changed AFTER UPDATE ON reminder BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.reminder.changed', NEW.id, json_object('id', OLD.id, 'assignment_id', OLD.assignment_id, 'part_id', OLD.part_id, 'person_id', OLD.person_id, 'kind', OLD.kind, 'due_at', OLD.due_at, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'part_id', NEW.part_id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'due_at', NEW.due_at, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER reminder_created AFTER INSERT ON reminder BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.reminder.created', NEW.id, NULL, json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'part_id', NEW.part_id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'due_at', NEW.due_at, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER reminder_is_listed AFTER INSERT ON reminder BEGIN
    DELETE FROM listed
    WHERE list = NEW.kind AND owner = '' AND is_open = 1 AND due_at = NEW.due_at
        AND assignment_id = NEW.assignment_id AND part_id = NEW.part_id;
END;

CREATE TRIGGER reminder_kept BEFORE UPDATE ON reminder BEGIN
                 SELECT RAISE(ABORT, 'refused: reminder never changes') WHERE TRUE; END;

CREATE TRIGGER reminder_stays BEFORE DELETE ON reminder
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of reminder stay'); END;

CREATE TRIGGER saved_filter_changed AFTER UPDATE ON saved_filter BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.saved_filter.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'name', '[redacted]', 'query', '[redacted]', 'removed_at', OLD.removed_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'query', '[redacted]', 'removed_at', NEW.removed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER saved_filter_comes_forgotten AFTER INSERT ON saved_filter BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER saved_filter_created AFTER INSERT ON saved_filter BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.saved_filter.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'query', '[redacted]', 'removed_at', NEW.removed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER saved_filter_kept BEFORE UPDATE ON saved_filter BEGIN
                 SELECT RAISE(ABORT, 'refused: saved_filter keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER saved_filter_stays BEFORE DELETE ON saved_filter
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of saved_filter stay'); END;

CREATE TRIGGER saved_filter_stays_few BEFORE INSERT ON saved_filter BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_filters') WHERE (
        SELECT count(*) FROM saved_filter
        WHERE person_id = NEW.person_id AND removed_at IS NULL) >= 50
        AND NOT EXISTS (SELECT 1 FROM saved_filter WHERE id = NEW.id);
END;

CREATE TRIGGER saved_filter_stays_ones_own BEFORE UPDATE ON saved_filter BEGIN
    SELECT RAISE(ABORT, 'refused: saved_filter_stays_ones_own')
    WHERE NEW.person_id <> OLD.person_id
        OR (OLD.removed_at IS NOT NULL
            AND (NEW.name, NEW.query, NEW.removed_at) IS NOT ('', '', OLD.removed_at));
END;

CREATE TRIGGER subscription_changed AFTER UPDATE ON subscription BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.subscription.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'session_id', OLD.session_id, 'name', '[redacted]', 'seal', '[redacted]', 'created_at', OLD.created_at, 'ended_at', OLD.ended_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'session_id', NEW.session_id, 'name', '[redacted]', 'seal', '[redacted]', 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER subscription_comes_forgotten AFTER INSERT ON subscription BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER subscription_created AFTER INSERT ON subscription BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.subscription.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'session_id', NEW.session_id, 'name', '[redacted]', 'seal', '[redacted]', 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER subscription_is_let_in BEFORE INSERT ON subscription BEGIN
    SELECT RAISE(ABORT, 'refused: session_over')
    WHERE EXISTS (SELECT 1 FROM closed_session WHERE id = NEW.session_id);
    -- SUBSCRIPTIONS_MAX in src/domain.rs; one that is there already is no other.
    SELECT RAISE(ABORT, 'refused: too_many_subscriptions') WHERE (
        SELECT count(*) FROM subscription
        WHERE person_id = NEW.person_id AND ended_at IS NULL) >= 10
        AND NOT EXISTS (SELECT 1 FROM subscription WHERE id = NEW.id);
END;

CREATE TRIGGER subscription_kept BEFORE UPDATE ON subscription BEGIN
                 SELECT RAISE(ABORT, 'refused: subscription keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER subscription_stays BEFORE DELETE ON subscription
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of subscription stay'); END;

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
END;

CREATE TRIGGER tie_changed AFTER UPDATE ON tie BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.tie.changed', NEW.id, json_object('id', OLD.id, 'assignment_id', OLD.assignment_id, 'kind', OLD.kind, 'target', OLD.target, 'label', OLD.label, 'ended_at', OLD.ended_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'kind', NEW.kind, 'target', NEW.target, 'label', NEW.label, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER tie_created AFTER INSERT ON tie BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.tie.created', NEW.id, NULL, json_object('id', NEW.id, 'assignment_id', NEW.assignment_id, 'kind', NEW.kind, 'target', NEW.target, 'label', NEW.label, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER tie_kept BEFORE UPDATE ON tie BEGIN
                 SELECT RAISE(ABORT, 'refused: tie keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER tie_stays BEFORE DELETE ON tie
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of tie stay'); END;

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
END;

CREATE TRIGGER tie_stays_few_again BEFORE UPDATE ON tie
WHEN NEW.ended_at IS NULL AND OLD.ended_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_ties') WHERE (
        SELECT count(*) FROM tie
        WHERE assignment_id = NEW.assignment_id AND kind = NEW.kind AND ended_at IS NULL)
            >= CASE NEW.kind WHEN 'watcher' THEN 200 ELSE 50 END;
END;

CREATE TRIGGER tie_stays_where_it_is BEFORE UPDATE ON tie BEGIN
    SELECT RAISE(ABORT, 'refused: tie_stays_where_it_is')
    WHERE (NEW.assignment_id, NEW.kind, NEW.target)
        IS NOT (OLD.assignment_id, OLD.kind, OLD.target);
END;

CREATE TRIGGER watcher_is_listed AFTER INSERT ON tie WHEN NEW.kind = 'watcher' BEGIN
    DELETE FROM listed
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
    INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state, priority)
    SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
    FROM listing
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
END;

CREATE TRIGGER watcher_is_listed_again AFTER UPDATE ON tie WHEN NEW.kind = 'watcher' BEGIN
    DELETE FROM listed
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
    INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state, priority)
    SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
    FROM listing
    WHERE assignment_id = NEW.assignment_id AND owner = NEW.target
        AND list IN ('watched', 'shown');
END;

CREATE TRIGGER whole_changed AFTER UPDATE ON whole BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.whole.changed', NEW.id, json_object('id', OLD.id, 'is_given', OLD.is_given, 'state', OLD.state, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'is_given', NEW.is_given, 'state', NEW.state, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER whole_created AFTER INSERT ON whole BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'assignments.whole.created', NEW.id, NULL, json_object('id', NEW.id, 'is_given', NEW.is_given, 'state', NEW.state, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER whole_kept BEFORE UPDATE ON whole BEGIN
                 SELECT RAISE(ABORT, 'refused: whole keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER whole_stays BEFORE DELETE ON whole
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of whole stay'); END;

CREATE TRIGGER whole_waits_for_children BEFORE UPDATE ON whole WHEN NEW.state = 'completed' BEGIN
    SELECT RAISE(ABORT, 'refused: child_open') WHERE EXISTS (
        SELECT 1 FROM assignment AS child JOIN whole ON whole.id = child.id
        WHERE child.parent_id = NEW.id
            AND whole.state NOT IN ('draft', 'completed', 'cancelled'));
END;

CREATE TRIGGER wording_comes_forgotten AFTER INSERT ON wording WHEN NEW.owner IS NOT NULL BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.owner AND is_done = 1;
END;

CREATE VIEW acting AS
SELECT assignment_id, '' AS parts, 0 AS of_version, 0 AS of_parts, state, act, note,
    changed_at AS at, changed_by AS by
FROM part;

CREATE VIEW adding AS
SELECT assignment_id, state, '' AS parts, changed_at AS at, changed_by AS by FROM part;

CREATE VIEW closing AS SELECT '' AS ways, changed_at AS at FROM subscription;

CREATE VIEW creating AS
SELECT id, parent_id, from_part_id, unit_id, given_by, given_as, title, text, priority, due_at,
    '' AS state, '' AS parts, given_at AS at
FROM assignment;

CREATE VIEW forgetting_piece AS SELECT person_id, 0 AS at, 0 AS n_max FROM forgetting;

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
            AND reminder.due_at = assignment.due_at);

CREATE VIEW people_following AS
SELECT '' AS people, '' AS offices, '' AS unit_states, '' AS relations, seq AS old_seq,
    seq AS new_seq
FROM people_followed;

CREATE VIEW reassigning AS
SELECT '' AS parts, person_id AS to_id, note, changed_at AS at, changed_by AS by FROM part;

CREATE VIEW syncing AS
SELECT id AS assignment_id, changed_at AS at, changed_by AS by FROM assignment;

CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, parent_id, office_id, closed
FROM unit_state AS state WHERE withdrawn_at IS NULL;

CREATE VIEW whole_by_rule AS
SELECT assignment_id, CASE
    WHEN sum(state <> 'cancelled') = 0 THEN 'cancelled'
    WHEN sum(state NOT IN ('cancelled', 'declined')) = 0 THEN 'declined'
    WHEN sum(state NOT IN ('cancelled', 'declined', 'completed')) = 0 THEN 'completed'
    WHEN sum(state = 'returned') > 0 THEN 'returned'
    WHEN sum(state NOT IN ('cancelled', 'declined', 'completed', 'submitted')) = 0
        THEN 'submitted'
    WHEN sum(state IN ('in_progress', 'submitted', 'completed')) > 0 THEN 'in_progress'
    WHEN sum(state = 'accepted') > 0 THEN 'accepted'
    WHEN sum(state = 'assigned') > 0 THEN 'assigned'
    ELSE 'draft' END AS state
FROM part GROUP BY assignment_id;
