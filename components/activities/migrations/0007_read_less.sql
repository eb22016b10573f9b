-- What one person did for an assignment, also where tens of thousands are for it.
CREATE INDEX activity_by_person_assignment ON activity (person_id, assignment_id, day, id)
WHERE assignment_id IS NOT NULL
-- next
-- Whose a row is and in which state stands in the indexes by which lists walk, so that what is not
-- asked for is passed over without being read.
DROP INDEX activity_by_person
-- next
CREATE INDEX activity_by_person ON activity (person_id, day, id, state)
-- next
DROP INDEX activity_by_day
-- next
CREATE INDEX activity_by_day ON activity (day, id, state, person_id)
-- next
DROP INDEX activity_by_state
-- next
CREATE INDEX activity_by_state ON activity (state, day, id, person_id)
-- next
-- What a day comes to of everybody: summed over an index, a month took longer with each person.
CREATE TABLE day_total (
    day TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    n_logged INTEGER NOT NULL,
    n_returned INTEGER NOT NULL,
    n_acknowledged INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
DROP INDEX activity_day_by_day
-- next
INSERT INTO day_total (day, n, minutes, n_logged, n_returned, n_acknowledged)
SELECT day, sum(n), sum(minutes), sum(n_logged), sum(n_returned), sum(n_acknowledged)
FROM activity_day GROUP BY day
-- next
CREATE TRIGGER day_is_summed AFTER INSERT ON activity_day BEGIN
    INSERT INTO day_total (day, n, minutes, n_logged, n_returned, n_acknowledged)
    VALUES (NEW.day, NEW.n, NEW.minutes, NEW.n_logged, NEW.n_returned, NEW.n_acknowledged)
    ON CONFLICT (day) DO UPDATE SET n = n + excluded.n, minutes = minutes + excluded.minutes,
        n_logged = n_logged + excluded.n_logged, n_returned = n_returned + excluded.n_returned,
        n_acknowledged = n_acknowledged + excluded.n_acknowledged;
END
-- next
CREATE TRIGGER day_is_summed_again AFTER UPDATE ON activity_day BEGIN
    UPDATE day_total SET n = n + NEW.n - OLD.n, minutes = minutes + NEW.minutes - OLD.minutes,
        n_logged = n_logged + NEW.n_logged - OLD.n_logged,
        n_returned = n_returned + NEW.n_returned - OLD.n_returned,
        n_acknowledged = n_acknowledged + NEW.n_acknowledged - OLD.n_acknowledged
    WHERE day = NEW.day;
END
