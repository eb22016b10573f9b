-- Other identity providers (OpenID Connect) by which people sign in. The secret is encrypted by a
-- key from the master secret.
CREATE TABLE identity_provider (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed_secret TEXT,
    scope TEXT NOT NULL,
    person_claim TEXT NOT NULL,
    person_field TEXT NOT NULL CHECK (person_field IN ('username', 'email', 'employee_number')),
    key_max_age_hours INTEGER NOT NULL CHECK (key_max_age_hours BETWEEN 1 AND 168),
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE TRIGGER identity_provider_is_added BEFORE INSERT ON identity_provider BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_providers')
    WHERE (SELECT count(*) FROM identity_provider WHERE withdrawn_at IS NULL) >= 20;
END
-- next
-- Whom an issuer means by a subject, since their first sign-in by it. What is kept is a seal over
-- both, because a subject may be a name or a number of a person; and the subject encrypted by the
-- person's key, so that another master secret can make another seal. The id is that of the session
-- that made the link.
CREATE TABLE provider_link (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sealed TEXT NOT NULL,
    person_id TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE UNIQUE INDEX provider_link_by_subject ON provider_link (subject) WHERE ended_at IS NULL
-- next
-- Somebody who was given another person's name at the provider is not that person.
CREATE UNIQUE INDEX provider_link_by_person ON provider_link (person_id, issuer)
WHERE ended_at IS NULL
-- next
CREATE INDEX person_by_email ON person (lower(email)) WHERE email IS NOT NULL
-- next
-- The open sessions that a provider let in, as it names them: seals as well.
CREATE TABLE provider_session (
    session_id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    sid TEXT
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX provider_session_by_subject ON provider_session (subject)
-- next
CREATE INDEX provider_session_by_sid ON provider_session (sid) WHERE sid IS NOT NULL
-- next
CREATE TRIGGER provider_session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM provider_session WHERE session_id = NEW.id;
END
-- next
-- Whoever was let in by a link that is no more goes with it.
CREATE TRIGGER provider_link_ends AFTER UPDATE OF ended_at ON provider_link
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL BEGIN
    UPDATE session SET ended_at = NEW.changed_at, end_reason = 'ended_by_personnel',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE ended_at IS NULL
        AND id IN (SELECT session_id FROM provider_session WHERE subject = NEW.subject);
END
-- next
-- Another master secret seals anew. The names of sessions there cannot be sealed anew: such a
-- session ends with any of its person's.
CREATE TRIGGER provider_link_is_sealed_anew AFTER UPDATE OF subject ON provider_link
WHEN NEW.ended_at IS NULL AND NEW.subject <> OLD.subject BEGIN
    UPDATE provider_session SET subject = NEW.subject, sid = NULL WHERE subject = OLD.subject;
END
-- next
CREATE TRIGGER provider_links_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE provider_link SET ended_at = coalesce(ended_at, NEW.changed_at), subject = '',
        sealed = '', version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND subject <> '';
END
-- next
-- Signing in by a provider: only while it is on, and with the link that is there or a new one;
-- where the person or the subject has another one, its key refuses.
CREATE VIEW signing_in_by_provider AS
SELECT session.id AS session_id, session.person_id AS person_id,
    identity_provider.id AS provider_id, identity_provider.issuer AS issuer,
    provider_session.subject AS subject, provider_link.sealed AS sealed,
    provider_session.sid AS sid, sign_in.address AS address,
    session.user_agent AS device, session.created_at AS at
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
END
-- next
-- Logout tokens that were used, for an hour; none is believed for longer than 11 minutes
-- (src/domain/provider/claims.rs).
CREATE TABLE logout_token (
    jti TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX logout_token_by_time ON logout_token (used_at)
-- next
-- A provider says that somebody signed out there: in one session if it names one, else in all that
-- it let in. A session whose name it never told ends with any of its person's.
CREATE VIEW provider_logout AS
SELECT logout_token.jti AS jti, provider_session.subject AS subject, provider_session.sid AS sid,
    logout_token.used_at AS at
FROM logout_token JOIN provider_session
-- next
CREATE TRIGGER provider_logout_done INSTEAD OF INSERT ON provider_logout BEGIN
    DELETE FROM logout_token WHERE jti IN (
        SELECT jti FROM logout_token WHERE used_at < NEW.at - 3600000 ORDER BY used_at LIMIT 10);
    INSERT INTO logout_token (jti, used_at) VALUES (NEW.jti, NEW.at);
    UPDATE session SET ended_at = NEW.at, end_reason = 'signed_out', version = version + 1,
        changed_at = NEW.at, changed_by = 'people'
    WHERE ended_at IS NULL AND id IN (
        SELECT session_id FROM provider_session
        WHERE subject = NEW.subject AND (NEW.sid IS NULL OR sid IS NULL OR sid = NEW.sid)
        UNION
        SELECT session_id FROM provider_session WHERE NEW.subject IS NULL AND sid = NEW.sid);
END
