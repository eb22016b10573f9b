-- A link by which a person sets a password without knowing the old one. Its token is in nobody's
-- hands but the person's: only a seal over it is kept.
CREATE TABLE password_link (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'burnt')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX password_link_open_by_person ON password_link (person_id) WHERE state = 'open'
-- next
-- The newest link is the one.
CREATE TRIGGER password_link_replaces BEFORE INSERT ON password_link BEGIN
    UPDATE password_link SET state = 'burnt', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND state = 'open';
END
-- next
-- Links are of no use once there is another password; and whoever may make one for an employee
-- may not for what the employee becomes.
CREATE TRIGGER person_burns_links AFTER UPDATE OF password_hash, roles ON person
WHEN NEW.password_hash IS NOT OLD.password_hash OR NEW.roles IS NOT OLD.roles BEGIN
    UPDATE password_link SET state = 'burnt', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND state = 'open';
END
-- next
-- Using a link.
CREATE VIEW password_reset AS
SELECT password_link.seal AS seal, person.password_hash AS new_hash, password_link.changed_at AS at
FROM password_link JOIN person ON person.id = password_link.person_id
-- next
CREATE TRIGGER password_reset_made INSTEAD OF INSERT ON password_reset BEGIN
    SELECT RAISE(ABORT, 'refused: password_link_over')
    WHERE NOT EXISTS (
        SELECT 1 FROM password_link
        WHERE seal = NEW.seal AND state = 'open' AND expires_at > NEW.at);
    UPDATE password_link SET state = 'used', version = version + 1, changed_at = NEW.at,
        changed_by = person_id
    WHERE seal = NEW.seal;
    INSERT INTO password_change (person_id, old_hash, new_hash, at)
    SELECT person.id, person.password_hash, NEW.new_hash, NEW.at
    FROM password_link JOIN person ON person.id = password_link.person_id
    WHERE password_link.seal = NEW.seal;
END
