-- Days of duty on which every punch is in, as they were judged. A later change of punches or rules
-- changes the row, and the journal tells what it was before.
CREATE TABLE duty_day (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('present', 'provisional', 'absent', 'holiday', 'off', 'unjudged')),
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
CREATE UNIQUE INDEX duty_day_by_person ON duty_day (person_id, day)
-- next
-- From and up to when the days of a person are judged, and which of them have to be judged again.
CREATE TABLE judged (
    person_id TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    again_from TEXT,
    again_until TEXT,
    CHECK ((again_from IS NULL) = (again_until IS NULL))
) STRICT
-- next
CREATE INDEX judged_again ON judged (person_id) WHERE again_from IS NOT NULL
-- next
CREATE INDEX judged_until ON judged (until, person_id)
-- next
-- How far the journal is looked through for what touches days.
CREATE TABLE followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT
-- next
INSERT INTO followed (one, seq) VALUES (1, 0)
-- next
-- A piece of the journal is looked through: `touches` is a list of {person_id, is_punch, from,
-- until}, at most two for each person; `all_from` and `all_until` are everybody's days, or NULL.
-- Once, however many do it at the same time.
CREATE VIEW following AS
SELECT '' AS touches, '' AS all_from, '' AS all_until, seq AS old_seq, seq AS new_seq
FROM followed
-- next
CREATE TRIGGER following_done INSTEAD OF INSERT ON following BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM followed WHERE seq = NEW.old_seq);
    UPDATE judged SET
        again_from = max(since, min(ifnull(again_from, NEW.all_from), NEW.all_from)),
        again_until = max(ifnull(again_until, NEW.all_until), NEW.all_until)
    WHERE until >= NEW.all_from AND since <= NEW.all_until;
    -- Only a punch tells that somebody is here.
    INSERT INTO judged (person_id, since, until, again_from, again_until)
    SELECT json_extract(value, '$.person_id'),
        iif(json_extract(value, '$.is_punch'), json_extract(value, '$.from'), '9999-12-31'),
        date(json_extract(value, '$.from'), '-1 day'),
        json_extract(value, '$.from'), json_extract(value, '$.until')
    FROM json_each(NEW.touches)
    WHERE json_extract(value, '$.is_punch') OR EXISTS (
        SELECT 1 FROM judged AS known
        WHERE known.person_id = json_extract(value, '$.person_id'))
    ON CONFLICT (person_id) DO UPDATE SET
        since = min(since, excluded.since),
        again_from = max(min(since, excluded.since),
            min(ifnull(again_from, excluded.again_from), excluded.again_from)),
        again_until = max(ifnull(again_until, excluded.again_until), excluded.again_until);
    -- What was not judged yet need not be judged again.
    UPDATE judged SET again_from = NULL, again_until = NULL
    WHERE again_from > min(until, again_until);
    UPDATE followed SET seq = NEW.new_seq;
END
-- next
-- Some days of a person are judged: only while nothing touched them meanwhile. A free day is kept
-- only where the day was something else before.
CREATE VIEW judging AS
SELECT person_id, until AS old_until, again_from AS old_again_from, again_until AS old_again_until,
    until, again_from, again_until, '' AS days, 0 AS at
FROM judged
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
