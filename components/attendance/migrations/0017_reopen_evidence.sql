-- When more of what was found turns up on the same day, somebody looks again: the row has the
-- larger figure and is open once more. What was said before stays beside it.
DROP TRIGGER looking_done
-- next
CREATE TRIGGER looking_done INSTEAD OF INSERT ON looking BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM looked WHERE seq = NEW.old_seq);
    INSERT INTO evidence (id, punch_id, person_id, day, reason, found, expected, state, version,
        changed_at, changed_by)
    SELECT json_extract(value, '$.person_id') || '.' || json_extract(value, '$.day') || '.'
            || json_extract(value, '$.reason'),
        json_extract(value, '$.punch_id'), json_extract(value, '$.person_id'),
        json_extract(value, '$.day'), json_extract(value, '$.reason'),
        json_extract(value, '$.found'), json_extract(value, '$.expected'), 'open', 1, NEW.at,
        'attendance'
    FROM json_each(NEW.found)
    WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET punch_id = excluded.punch_id, found = excluded.found,
        expected = excluded.expected, state = 'open', reviewed_by = NULL, reviewed_at = NULL,
        version = evidence.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
    WHERE excluded.found > evidence.found;
    UPDATE looked SET seq = NEW.new_seq;
END
