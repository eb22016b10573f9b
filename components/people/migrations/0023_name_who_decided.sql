-- Whose answer a lost one was can be told again to them alone.
ALTER TABLE device ADD COLUMN decided_by TEXT
-- next
DROP TRIGGER approval_made
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
    UPDATE device SET state = 'approved', app_token_id = NEW.app_token_id,
        decided_by = NEW.person_id
    WHERE id = NEW.device_id;
END
