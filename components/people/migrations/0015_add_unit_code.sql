-- What people call a unit in files and letters. On no day have two open units the same code.
ALTER TABLE unit_state ADD COLUMN code TEXT
-- next
CREATE INDEX unit_state_by_code ON unit_state (code)
WHERE code IS NOT NULL AND withdrawn_at IS NULL
-- next
DROP VIEW unit_period
-- next
CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, level, parent_id, office_id, closed, code
FROM unit_state AS state WHERE withdrawn_at IS NULL
-- next
-- Checked for the whole unit: taking a state back lengthens the one before it.
CREATE VIEW unit_code_check AS SELECT unit_id FROM unit_state
-- next
CREATE TRIGGER unit_code_check_runs INSTEAD OF INSERT ON unit_code_check BEGIN
    SELECT RAISE(ABORT, 'refused: unit_code_taken') WHERE EXISTS (
        SELECT 1 FROM unit_period AS own
        JOIN unit_state AS touched ON touched.code = own.code AND touched.withdrawn_at IS NULL
            AND touched.unit_id <> own.unit_id AND touched.closed = 0
        JOIN unit_period AS other ON other.id = touched.id
        WHERE own.unit_id = NEW.unit_id AND own.code IS NOT NULL AND own.closed = 0
            AND other.starts_on < own.ends_before AND other.ends_before > own.starts_on);
END
-- next
CREATE TRIGGER unit_code_fits AFTER INSERT ON unit_state BEGIN
    INSERT INTO unit_code_check (unit_id) VALUES (NEW.unit_id);
END
-- next
CREATE TRIGGER unit_code_still_fits AFTER UPDATE ON unit_state BEGIN
    INSERT INTO unit_code_check (unit_id) VALUES (NEW.unit_id);
END
