-- An address by which somebody without a sign-in gets one file, until it expires or its owner
-- ends it. Of its secret the seal is kept. Each opening counts, and its journal tells when.
CREATE TABLE link (
    id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (id),
    person_id TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
    ended_at INTEGER,
    n_opened INTEGER NOT NULL CHECK (n_opened >= 0),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX link_by_upload ON link (upload_id, id DESC) WHERE ended_at IS NULL
-- next
CREATE TRIGGER link_stays_few BEFORE INSERT ON link
WHEN (SELECT count(*) FROM link WHERE upload_id = NEW.upload_id AND ended_at IS NULL
        AND expires_at > NEW.created_at) >= 20 BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_links');
END
-- next
-- A file that goes takes its links with it.
CREATE TRIGGER upload_goes_with_links AFTER UPDATE OF state ON upload
WHEN NEW.state IN ('refused', 'joined', 'expired', 'removed')
    AND OLD.state NOT IN ('refused', 'joined', 'expired', 'removed') BEGIN
    UPDATE link SET ended_at = NEW.changed_at, version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE upload_id = NEW.id AND ended_at IS NULL;
END
-- next
CREATE INDEX upload_by_document ON upload (document_id, created_at, id)
WHERE document_id IS NOT NULL
-- next
-- An old version of a document becomes its newest: a file of its own, with the bytes there are.
CREATE VIEW restoring AS
SELECT id AS new_id, id AS old_id, person_id, document_id, created_at AS at FROM upload
-- next
CREATE TRIGGER restoring_done INSTEAD OF INSERT ON restoring BEGIN
    INSERT INTO upload (id, person_id, kind, state, name, media_type, document_id, size, created_at,
        version, changed_at, changed_by)
    SELECT NEW.new_id, NEW.person_id, 'whole', 'receiving', name, media_type, document_id, size,
        NEW.at, 1, NEW.at, NEW.person_id
    FROM upload
    WHERE id = NEW.old_id AND person_id = NEW.person_id AND document_id = NEW.document_id
        AND state = 'ready'
        AND EXISTS (SELECT 1 FROM content WHERE content.sha256 = upload.sha256);
    UPDATE transfer SET received = length, digested = length, finished_as = 'ready',
        sha256 = (SELECT sha256 FROM upload WHERE id = NEW.old_id)
    WHERE upload_id = NEW.new_id AND finished_as IS NULL;
END
