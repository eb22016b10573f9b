-- Personnel write what a provider finds people by (address, number, username), and may have
-- written their own before somebody became administrator. So it links nobody with an administrator:
-- only the administrator does, from a session of theirs (`confirmed_by`), which ends with it.
-- Whoever became administrator meanwhile is one here too, and the session of before is over.
--
-- That an account is linked, or is no more, is told apart from a sign-in at the person's door. The
-- table is made anew by way of a copy, as once for passkeys.
CREATE TABLE sign_in_before (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    n INTEGER NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL
) STRICT
-- next
INSERT INTO sign_in_before (id, person_id, outcome, at, n, address, device)
SELECT id, person_id, outcome, at, n, address, device FROM sign_in
-- next
DROP TABLE sign_in
-- next
CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code',
        'password_changed', 'password_reset', 'refresh_reused', 'second_factor_set',
        'second_factor_removed', 'passkey_added', 'passkey_removed', 'wrong_passkey',
        'passkey_copied', 'provider_linked', 'provider_unlinked')),
    at INTEGER NOT NULL,
    n INTEGER NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL
) STRICT
-- next
INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
SELECT id, person_id, outcome, at, n, address, device FROM sign_in_before
-- next
DROP TABLE sign_in_before
-- next
CREATE INDEX sign_in_by_person ON sign_in (person_id, at)
-- next
CREATE INDEX sign_in_by_time ON sign_in (at)
-- next
-- As before: the last hundred of a person, and 90 days (src/domain/session.rs), in ms; ten of
-- everybody's old ones at a time, so that it stays quick. What is counted pushes nothing out.
CREATE TRIGGER sign_in_forgets AFTER INSERT ON sign_in BEGIN
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in
        WHERE person_id = NEW.person_id AND outcome NOT IN ('wrong_password', 'wrong_code',
            'wrong_passkey', 'passkey_copied')
        ORDER BY at DESC, id DESC LIMIT 10 OFFSET 100);
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in WHERE at < NEW.at - 7776000000 ORDER BY at LIMIT 10);
END
-- next
DROP TRIGGER provider_link_ends
-- next
-- Whoever was let in by a link that is no more goes with it. Of who is forgotten nothing is told:
-- their events go in the same change.
CREATE TRIGGER provider_link_ends AFTER UPDATE OF ended_at ON provider_link
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL BEGIN
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT 'provider_unlinked/' || NEW.id, NEW.person_id, 'provider_unlinked', NEW.ended_at, 1, '',
        ''
    FROM person WHERE id = NEW.person_id AND erased_at IS NULL
    ON CONFLICT (id) DO NOTHING;
    UPDATE session SET ended_at = NEW.changed_at,
        end_reason = iif(NEW.changed_by = NEW.person_id, 'ended_by_person', 'ended_by_personnel'),
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE ended_at IS NULL
        AND id IN (SELECT session_id FROM provider_session WHERE subject = NEW.subject);
END
-- next
DROP TRIGGER signing_in_by_provider_done
-- next
DROP VIEW signing_in_by_provider
-- next
CREATE VIEW signing_in_by_provider AS
SELECT session.id AS session_id, session.person_id AS person_id,
    identity_provider.id AS provider_id, identity_provider.issuer AS issuer,
    provider_session.subject AS subject, provider_link.sealed AS sealed,
    provider_session.sid AS sid, sign_in.address AS address,
    session.user_agent AS device, session.created_at AS at, session.id AS confirmed_by
FROM session JOIN provider_session ON provider_session.session_id = session.id
    JOIN provider_link ON provider_link.subject = provider_session.subject
    JOIN sign_in ON sign_in.id = session.id
    JOIN identity_provider
-- next
CREATE TRIGGER signing_in_by_provider_done INSTEAD OF INSERT ON signing_in_by_provider BEGIN
    SELECT RAISE(ABORT, 'refused: provider_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM identity_provider
        WHERE id = NEW.provider_id AND issuer = NEW.issuer AND is_on = 1
            AND withdrawn_at IS NULL);
    SELECT RAISE(ABORT, 'refused: confirmation_over')
    WHERE NEW.confirmed_by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM session
        WHERE id = NEW.confirmed_by AND person_id = NEW.person_id AND ended_at IS NULL);
    SELECT RAISE(ABORT, 'refused: account_unconfirmed')
    WHERE NEW.confirmed_by IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM provider_link
            WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL)
        AND EXISTS (
            SELECT 1 FROM person, json_each(person.roles) AS role
            WHERE person.id = NEW.person_id AND role.value = 'administrator');
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT 'provider_linked/' || NEW.session_id, NEW.person_id, 'provider_linked', NEW.at, 1,
        NEW.address, NEW.device
    WHERE NOT EXISTS (
        SELECT 1 FROM provider_link
        WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL);
    INSERT INTO provider_link (id, issuer, subject, sealed, person_id, linked_at, version,
        changed_at, changed_by)
    SELECT NEW.session_id, NEW.issuer, NEW.subject, NEW.sealed, NEW.person_id, NEW.at, 1, NEW.at,
        NEW.person_id
    WHERE NOT EXISTS (
        SELECT 1 FROM provider_link
        WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL);
    INSERT INTO session (id, person_id, user_agent, created_at, way_in, version, changed_at,
        changed_by)
    VALUES (NEW.session_id, NEW.person_id, NEW.device, NEW.at, 'provider', 1, NEW.at,
        NEW.person_id);
    INSERT INTO provider_session (session_id, subject, sid)
    VALUES (NEW.session_id, NEW.subject, NEW.sid);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.session_id, NEW.person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device);
    UPDATE session SET ended_at = NEW.at, end_reason = 'signed_out', version = version + 1,
        changed_at = NEW.at, changed_by = NEW.person_id
    WHERE id = NEW.confirmed_by AND ended_at IS NULL;
END
