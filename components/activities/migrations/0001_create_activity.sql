-- What a person did. `state` tells how far it is (src/domain/life.rs); a clock runs while
-- `running_since` is set, stands since `paused_at`, and `worked_ms` holds the stretches before.
-- `day` is the date of the place, so that nothing here asks for a zone. Nothing is ever deleted:
-- what was taken back is withdrawn. `seq` is there for the index of words.
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
) STRICT
-- next
-- One clock of one person runs at a time.
CREATE UNIQUE INDEX activity_running ON activity (person_id) WHERE state = 'running'
-- next
CREATE INDEX activity_by_person ON activity (person_id, day, id)
-- next
CREATE INDEX activity_by_person_state ON activity (person_id, state, day, id)
-- next
CREATE INDEX activity_by_day ON activity (day, id)
-- next
CREATE INDEX activity_by_state ON activity (state, day, id)
-- next
CREATE INDEX activity_by_assignment ON activity (assignment_id, day, id)
WHERE assignment_id IS NOT NULL
-- next
-- What a person's day comes to, without what was withdrawn. The triggers below keep it.
CREATE TABLE activity_day (
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    n INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    n_logged INTEGER NOT NULL,
    n_returned INTEGER NOT NULL,
    n_acknowledged INTEGER NOT NULL,
    PRIMARY KEY (person_id, day)
) STRICT, WITHOUT ROWID
-- next
-- With the sums in it: a month of everybody's is read from it alone.
CREATE INDEX activity_day_by_day ON activity_day
    (day, person_id, n, minutes, n_logged, n_returned, n_acknowledged)
-- next
-- The tags of what was not withdrawn, each beside its day.
CREATE TABLE activity_tag (
    person_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    day TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (person_id, tag, day, id)
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX activity_tag_by_tag ON activity_tag (tag, day, id)
-- next
-- The words of titles and texts, and whose they are as one word, so that a search of one person's
-- never walks through everybody's: a letter of Unicode's private use stands before it, so that no
-- begin of a word that somebody looks for leads there. The begins of words have lists of their own:
-- without, FTS5 puts together those of all words that begin so before it gives the first row. It
-- keeps no text of its own.
CREATE VIRTUAL TABLE activity_words USING fts5 (
    person, title, text, content = '', tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3 4 5 6 7 8 9 10 11 12')
-- next
-- What is taken out of it leaves no trace in its pages: nobody who was forgotten lies there.
INSERT INTO activity_words (activity_words, rank) VALUES ('secure-delete', 1)
-- next
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
END
-- next
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
END
-- next
CREATE TRIGGER activity_tags AFTER UPDATE OF state, day, tags ON activity
WHEN (NEW.day, NEW.tags, NEW.state = 'withdrawn')
    IS NOT (OLD.day, OLD.tags, OLD.state = 'withdrawn') BEGIN
    DELETE FROM activity_tag WHERE person_id = OLD.person_id AND day = OLD.day AND id = OLD.id
        AND tag IN (SELECT value FROM json_each(OLD.tags));
    INSERT INTO activity_tag (person_id, tag, day, id)
    SELECT NEW.person_id, value, NEW.day, NEW.id FROM json_each(NEW.tags)
    WHERE NEW.state <> 'withdrawn'
    ON CONFLICT (person_id, tag, day, id) DO NOTHING;
END
-- next
CREATE TRIGGER activity_words_follow AFTER UPDATE OF state, title, text ON activity
WHEN (NEW.title, NEW.text, NEW.state = 'withdrawn')
    IS NOT (OLD.title, OLD.text, OLD.state = 'withdrawn') BEGIN
    INSERT INTO activity_words (activity_words, rowid, person, title, text)
    SELECT 'delete', OLD.seq, char(57344) || replace(OLD.person_id, '-', ''), OLD.title, OLD.text
    WHERE OLD.state <> 'withdrawn';
    INSERT INTO activity_words (rowid, person, title, text)
    SELECT NEW.seq, char(57344) || replace(NEW.person_id, '-', ''), NEW.title, NEW.text
    WHERE NEW.state <> 'withdrawn';
END
