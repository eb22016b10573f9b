CREATE TABLE activity (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('running', 'paused', 'logged', 'returned', 'acknowledged', 'withdrawn')),
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)),
    started_at INTEGER,
    finished_at INTEGER,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    worked_ms INTEGER NOT NULL CHECK (worked_ms >= 0),
    running_since INTEGER,
    paused_at INTEGER,
    assignment_id TEXT,
    output TEXT,
    quantity REAL CHECK (quantity > 0),
    unit TEXT,
    tags TEXT NOT NULL CHECK (json_valid(tags)),
    uploads TEXT NOT NULL CHECK (json_valid(uploads)),
    logged_at INTEGER NOT NULL,
    reviewed_at INTEGER,
    reviewed_by TEXT,
    comment TEXT,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((state = 'running') = (running_since IS NOT NULL)),
    CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CHECK (state NOT IN ('running', 'paused') OR (is_live AND finished_at IS NULL)),
    CHECK (NOT is_live OR started_at IS NOT NULL),
    CHECK (finished_at > started_at AND finished_at - started_at <= 86400000),
    CHECK (state NOT IN ('logged', 'returned', 'acknowledged') OR minutes > 0),
    CHECK ((quantity IS NULL) = (unit IS NULL)),
    CHECK ((output IS NULL) = (unit IS NULL)),
    CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)),
    CHECK (state NOT IN ('returned', 'acknowledged') OR reviewed_at IS NOT NULL),
    CHECK (state <> 'returned' OR comment IS NOT NULL),
    -- Nobody says of themself that it is fine.
    CHECK (reviewed_by <> person_id)
) STRICT;

CREATE TABLE activity_day (
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    n INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    n_logged INTEGER NOT NULL,
    n_returned INTEGER NOT NULL,
    n_acknowledged INTEGER NOT NULL,
    PRIMARY KEY (person_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity_tag (
    person_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    day TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (person_id, tag, day, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity_wording (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    words TEXT NOT NULL CHECK (json_valid(words)),
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE activity_words USING fts5 (
    person, title, text, content = '', tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3 4 5 6 7 8 9 10 11 12');

CREATE TABLE 'activity_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'activity_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'activity_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'activity_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE day_total (
    day TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    n_logged INTEGER NOT NULL,
    n_returned INTEGER NOT NULL,
    n_acknowledged INTEGER NOT NULL
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

CREATE TABLE made_id_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key TEXT NOT NULL
) STRICT;

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    region TEXT,
    version INTEGER NOT NULL
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

CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('period_rule', 'reopening')),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    person_id TEXT,
    open_until TEXT,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    reason TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((kind = 'reopening') = (ends_on IS NOT NULL)),
    CHECK ((kind = 'reopening') = (open_until IS NOT NULL)),
    CHECK ((kind = 'reopening') = (reason IS NOT NULL))
) STRICT;

CREATE TABLE template (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    -- Nobody else, but for forgetting them.
    CHECK (changed_by IN (person_id, 'activities'))
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

CREATE INDEX activity_by_assignment ON activity (assignment_id, day, id)
WHERE assignment_id IS NOT NULL;

CREATE INDEX activity_by_day ON activity (day, id, state, person_id);

CREATE INDEX activity_by_person ON activity (person_id, day, id, state);

CREATE INDEX activity_by_person_assignment ON activity (person_id, assignment_id, day, id)
WHERE assignment_id IS NOT NULL;

CREATE INDEX activity_by_person_state ON activity (person_id, state, day, id);

CREATE INDEX activity_by_state ON activity (state, day, id, person_id);

CREATE UNIQUE INDEX activity_running ON activity (person_id) WHERE state = 'running';

CREATE INDEX activity_tag_by_tag ON activity_tag (tag, day, id);

CREATE INDEX forgetting_due ON forgetting (person_id) WHERE is_done = 0;

CREATE INDEX journal_by_subject ON journal (subject, seq);

CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE UNIQUE INDEX rule_begins ON rule (starts_on)
WHERE kind = 'period_rule' AND withdrawn_at IS NULL;

CREATE INDEX rule_by_person ON rule (person_id) WHERE person_id IS NOT NULL;

CREATE INDEX rule_by_start ON rule (kind, starts_on, id) WHERE withdrawn_at IS NULL;

CREATE INDEX rule_open ON rule (open_until, id)
WHERE kind = 'reopening' AND withdrawn_at IS NULL;

CREATE INDEX template_by_person ON template (person_id, id) WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_day ON unit_state (unit_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL;

CREATE TRIGGER activity_adds AFTER INSERT ON activity BEGIN
    INSERT INTO activity_day (person_id, day, n, minutes, n_logged, n_returned, n_acknowledged)
    VALUES (NEW.person_id, NEW.day, 1, NEW.minutes, NEW.state = 'logged', 0, 0)
    ON CONFLICT (person_id, day) DO UPDATE SET n = n + 1, minutes = minutes + excluded.minutes,
        n_logged = n_logged + excluded.n_logged;
    INSERT INTO activity_tag (person_id, tag, day, id)
    SELECT NEW.person_id, value, NEW.day, NEW.id FROM json_each(NEW.tags) WHERE TRUE
    ON CONFLICT (person_id, tag, day, id) DO NOTHING;
    INSERT INTO activity_words (rowid, person, title, text)
    VALUES (NEW.seq, char(57344) || replace(NEW.person_id, '-', ''), NEW.title, NEW.text);
    -- A day has 24 hours, and nobody fills the table (DAY_MAX in src/domain.rs).
    SELECT RAISE(ABORT, 'refused: day_too_long') FROM activity_day
    WHERE person_id = NEW.person_id AND day = NEW.day AND minutes > 1440;
    SELECT RAISE(ABORT, 'refused: day_is_full') FROM activity_day
    WHERE person_id = NEW.person_id AND day = NEW.day AND n > 100;
END;

CREATE TRIGGER activity_changed AFTER UPDATE ON activity BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.activity.changed', NEW.id, json_object('seq', OLD.seq, 'id', OLD.id, 'person_id', OLD.person_id, 'state', OLD.state, 'day', OLD.day, 'zone', OLD.zone, 'title', '[redacted]', 'text', '[redacted]', 'is_live', OLD.is_live, 'started_at', OLD.started_at, 'finished_at', OLD.finished_at, 'minutes', OLD.minutes, 'worked_ms', OLD.worked_ms, 'running_since', OLD.running_since, 'paused_at', OLD.paused_at, 'assignment_id', OLD.assignment_id, 'output', '[redacted]', 'quantity', OLD.quantity, 'unit', '[redacted]', 'tags', '[redacted]', 'uploads', OLD.uploads, 'logged_at', OLD.logged_at, 'reviewed_at', OLD.reviewed_at, 'reviewed_by', OLD.reviewed_by, 'comment', '[redacted]', 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('seq', NEW.seq, 'id', NEW.id, 'person_id', NEW.person_id, 'state', NEW.state, 'day', NEW.day, 'zone', NEW.zone, 'title', '[redacted]', 'text', '[redacted]', 'is_live', NEW.is_live, 'started_at', NEW.started_at, 'finished_at', NEW.finished_at, 'minutes', NEW.minutes, 'worked_ms', NEW.worked_ms, 'running_since', NEW.running_since, 'paused_at', NEW.paused_at, 'assignment_id', NEW.assignment_id, 'output', '[redacted]', 'quantity', NEW.quantity, 'unit', '[redacted]', 'tags', '[redacted]', 'uploads', NEW.uploads, 'logged_at', NEW.logged_at, 'reviewed_at', NEW.reviewed_at, 'reviewed_by', NEW.reviewed_by, 'comment', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER activity_comes_forgotten AFTER INSERT ON activity BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER activity_created AFTER INSERT ON activity BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.activity.created', NEW.id, NULL, json_object('seq', NEW.seq, 'id', NEW.id, 'person_id', NEW.person_id, 'state', NEW.state, 'day', NEW.day, 'zone', NEW.zone, 'title', '[redacted]', 'text', '[redacted]', 'is_live', NEW.is_live, 'started_at', NEW.started_at, 'finished_at', NEW.finished_at, 'minutes', NEW.minutes, 'worked_ms', NEW.worked_ms, 'running_since', NEW.running_since, 'paused_at', NEW.paused_at, 'assignment_id', NEW.assignment_id, 'output', '[redacted]', 'quantity', NEW.quantity, 'unit', '[redacted]', 'tags', '[redacted]', 'uploads', NEW.uploads, 'logged_at', NEW.logged_at, 'reviewed_at', NEW.reviewed_at, 'reviewed_by', NEW.reviewed_by, 'comment', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER activity_day_is_bounded BEFORE INSERT ON activity BEGIN
    SELECT RAISE(ABORT, 'refused: day_is_full') WHERE (
        SELECT count(*) FROM activity WHERE person_id = NEW.person_id AND day = NEW.day) >= 300;
END;

CREATE TRIGGER activity_day_is_bounded_again BEFORE UPDATE OF day ON activity
WHEN NEW.day <> OLD.day BEGIN
    SELECT RAISE(ABORT, 'refused: day_is_full') WHERE (
        SELECT count(*) FROM activity WHERE person_id = NEW.person_id AND day = NEW.day) >= 300;
END;

CREATE TRIGGER activity_holds BEFORE UPDATE ON activity BEGIN
    SELECT RAISE(ABORT, 'refused: activity_holds')
    WHERE (NEW.seq, NEW.person_id, NEW.is_live, NEW.logged_at)
        IS NOT (OLD.seq, OLD.person_id, OLD.is_live, OLD.logged_at);
    SELECT RAISE(ABORT, 'refused: activity_holds')
    WHERE OLD.state = 'withdrawn'
        AND ((NEW.state, NEW.day, NEW.minutes, NEW.title, NEW.text, NEW.tags)
                IS NOT ('withdrawn', OLD.day, OLD.minutes, '', NULL, '[]')
            OR NOT EXISTS (SELECT 1 FROM forgetting WHERE person_id = NEW.person_id));
END;

CREATE TRIGGER activity_is_told_forgotten AFTER UPDATE OF title, text, comment ON activity
WHEN NEW.title <> '' OR NEW.text <> '' OR NEW.comment <> '' BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER activity_is_worded AFTER INSERT ON activity BEGIN
    INSERT INTO activity_wording (id, version, words)
    VALUES (NEW.id, NEW.version, json_object('title', NEW.title, 'text', NEW.text, 'output',
        NEW.output, 'unit', NEW.unit, 'tags', json(NEW.tags), 'comment', NEW.comment));
END;

CREATE TRIGGER activity_is_worded_again AFTER UPDATE ON activity BEGIN
    INSERT INTO activity_wording (id, version, words)
    VALUES (NEW.id, NEW.version, json_object('title', NEW.title, 'text', NEW.text, 'output',
        NEW.output, 'unit', NEW.unit, 'tags', json(NEW.tags), 'comment', NEW.comment));
END;

CREATE TRIGGER activity_kept BEFORE UPDATE ON activity BEGIN
                 SELECT RAISE(ABORT, 'refused: activity keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER activity_moves AFTER UPDATE OF state, day, minutes ON activity BEGIN
    UPDATE activity_day SET n = n - 1, minutes = minutes - OLD.minutes,
        n_logged = n_logged - (OLD.state = 'logged'),
        n_returned = n_returned - (OLD.state = 'returned'),
        n_acknowledged = n_acknowledged - (OLD.state = 'acknowledged')
    WHERE person_id = OLD.person_id AND day = OLD.day AND OLD.state <> 'withdrawn';
    INSERT INTO activity_day (person_id, day, n, minutes, n_logged, n_returned, n_acknowledged)
    SELECT NEW.person_id, NEW.day, 1, NEW.minutes, NEW.state = 'logged', NEW.state = 'returned',
        NEW.state = 'acknowledged' WHERE NEW.state <> 'withdrawn'
    ON CONFLICT (person_id, day) DO UPDATE SET n = n + 1, minutes = minutes + excluded.minutes,
        n_logged = n_logged + excluded.n_logged, n_returned = n_returned + excluded.n_returned,
        n_acknowledged = n_acknowledged + excluded.n_acknowledged;
    SELECT RAISE(ABORT, 'refused: day_too_long') FROM activity_day
    WHERE person_id = NEW.person_id AND day = NEW.day AND minutes > 1440;
    SELECT RAISE(ABORT, 'refused: day_is_full') FROM activity_day
    WHERE person_id = NEW.person_id AND day = NEW.day AND n > 100;
END;

CREATE TRIGGER activity_stays BEFORE DELETE ON activity
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of activity stay'); END;

CREATE TRIGGER activity_tags AFTER UPDATE OF state, day, tags ON activity
WHEN (NEW.day, NEW.tags, NEW.state = 'withdrawn')
    IS NOT (OLD.day, OLD.tags, OLD.state = 'withdrawn') BEGIN
    DELETE FROM activity_tag WHERE person_id = OLD.person_id AND day = OLD.day AND id = OLD.id
        AND tag IN (SELECT value FROM json_each(OLD.tags));
    INSERT INTO activity_tag (person_id, tag, day, id)
    SELECT NEW.person_id, value, NEW.day, NEW.id FROM json_each(NEW.tags)
    WHERE NEW.state <> 'withdrawn'
    ON CONFLICT (person_id, tag, day, id) DO NOTHING;
END;

CREATE TRIGGER activity_words_follow AFTER UPDATE OF state, title, text ON activity
WHEN (NEW.title, NEW.text, NEW.state = 'withdrawn')
    IS NOT (OLD.title, OLD.text, OLD.state = 'withdrawn') BEGIN
    INSERT INTO activity_words (activity_words, rowid, person, title, text)
    SELECT 'delete', OLD.seq, char(57344) || replace(OLD.person_id, '-', ''), OLD.title, OLD.text
    WHERE OLD.state <> 'withdrawn';
    INSERT INTO activity_words (rowid, person, title, text)
    SELECT NEW.seq, char(57344) || replace(NEW.person_id, '-', ''), NEW.title, NEW.text
    WHERE NEW.state <> 'withdrawn';
END;

CREATE TRIGGER day_is_summed AFTER INSERT ON activity_day BEGIN
    INSERT INTO day_total (day, n, minutes, n_logged, n_returned, n_acknowledged)
    VALUES (NEW.day, NEW.n, NEW.minutes, NEW.n_logged, NEW.n_returned, NEW.n_acknowledged)
    ON CONFLICT (day) DO UPDATE SET n = n + excluded.n, minutes = minutes + excluded.minutes,
        n_logged = n_logged + excluded.n_logged, n_returned = n_returned + excluded.n_returned,
        n_acknowledged = n_acknowledged + excluded.n_acknowledged;
END;

CREATE TRIGGER day_is_summed_again AFTER UPDATE ON activity_day BEGIN
    UPDATE day_total SET n = n + NEW.n - OLD.n, minutes = minutes + NEW.minutes - OLD.minutes,
        n_logged = n_logged + NEW.n_logged - OLD.n_logged,
        n_returned = n_returned + NEW.n_returned - OLD.n_returned,
        n_acknowledged = n_acknowledged + NEW.n_acknowledged - OLD.n_acknowledged
    WHERE day = NEW.day;
END;

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
END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

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

CREATE TRIGGER rule_adds AFTER INSERT ON rule BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'period_rule' AND withdrawn_at IS NULL)
    WHERE NEW.kind = 'period_rule' AND n > 480;
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'reopening' AND withdrawn_at IS NULL
        AND open_until >= date(NEW.changed_at / 1000, 'unixepoch')
        AND person_id IS NEW.person_id)
    WHERE NEW.kind = 'reopening' AND n > 500;
END;

CREATE TRIGGER rule_changed AFTER UPDATE ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.rule.changed', NEW.id, json_object('id', OLD.id, 'kind', OLD.kind, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'person_id', OLD.person_id, 'open_until', OLD.open_until, 'terms', OLD.terms, 'reason', '[redacted]', 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'kind', NEW.kind, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'person_id', NEW.person_id, 'open_until', NEW.open_until, 'terms', NEW.terms, 'reason', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER rule_comes_forgotten AFTER INSERT ON rule WHEN NEW.person_id IS NOT NULL BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER rule_created AFTER INSERT ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.rule.created', NEW.id, NULL, json_object('id', NEW.id, 'kind', NEW.kind, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'person_id', NEW.person_id, 'open_until', NEW.open_until, 'terms', NEW.terms, 'reason', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER rule_kept BEFORE UPDATE ON rule BEGIN
                 SELECT RAISE(ABORT, 'refused: rule keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER rule_opens_longer AFTER UPDATE OF open_until, person_id ON rule
WHEN (NEW.open_until, NEW.person_id) IS NOT (OLD.open_until, OLD.person_id) BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'period_rule' AND withdrawn_at IS NULL)
    WHERE NEW.kind = 'period_rule' AND n > 480;
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'reopening' AND withdrawn_at IS NULL
        AND open_until >= date(NEW.changed_at / 1000, 'unixepoch')
        AND person_id IS NEW.person_id)
    WHERE NEW.kind = 'reopening' AND n > 500;
END;

CREATE TRIGGER rule_stays BEFORE DELETE ON rule
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of rule stay'); END;

CREATE TRIGGER template_adds AFTER INSERT ON template BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_templates')
    FROM (SELECT count(*) AS n FROM template
        WHERE person_id = NEW.person_id AND withdrawn_at IS NULL) WHERE n > 50;
END;

CREATE TRIGGER template_changed AFTER UPDATE ON template BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.template.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'terms', '[redacted]', 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'terms', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER template_comes_forgotten AFTER INSERT ON template BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER template_created AFTER INSERT ON template BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'activities.template.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'terms', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER template_kept BEFORE UPDATE ON template BEGIN
                 SELECT RAISE(ABORT, 'refused: template keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER template_stays BEFORE DELETE ON template
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of template stay'); END;

CREATE VIEW activity_with_words AS
SELECT id, person_id, day FROM activity
WHERE title <> '' OR text <> '' OR comment <> '' OR output <> '' OR tags <> '[]';

CREATE VIEW forgetting_piece AS SELECT person_id, 0 AS at, 0 AS n_max FROM forgetting;

CREATE VIEW people_following AS
SELECT '' AS people, '' AS offices, '' AS unit_states, '' AS relations, seq AS old_seq,
    seq AS new_seq
FROM people_followed;

CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, parent_id, office_id, closed
FROM unit_state AS state WHERE withdrawn_at IS NULL;
