-- The operator let somebody in who had lost password and phone. The journal tells it. With the
-- name `issued_at` tells which word was used: each is good once, and not after a later one, also
-- where the operator's clock runs ahead.
CREATE TABLE recovery (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX recovery_by_person ON recovery (person_id, issued_at)
-- next
-- Setting a password by the operator's word; not after a password was set since.
CREATE VIEW recovering AS
SELECT recovery.id AS id, person.id AS person_id, recovery.issued_at AS issued_at,
    person.password_hash AS new_hash, sign_in.address AS address, sign_in.device AS device,
    sign_in.at AS at
FROM recovery JOIN person ON person.id = recovery.person_id
    JOIN sign_in ON sign_in.person_id = person.id
-- next
CREATE TRIGGER recovering_done INSTEAD OF INSERT ON recovering BEGIN
    SELECT RAISE(ABORT, 'refused: password_link_over')
    WHERE EXISTS (
            SELECT 1 FROM recovery
            WHERE person_id = NEW.person_id AND issued_at >= NEW.issued_at)
        OR NOT EXISTS (
            SELECT 1 FROM person WHERE id = NEW.person_id AND erased_at IS NULL
                AND coalesce(password_set_at, 0) < NEW.issued_at);
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT person.id, person.password_hash, NEW.new_hash, 'password_reset', NEW.address,
        NEW.device, NEW.at
    FROM person WHERE person.id = NEW.person_id;
    UPDATE second_factor SET state = 'off', sealed = NULL, version = version + 1,
        changed_at = NEW.at, changed_by = 'operator'
    WHERE id = NEW.person_id AND state <> 'off';
    UPDATE passkey SET ended_at = NEW.at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.at, changed_by = 'operator'
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
    UPDATE provider_link SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'operator'
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
    INSERT INTO recovery (id, person_id, issued_at, version, changed_at, changed_by)
    VALUES (NEW.id, NEW.person_id, NEW.issued_at, 1, NEW.at, 'operator');
END
