-- Once a file is loaded, of its bad rows only their places and faults are still told: the names and
-- numbers in them go at once.
CREATE TRIGGER import_lets_go AFTER UPDATE OF state ON import WHEN NEW.state = 'loaded' BEGIN
    UPDATE import_row SET cells = NULL, employee_number = NULL, username = NULL
    WHERE import_id = NEW.id;
    UPDATE import_progress SET tail = x'' WHERE import_id = NEW.id;
END
-- next
UPDATE import_row SET cells = NULL, employee_number = NULL, username = NULL
WHERE import_id IN (SELECT id FROM import WHERE state = 'loaded')
