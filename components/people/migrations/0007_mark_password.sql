-- A password that somebody else set is good for one sign-in, which changes it.
ALTER TABLE person ADD COLUMN password_is_temporary INTEGER NOT NULL DEFAULT 0
    CHECK (password_is_temporary IN (0, 1))
-- next
-- When the password was set; NULL when nobody noted it.
ALTER TABLE person ADD COLUMN password_set_at INTEGER
-- next
-- Sessions end for more reasons than before.
CREATE TABLE new_session (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    resource TEXT CHECK (json_type(resource) = 'array'),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT CHECK (end_reason IN ('signed_out', 'refresh_reused', 'ran_out',
        'password_changed', 'ended_by_person', 'ended_by_personnel')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT
-- next
INSERT INTO new_session (id, person_id, user_agent, resource, created_at, ended_at, end_reason,
    version, changed_at, changed_by)
SELECT id, person_id, user_agent, resource, created_at, ended_at, end_reason, version, changed_at,
    changed_by
FROM session
-- next
DROP TABLE session
-- next
ALTER TABLE new_session RENAME TO session
-- next
CREATE INDEX session_open_by_person ON session (person_id, created_at) WHERE ended_at IS NULL
-- next
-- Whoever signs in closes some of their own sessions that nobody refreshed for 14 days or that
-- are 90 days old (src/domain/session.rs), in ms; not all at once, so that it stays quick.
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
END
-- next
CREATE TRIGGER session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM rotation WHERE session_id = NEW.id;
END
-- next
-- A person sets their own password: only while the old one is still the one, and every other
-- session ends with it.
CREATE VIEW password_change AS
SELECT id AS person_id, password_hash AS old_hash, password_hash AS new_hash,
    id AS kept_session_id, changed_at AS at
FROM person
-- next
CREATE TRIGGER password_change_made INSTEAD OF INSERT ON password_change BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.old_hash);
    UPDATE person SET password_hash = NEW.new_hash, password_is_temporary = 0,
        password_set_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = NEW.person_id
    WHERE id = NEW.person_id;
    UPDATE session SET ended_at = NEW.at, end_reason = 'password_changed', version = version + 1,
        changed_at = NEW.at, changed_by = NEW.person_id
    WHERE person_id = NEW.person_id AND ended_at IS NULL AND id IS NOT NEW.kept_session_id;
END
-- next
-- Signing in: only while the password that was looked at is still the one. With `new_hash` it is
-- changed on the way.
CREATE VIEW signing_in AS
SELECT session.id AS session_id, session.person_id AS person_id,
    person.password_hash AS password_hash, person.password_hash AS new_hash,
    session.user_agent AS user_agent, session.resource AS resource, session.created_at AS at
FROM session JOIN person ON person.id = session.person_id
-- next
CREATE TRIGGER signing_in_done INSTEAD OF INSERT ON signing_in BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.password_hash);
    INSERT INTO password_change (person_id, old_hash, new_hash, at)
    SELECT NEW.person_id, NEW.password_hash, NEW.new_hash, NEW.at
    WHERE NEW.new_hash IS NOT NULL;
    INSERT INTO session (id, person_id, user_agent, resource, created_at, version, changed_at,
        changed_by)
    VALUES (NEW.session_id, NEW.person_id, NEW.user_agent, NEW.resource, NEW.at, 1, NEW.at,
        NEW.person_id);
END
