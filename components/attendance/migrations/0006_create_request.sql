-- What somebody asks, and what became of it. What was asked never changes: whoever wants something
-- else withdraws it and asks again. `asked` is what is asked, by kind; `starts_on` and `ends_on`
-- are the first and the last day that it is about, `days` a list of single days between them.
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('leave', 'correction', 'flexible_work', 'duty_travel')),
    state TEXT NOT NULL CHECK (state IN
        ('asked', 'approved', 'declined', 'withdrawn', 'revoked')),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL CHECK (ends_on >= starts_on),
    half TEXT CHECK (half IN ('morning', 'afternoon')),
    days TEXT CHECK (json_valid(days)),
    reason TEXT NOT NULL,
    evidence TEXT,
    asked TEXT NOT NULL CHECK (json_valid(asked)),
    asked_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    decided_as TEXT CHECK (decided_as IN ('head', 'acting_head', 'above', 'personnel')),
    note TEXT,
    ended_at INTEGER,
    ended_by TEXT,
    ended_note TEXT,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_as IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((state IN ('withdrawn', 'revoked')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'asked' OR decided_at IS NULL),
    CHECK (state NOT IN ('approved', 'declined', 'revoked') OR decided_at IS NOT NULL),
    CHECK (half IS NULL OR (kind = 'leave' AND starts_on = ends_on)),
    -- Nobody decides for themself.
    CHECK (decided_by <> person_id)
) STRICT
-- next
CREATE INDEX request_by_person ON request (person_id, id)
-- next
-- What holds on some days of a person: what is open, and what was approved.
CREATE INDEX request_in_force ON request (person_id, ends_on, starts_on)
WHERE state IN ('asked', 'approved')
-- next
CREATE INDEX request_by_decider ON request (decided_by, id) WHERE decided_by IS NOT NULL
-- next
CREATE INDEX request_open ON request (id) WHERE state = 'asked'
-- next
CREATE TRIGGER request_stays_as_asked BEFORE UPDATE ON request BEGIN
    SELECT RAISE(ABORT, 'refused: request_never_changes')
    WHERE (NEW.person_id, NEW.kind, NEW.starts_on, NEW.ends_on, NEW.half, NEW.days, NEW.reason,
            NEW.evidence, NEW.asked, NEW.asked_at)
        IS NOT (OLD.person_id, OLD.kind, OLD.starts_on, OLD.ends_on, OLD.half, OLD.days,
            OLD.reason, OLD.evidence, OLD.asked, OLD.asked_at);
END
-- next
-- Nobody fills the table, nor the list of those who decide (OPEN_MAX in src/domain/request.rs).
CREATE TRIGGER request_stays_few BEFORE INSERT ON request BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_requests') WHERE (
        SELECT count(*) FROM request
        WHERE person_id = NEW.person_id AND state = 'asked') >= 50;
END
-- next
-- A day is asked for once: another half of it, or flexible work on the half that is left, goes with
-- half a day of leave. Corrections are about punches, so they may be of one day.
CREATE TRIGGER request_overlaps BEFORE INSERT ON request WHEN NEW.kind <> 'correction' BEGIN
    SELECT RAISE(ABORT, 'refused: request_overlaps') WHERE EXISTS (
        SELECT 1 FROM request AS other
        WHERE other.person_id = NEW.person_id AND other.kind <> 'correction'
            AND other.state IN ('asked', 'approved')
            AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
            AND NOT ifnull(NEW.half <> other.half, FALSE)
            AND NOT (NEW.half IS NOT NULL AND other.kind = 'flexible_work')
            AND NOT (other.half IS NOT NULL AND NEW.kind = 'flexible_work')
            AND (NEW.days IS NULL OR EXISTS (
                SELECT 1 FROM json_each(NEW.days)
                WHERE value BETWEEN other.starts_on AND other.ends_on))
            AND (other.days IS NULL OR EXISTS (
                SELECT 1 FROM json_each(other.days)
                WHERE value BETWEEN NEW.starts_on AND NEW.ends_on))
            AND (NEW.days IS NULL OR other.days IS NULL OR EXISTS (
                SELECT 1 FROM json_each(NEW.days) AS own
                JOIN json_each(other.days) AS their ON their.value = own.value)));
END
