-- What is personal stands in columns that the journal leaves out; `sealed` holds the same,
-- encrypted by the person's own key, and does go there. Once `wrapped_key` is gone, nobody can
-- read what the journal holds on the person, and the journal is as it was.
ALTER TABLE person ADD COLUMN front_title TEXT
-- next
ALTER TABLE person ADD COLUMN back_title TEXT
-- next
ALTER TABLE person ADD COLUMN employment TEXT NOT NULL DEFAULT 'other'
    CHECK (employment IN ('pns', 'pppk', 'other'))
-- next
ALTER TABLE person ADD COLUMN employee_number TEXT
-- next
ALTER TABLE person ADD COLUMN email TEXT
-- next
ALTER TABLE person ADD COLUMN phone TEXT
-- next
ALTER TABLE person ADD COLUMN folded TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE person ADD COLUMN sealed TEXT
-- next
ALTER TABLE person ADD COLUMN wrapped_key TEXT
-- next
-- The last day on which the person works here.
ALTER TABLE person ADD COLUMN ends_on TEXT CHECK (date(ends_on) IS ends_on)
-- next
CREATE UNIQUE INDEX person_by_employee_number ON person (employee_number)
WHERE employee_number IS NOT NULL
-- next
-- A search reads every name: it finds all it asks for in here.
CREATE INDEX person_by_folded ON person (folded, id, ends_on)
-- next
-- Whoever leaves is nobody's head or member any more; what would begin later never does.
CREATE TRIGGER person_leaves AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT NULL AND NEW.ends_on IS NOT OLD.ends_on BEGIN
    UPDATE relation SET withdrawn_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE starts_on > NEW.ends_on AND id IN (
        SELECT id FROM relation WHERE person_id = NEW.id AND withdrawn_at IS NULL
        UNION
        SELECT id FROM relation
        WHERE kind = 'appraiser' AND slot = NEW.id AND withdrawn_at IS NULL);
    UPDATE relation SET ends_on = NEW.ends_on, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE coalesce(ends_on, '9999-12-31') > NEW.ends_on AND id IN (
        SELECT id FROM relation WHERE person_id = NEW.id AND withdrawn_at IS NULL
        UNION
        SELECT id FROM relation
        WHERE kind = 'appraiser' AND slot = NEW.id AND withdrawn_at IS NULL);
END
-- next
-- Nobody is anything after their last day.
CREATE TRIGGER relation_check_ends INSTEAD OF INSERT ON relation_check BEGIN
    SELECT RAISE(ABORT, 'refused: person_gone') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN person
            ON person.id = own.person_id OR person.id = own.appraised_id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL
            AND coalesce(own.ends_on, '9999-12-31') > person.ends_on);
END
-- next
DROP VIEW opening
-- next
CREATE VIEW opening AS
SELECT institution.name AS institution_name, institution.zone AS zone, person.id AS person_id,
    person.name AS name, person.username AS username, person.password_hash AS password_hash,
    person.changed_at AS opened_at, person.folded AS folded, person.sealed AS sealed,
    person.wrapped_key AS wrapped_key
FROM institution, person
-- next
CREATE TRIGGER opening_made INSTEAD OF INSERT ON opening BEGIN
    INSERT INTO institution (id, name, zone, version, changed_at, changed_by)
    VALUES ('own', NEW.institution_name, NEW.zone, 1, NEW.opened_at, NEW.person_id);
    INSERT INTO person (id, name, username, password_hash, roles, zone, folded, sealed,
        wrapped_key, version, changed_at, changed_by)
    VALUES (NEW.person_id, NEW.name, NEW.username, NEW.password_hash,
        '["employee","personnel","administrator"]', NEW.zone,
        coalesce(NEW.folded, lower(NEW.name)), NEW.sealed, NEW.wrapped_key, 1, NEW.opened_at,
        NEW.person_id);
END
-- next
-- Whoever was there before is found by their name, and the next change seals it. The journal,
-- whose triggers come back below as the code wants them, has nothing to tell of this.
DROP TRIGGER IF EXISTS person_kept
-- next
DROP TRIGGER IF EXISTS person_changed
-- next
UPDATE person SET folded = lower(name) WHERE folded = ''
