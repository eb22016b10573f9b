CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL
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

CREATE TABLE quota (
    id TEXT PRIMARY KEY,
    person_id TEXT,
    unit_id TEXT,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (person_id IS NULL OR unit_id IS NULL)
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

CREATE TABLE segment (
    seq INTEGER PRIMARY KEY,
    upload_id TEXT NOT NULL,
    origin_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    starts_at INTEGER NOT NULL CHECK (starts_at >= 0),
    length INTEGER NOT NULL CHECK (length >= 0),
    piece_bytes INTEGER NOT NULL CHECK (piece_bytes > 0),
    reach INTEGER NOT NULL CHECK (reach >= length),
    garbage_at INTEGER,
    UNIQUE (origin_id, generation)
) STRICT;

CREATE TABLE transfer (
    upload_id TEXT PRIMARY KEY,
    length INTEGER CHECK (length >= 0),
    received INTEGER NOT NULL CHECK (received >= 0 AND received <= coalesce(length, received)),
    generation INTEGER NOT NULL,
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    piece_bytes INTEGER NOT NULL CHECK (piece_bytes >= 0),
    reach INTEGER NOT NULL CHECK (reach >= 0),
    digested INTEGER NOT NULL CHECK (digested BETWEEN 0 AND received),
    digest_state BLOB,
    sha256 TEXT,
    finished_as TEXT,
    moved_at INTEGER NOT NULL,
    CHECK (finished_as IS NULL OR (sha256 IS NOT NULL AND received = length))
) STRICT, WITHOUT ROWID;

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

CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('whole', 'part', 'final')),
    state TEXT NOT NULL CHECK (state IN ('receiving', 'waiting', 'digesting', 'held', 'ready',
        'refused', 'joined', 'expired', 'removed')),
    name TEXT,
    media_type TEXT,
    metadata TEXT,
    document_id TEXT,
    concat TEXT,
    parts TEXT CHECK (json_valid(parts)),
    expected_sha256 TEXT CHECK (length(expected_sha256) = 64),
    size INTEGER CHECK (size >= 0),
    sha256 TEXT CHECK (length(sha256) = 64),
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (state NOT IN ('waiting', 'held', 'ready') OR sha256 IS NOT NULL),
    CHECK (sha256 IS NULL OR (size IS NOT NULL AND finished_at IS NOT NULL)),
    CHECK (state <> 'waiting' OR kind = 'part'),
    CHECK ((kind = 'final') = (parts IS NOT NULL)),
    CHECK (kind <> 'final' OR size IS NOT NULL),
    CHECK (state <> 'digesting' OR kind = 'final')
) STRICT;

CREATE TABLE usage (
    person_id TEXT PRIMARY KEY,
    n_files INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX forgetting_due ON forgetting (person_id) WHERE is_done = 0;

CREATE UNIQUE INDEX quota_whose ON quota (coalesce(person_id, unit_id, ''))
WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX segment_by_upload ON segment (upload_id, starts_at) WHERE garbage_at IS NULL;

CREATE INDEX segment_garbage ON segment (garbage_at, seq) WHERE garbage_at IS NOT NULL;

CREATE INDEX transfer_idle ON transfer (moved_at, upload_id)
WHERE finished_as IS NULL OR finished_as = 'waiting';

CREATE INDEX transfer_undigested ON transfer (upload_id)
WHERE finished_as IS NULL AND digested < received;

CREATE INDEX unit_state_by_day ON unit_state (unit_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL;

CREATE INDEX upload_by_content ON upload (sha256) WHERE state IN ('held', 'ready');

CREATE INDEX upload_by_person ON upload (person_id, created_at DESC, id DESC);

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

CREATE TRIGGER quota_changed AFTER UPDATE ON quota BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.quota.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'unit_id', OLD.unit_id, 'bytes', OLD.bytes, 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'bytes', NEW.bytes, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER quota_created AFTER INSERT ON quota BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.quota.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'bytes', NEW.bytes, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER quota_kept BEFORE UPDATE ON quota BEGIN
                 SELECT RAISE(ABORT, 'refused: quota keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER quota_stays BEFORE DELETE ON quota
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of quota stay'); END;

CREATE TRIGGER transfer_grows AFTER UPDATE OF received, reach ON transfer
WHEN NEW.generation = OLD.generation AND NEW.finished_as IS NULL BEGIN
    UPDATE segment SET length = NEW.received - starts_at, reach = NEW.reach
    WHERE origin_id = NEW.upload_id AND generation = NEW.generation;
END;

CREATE TRIGGER transfer_is_counted AFTER UPDATE OF length, received ON transfer
WHEN coalesce(NEW.length, NEW.received) <> coalesce(OLD.length, OLD.received) BEGIN
    UPDATE usage
    SET bytes = bytes + coalesce(NEW.length, NEW.received) - coalesce(OLD.length, OLD.received)
    WHERE person_id = (SELECT person_id FROM upload WHERE id = NEW.upload_id);
END;

CREATE TRIGGER transfer_is_finished AFTER UPDATE OF finished_as ON transfer
WHEN NEW.finished_as IS NOT NULL AND OLD.finished_as IS NULL BEGIN
    UPDATE segment SET length = NEW.received - starts_at, reach = NEW.reach
    WHERE origin_id = NEW.upload_id AND generation = NEW.generation AND garbage_at IS NULL;
    INSERT INTO content (sha256, upload_id, size)
    SELECT NEW.sha256, NEW.upload_id, NEW.length WHERE NEW.finished_as <> 'waiting'
    ON CONFLICT (sha256) DO NOTHING;
    -- An equal file is there: its bytes are kept once. And what holds nothing is not needed.
    UPDATE segment SET garbage_at = NEW.moved_at
    WHERE upload_id = NEW.upload_id AND garbage_at IS NULL AND (length = 0
        OR (NEW.finished_as <> 'waiting' AND NOT EXISTS (
            SELECT 1 FROM content WHERE sha256 = NEW.sha256 AND upload_id = NEW.upload_id)));
    UPDATE upload SET state = NEW.finished_as, size = NEW.length, sha256 = NEW.sha256,
        finished_at = NEW.moved_at, version = version + 1, changed_at = NEW.moved_at,
        changed_by = person_id
    WHERE id = NEW.upload_id;
END;

CREATE TRIGGER transfer_takes_turns AFTER UPDATE OF generation ON transfer BEGIN
    UPDATE segment SET garbage_at = NEW.moved_at
    WHERE origin_id = NEW.upload_id AND generation = OLD.generation AND length = 0
        AND garbage_at IS NULL;
    INSERT INTO segment (upload_id, origin_id, generation, starts_at, length, piece_bytes, reach)
    SELECT NEW.upload_id, NEW.upload_id, NEW.generation, NEW.received, 0, NEW.piece_bytes, NEW.reach
    WHERE NEW.is_open;
END;

CREATE TRIGGER upload_begins AFTER INSERT ON upload BEGIN
    SELECT RAISE(ABORT, 'refused: parts_are_not_there')
    WHERE json_array_length(NEW.parts) <> (
        SELECT count(*) FROM json_each(NEW.parts) AS part JOIN upload ON upload.id = part.value
        WHERE person_id = NEW.person_id AND kind = 'part' AND state = 'waiting');
    INSERT INTO usage (person_id, n_files, bytes)
    VALUES (NEW.person_id, 1, coalesce(NEW.size, 0))
    ON CONFLICT (person_id) DO UPDATE SET n_files = n_files + 1, bytes = bytes + excluded.bytes;
    INSERT INTO transfer (upload_id, length, received, generation, is_open, piece_bytes, reach,
        digested, digest_state, moved_at)
    SELECT NEW.id, NEW.size, iif(NEW.kind = 'final', NEW.size, 0), 0, 0, 0, 0,
        coalesce(first.digested, 0), first.digest_state, NEW.created_at
    FROM (SELECT 1) LEFT JOIN transfer AS first
        ON first.upload_id = json_extract(NEW.parts, '$[0]');
    UPDATE segment SET upload_id = NEW.id, starts_at = starts_at + (
        SELECT coalesce(sum(before.size), 0)
        FROM json_each(NEW.parts) AS own JOIN json_each(NEW.parts) AS earlier
            ON earlier.key < own.key
        JOIN upload AS before ON before.id = earlier.value
        WHERE own.value = segment.upload_id)
    WHERE garbage_at IS NULL AND upload_id IN (SELECT value FROM json_each(NEW.parts));
    UPDATE upload SET state = 'joined', version = version + 1, changed_at = NEW.created_at,
        changed_by = NEW.person_id
    WHERE id IN (SELECT value FROM json_each(NEW.parts));
END;

CREATE TRIGGER upload_changed AFTER UPDATE ON upload BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.upload.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'kind', OLD.kind, 'state', OLD.state, 'name', '[redacted]', 'media_type', OLD.media_type, 'metadata', '[redacted]', 'document_id', OLD.document_id, 'concat', '[redacted]', 'parts', OLD.parts, 'expected_sha256', OLD.expected_sha256, 'size', OLD.size, 'sha256', OLD.sha256, 'created_at', OLD.created_at, 'finished_at', OLD.finished_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'state', NEW.state, 'name', '[redacted]', 'media_type', NEW.media_type, 'metadata', '[redacted]', 'document_id', NEW.document_id, 'concat', '[redacted]', 'parts', NEW.parts, 'expected_sha256', NEW.expected_sha256, 'size', NEW.size, 'sha256', NEW.sha256, 'created_at', NEW.created_at, 'finished_at', NEW.finished_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER upload_comes_forgotten AFTER INSERT ON upload BEGIN
    UPDATE forgetting SET is_done = 0 WHERE person_id = NEW.person_id AND is_done = 1;
END;

CREATE TRIGGER upload_created AFTER INSERT ON upload BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.upload.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'state', NEW.state, 'name', '[redacted]', 'media_type', NEW.media_type, 'metadata', '[redacted]', 'document_id', NEW.document_id, 'concat', '[redacted]', 'parts', NEW.parts, 'expected_sha256', NEW.expected_sha256, 'size', NEW.size, 'sha256', NEW.sha256, 'created_at', NEW.created_at, 'finished_at', NEW.finished_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER upload_goes AFTER UPDATE OF state ON upload
WHEN NEW.state IN ('refused', 'joined', 'expired', 'removed')
    AND OLD.state NOT IN ('refused', 'joined', 'expired', 'removed') BEGIN
    UPDATE usage
    SET n_files = n_files - 1, bytes = bytes - (
        SELECT coalesce(length, received) FROM transfer WHERE upload_id = NEW.id)
    WHERE person_id = NEW.person_id;
    -- What was joined has no segments of its own any more. What others have too stays for them; a
    -- part is nobody else's, though an equal file may be.
    UPDATE segment SET garbage_at = NEW.changed_at
    WHERE garbage_at IS NULL AND NEW.state <> 'joined'
        AND upload_id = iif(NEW.kind = 'part', NEW.id, coalesce(
            (SELECT upload_id FROM content WHERE sha256 = NEW.sha256), NEW.id))
        AND (NEW.kind = 'part' OR NOT EXISTS (
            SELECT 1 FROM upload WHERE sha256 = NEW.sha256 AND state IN ('held', 'ready')));
    DELETE FROM content
    WHERE sha256 = NEW.sha256 AND NOT EXISTS (
        SELECT 1 FROM upload WHERE sha256 = NEW.sha256 AND state IN ('held', 'ready'));
    DELETE FROM transfer WHERE upload_id = NEW.id;
END;

CREATE TRIGGER upload_kept BEFORE UPDATE ON upload BEGIN
                 SELECT RAISE(ABORT, 'refused: upload keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER upload_stays BEFORE DELETE ON upload
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of upload stay'); END;

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

CREATE VIEW upload_to_forget AS
SELECT id, person_id, created_at FROM upload
WHERE state NOT IN ('refused', 'joined', 'expired', 'removed')
    OR name IS NOT NULL OR metadata IS NOT NULL OR concat IS NOT NULL;
