CREATE TABLE duty_day (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('present', 'provisional', 'absent', 'leave', 'duty_travel', 'flexible_location',
         'flexible_time', 'holiday', 'off', 'unjudged')),
    required_min INTEGER NOT NULL CHECK (required_min >= 0),
    worked_min INTEGER NOT NULL CHECK (worked_min >= 0),
    late_min INTEGER NOT NULL CHECK (late_min >= 0),
    early_min INTEGER NOT NULL CHECK (early_min >= 0),
    short_min INTEGER NOT NULL CHECK (short_min >= 0),
    surplus_min INTEGER NOT NULL CHECK (surplus_min >= 0),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    punch_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('stale_position', 'vague_position',
        'impossible_travel', 'frozen_position', 'shared_position', 'shared_device',
        'late_claim', 'other_zone', 'outside_office', 'missing_position')),
    found INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'noted', 'dismissed')),
    note TEXT,
    reviewed_by TEXT,
    reviewed_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((state = 'open') = (reviewed_by IS NULL)),
    CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL))
) STRICT;

CREATE TABLE evidence_rule (
    id TEXT PRIMARY KEY CHECK (id = 'own'),
    position_days INTEGER NOT NULL CHECK (position_days BETWEEN 1 AND 366),
    max_age_s INTEGER CHECK (max_age_s BETWEEN 1 AND 86400),
    max_accuracy_m INTEGER CHECK (max_accuracy_m BETWEEN 1 AND 100000),
    max_speed_kmh INTEGER CHECK (max_speed_kmh BETWEEN 1 AND 100000),
    frozen_days INTEGER CHECK (frozen_days BETWEEN 1 AND 366),
    shared_people INTEGER CHECK (shared_people BETWEEN 1 AND 1000),
    device_people INTEGER CHECK (device_people BETWEEN 1 AND 1000),
    late_claim_min INTEGER CHECK (late_claim_min BETWEEN 1 AND 4320),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
, other_zone_min INTEGER
    CHECK (other_zone_min BETWEEN 1 AND 1560), office_radius_m INTEGER
    CHECK (office_radius_m BETWEEN 1 AND 100000), missing_days INTEGER CHECK (missing_days BETWEEN 1 AND 366)) STRICT;

CREATE TABLE followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE forgetting (
    person_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    is_without_texts INTEGER NOT NULL CHECK (is_without_texts IN (0, 1))
) STRICT;

CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

CREATE TABLE judged (
    person_id TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    again_from TEXT,
    again_until TEXT, failed_at INTEGER,
    CHECK ((again_from IS NULL) = (again_until IS NULL))
) STRICT;

CREATE TABLE judging_since (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL
) STRICT;

CREATE TABLE log_hash (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE log_leaf (
    n INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    subject TEXT,
    salt BLOB
) STRICT;

CREATE TABLE looked (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    region TEXT,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE people_followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    ends_on TEXT,
    version INTEGER NOT NULL
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
, device TEXT) STRICT;

CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT,
    appraised_id TEXT,
    office_id TEXT,
    style TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    slot TEXT NOT NULL GENERATED ALWAYS AS (CASE kind
        WHEN 'member' THEN person_id
        WHEN 'participant' THEN person_id || '/' || unit_id
        WHEN 'appraiser' THEN appraised_id
        ELSE unit_id END) VIRTUAL
) STRICT;

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
) STRICT;

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
) STRICT;

CREATE TABLE rule_change (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL
) STRICT;

CREATE TABLE trace (
    punch_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    day TEXT NOT NULL,
    counted_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    latitude REAL,
    longitude REAL,
    accuracy_m REAL,
    age_s REAL,
    device TEXT,
    CHECK (latitude IS NOT NULL OR device IS NOT NULL)
) STRICT;

CREATE TABLE unit_state (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id TEXT,
    office_id TEXT,
    closed INTEGER NOT NULL,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX duty_day_by_person ON duty_day (person_id, day);

CREATE INDEX evidence_by_day ON evidence (day DESC, id);

CREATE INDEX evidence_by_person ON evidence (person_id, day DESC, id);

CREATE INDEX forgetting_by_seq ON forgetting (seq);

CREATE INDEX judged_again ON judged (person_id) WHERE again_from IS NOT NULL;

CREATE INDEX judged_until ON judged (until, person_id);

CREATE INDEX log_leaf_by_subject ON log_leaf (subject) WHERE subject IS NOT NULL;

CREATE INDEX punch_by_person_and_day ON punch (person_id, day, counted_at, received_at, id)
WHERE double_of IS NULL;

CREATE INDEX punch_by_person_and_instant ON punch (person_id, direction, counted_at, claimed_at);

CREATE INDEX punch_by_person_newest ON punch (person_id, received_at DESC, id DESC)
WHERE double_of IS NULL;

CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX request_by_decider ON request (decided_by, id) WHERE decided_by IS NOT NULL;

CREATE INDEX request_by_person ON request (person_id, id);

CREATE INDEX request_in_force ON request (person_id, ends_on, starts_on)
WHERE state IN ('asked', 'approved');

CREATE INDEX request_open ON request (id) WHERE state = 'asked';

CREATE INDEX rule_by_kind ON rule (kind, starts_on, id) WHERE withdrawn_at IS NULL;

CREATE INDEX rule_by_person ON rule (person_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX trace_by_device ON trace (device, person_id) WHERE device IS NOT NULL;

CREATE INDEX trace_by_person ON trace (person_id, counted_at, punch_id) WHERE latitude IS NOT NULL;

CREATE INDEX trace_by_place ON trace (latitude, longitude, person_id, day)
WHERE latitude IS NOT NULL;

CREATE INDEX trace_by_receipt ON trace (received_at, punch_id);

CREATE INDEX unit_state_by_day ON unit_state (unit_id, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL;

CREATE TRIGGER beginning_done INSTEAD OF INSERT ON beginning BEGIN
    INSERT INTO judged (person_id, since, until)
    SELECT NEW.person_id, max(NEW.starts_on, day), date(max(NEW.starts_on, day), '-1 day')
    FROM judging_since WHERE TRUE
    ON CONFLICT (person_id) DO UPDATE SET
        since = min(since, excluded.since),
        again_from = iif(excluded.since < since,
            min(coalesce(again_from, excluded.since), excluded.since), again_from),
        again_until = iif(excluded.since < since,
            max(coalesce(again_until, since), since), again_until);
END;

CREATE TRIGGER correction_is_asked_once BEFORE INSERT ON request
WHEN NEW.kind = 'correction' AND json_extract(NEW.asked, '$.punch') IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: correction_twice') WHERE EXISTS (
        SELECT 1 FROM request AS other
        WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
            AND other.kind = 'correction' AND other.state IN ('asked', 'approved')
            AND other.ends_on >= date(NEW.starts_on, '-1 day')
            AND other.starts_on <= date(NEW.ends_on, '+1 day')
            AND json_extract(other.asked, '$.punch.direction')
                = json_extract(NEW.asked, '$.punch.direction')
            AND abs(unixepoch(json_extract(other.asked, '$.punch.at'))
                - unixepoch(json_extract(NEW.asked, '$.punch.at'))) <= 60);
END;

CREATE TRIGGER duty_day_changed AFTER UPDATE ON duty_day BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.duty_day.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'day', OLD.day, 'zone', OLD.zone, 'status', OLD.status, 'required_min', OLD.required_min, 'worked_min', OLD.worked_min, 'late_min', OLD.late_min, 'early_min', OLD.early_min, 'short_min', OLD.short_min, 'surplus_min', OLD.surplus_min, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'day', NEW.day, 'zone', NEW.zone, 'status', NEW.status, 'required_min', NEW.required_min, 'worked_min', NEW.worked_min, 'late_min', NEW.late_min, 'early_min', NEW.early_min, 'short_min', NEW.short_min, 'surplus_min', NEW.surplus_min, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER duty_day_created AFTER INSERT ON duty_day BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.duty_day.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'day', NEW.day, 'zone', NEW.zone, 'status', NEW.status, 'required_min', NEW.required_min, 'worked_min', NEW.worked_min, 'late_min', NEW.late_min, 'early_min', NEW.early_min, 'short_min', NEW.short_min, 'surplus_min', NEW.surplus_min, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER duty_day_kept BEFORE UPDATE ON duty_day BEGIN
                 SELECT RAISE(ABORT, 'refused: duty_day keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER duty_day_stays BEFORE DELETE ON duty_day
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of duty_day stay'); END;

CREATE TRIGGER evidence_changed AFTER UPDATE ON evidence WHEN NOT ((NEW.note IS NULL OR NEW.note IS OLD.note) AND NEW.id IS OLD.id AND NEW.punch_id IS OLD.punch_id AND NEW.person_id IS OLD.person_id AND NEW.day IS OLD.day AND NEW.reason IS OLD.reason AND NEW.found IS OLD.found AND NEW.expected IS OLD.expected AND NEW.state IS OLD.state AND NEW.reviewed_by IS OLD.reviewed_by AND NEW.reviewed_at IS OLD.reviewed_at AND NEW.version IS OLD.version AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by) BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.evidence.changed', NEW.id, json_object('id', OLD.id, 'punch_id', OLD.punch_id, 'person_id', OLD.person_id, 'day', OLD.day, 'reason', OLD.reason, 'found', OLD.found, 'expected', OLD.expected, 'state', OLD.state, 'note', '[redacted]', 'reviewed_by', OLD.reviewed_by, 'reviewed_at', OLD.reviewed_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'punch_id', NEW.punch_id, 'person_id', NEW.person_id, 'day', NEW.day, 'reason', NEW.reason, 'found', NEW.found, 'expected', NEW.expected, 'state', NEW.state, 'note', '[redacted]', 'reviewed_by', NEW.reviewed_by, 'reviewed_at', NEW.reviewed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER evidence_created AFTER INSERT ON evidence BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.evidence.created', NEW.id, NULL, json_object('id', NEW.id, 'punch_id', NEW.punch_id, 'person_id', NEW.person_id, 'day', NEW.day, 'reason', NEW.reason, 'found', NEW.found, 'expected', NEW.expected, 'state', NEW.state, 'note', '[redacted]', 'reviewed_by', NEW.reviewed_by, 'reviewed_at', NEW.reviewed_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER evidence_kept BEFORE UPDATE ON evidence BEGIN
                 SELECT RAISE(ABORT, 'refused: evidence keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1) AND NOT ((NEW.note IS NULL OR NEW.note IS OLD.note) AND NEW.id IS OLD.id AND NEW.punch_id IS OLD.punch_id AND NEW.person_id IS OLD.person_id AND NEW.day IS OLD.day AND NEW.reason IS OLD.reason AND NEW.found IS OLD.found AND NEW.expected IS OLD.expected AND NEW.state IS OLD.state AND NEW.reviewed_by IS OLD.reviewed_by AND NEW.reviewed_at IS OLD.reviewed_at AND NEW.version IS OLD.version AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by); END;

CREATE TRIGGER evidence_rule_changed AFTER UPDATE ON evidence_rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.evidence_rule.changed', NEW.id, json_object('id', OLD.id, 'position_days', OLD.position_days, 'max_age_s', OLD.max_age_s, 'max_accuracy_m', OLD.max_accuracy_m, 'max_speed_kmh', OLD.max_speed_kmh, 'frozen_days', OLD.frozen_days, 'shared_people', OLD.shared_people, 'device_people', OLD.device_people, 'late_claim_min', OLD.late_claim_min, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'other_zone_min', OLD.other_zone_min, 'office_radius_m', OLD.office_radius_m, 'missing_days', OLD.missing_days), json_object('id', NEW.id, 'position_days', NEW.position_days, 'max_age_s', NEW.max_age_s, 'max_accuracy_m', NEW.max_accuracy_m, 'max_speed_kmh', NEW.max_speed_kmh, 'frozen_days', NEW.frozen_days, 'shared_people', NEW.shared_people, 'device_people', NEW.device_people, 'late_claim_min', NEW.late_claim_min, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'other_zone_min', NEW.other_zone_min, 'office_radius_m', NEW.office_radius_m, 'missing_days', NEW.missing_days)); END;

CREATE TRIGGER evidence_rule_created AFTER INSERT ON evidence_rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.evidence_rule.created', NEW.id, NULL, json_object('id', NEW.id, 'position_days', NEW.position_days, 'max_age_s', NEW.max_age_s, 'max_accuracy_m', NEW.max_accuracy_m, 'max_speed_kmh', NEW.max_speed_kmh, 'frozen_days', NEW.frozen_days, 'shared_people', NEW.shared_people, 'device_people', NEW.device_people, 'late_claim_min', NEW.late_claim_min, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'other_zone_min', NEW.other_zone_min, 'office_radius_m', NEW.office_radius_m, 'missing_days', NEW.missing_days)); END;

CREATE TRIGGER evidence_rule_kept BEFORE UPDATE ON evidence_rule BEGIN
                 SELECT RAISE(ABORT, 'refused: evidence_rule keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER evidence_rule_stays BEFORE DELETE ON evidence_rule
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of evidence_rule stay'); END;

CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of evidence stay'); END;

CREATE TRIGGER following_done INSTEAD OF INSERT ON following BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM followed WHERE seq = NEW.old_seq);
    UPDATE judged SET
        again_from = max(since, min(ifnull(again_from, NEW.all_from), NEW.all_from)),
        again_until = max(ifnull(again_until, NEW.all_until), NEW.all_until)
    WHERE until >= NEW.all_from AND since <= NEW.all_until;
    -- Only a punch tells that somebody is here.
    INSERT INTO judged (person_id, since, until, again_from, again_until)
    SELECT json_extract(value, '$.person_id'),
        iif(json_extract(value, '$.is_punch'), json_extract(value, '$.from'), '9999-12-31'),
        date(json_extract(value, '$.from'), '-1 day'),
        json_extract(value, '$.from'), json_extract(value, '$.until')
    FROM json_each(NEW.touches)
    WHERE json_extract(value, '$.is_punch') OR EXISTS (
        SELECT 1 FROM judged AS known
        WHERE known.person_id = json_extract(value, '$.person_id'))
    ON CONFLICT (person_id) DO UPDATE SET
        since = min(since, excluded.since),
        again_from = max(min(since, excluded.since),
            min(ifnull(again_from, excluded.again_from), excluded.again_from)),
        again_until = max(ifnull(again_until, excluded.again_until), excluded.again_until);
    -- What was not judged yet need not be judged again.
    UPDATE judged SET again_from = NULL, again_until = NULL
    WHERE again_from > min(until, again_until);
    UPDATE followed SET seq = NEW.new_seq;
END;

CREATE TRIGGER forgetting_salts_done INSTEAD OF INSERT ON forgetting_salts BEGIN
    UPDATE log_leaf SET salt = NULL WHERE salt IS NOT NULL AND seq IN (
        SELECT journal.seq FROM journal
        JOIN forgetting ON forgetting.seq = NEW.old_seq
            AND forgetting.person_id = json_extract(journal.new, '$.person_id')
        WHERE journal.seq > NEW.old_seq AND journal.seq <= NEW.new_seq);
    UPDATE forgetting SET seq = NEW.new_seq WHERE seq = NEW.old_seq;
END;

CREATE TRIGGER forgetting_texts_done INSTEAD OF INSERT ON forgetting_texts BEGIN
    DELETE FROM trace WHERE person_id = NEW.person_id;
    UPDATE punch SET note = NULL WHERE person_id = NEW.person_id AND note IS NOT NULL;
    UPDATE evidence SET note = NULL WHERE person_id = NEW.person_id AND note IS NOT NULL;
    UPDATE request SET reason = '', evidence = NULL, note = NULL, ended_note = NULL,
        version = version + 1, changed_at = NEW.at, changed_by = 'attendance'
    WHERE person_id = NEW.person_id AND (reason, evidence, note, ended_note)
        IS NOT ('', NULL, NULL, NULL);
    UPDATE forgetting SET is_without_texts = 1 WHERE person_id = NEW.person_id;
END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

CREATE TRIGGER judging_begins AFTER INSERT ON judging_since BEGIN
    INSERT INTO beginning (person_id, starts_on)
    SELECT person_id, min(starts_on) FROM relation
    WHERE kind = 'member' AND withdrawn_at IS NULL GROUP BY person_id;
END;

CREATE TRIGGER judging_done INSTEAD OF INSERT ON judging BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM judged
        WHERE person_id = NEW.person_id AND until = NEW.old_until
            AND again_from IS NEW.old_again_from AND again_until IS NEW.old_again_until);
    INSERT INTO duty_day (id, person_id, day, zone, status, required_min, worked_min, late_min,
        early_min, short_min, surplus_min, version, changed_at, changed_by)
    SELECT NEW.person_id || '/' || json_extract(value, '$.day'), NEW.person_id,
        json_extract(value, '$.day'), json_extract(value, '$.zone'),
        json_extract(value, '$.status'), json_extract(value, '$.required_min'),
        json_extract(value, '$.worked_min'), json_extract(value, '$.late_min'),
        json_extract(value, '$.early_min'), json_extract(value, '$.short_min'),
        json_extract(value, '$.surplus_min'), 1, NEW.at, 'attendance'
    FROM json_each(NEW.days)
    WHERE json_extract(value, '$.status') NOT IN ('off', 'unjudged')
        OR EXISTS (SELECT 1 FROM duty_day AS kept
            WHERE kept.person_id = NEW.person_id AND kept.day = json_extract(value, '$.day'))
    ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, status = excluded.status,
        required_min = excluded.required_min, worked_min = excluded.worked_min,
        late_min = excluded.late_min, early_min = excluded.early_min,
        short_min = excluded.short_min, surplus_min = excluded.surplus_min,
        version = duty_day.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
    WHERE (duty_day.zone, duty_day.status, duty_day.required_min, duty_day.worked_min,
            duty_day.late_min, duty_day.early_min, duty_day.short_min, duty_day.surplus_min)
        IS NOT (excluded.zone, excluded.status, excluded.required_min, excluded.worked_min,
            excluded.late_min, excluded.early_min, excluded.short_min, excluded.surplus_min);
    UPDATE judged SET until = NEW.until, again_from = NEW.again_from,
        again_until = NEW.again_until
    WHERE person_id = NEW.person_id;
END;

CREATE TRIGGER judging_succeeds INSTEAD OF INSERT ON judging BEGIN
    UPDATE judged SET failed_at = NULL WHERE person_id = NEW.person_id AND failed_at IS NOT NULL;
END;

CREATE TRIGGER last_day_touches AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT OLD.ends_on BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.id, min(coalesce(OLD.ends_on, '9999-12-31'), coalesce(NEW.ends_on, '9999-12-31')),
        '9999-12-31');
END;

CREATE TRIGGER looking_done INSTEAD OF INSERT ON looking BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM looked WHERE seq = NEW.old_seq);
    INSERT INTO evidence (id, punch_id, person_id, day, reason, found, expected, state, version,
        changed_at, changed_by)
    SELECT json_extract(value, '$.person_id') || '.' || json_extract(value, '$.day') || '.'
            || json_extract(value, '$.reason'),
        json_extract(value, '$.punch_id'), json_extract(value, '$.person_id'),
        json_extract(value, '$.day'), json_extract(value, '$.reason'),
        json_extract(value, '$.found'), json_extract(value, '$.expected'), 'open', 1, NEW.at,
        'attendance'
    FROM json_each(NEW.found)
    WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET punch_id = excluded.punch_id, found = excluded.found,
        expected = excluded.expected, state = 'open', reviewed_by = NULL, reviewed_at = NULL,
        version = evidence.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
    WHERE excluded.found > evidence.found;
    UPDATE looked SET seq = NEW.new_seq;
END;

CREATE TRIGGER membership_touches AFTER INSERT ON relation
WHEN NEW.kind = 'member' AND NEW.withdrawn_at IS NULL BEGIN
    INSERT INTO beginning (person_id, starts_on) VALUES (NEW.person_id, NEW.starts_on);
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, NEW.starts_on, coalesce(NEW.ends_on, '9999-12-31'));
END;

CREATE TRIGGER membership_touches_again AFTER UPDATE ON relation WHEN NEW.kind = 'member' BEGIN
    INSERT INTO beginning (person_id, starts_on)
    SELECT NEW.person_id, NEW.starts_on WHERE NEW.withdrawn_at IS NULL;
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NEW.person_id, min(OLD.starts_on, NEW.starts_on),
        max(coalesce(OLD.ends_on, '9999-12-31'), coalesce(NEW.ends_on, '9999-12-31')));
END;

CREATE TRIGGER office_zone_touches AFTER UPDATE OF zone ON office
WHEN NEW.zone IS NOT OLD.zone BEGIN
    INSERT INTO touching (person_id, from_day, until_day) VALUES (NULL, '0001-01-01', '9999-12-31');
END;

CREATE TRIGGER people_following_done INSTEAD OF INSERT ON people_following BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (SELECT 1 FROM people_followed WHERE seq = NEW.old_seq);
    INSERT INTO person (id, name, zone, ends_on, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.name'),
        json_extract(value, '$.zone'), json_extract(value, '$.ends_on'),
        json_extract(value, '$.version')
    FROM json_each(NEW.people) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone,
        ends_on = excluded.ends_on, version = excluded.version
    WHERE excluded.version > person.version;
    INSERT INTO office (id, zone, latitude, longitude, region, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.zone'),
        json_extract(value, '$.latitude'), json_extract(value, '$.longitude'),
        json_extract(value, '$.region'), json_extract(value, '$.version')
    FROM json_each(NEW.offices) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, latitude = excluded.latitude,
        longitude = excluded.longitude, region = excluded.region, version = excluded.version
    WHERE excluded.version > office.version;
    INSERT INTO unit_state (id, unit_id, starts_on, kind, name, parent_id, office_id, closed,
        withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.starts_on'), json_extract(value, '$.kind'),
        json_extract(value, '$.name'), json_extract(value, '$.parent_id'),
        json_extract(value, '$.office_id'), json_extract(value, '$.closed'),
        json_extract(value, '$.withdrawn_at'), json_extract(value, '$.version')
    FROM json_each(NEW.unit_states) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET starts_on = excluded.starts_on, kind = excluded.kind,
        name = excluded.name, parent_id = excluded.parent_id, office_id = excluded.office_id,
        closed = excluded.closed, withdrawn_at = excluded.withdrawn_at,
        version = excluded.version
    WHERE excluded.version > unit_state.version;
    INSERT INTO relation (id, kind, person_id, unit_id, appraised_id, office_id, style, starts_on,
        ends_on, withdrawn_at, version)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.kind'),
        json_extract(value, '$.person_id'), json_extract(value, '$.unit_id'),
        json_extract(value, '$.appraised_id'), json_extract(value, '$.office_id'),
        json_extract(value, '$.style'), json_extract(value, '$.starts_on'),
        json_extract(value, '$.ends_on'), json_extract(value, '$.withdrawn_at'),
        json_extract(value, '$.version')
    FROM json_each(NEW.relations) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET office_id = excluded.office_id, style = excluded.style,
        starts_on = excluded.starts_on, ends_on = excluded.ends_on,
        withdrawn_at = excluded.withdrawn_at, version = excluded.version
    WHERE excluded.version > relation.version;
    UPDATE people_followed SET seq = NEW.new_seq;
END;

CREATE TRIGGER person_comes_forgotten AFTER INSERT ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, seq, is_without_texts) VALUES (NEW.id, 0, 0)
    ON CONFLICT (person_id) DO NOTHING;
END;

CREATE TRIGGER person_is_forgotten AFTER UPDATE OF name ON person WHEN NEW.name = '' BEGIN
    INSERT INTO forgetting (person_id, seq, is_without_texts) VALUES (NEW.id, 0, 0)
    ON CONFLICT (person_id) DO NOTHING;
END;

CREATE TRIGGER punch_changed AFTER UPDATE ON punch WHEN NOT ((NEW.latitude IS NULL OR NEW.latitude IS OLD.latitude) AND (NEW.longitude IS NULL OR NEW.longitude IS OLD.longitude) AND (NEW.accuracy_m IS NULL OR NEW.accuracy_m IS OLD.accuracy_m) AND (NEW.age_s IS NULL OR NEW.age_s IS OLD.age_s) AND (NEW.note IS NULL OR NEW.note IS OLD.note) AND (NEW.device IS NULL OR NEW.device IS OLD.device) AND NEW.id IS OLD.id AND NEW.person_id IS OLD.person_id AND NEW.direction IS OLD.direction AND NEW.work_mode IS OLD.work_mode AND NEW.zone IS OLD.zone AND NEW.day IS OLD.day AND NEW.received_at IS OLD.received_at AND NEW.claimed_at IS OLD.claimed_at AND NEW.counted_at IS OLD.counted_at AND NEW.double_of IS OLD.double_of AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by) BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.punch.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'direction', OLD.direction, 'work_mode', OLD.work_mode, 'zone', OLD.zone, 'day', OLD.day, 'received_at', OLD.received_at, 'claimed_at', OLD.claimed_at, 'counted_at', OLD.counted_at, 'double_of', OLD.double_of, 'latitude', '[redacted]', 'longitude', '[redacted]', 'accuracy_m', '[redacted]', 'age_s', '[redacted]', 'note', '[redacted]', 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'device', '[redacted]'), json_object('id', NEW.id, 'person_id', NEW.person_id, 'direction', NEW.direction, 'work_mode', NEW.work_mode, 'zone', NEW.zone, 'day', NEW.day, 'received_at', NEW.received_at, 'claimed_at', NEW.claimed_at, 'counted_at', NEW.counted_at, 'double_of', NEW.double_of, 'latitude', '[redacted]', 'longitude', '[redacted]', 'accuracy_m', '[redacted]', 'age_s', '[redacted]', 'note', '[redacted]', 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'device', '[redacted]')); END;

CREATE TRIGGER punch_created AFTER INSERT ON punch BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.punch.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'direction', NEW.direction, 'work_mode', NEW.work_mode, 'zone', NEW.zone, 'day', NEW.day, 'received_at', NEW.received_at, 'claimed_at', NEW.claimed_at, 'counted_at', NEW.counted_at, 'double_of', NEW.double_of, 'latitude', '[redacted]', 'longitude', '[redacted]', 'accuracy_m', '[redacted]', 'age_s', '[redacted]', 'note', '[redacted]', 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'device', '[redacted]')); END;

CREATE TRIGGER punch_kept BEFORE UPDATE ON punch BEGIN
                 SELECT RAISE(ABORT, 'refused: punch never changes') WHERE TRUE AND NOT ((NEW.latitude IS NULL OR NEW.latitude IS OLD.latitude) AND (NEW.longitude IS NULL OR NEW.longitude IS OLD.longitude) AND (NEW.accuracy_m IS NULL OR NEW.accuracy_m IS OLD.accuracy_m) AND (NEW.age_s IS NULL OR NEW.age_s IS OLD.age_s) AND (NEW.note IS NULL OR NEW.note IS OLD.note) AND (NEW.device IS NULL OR NEW.device IS OLD.device) AND NEW.id IS OLD.id AND NEW.person_id IS OLD.person_id AND NEW.direction IS OLD.direction AND NEW.work_mode IS OLD.work_mode AND NEW.zone IS OLD.zone AND NEW.day IS OLD.day AND NEW.received_at IS OLD.received_at AND NEW.claimed_at IS OLD.claimed_at AND NEW.counted_at IS OLD.counted_at AND NEW.double_of IS OLD.double_of AND NEW.changed_at IS OLD.changed_at AND NEW.changed_by IS OLD.changed_by); END;

CREATE TRIGGER punch_stays BEFORE DELETE ON punch
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of punch stay'); END;

CREATE TRIGGER region_touches AFTER UPDATE OF region ON office
WHEN NEW.region IS NOT OLD.region AND EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND region IS NOT NULL)
BEGIN
    INSERT INTO touching (person_id, from_day, until_day) VALUES (NULL, '0001-01-01', '9999-12-31');
END;

CREATE TRIGGER request_changed AFTER UPDATE ON request BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.request.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'kind', OLD.kind, 'state', OLD.state, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'half', OLD.half, 'days', OLD.days, 'reason', '[redacted]', 'evidence', '[redacted]', 'asked', OLD.asked, 'asked_at', OLD.asked_at, 'decided_at', OLD.decided_at, 'decided_by', OLD.decided_by, 'decided_as', OLD.decided_as, 'note', '[redacted]', 'ended_at', OLD.ended_at, 'ended_by', OLD.ended_by, 'ended_note', '[redacted]', 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'state', NEW.state, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'half', NEW.half, 'days', NEW.days, 'reason', '[redacted]', 'evidence', '[redacted]', 'asked', NEW.asked, 'asked_at', NEW.asked_at, 'decided_at', NEW.decided_at, 'decided_by', NEW.decided_by, 'decided_as', NEW.decided_as, 'note', '[redacted]', 'ended_at', NEW.ended_at, 'ended_by', NEW.ended_by, 'ended_note', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER request_created AFTER INSERT ON request BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.request.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'kind', NEW.kind, 'state', NEW.state, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'half', NEW.half, 'days', NEW.days, 'reason', '[redacted]', 'evidence', '[redacted]', 'asked', NEW.asked, 'asked_at', NEW.asked_at, 'decided_at', NEW.decided_at, 'decided_by', NEW.decided_by, 'decided_as', NEW.decided_as, 'note', '[redacted]', 'ended_at', NEW.ended_at, 'ended_by', NEW.ended_by, 'ended_note', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER request_kept BEFORE UPDATE ON request BEGIN
                 SELECT RAISE(ABORT, 'refused: request keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER request_overlaps BEFORE INSERT ON request WHEN NEW.kind <> 'correction' BEGIN
    SELECT RAISE(ABORT, 'refused: request_overlaps') WHERE EXISTS (
        SELECT 1 FROM request AS other
        WHERE other.person_id = NEW.person_id AND other.kind <> 'correction'
            AND other.state IN ('asked', 'approved')
            AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
            AND NOT (NEW.kind = 'leave' AND other.kind IN ('flexible_work', 'duty_travel'))
            AND NOT ifnull(NEW.half <> other.half, FALSE)
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
END;

CREATE TRIGGER request_stays BEFORE DELETE ON request
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of request stay'); END;

CREATE TRIGGER request_stays_as_asked BEFORE UPDATE ON request BEGIN
    SELECT RAISE(ABORT, 'refused: request_never_changes')
    WHERE (NEW.person_id, NEW.kind, NEW.starts_on, NEW.ends_on, NEW.half, NEW.days, NEW.asked,
            NEW.asked_at)
        IS NOT (OLD.person_id, OLD.kind, OLD.starts_on, OLD.ends_on, OLD.half, OLD.days,
            OLD.asked, OLD.asked_at);
    SELECT RAISE(ABORT, 'refused: request_never_changes')
    WHERE (NEW.reason, NEW.evidence) IS NOT (OLD.reason, OLD.evidence)
        AND ((NEW.reason, NEW.evidence) IS NOT ('', NULL)
            OR NOT EXISTS (SELECT 1 FROM forgetting WHERE person_id = NEW.person_id));
END;

CREATE TRIGGER request_stays_few BEFORE INSERT ON request BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_requests') WHERE (
        SELECT count(*) FROM request
        WHERE person_id = NEW.person_id AND state = 'asked') >= 50;
END;

CREATE TRIGGER rule_changed AFTER UPDATE ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.rule.changed', NEW.id, json_object('id', OLD.id, 'kind', OLD.kind, 'name', OLD.name, 'source', OLD.source, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'schedule_id', OLD.schedule_id, 'person_id', OLD.person_id, 'hours', OLD.hours, 'day_kind', OLD.day_kind, 'terms', OLD.terms, 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'unit_id', OLD.unit_id, 'region', OLD.region), json_object('id', NEW.id, 'kind', NEW.kind, 'name', NEW.name, 'source', NEW.source, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'schedule_id', NEW.schedule_id, 'person_id', NEW.person_id, 'hours', NEW.hours, 'day_kind', NEW.day_kind, 'terms', NEW.terms, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'unit_id', NEW.unit_id, 'region', NEW.region)); END;

CREATE TRIGGER rule_counts_changed AFTER UPDATE ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END;

CREATE TRIGGER rule_counts_new AFTER INSERT ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END;

CREATE TRIGGER rule_created AFTER INSERT ON rule BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'attendance.rule.created', NEW.id, NULL, json_object('id', NEW.id, 'kind', NEW.kind, 'name', NEW.name, 'source', NEW.source, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'schedule_id', NEW.schedule_id, 'person_id', NEW.person_id, 'hours', NEW.hours, 'day_kind', NEW.day_kind, 'terms', NEW.terms, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'unit_id', NEW.unit_id, 'region', NEW.region)); END;

CREATE TRIGGER rule_finds_other_schedule BEFORE UPDATE OF schedule_id ON rule
WHEN NEW.schedule_id IS NOT OLD.schedule_id BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END;

CREATE TRIGGER rule_finds_schedule BEFORE INSERT ON rule WHEN NEW.schedule_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: no such schedule') WHERE NOT EXISTS (
        SELECT 1 FROM rule WHERE id = NEW.schedule_id AND kind = 'schedule');
END;

CREATE TRIGGER rule_kept BEFORE UPDATE ON rule BEGIN
                 SELECT RAISE(ABORT, 'refused: rule keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER rule_stays BEFORE DELETE ON rule
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of rule stay'); END;

CREATE TRIGGER sealing_done INSTEAD OF INSERT ON sealing BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM log_head WHERE seq = NEW.old_seq AND size = NEW.old_size);
    INSERT INTO log_leaf (n, seq, subject, salt)
    SELECT json_extract(value, '$.n'), json_extract(value, '$.seq'),
        json_extract(value, '$.subject'), unhex(json_extract(value, '$.salt'))
    FROM json_each(NEW.leaves);
    INSERT INTO log_hash (level, n, hash)
    SELECT json_extract(value, '$.level'), json_extract(value, '$.n'),
        unhex(json_extract(value, '$.hash'))
    FROM json_each(NEW.hashes);
    UPDATE log_head SET seq = NEW.new_seq, size = NEW.new_size, note = NEW.note, at = NEW.at;
END;

CREATE TRIGGER touching_done INSTEAD OF INSERT ON touching BEGIN
    UPDATE judged SET
        again_from = max(since, min(ifnull(again_from, NEW.from_day), NEW.from_day)),
        again_until = max(ifnull(again_until, NEW.until_day), NEW.until_day)
    WHERE (NEW.person_id IS NULL OR person_id = NEW.person_id)
        AND until >= NEW.from_day AND since <= NEW.until_day;
END;

CREATE TRIGGER trace_is_forgotten AFTER DELETE ON trace BEGIN
    UPDATE punch SET latitude = NULL, longitude = NULL, accuracy_m = NULL, age_s = NULL,
        device = NULL
    WHERE id = OLD.punch_id;
END;

CREATE TRIGGER unit_office_touches AFTER INSERT ON unit_state
WHEN NEW.withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM unit_state AS other
    WHERE other.unit_id = NEW.unit_id AND other.id <> NEW.id AND other.withdrawn_at IS NULL
        AND other.office_id IS NOT NEW.office_id)
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, NEW.starts_on, '9999-12-31');
END;

CREATE TRIGGER unit_office_touches_again AFTER UPDATE ON unit_state
WHEN NEW.office_id IS NOT OLD.office_id OR NEW.starts_on IS NOT OLD.starts_on
    OR NEW.withdrawn_at IS NOT OLD.withdrawn_at
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, min(OLD.starts_on, NEW.starts_on), '9999-12-31');
END;

CREATE TRIGGER unit_state_touches AFTER INSERT ON unit_state
WHEN NEW.withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND (unit_id IS NOT NULL OR region IS NOT NULL))
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, NEW.starts_on, '9999-12-31');
END;

CREATE TRIGGER unit_state_touches_again AFTER UPDATE ON unit_state
WHEN EXISTS (
    SELECT 1 FROM rule WHERE withdrawn_at IS NULL AND (unit_id IS NOT NULL OR region IS NOT NULL))
BEGIN
    INSERT INTO touching (person_id, from_day, until_day)
    VALUES (NULL, min(OLD.starts_on, NEW.starts_on), '9999-12-31');
END;

CREATE VIEW beginning AS
SELECT person_id, starts_on FROM relation WHERE kind = 'member' AND withdrawn_at IS NULL;

CREATE VIEW following AS
SELECT '' AS touches, '' AS all_from, '' AS all_until, seq AS old_seq, seq AS new_seq
FROM followed;

CREATE VIEW forgetting_salts AS SELECT seq AS old_seq, seq AS new_seq FROM forgetting;

CREATE VIEW forgetting_texts AS SELECT person_id, seq AS at FROM forgetting;

CREATE VIEW judging AS
SELECT person_id, until AS old_until, again_from AS old_again_from, again_until AS old_again_until,
    until, again_from, again_until, '' AS days, 0 AS at
FROM judged;

CREATE VIEW looking AS
SELECT '' AS found, seq AS old_seq, seq AS new_seq, 0 AS at FROM looked;

CREATE VIEW people_following AS
SELECT '' AS people, '' AS offices, '' AS unit_states, '' AS relations, seq AS old_seq,
    seq AS new_seq
FROM people_followed;

CREATE VIEW sealing AS
SELECT '' AS leaves, '' AS hashes, seq AS old_seq, size AS old_size, seq AS new_seq,
    size AS new_size, note, at
FROM log_head;

CREATE VIEW touching AS
SELECT person_id, since AS from_day, until AS until_day FROM judged;

CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, parent_id, office_id, closed
FROM unit_state AS state WHERE withdrawn_at IS NULL;
