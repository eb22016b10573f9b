-- One sign-in on one device. `resource` lists the functions it was asked for; NULL means every
-- one, also those that come later.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    resource TEXT CHECK (json_type(resource) = 'array'),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT CHECK (end_reason IN ('signed_out', 'refresh_reused')),
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
CREATE TRIGGER session_opens AFTER INSERT ON session BEGIN
    INSERT INTO rotation (session_id, generation, rotated_at)
    VALUES (NEW.id, 1, NEW.created_at);
END
-- next
CREATE TRIGGER session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM rotation WHERE session_id = NEW.id;
END
