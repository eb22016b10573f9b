-- Nobody's open files keep others from theirs: each has a few, and the office many.
DROP TRIGGER import_stays_few
-- next
CREATE TRIGGER import_stays_few BEFORE INSERT ON import BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_imports') WHERE (
        SELECT count(*) FROM import
        WHERE state IN ('receiving', 'checking', 'checked', 'loading')
            AND made_by = NEW.made_by) >= 5;
    SELECT RAISE(ABORT, 'refused: too_many_imports_here') WHERE (
        SELECT count(*) FROM import
        WHERE state IN ('receiving', 'checking', 'checked', 'loading')) >= 30;
END
