CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

CREATE TABLE punch (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    work_mode TEXT NOT NULL
        CHECK (work_mode IN ('office', 'other_office', 'home', 'duty_travel', 'other')),
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    claimed_at INTEGER,
    counted_at INTEGER NOT NULL
        CHECK (counted_at IN (received_at, ifnull(claimed_at, received_at))),
    double_of TEXT,
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    accuracy_m REAL CHECK (accuracy_m >= 0),
    age_s REAL CHECK (age_s >= 0),
    note TEXT,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

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
) STRICT;

CREATE INDEX punch_by_person_and_day ON punch (person_id, day, counted_at, received_at, id)
WHERE double_of IS NULL;

CREATE INDEX punch_by_person_and_instant ON punch (person_id, direction, counted_at, claimed_at);

CREATE INDEX punch_by_person_newest ON punch (person_id, received_at DESC, id DESC)
WHERE double_of IS NULL;

CREATE INDEX rule_by_kind ON rule (kind, starts_on, id) WHERE withdrawn_at IS NULL;

CREATE INDEX rule_by_person ON rule (person_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

CREATE TRIGGER punch_changed AFTER UPDATE ON punch BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.punch.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'direction', OLD.direction, 'work_mode', OLD.work_mode, 'zone', OLD.zone, 'day', OLD.day, 'received_at', OLD.received_at, 'claimed_at', OLD.claimed_at, 'counted_at', OLD.counted_at, 'double_of', OLD.double_of, 'latitude', OLD.latitude, 'longitude', OLD.longitude, 'accuracy_m', OLD.accuracy_m, 'age_s', OLD.age_s, 'note', OLD.note, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'direction', NEW.direction, 'work_mode', NEW.work_mode, 'zone', NEW.zone, 'day', NEW.day, 'received_at', NEW.received_at, 'claimed_at', NEW.claimed_at, 'counted_at', NEW.counted_at, 'double_of', NEW.double_of, 'latitude', NEW.latitude, 'longitude', NEW.longitude, 'accuracy_m', NEW.accuracy_m, 'age_s', NEW.age_s, 'note', NEW.note, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER punch_created AFTER INSERT ON punch BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.punch.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'direction', NEW.direction, 'work_mode', NEW.work_mode, 'zone', NEW.zone, 'day', NEW.day, 'received_at', NEW.received_at, 'claimed_at', NEW.claimed_at, 'counted_at', NEW.counted_at, 'double_of', NEW.double_of, 'latitude', NEW.latitude, 'longitude', NEW.longitude, 'accuracy_m', NEW.accuracy_m, 'age_s', NEW.age_s, 'note', NEW.note, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER punch_kept BEFORE UPDATE ON punch BEGIN SELECT RAISE(ABORT, 'refused: punch never changes'); END;

CREATE TRIGGER punch_stays BEFORE DELETE ON punch
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of punch stay'); END;

CREATE TRIGGER rule_changed AFTER UPDATE ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.rule.changed', NEW.id, json_object('id', OLD.id, 'kind', OLD.kind, 'name', OLD.name, 'source', OLD.source, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'schedule_id', OLD.schedule_id, 'person_id', OLD.person_id, 'hours', OLD.hours, 'day_kind', OLD.day_kind, 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'kind', NEW.kind, 'name', NEW.name, 'source', NEW.source, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'schedule_id', NEW.schedule_id, 'person_id', NEW.person_id, 'hours', NEW.hours, 'day_kind', NEW.day_kind, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER rule_created AFTER INSERT ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.rule.created', NEW.id, NULL, json_object('id', NEW.id, 'kind', NEW.kind, 'name', NEW.name, 'source', NEW.source, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'schedule_id', NEW.schedule_id, 'person_id', NEW.person_id, 'hours', NEW.hours, 'day_kind', NEW.day_kind, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER rule_finds_other_schedule BEFORE UPDATE OF schedule_id ON rule
WHEN NEW.schedule_id IS NOT OLD.schedule_id BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END;

CREATE TRIGGER rule_finds_schedule BEFORE INSERT ON rule WHEN NEW.schedule_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END;

CREATE TRIGGER rule_kept BEFORE UPDATE ON rule BEGIN SELECT RAISE(ABORT, 'refused: rule keeps its id and counts its version')
             WHERE NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1; END;

CREATE TRIGGER rule_stays BEFORE DELETE ON rule
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of rule stay'); END;
