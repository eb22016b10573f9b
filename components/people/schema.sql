CREATE TABLE bucket (
    place TEXT PRIMARY KEY,
    full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE institution (
    id TEXT PRIMARY KEY CHECK (id = 'own'),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

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
) STRICT;

CREATE TABLE rotation (
    session_id TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    resource TEXT CHECK (json_type(resource) = 'array'),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT CHECK (end_reason IN ('signed_out', 'refresh_reused', 'ran_out')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;

CREATE INDEX person_by_name ON person (name, id);

CREATE INDEX session_open_by_person ON session (person_id, created_at) WHERE ended_at IS NULL;

CREATE TRIGGER institution_changed AFTER UPDATE ON institution BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.institution.changed', NEW.id, json_object('id', OLD.id, 'name', OLD.name, 'zone', OLD.zone, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'name', NEW.name, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER institution_created AFTER INSERT ON institution BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.institution.created', NEW.id, NULL, json_object('id', NEW.id, 'name', NEW.name, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER institution_kept BEFORE UPDATE ON institution BEGIN SELECT RAISE(ABORT, 'refused: institution keeps its id and counts its version')
             WHERE NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1; END;

CREATE TRIGGER institution_stays BEFORE DELETE ON institution
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of institution stay'); END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

CREATE TRIGGER opening_made INSTEAD OF INSERT ON opening BEGIN
    INSERT INTO institution (id, name, zone, version, changed_at, changed_by)
    VALUES ('own', NEW.institution_name, NEW.zone, 1, NEW.opened_at, NEW.person_id);
    INSERT INTO person (id, name, username, password_hash, roles, zone, version, changed_at,
        changed_by)
    VALUES (NEW.person_id, NEW.name, NEW.username, NEW.password_hash,
        '["employee","personnel","administrator"]', NEW.zone, 1, NEW.opened_at, NEW.person_id);
END;

CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.person.changed', NEW.id, json_object('id', OLD.id, 'name', OLD.name, 'username', OLD.username, 'password_hash', '[redacted]', 'roles', OLD.roles, 'zone', OLD.zone, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'name', NEW.name, 'username', NEW.username, 'password_hash', '[redacted]', 'roles', NEW.roles, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER person_created AFTER INSERT ON person BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.person.created', NEW.id, NULL, json_object('id', NEW.id, 'name', NEW.name, 'username', NEW.username, 'password_hash', '[redacted]', 'roles', NEW.roles, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER person_keeps_an_administrator BEFORE UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (
        SELECT 1 FROM person AS other, json_each(other.roles) AS role
        WHERE role.value = 'administrator' AND other.id <> OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'refused: the last administrator stays one');
END;

CREATE TRIGGER person_kept BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'refused: person keeps its id and counts its version')
             WHERE NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1; END;

CREATE TRIGGER person_stays BEFORE DELETE ON person
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of person stay'); END;

CREATE TRIGGER session_changed AFTER UPDATE ON session BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.session.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'user_agent', '[redacted]', 'resource', OLD.resource, 'created_at', OLD.created_at, 'ended_at', OLD.ended_at, 'end_reason', OLD.end_reason, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'user_agent', '[redacted]', 'resource', NEW.resource, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'end_reason', NEW.end_reason, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER session_created AFTER INSERT ON session BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.session.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'user_agent', '[redacted]', 'resource', NEW.resource, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'end_reason', NEW.end_reason, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM rotation WHERE session_id = NEW.id;
END;

CREATE TRIGGER session_kept BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'refused: session keeps its id and counts its version')
             WHERE NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1; END;

CREATE TRIGGER session_opens AFTER INSERT ON session BEGIN
    INSERT INTO rotation (session_id, generation, rotated_at)
    VALUES (NEW.id, 1, NEW.created_at);
    UPDATE session SET ended_at = NEW.created_at, end_reason = 'ran_out', version = version + 1,
        changed_at = NEW.created_at, changed_by = 'people'
    WHERE id IN (
        SELECT session.id FROM session JOIN rotation ON rotation.session_id = session.id
        WHERE session.person_id = NEW.person_id AND session.ended_at IS NULL
            AND (rotation.rotated_at < NEW.created_at - 1209600000
                OR session.created_at < NEW.created_at - 7776000000)
        ORDER BY session.created_at LIMIT 10);
END;

CREATE TRIGGER session_stays BEFORE DELETE ON session
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of session stay'); END;

CREATE VIEW opening AS
SELECT institution.name AS institution_name, institution.zone AS zone, person.id AS person_id,
    person.name AS name, person.username AS username, person.password_hash AS password_hash,
    person.changed_at AS opened_at
FROM institution, person;
