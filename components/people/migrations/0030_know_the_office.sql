-- Where a unit or a member sits is an office that there is. What names an unknown one from before
-- may still change otherwise, so that it can be ended or withdrawn.
CREATE TRIGGER unit_state_sits_in_an_office BEFORE INSERT ON unit_state
WHEN NEW.office_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END
-- next
CREATE TRIGGER unit_state_moves_to_an_office BEFORE UPDATE ON unit_state
WHEN NEW.office_id IS NOT NULL AND NEW.office_id IS NOT OLD.office_id
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END
-- next
CREATE TRIGGER member_sits_in_an_office BEFORE INSERT ON relation
WHEN NEW.office_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END
-- next
CREATE TRIGGER member_moves_to_an_office BEFORE UPDATE ON relation
WHEN NEW.office_id IS NOT NULL AND NEW.office_id IS NOT OLD.office_id
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END
