-- What a person lets an app do for them. The token itself is not kept: it is a seal over the id.
CREATE TABLE app_token (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX app_token_by_person ON app_token (person_id, id) WHERE ended_at IS NULL
-- next
-- Whoever leaves or is forgotten leaves no app behind that speaks for them.
CREATE TRIGGER app_tokens_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, name = '', version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND (ended_at IS NULL OR name <> '');
END
-- next
-- Devices that ask to be let in (RFC 8628); a row lives for minutes.
CREATE TABLE device (
    id TEXT PRIMARY KEY,
    user_code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
    app_token_id TEXT,
    asked_at INTEGER NOT NULL,
    polled_at INTEGER NOT NULL,
    polled_before_at INTEGER NOT NULL,
    CHECK ((state = 'approved') = (app_token_id IS NOT NULL))
) STRICT
-- next
-- Who asks clears away what ran out (10 minutes, src/domain/device.rs), in ms; of those that wait
-- there are never more than 1,000.
CREATE TRIGGER device_asks BEFORE INSERT ON device BEGIN
    DELETE FROM device WHERE asked_at < NEW.asked_at - 600000;
    SELECT RAISE(ABORT, 'refused: too_many_devices')
    WHERE (SELECT count(*) FROM device) >= 1000;
END
-- next
-- Letting a device in makes its app's token in the same statement.
CREATE VIEW approval AS
SELECT device.id AS device_id, app_token.id AS app_token_id, app_token.person_id AS person_id,
    app_token.created_at AS approved_at, app_token.expires_at AS expires_at
FROM device, app_token
-- next
CREATE TRIGGER approval_made INSTEAD OF INSERT ON approval BEGIN
    SELECT RAISE(ABORT, 'refused: device_gone') WHERE NOT EXISTS (
        SELECT 1 FROM device WHERE id = NEW.device_id AND state = 'pending'
            AND asked_at >= NEW.approved_at - 600000);
    INSERT INTO app_token (id, person_id, name, scopes, created_at, expires_at, version,
        changed_at, changed_by)
    SELECT NEW.app_token_id, NEW.person_id, name, scopes, NEW.approved_at, NEW.expires_at, 1,
        NEW.approved_at, NEW.person_id
    FROM device WHERE id = NEW.device_id;
    UPDATE device SET state = 'approved', app_token_id = NEW.app_token_id
    WHERE id = NEW.device_id;
END
