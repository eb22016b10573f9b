CREATE TABLE institution (
    id TEXT PRIMARY KEY CHECK (id = 'own'),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL CHECK (json_type(roles) = 'array'),
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
-- Setting up makes an institution and its first administrator in one statement.
CREATE VIEW opening AS
SELECT institution.name AS institution_name, institution.zone AS zone, person.id AS person_id,
    person.name AS name, person.username AS username, person.password_hash AS password_hash,
    person.changed_at AS opened_at
FROM institution, person
-- next
CREATE TRIGGER opening_made INSTEAD OF INSERT ON opening BEGIN
    INSERT INTO institution (id, name, zone, version, changed_at, changed_by)
    VALUES ('own', NEW.institution_name, NEW.zone, 1, NEW.opened_at, NEW.person_id);
    INSERT INTO person (id, name, username, password_hash, roles, zone, version, changed_at,
        changed_by)
    VALUES (NEW.person_id, NEW.name, NEW.username, NEW.password_hash,
        '["employee","personnel","administrator"]', NEW.zone, 1, NEW.opened_at, NEW.person_id);
END
