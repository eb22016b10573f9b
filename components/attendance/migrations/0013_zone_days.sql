-- A day without a punch is in the zone of the office where somebody sits on it: days that were
-- kept are judged again when that turns out to be another one. Memberships touch already.
CREATE TRIGGER office_zone_touches AFTER UPDATE OF zone ON office
WHEN NEW.zone IS NOT OLD.zone BEGIN
    INSERT INTO touching (person_id, from_day, until_day) VALUES (NULL, '0001-01-01', '9999-12-31');
END
-- next
-- The first state of a unit moves nobody: there was no member before it.
CREATE TRIGGER unit_office_touches AFTER INSERT ON unit_state
WHEN NEW.withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM unit_state AS other
    WHERE other.unit_id = NEW.unit_id AND other.id <> NEW.id AND other.withdrawn_at IS NULL
        AND other.office_id IS NOT NEW.office_id)
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, NEW.starts_on, '9999-12-31');
END
-- next
CREATE TRIGGER unit_office_touches_again AFTER UPDATE ON unit_state
WHEN NEW.office_id IS NOT OLD.office_id OR NEW.starts_on IS NOT OLD.starts_on
    OR NEW.withdrawn_at IS NOT OLD.withdrawn_at
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, min(OLD.starts_on, NEW.starts_on), '9999-12-31');
END
