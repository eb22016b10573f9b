-- Every rule is dated data: schedules, whose they are, periods in which they keep other hours, and
-- the calendar. A row is never deleted; `withdrawn_at` takes it back, and the journal tells who.
CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('schedule', 'assignment', 'period', 'calendar_day')),
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    schedule_id TEXT,
    person_id TEXT,
    hours TEXT CHECK (json_valid(hours)),
    day_kind TEXT CHECK (day_kind IN ('holiday', 'joint_leave')),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((kind IN ('schedule', 'period')) = (hours IS NOT NULL)),
    CHECK ((kind IN ('assignment', 'period')) = (schedule_id IS NOT NULL)),
    CHECK ((kind = 'calendar_day') = (day_kind IS NOT NULL)),
    CHECK (kind = 'assignment' OR person_id IS NULL)
) STRICT
-- next
CREATE INDEX rule_by_kind ON rule (kind, starts_on, id) WHERE withdrawn_at IS NULL
-- next
-- What holds for somebody: their own rules and everybody's, whose person is NULL.
CREATE INDEX rule_by_person ON rule (person_id, starts_on) WHERE withdrawn_at IS NULL
-- next
CREATE TRIGGER rule_finds_schedule BEFORE INSERT ON rule WHEN NEW.schedule_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END
-- next
CREATE TRIGGER rule_finds_other_schedule BEFORE UPDATE OF schedule_id ON rule
WHEN NEW.schedule_id IS NOT OLD.schedule_id BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END
