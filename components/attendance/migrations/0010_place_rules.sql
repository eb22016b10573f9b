-- A schedule may be a unit's, and a free day that of a region.
ALTER TABLE rule ADD COLUMN unit_id TEXT
    CHECK (unit_id IS NULL OR (kind = 'assignment' AND person_id IS NULL))
-- next
ALTER TABLE rule ADD COLUMN region TEXT CHECK (region IS NULL OR kind = 'calendar_day')
-- next
-- From when on this function judges days on which nobody punched: since it follows people.
CREATE TABLE judging_since (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL
) STRICT
-- next
-- Some days may be others than they were judged to be: those of one person, or of everybody.
CREATE VIEW touching AS
SELECT person_id, since AS from_day, until AS until_day FROM judged
-- next
CREATE TRIGGER touching_done INSTEAD OF INSERT ON touching BEGIN
    UPDATE judged SET
        again_from = max(since, min(ifnull(again_from, NEW.from_day), NEW.from_day)),
        again_until = max(ifnull(again_until, NEW.until_day), NEW.until_day)
    WHERE (NEW.person_id IS NULL OR person_id = NEW.person_id)
        AND until >= NEW.from_day AND since <= NEW.until_day;
END
-- next
-- Who belongs where from when to when decides whose schedule and which holidays they have, and
-- from when on they work here.
CREATE TRIGGER membership_touches AFTER INSERT ON relation
WHEN NEW.kind = 'member' AND NEW.withdrawn_at IS NULL BEGIN
    -- Whoever works here is judged from then on, also without a punch.
    INSERT INTO judged (person_id, since, until)
    SELECT NEW.person_id, max(NEW.starts_on, day), date(max(NEW.starts_on, day), '-1 day')
    FROM judging_since WHERE TRUE
    ON CONFLICT (person_id) DO UPDATE SET
        since = min(since, excluded.since),
        again_from = iif(excluded.since < since,
            min(coalesce(again_from, excluded.since), excluded.since), again_from),
        again_until = iif(excluded.since < since,
            max(coalesce(again_until, since), since), again_until);
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, NEW.starts_on, coalesce(NEW.ends_on, '9999-12-31'));
END
-- next
CREATE TRIGGER membership_touches_again AFTER UPDATE ON relation WHEN NEW.kind = 'member' BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, min(OLD.starts_on, NEW.starts_on),
        max(coalesce(OLD.ends_on, '9999-12-31'), coalesce(NEW.ends_on, '9999-12-31')));
END
-- next
CREATE TRIGGER last_day_touches AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT OLD.ends_on BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.id, min(coalesce(OLD.ends_on, '9999-12-31'), coalesce(NEW.ends_on, '9999-12-31')),
        '9999-12-31');
END
-- next
-- A unit that moves takes all with it that are under it; an office that turns out to lie elsewhere
-- has had other holidays. Both are rare, and touch nobody while no rule asks for them.
CREATE TRIGGER unit_state_touches AFTER INSERT ON unit_state
WHEN NEW.withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND (unit_id IS NOT NULL OR region IS NOT NULL))
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, NEW.starts_on, '9999-12-31');
END
-- next
CREATE TRIGGER unit_state_touches_again AFTER UPDATE ON unit_state
WHEN EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND (unit_id IS NOT NULL OR region IS NOT NULL))
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, min(OLD.starts_on, NEW.starts_on), '9999-12-31');
END
-- next
CREATE TRIGGER region_touches AFTER UPDATE OF region ON office
WHEN NEW.region IS NOT OLD.region AND EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND region IS NOT NULL)
BEGIN
    INSERT INTO touching (person_id, from_day, until_day) VALUES (NULL, '0001-01-01', '9999-12-31');
END
