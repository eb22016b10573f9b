-- What happened at a person's door, for them to see. It holds addresses, so it keeps no journal
-- and forgets. Wrong passwords are counted: one row a day and person, so nobody fills the table by
-- guessing or pushes out what else happened; those of unknown names count as nobody's, because a
-- name that costs no write would be told from one that does.
CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code',
        'password_changed', 'password_reset', 'refresh_reused', 'second_factor_set',
        'second_factor_removed')),
    at INTEGER NOT NULL,
    n INTEGER NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL
) STRICT
-- next
CREATE INDEX sign_in_by_person ON sign_in (person_id, at)
-- next
CREATE INDEX sign_in_by_time ON sign_in (at)
-- next
-- The last hundred of a person, and 90 days (src/domain/session.rs), in ms; ten of everybody's
-- old ones at a time, so that it stays quick.
CREATE TRIGGER sign_in_forgets AFTER INSERT ON sign_in BEGIN
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in
        WHERE person_id = NEW.person_id AND outcome NOT IN ('wrong_password', 'wrong_code')
        ORDER BY at DESC, id DESC LIMIT 10 OFFSET 100);
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in WHERE at < NEW.at - 7776000000 ORDER BY at LIMIT 10);
END
-- next
CREATE TRIGGER session_tells_reuse AFTER UPDATE OF ended_at ON session
WHEN NEW.end_reason = 'refresh_reused' BEGIN
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('refresh_reused/' || NEW.id, NEW.person_id, 'refresh_reused', NEW.ended_at, 1, '',
        NEW.user_agent)
    ON CONFLICT (id) DO NOTHING;
END
-- next
DROP VIEW password_change
-- next
-- A person's password is set: only while the old one is still the one, and every other session
-- ends with it.
CREATE VIEW password_change AS
SELECT person.id AS person_id, person.password_hash AS old_hash, person.password_hash AS new_hash,
    session.id AS kept_session_id, sign_in.outcome AS outcome, sign_in.address AS address,
    sign_in.device AS device, sign_in.at AS at
FROM person JOIN session ON session.person_id = person.id
    JOIN sign_in ON sign_in.person_id = person.id
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
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.outcome || '/' || NEW.person_id || '/' || NEW.at, NEW.person_id, NEW.outcome,
        NEW.at, 1, NEW.address, NEW.device)
    ON CONFLICT (id) DO NOTHING;
END
-- next
DROP VIEW password_reset
-- next
CREATE VIEW password_reset AS
SELECT password_link.seal AS seal, person.password_hash AS new_hash, sign_in.address AS address,
    sign_in.device AS device, sign_in.at AS at
FROM password_link JOIN person ON person.id = password_link.person_id
    JOIN sign_in ON sign_in.person_id = person.id
-- next
CREATE TRIGGER password_reset_made INSTEAD OF INSERT ON password_reset BEGIN
    SELECT RAISE(ABORT, 'refused: password_link_over')
    WHERE NOT EXISTS (
        SELECT 1 FROM password_link
        WHERE seal = NEW.seal AND state = 'open' AND expires_at > NEW.at);
    UPDATE password_link SET state = 'used', version = version + 1, changed_at = NEW.at,
        changed_by = person_id
    WHERE seal = NEW.seal;
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT person.id, person.password_hash, NEW.new_hash, 'password_reset', NEW.address,
        NEW.device, NEW.at
    FROM password_link JOIN person ON person.id = password_link.person_id
    WHERE password_link.seal = NEW.seal;
END
-- next
DROP VIEW signing_in
-- next
CREATE VIEW signing_in AS
SELECT session.id AS session_id, session.person_id AS person_id,
    person.password_hash AS password_hash, person.password_hash AS new_hash,
    session.resource AS resource, sign_in.address AS address, session.user_agent AS device,
    session.created_at AS at
FROM session JOIN person ON person.id = session.person_id
    JOIN sign_in ON sign_in.id = session.id
-- next
CREATE TRIGGER signing_in_done INSTEAD OF INSERT ON signing_in BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.password_hash);
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT NEW.person_id, NEW.password_hash, NEW.new_hash, 'password_changed', NEW.address,
        NEW.device, NEW.at
    WHERE NEW.new_hash IS NOT NULL;
    INSERT INTO session (id, person_id, user_agent, resource, created_at, version, changed_at,
        changed_by)
    VALUES (NEW.session_id, NEW.person_id, NEW.device, NEW.resource, NEW.at, 1, NEW.at,
        NEW.person_id);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.session_id, NEW.person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device);
END
