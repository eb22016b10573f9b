-- A file that somebody uploads, as people see it. `whole` comes in one piece after another, a
-- `part` is one of several that come side by side, `final` is what `parts` are joined to, which
-- `concat` tells as the client did. Its row stays when it is gone, without its name; `size` is what
-- was announced until it is finished, `expected_sha256` what the client says that it will be.
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
) STRICT
-- next
CREATE INDEX upload_by_person ON upload (person_id, created_at DESC, id DESC)
-- next
CREATE INDEX upload_by_content ON upload (sha256) WHERE state IN ('held', 'ready')
-- next
-- How far an upload is: `received` bytes are kept and counted, of which SHA-256 stands in
-- `digest_state` over the first `digested`. Each request that writes takes a `generation` of its
-- own, which `is_open` until it ends; a writer of an older one changes nothing any more, so that no
-- lock is left behind by who died. Whoever asks where it is ends it too: the answer stays true.
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
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX transfer_idle ON transfer (moved_at, upload_id)
WHERE finished_as IS NULL OR finished_as = 'waiting'
-- next
-- All is there and the digest is not: of what was joined.
CREATE INDEX transfer_undigested ON transfer (upload_id)
WHERE finished_as IS NULL AND digested < received
-- next
-- What one request wrote of an upload: `length` bytes of it from `starts_at` on, in pieces of
-- `piece_bytes` under the keys `<origin_id>/<generation>/<n>`, the last of them shorter. Beyond
-- `reach` its writer wrote nothing, whatever became of it. Nobody needs it since `garbage_at`.
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
) STRICT
-- next
CREATE INDEX segment_by_upload ON segment (upload_id, starts_at) WHERE garbage_at IS NULL
-- next
CREATE INDEX segment_garbage ON segment (garbage_at, seq) WHERE garbage_at IS NOT NULL
-- next
-- The bytes of a digest are there once: as the segments of the first upload that brought them.
CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
-- What a person holds, whether it is stored once or not; what was announced counts as held, so that
-- nobody is refused in the middle of what was let begin.
CREATE TABLE usage (
    person_id TEXT PRIMARY KEY,
    n_files INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
-- A final one takes the segments of its parts over, one part after another, and goes on with the
-- digest of the first.
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
END
-- next
CREATE TRIGGER transfer_is_counted AFTER UPDATE OF length, received ON transfer
WHEN coalesce(NEW.length, NEW.received) <> coalesce(OLD.length, OLD.received) BEGIN
    UPDATE usage
    SET bytes = bytes + coalesce(NEW.length, NEW.received) - coalesce(OLD.length, OLD.received)
    WHERE person_id = (SELECT person_id FROM upload WHERE id = NEW.upload_id);
END
-- next
CREATE TRIGGER transfer_takes_turns AFTER UPDATE OF generation ON transfer BEGIN
    UPDATE segment SET garbage_at = NEW.moved_at
    WHERE origin_id = NEW.upload_id AND generation = OLD.generation AND length = 0
        AND garbage_at IS NULL;
    INSERT INTO segment (upload_id, origin_id, generation, starts_at, length, piece_bytes, reach)
    SELECT NEW.upload_id, NEW.upload_id, NEW.generation, NEW.received, 0, NEW.piece_bytes, NEW.reach
    WHERE NEW.is_open;
END
-- next
CREATE TRIGGER transfer_grows AFTER UPDATE OF received, reach ON transfer
WHEN NEW.generation = OLD.generation AND NEW.finished_as IS NULL BEGIN
    UPDATE segment SET length = NEW.received - starts_at, reach = NEW.reach
    WHERE origin_id = NEW.upload_id AND generation = NEW.generation;
END
-- next
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
END
-- next
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
END
