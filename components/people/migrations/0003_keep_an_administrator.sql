-- Without an administrator nobody could ever make one again.
CREATE TRIGGER person_keeps_an_administrator BEFORE UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (
        SELECT 1 FROM person AS other, json_each(other.roles) AS role
        WHERE role.value = 'administrator' AND other.id <> OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'refused: the last administrator stays one');
END
-- next
CREATE INDEX person_by_name ON person (name, id)
