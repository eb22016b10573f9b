-- A day may be leave, duty travel or flexible work. A CHECK cannot be changed, so the table is made
-- anew by way of a copy; its journal goes on.
DROP TRIGGER judging_done
-- next
CREATE TABLE duty_day_before (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL,
    required_min INTEGER NOT NULL,
    worked_min INTEGER NOT NULL,
    late_min INTEGER NOT NULL,
    early_min INTEGER NOT NULL,
    short_min INTEGER NOT NULL,
    surplus_min INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
INSERT INTO duty_day_before (id, person_id, day, zone, status, required_min, worked_min, late_min,
    early_min, short_min, surplus_min, version, changed_at, changed_by)
SELECT id, person_id, day, zone, status, required_min, worked_min, late_min, early_min, short_min,
    surplus_min, version, changed_at, changed_by
FROM duty_day
-- next
DROP TABLE duty_day
-- next
CREATE TABLE duty_day (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('present', 'provisional', 'absent', 'leave', 'duty_travel', 'flexible_location',
         'flexible_time', 'holiday', 'off', 'unjudged')),
    required_min INTEGER NOT NULL CHECK (required_min >= 0),
    worked_min INTEGER NOT NULL CHECK (worked_min >= 0),
    late_min INTEGER NOT NULL CHECK (late_min >= 0),
    early_min INTEGER NOT NULL CHECK (early_min >= 0),
    short_min INTEGER NOT NULL CHECK (short_min >= 0),
    surplus_min INTEGER NOT NULL CHECK (surplus_min >= 0),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
INSERT INTO duty_day (id, person_id, day, zone, status, required_min, worked_min, late_min,
    early_min, short_min, surplus_min, version, changed_at, changed_by)
SELECT id, person_id, day, zone, status, required_min, worked_min, late_min, early_min, short_min,
    surplus_min, version, changed_at, changed_by
FROM duty_day_before
-- next
DROP TABLE duty_day_before
-- next
CREATE UNIQUE INDEX duty_day_by_person ON duty_day (person_id, day)
-- next
CREATE TRIGGER judging_done INSTEAD OF INSERT ON judging BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM judged
        WHERE person_id = NEW.person_id AND until = NEW.old_until
            AND again_from IS NEW.old_again_from AND again_until IS NEW.old_again_until);
    INSERT INTO duty_day (id, person_id, day, zone, status, required_min, worked_min, late_min,
        early_min, short_min, surplus_min, version, changed_at, changed_by)
    SELECT NEW.person_id || '/' || json_extract(value, '$.day'), NEW.person_id,
        json_extract(value, '$.day'), json_extract(value, '$.zone'),
        json_extract(value, '$.status'), json_extract(value, '$.required_min'),
        json_extract(value, '$.worked_min'), json_extract(value, '$.late_min'),
        json_extract(value, '$.early_min'), json_extract(value, '$.short_min'),
        json_extract(value, '$.surplus_min'), 1, NEW.at, 'attendance'
    FROM json_each(NEW.days)
    WHERE json_extract(value, '$.status') NOT IN ('off', 'unjudged')
        OR EXISTS (SELECT 1 FROM duty_day AS kept
            WHERE kept.person_id = NEW.person_id AND kept.day = json_extract(value, '$.day'))
    ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, status = excluded.status,
        required_min = excluded.required_min, worked_min = excluded.worked_min,
        late_min = excluded.late_min, early_min = excluded.early_min,
        short_min = excluded.short_min, surplus_min = excluded.surplus_min,
        version = duty_day.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
    WHERE (duty_day.zone, duty_day.status, duty_day.required_min, duty_day.worked_min,
            duty_day.late_min, duty_day.early_min, duty_day.short_min, duty_day.surplus_min)
        IS NOT (excluded.zone, excluded.status, excluded.required_min, excluded.worked_min,
            excluded.late_min, excluded.early_min, excluded.short_min, excluded.surplus_min);
    UPDATE judged SET until = NEW.until, again_from = NEW.again_from,
        again_until = NEW.again_until
    WHERE person_id = NEW.person_id;
END
