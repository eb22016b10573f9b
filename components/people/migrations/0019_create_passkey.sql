-- More happens at a person's door than before. The table holds what is forgotten within 90 days and
-- no journal, so it is made anew by way of a copy; views and triggers find it by its name.
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
        'passkey_copied')),
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
-- What an authenticator knows a person by (WebAuthn: the user handle): chance, and nothing that
-- the person is known by elsewhere. It is the same for all of their passkeys.
CREATE TABLE passkey_owner (
    person_id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID
-- next
-- Keys on people's devices that open the door instead of the password and the code. Of one that was
-- removed nothing is kept but when it was there. `may_sync`: the authenticator may copy it to other
-- devices of the person (WebAuthn: backup eligible), which never changes.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    may_sync INTEGER NOT NULL CHECK (may_sync IN (0, 1)),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (public_key <> ''))
) STRICT
-- next
CREATE UNIQUE INDEX passkey_by_credential ON passkey (credential_id) WHERE ended_at IS NULL
-- next
CREATE INDEX passkey_by_person ON passkey (person_id, id) WHERE ended_at IS NULL
-- next
-- The last signature counter that a passkey showed, and when: each sign-in changes it.
CREATE TABLE passkey_use (
    passkey_id TEXT PRIMARY KEY,
    counter INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID
-- next
-- The challenges that opened something: each does so once. One that opened nothing is not kept: it
-- bears our seal and its end, so nobody fills the disk by asking for challenges.
CREATE TABLE used_challenge (
    nonce TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX used_challenge_by_end ON used_challenge (expires_at)
-- next
CREATE TRIGGER used_challenge_once BEFORE INSERT ON used_challenge BEGIN
    SELECT RAISE(ABORT, 'refused: challenge_used')
    WHERE EXISTS (SELECT 1 FROM used_challenge WHERE nonce = NEW.nonce);
END
-- next
CREATE TRIGGER passkey_begins AFTER INSERT ON passkey BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_passkeys')
    WHERE (SELECT count(*) FROM passkey WHERE person_id = NEW.person_id AND ended_at IS NULL) > 20;
END
-- next
CREATE TRIGGER passkey_ends AFTER UPDATE OF ended_at ON passkey
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL BEGIN
    DELETE FROM passkey_use WHERE passkey_id = NEW.id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('passkey_removed/' || NEW.id, NEW.person_id, 'passkey_removed', NEW.ended_at, 1, '',
        '')
    ON CONFLICT (id) DO NOTHING;
    -- Somebody else takes away what may be in other hands: what it opened goes with it.
    UPDATE session SET ended_at = NEW.ended_at, end_reason = 'ended_by_personnel',
        version = version + 1, changed_at = NEW.ended_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND way_in = 'passkey' AND ended_at IS NULL
        AND NEW.changed_by <> NEW.person_id;
END
-- next
CREATE VIEW passkey_registration AS
SELECT passkey.id AS passkey_id, passkey.person_id AS person_id, passkey.name AS name,
    passkey.credential_id AS credential_id, passkey.public_key AS public_key,
    passkey.may_sync AS may_sync, passkey_use.counter AS counter, used_challenge.nonce AS nonce,
    used_challenge.expires_at AS expires_at, sign_in.address AS address,
    sign_in.device AS device, passkey.created_at AS at
FROM passkey JOIN passkey_use ON passkey_use.passkey_id = passkey.id
    JOIN sign_in ON sign_in.person_id = passkey.person_id, used_challenge
-- next
CREATE TRIGGER passkey_registered INSTEAD OF INSERT ON passkey_registration BEGIN
    DELETE FROM used_challenge WHERE expires_at <= NEW.at;
    INSERT INTO used_challenge (nonce, expires_at) VALUES (NEW.nonce, NEW.expires_at);
    INSERT INTO passkey (id, person_id, name, credential_id, public_key, may_sync, created_at,
        version, changed_at, changed_by)
    VALUES (NEW.passkey_id, NEW.person_id, NEW.name, NEW.credential_id, NEW.public_key,
        NEW.may_sync, NEW.at, 1, NEW.at, NEW.person_id);
    INSERT INTO passkey_use (passkey_id, counter) VALUES (NEW.passkey_id, NEW.counter);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('passkey_added/' || NEW.passkey_id, NEW.person_id, 'passkey_added', NEW.at, 1,
        NEW.address, NEW.device);
END
-- next
-- Opens a session while the passkey is still there, by a challenge that opened nothing before, and
-- moves the signature counter on. A counter that does not grow tells of a copy, unless the
-- authenticator has none and always says 0 (WebAuthn Level 3 §7.2, signature counter).
CREATE VIEW signing_in_by_passkey AS
SELECT session.id AS session_id, passkey.id AS passkey_id, passkey_use.counter AS counter,
    used_challenge.nonce AS nonce, used_challenge.expires_at AS expires_at,
    session.resource AS resource, sign_in.address AS address, session.user_agent AS device,
    session.created_at AS at
FROM session JOIN passkey ON passkey.person_id = session.person_id
    JOIN passkey_use ON passkey_use.passkey_id = passkey.id
    JOIN sign_in ON sign_in.id = session.id, used_challenge
-- next
CREATE TRIGGER signing_in_by_passkey_done INSTEAD OF INSERT ON signing_in_by_passkey BEGIN
    SELECT RAISE(ABORT, 'refused: passkey_gone')
    WHERE NOT EXISTS (SELECT 1 FROM passkey WHERE id = NEW.passkey_id AND ended_at IS NULL);
    DELETE FROM used_challenge WHERE expires_at <= NEW.at;
    INSERT INTO used_challenge (nonce, expires_at) VALUES (NEW.nonce, NEW.expires_at);
    SELECT RAISE(ABORT, 'refused: passkey_copied')
    WHERE NOT EXISTS (
        SELECT 1 FROM passkey_use
        WHERE passkey_id = NEW.passkey_id
            AND (counter < NEW.counter OR (counter = 0 AND NEW.counter = 0)));
    UPDATE passkey_use SET counter = NEW.counter, used_at = NEW.at
    WHERE passkey_id = NEW.passkey_id;
    INSERT INTO session (id, person_id, user_agent, resource, way_in, created_at, version,
        changed_at, changed_by)
    SELECT NEW.session_id, person_id, NEW.device, NEW.resource, 'passkey', NEW.at, 1, NEW.at,
        person_id
    FROM passkey WHERE id = NEW.passkey_id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT NEW.session_id, person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device
    FROM passkey WHERE id = NEW.passkey_id;
END
-- next
-- Whoever is forgotten leaves no key behind. The order of two triggers on the same change is not
-- told, so what the end of each passkey notes is deleted here once more.
CREATE TRIGGER passkeys_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE passkey SET ended_at = NEW.changed_at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    DELETE FROM passkey_owner WHERE person_id = NEW.id;
    DELETE FROM sign_in WHERE person_id = NEW.id;
END
