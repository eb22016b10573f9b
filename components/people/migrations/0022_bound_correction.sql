-- Nobody fills the table, nor the list of those who have to answer (OPEN_MAX in
-- src/domain/correction.rs).
CREATE TRIGGER correction_stays_few BEFORE INSERT ON correction BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_corrections') WHERE (
        SELECT count(*) FROM correction
        WHERE person_id = NEW.person_id AND state = 'open') >= 20;
END
