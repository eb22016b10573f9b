-- How late a punch may arrive and still count is dated data too, so that personnel can lengthen it
-- for the days of an outage. A CHECK cannot be changed, so the table is made anew by way of a copy;
-- its journal goes on.
CREATE TABLE rule_before (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    schedule_id TEXT,
    person_id TEXT,
    hours TEXT,
    day_kind TEXT,
    terms TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    unit_id TEXT,
    region TEXT
) STRICT
-- next
INSERT INTO rule_before (id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
    day_kind, terms, withdrawn_at, version, changed_at, changed_by, unit_id, region)
SELECT id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours, day_kind, terms,
    withdrawn_at, version, changed_at, changed_by, unit_id, region
FROM rule
-- next
DROP TABLE rule
-- next
CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('schedule', 'assignment', 'period', 'calendar_day',
        'leave_type', 'leave_adjustment', 'flexible_work_rule', 'flexible_work_exclusion',
        'escalation', 'discipline_rule', 'claim_rule')),
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    schedule_id TEXT,
    person_id TEXT,
    hours TEXT CHECK (json_valid(hours)),
    day_kind TEXT CHECK (day_kind IN ('holiday', 'joint_leave')),
    terms TEXT CHECK (json_valid(terms)),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    unit_id TEXT CHECK (unit_id IS NULL OR (kind = 'assignment' AND person_id IS NULL)),
    region TEXT CHECK (region IS NULL OR kind = 'calendar_day'),
    CHECK ((kind IN ('schedule', 'period')) = (hours IS NOT NULL)),
    CHECK ((kind IN ('assignment', 'period')) = (schedule_id IS NOT NULL)),
    CHECK ((kind = 'calendar_day') = (day_kind IS NOT NULL)),
    CHECK ((kind IN ('leave_type', 'leave_adjustment', 'flexible_work_rule', 'escalation',
        'discipline_rule', 'claim_rule')) = (terms IS NOT NULL)),
    CHECK (kind IN ('assignment', 'leave_adjustment', 'flexible_work_exclusion')
        OR person_id IS NULL),
    CHECK (kind NOT IN ('leave_adjustment', 'flexible_work_exclusion') OR person_id IS NOT NULL)
) STRICT
-- next
INSERT INTO rule (id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
    day_kind, terms, withdrawn_at, version, changed_at, changed_by, unit_id, region)
SELECT id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours, day_kind, terms,
    withdrawn_at, version, changed_at, changed_by, unit_id, region
FROM rule_before
-- next
DROP TABLE rule_before
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
-- next
CREATE TRIGGER rule_counts_new AFTER INSERT ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END
-- next
CREATE TRIGGER rule_counts_changed AFTER UPDATE ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END
