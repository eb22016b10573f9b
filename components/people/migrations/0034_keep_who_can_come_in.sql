-- Whoever was just made administrator has no way in yet: the one who made them stays until they
-- have.
DROP TRIGGER person_keeps_an_administrator
-- next
CREATE TRIGGER person_keeps_an_administrator BEFORE UPDATE OF roles, ends_on ON person
WHEN OLD.ends_on IS NULL
    AND EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator')
    AND (NEW.ends_on IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator'))
    AND NOT EXISTS (
        SELECT 1 FROM person AS other, json_each(other.roles) AS role
        WHERE role.value = 'administrator' AND other.ends_on IS NULL AND other.id <> OLD.id
            AND (other.password_hash <> ''
                OR EXISTS (SELECT 1 FROM passkey
                    WHERE passkey.person_id = other.id AND passkey.ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM provider_link
                    WHERE provider_link.person_id = other.id AND provider_link.ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM session
                    WHERE session.person_id = other.id AND session.ended_at IS NULL)))
BEGIN
    SELECT RAISE(ABORT, 'refused: the last administrator stays one');
END
