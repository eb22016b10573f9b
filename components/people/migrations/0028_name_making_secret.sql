-- The mark of the secret before, while what that one made is still good; and since when both are.
ALTER TABLE closed_by ADD COLUMN previous TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE closed_by ADD COLUMN at INTEGER NOT NULL DEFAULT 0
-- next
-- Which secret made it: the mark. What neither of those that are known made opens nothing.
ALTER TABLE recovery_code ADD COLUMN made_by TEXT
-- next
UPDATE recovery_code SET made_by = (SELECT mark FROM closed_by)
-- next
CREATE TRIGGER recovery_code_is_made AFTER INSERT ON recovery_code BEGIN
    UPDATE recovery_code SET made_by = (SELECT mark FROM closed_by)
    WHERE person_id = NEW.person_id AND seal = NEW.seal;
END
-- next
-- Empty for those of before this was kept, which stay until they run out.
ALTER TABLE app_token ADD COLUMN made_by TEXT NOT NULL DEFAULT ''
-- next
DROP TRIGGER approval_made
-- next
CREATE TRIGGER approval_made INSTEAD OF INSERT ON approval BEGIN
    SELECT RAISE(ABORT, 'refused: device_gone') WHERE NOT EXISTS (
        SELECT 1 FROM device WHERE id = NEW.device_id AND state = 'pending'
            AND asked_at >= NEW.approved_at - 600000);
    INSERT INTO app_token (id, person_id, name, scopes, created_at, expires_at, version,
        changed_at, changed_by, made_by)
    SELECT NEW.app_token_id, NEW.person_id, name, scopes, NEW.approved_at, NEW.expires_at, 1,
        NEW.approved_at, NEW.person_id, coalesce((SELECT mark FROM closed_by), '')
    FROM device WHERE id = NEW.device_id;
    UPDATE device SET state = 'approved', app_token_id = NEW.app_token_id,
        decided_by = NEW.person_id
    WHERE id = NEW.device_id;
END
-- next
CREATE TRIGGER secret_is_forgotten AFTER UPDATE ON closed_by BEGIN
    DELETE FROM recovery_code WHERE made_by NOT IN (NEW.mark, NEW.previous);
    UPDATE app_token SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'people'
    WHERE ended_at IS NULL AND made_by NOT IN ('', NEW.mark, NEW.previous);
END
