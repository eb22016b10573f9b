-- By which session an app was let in; none for those of before. A session in other hands lets apps
-- in without a password: they go when its person, or personnel, or the office ends it as one that
-- is not theirs. Signing out and running out leave them.
ALTER TABLE app_token ADD COLUMN session_id TEXT
-- next
CREATE INDEX app_token_by_session ON app_token (session_id)
WHERE session_id IS NOT NULL AND ended_at IS NULL
-- next
CREATE TRIGGER session_takes_apps_along AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL
    AND NEW.end_reason IN ('refresh_reused', 'ended_by_person', 'ended_by_personnel') BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE session_id = NEW.id AND ended_at IS NULL;
END
-- next
DROP TRIGGER approval_made
-- next
DROP VIEW approval
-- next
CREATE VIEW approval AS
SELECT device.id AS device_id, app_token.id AS app_token_id, app_token.person_id AS person_id,
    app_token.created_at AS approved_at, app_token.expires_at AS expires_at,
    app_token.session_id AS session_id
FROM device, app_token
-- next
CREATE TRIGGER approval_made INSTEAD OF INSERT ON approval BEGIN
    SELECT RAISE(ABORT, 'refused: device_gone') WHERE NOT EXISTS (
        SELECT 1 FROM device WHERE id = NEW.device_id AND state = 'pending'
            AND asked_at >= NEW.approved_at - 600000);
    INSERT INTO app_token (id, person_id, name, scopes, created_at, expires_at, version,
        changed_at, changed_by, made_by, session_id)
    SELECT NEW.app_token_id, NEW.person_id, name, scopes, NEW.approved_at, NEW.expires_at, 1,
        NEW.approved_at, NEW.person_id, coalesce((SELECT mark FROM closed_by), ''),
        NEW.session_id
    FROM device WHERE id = NEW.device_id;
    UPDATE device SET state = 'approved', app_token_id = NEW.app_token_id,
        decided_by = NEW.person_id
    WHERE id = NEW.device_id;
END
