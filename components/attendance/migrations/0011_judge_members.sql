-- Somebody begins to work here on a day: from then on they are judged, also without a punch, but
-- not before this function judges such people at all. An earlier beginning goes before a later one.
CREATE VIEW beginning AS
SELECT person_id, starts_on FROM relation WHERE kind = 'member' AND withdrawn_at IS NULL
-- next
CREATE TRIGGER beginning_done INSTEAD OF INSERT ON beginning BEGIN
    INSERT INTO judged (person_id, since, until)
    SELECT NEW.person_id, max(NEW.starts_on, day), date(max(NEW.starts_on, day), '-1 day')
    FROM judging_since WHERE TRUE
    ON CONFLICT (person_id) DO UPDATE SET
        since = min(since, excluded.since),
        again_from = iif(excluded.since < since,
            min(coalesce(again_from, excluded.since), excluded.since), again_from),
        again_until = iif(excluded.since < since,
            max(coalesce(again_until, since), since), again_until);
END
-- next
DROP TRIGGER membership_touches
-- next
CREATE TRIGGER membership_touches AFTER INSERT ON relation
WHEN NEW.kind = 'member' AND NEW.withdrawn_at IS NULL BEGIN
    INSERT INTO beginning (person_id, starts_on) VALUES (NEW.person_id, NEW.starts_on);
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, NEW.starts_on, coalesce(NEW.ends_on, '9999-12-31'));
END
-- next
DROP TRIGGER membership_touches_again
-- next
-- A membership may turn out to have begun earlier than it was told.
CREATE TRIGGER membership_touches_again AFTER UPDATE ON relation WHEN NEW.kind = 'member' BEGIN
    INSERT INTO beginning (person_id, starts_on)
    SELECT NEW.person_id, NEW.starts_on WHERE NEW.withdrawn_at IS NULL;
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, min(OLD.starts_on, NEW.starts_on),
        max(coalesce(OLD.ends_on, '9999-12-31'), coalesce(NEW.ends_on, '9999-12-31')));
END
-- next
-- Members may be known before the first tick, as a decision follows people too, and an older
-- version of this function already did.
CREATE TRIGGER judging_begins AFTER INSERT ON judging_since BEGIN
    INSERT INTO beginning (person_id, starts_on)
    SELECT person_id, min(starts_on) FROM relation
    WHERE kind = 'member' AND withdrawn_at IS NULL GROUP BY person_id;
END
-- next
INSERT INTO beginning (person_id, starts_on)
SELECT person_id, min(starts_on) FROM relation
WHERE kind = 'member' AND withdrawn_at IS NULL GROUP BY person_id
