-- Parts of one person go to another, all at once: {id, version, state} of the old ones, which are
-- cancelled, and {new_id, unit_id, zone} of the new ones. Who has a part of the same work already
-- gets no other. Where one changed meanwhile, or the other person would not do it, nothing is done.
CREATE VIEW reassigning AS
SELECT '' AS parts, person_id AS to_id, note, changed_at AS at, changed_by AS by FROM part
-- next
CREATE TRIGGER reassigning_done INSTEAD OF INSERT ON reassigning BEGIN
    SELECT RAISE(ABORT, 'refused: changed_meanwhile') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.parts) AS told
        LEFT JOIN part ON part.id = json_extract(told.value, '$.id')
            AND part.version = json_extract(told.value, '$.version')
            AND part.state = json_extract(told.value, '$.state')
        WHERE part.id IS NULL);
    SELECT RAISE(ABORT, 'refused: changed_meanwhile') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.parts) AS told
        JOIN part ON part.id = json_extract(told.value, '$.id')
        JOIN part AS theirs ON theirs.assignment_id = part.assignment_id
            AND theirs.person_id = NEW.to_id
        WHERE theirs.state IN ('draft', 'declined', 'completed'));
    INSERT INTO part (id, assignment_id, person_id, unit_id, zone, state, act, note, asked_at,
        version, changed_at, changed_by)
    SELECT json_extract(told.value, '$.new_id'), part.assignment_id, NEW.to_id,
        json_extract(told.value, '$.unit_id'), json_extract(told.value, '$.zone'), 'assigned',
        'assign', NEW.note, NEW.at, 1, NEW.at, NEW.by
    FROM json_each(NEW.parts) AS told
    JOIN part ON part.id = json_extract(told.value, '$.id')
    WHERE NOT EXISTS (
        SELECT 1 FROM part AS theirs
        WHERE theirs.assignment_id = part.assignment_id AND theirs.person_id = NEW.to_id
            AND theirs.state <> 'cancelled');
    UPDATE part SET state = 'cancelled', act = 'cancel', note = NEW.note, version = version + 1,
        changed_at = NEW.at, changed_by = NEW.by
    WHERE id IN (SELECT json_extract(value, '$.id') FROM json_each(NEW.parts));
    INSERT INTO syncing (assignment_id, at, by)
    SELECT DISTINCT part.assignment_id, NEW.at, NEW.by
    FROM json_each(NEW.parts) AS told
    JOIN part ON part.id = json_extract(told.value, '$.id');
END
