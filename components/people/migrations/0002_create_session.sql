-- One sign-in on one device. `resource` lists the functions it was asked for; NULL means every
-- one, also those that come later.
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
) STRICT
-- next
-- Which refresh token of an open session is the current one.
CREATE TABLE rotation (
    session_id TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL
) STRICT
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
