-- Personnel write what a provider finds people by (address, number, username), and may have
-- written their own before somebody became administrator. So it links nobody with an administrator:
-- only the administrator does, from a session of theirs (`confirmed_by`), which ends with it.
-- Whoever became administrator meanwhile is one here too, and the session of before is over.
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
