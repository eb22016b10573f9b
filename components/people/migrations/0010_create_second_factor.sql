-- Codes that an app on a person's phone makes (RFC 6238), beside the password. The id is the
-- person's; the secret is encrypted by a key from the master secret.
CREATE TABLE second_factor (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('pending', 'on', 'off')),
    sealed TEXT,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((sealed IS NULL) = (state = 'off'))
) STRICT
-- next
-- The last step whose code was used: a code is good once.
CREATE TABLE second_factor_use (
    person_id TEXT PRIMARY KEY,
    last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
-- The codes for a lost phone that are left; only seals of them.
CREATE TABLE recovery_code (
    person_id TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (person_id, seal)
) STRICT, WITHOUT ROWID
-- next
CREATE TRIGGER second_factor_ends AFTER UPDATE OF state ON second_factor
WHEN NEW.state = 'off' BEGIN
    DELETE FROM recovery_code WHERE person_id = NEW.id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('second_factor_removed/' || NEW.id || '/' || NEW.version, NEW.id,
        'second_factor_removed', NEW.changed_at, 1, '', '')
    ON CONFLICT (id) DO NOTHING;
END
-- next
-- A first code shows that the phone has the secret.
CREATE VIEW second_factor_confirmation AS
SELECT second_factor.id AS person_id, second_factor.version AS version,
    second_factor_use.last_step AS step, recovery_code.seal AS seals, sign_in.address AS address,
    sign_in.device AS device, second_factor.changed_at AS at
FROM second_factor JOIN second_factor_use ON second_factor_use.person_id = second_factor.id
    JOIN recovery_code ON recovery_code.person_id = second_factor.id
    JOIN sign_in ON sign_in.person_id = second_factor.id
-- next
CREATE TRIGGER second_factor_confirmed INSTEAD OF INSERT ON second_factor_confirmation BEGIN
    SELECT RAISE(ABORT, 'refused: second_factor_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM second_factor
        WHERE id = NEW.person_id AND state = 'pending' AND version = NEW.version);
    UPDATE second_factor SET state = 'on', version = version + 1, changed_at = NEW.at,
        changed_by = NEW.person_id
    WHERE id = NEW.person_id;
    INSERT INTO second_factor_use (person_id, last_step) VALUES (NEW.person_id, NEW.step)
    ON CONFLICT (person_id) DO UPDATE SET last_step = excluded.last_step;
    DELETE FROM recovery_code WHERE person_id = NEW.person_id;
    INSERT INTO recovery_code (person_id, seal)
    SELECT NEW.person_id, value FROM json_each(NEW.seals);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('second_factor_set/' || NEW.person_id || '/' || NEW.version, NEW.person_id,
        'second_factor_set', NEW.at, 1, NEW.address, NEW.device)
    ON CONFLICT (id) DO NOTHING;
END
-- next
DROP VIEW signing_in
-- next
-- As before, and the code is used up by the same statement: of two who come with it, one wins.
CREATE VIEW signing_in AS
SELECT session.id AS session_id, session.person_id AS person_id,
    person.password_hash AS password_hash, person.password_hash AS new_hash,
    second_factor_use.last_step AS code_step, recovery_code.seal AS recovery_seal,
    session.resource AS resource, sign_in.address AS address, session.user_agent AS device,
    session.created_at AS at
FROM session JOIN person ON person.id = session.person_id
    JOIN sign_in ON sign_in.id = session.id
    JOIN second_factor_use ON second_factor_use.person_id = session.person_id
    JOIN recovery_code ON recovery_code.person_id = session.person_id
-- next
CREATE TRIGGER signing_in_done INSTEAD OF INSERT ON signing_in BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.password_hash);
    SELECT RAISE(ABORT, 'refused: code_used')
    WHERE EXISTS (SELECT 1 FROM second_factor WHERE id = NEW.person_id AND state = 'on')
        AND NOT EXISTS (
            SELECT 1 FROM second_factor_use
            WHERE person_id = NEW.person_id AND last_step < NEW.code_step)
        AND NOT EXISTS (
            SELECT 1 FROM recovery_code
            WHERE person_id = NEW.person_id AND seal = NEW.recovery_seal);
    UPDATE second_factor_use SET last_step = NEW.code_step
    WHERE person_id = NEW.person_id AND last_step < NEW.code_step;
    DELETE FROM recovery_code WHERE person_id = NEW.person_id AND seal = NEW.recovery_seal;
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
