-- What personnel set: how long a period is and when it locks (`period_rule`, from `starts_on` on),
-- and days that are open again (`reopening`, of one person or of everybody). `terms` is the form
-- of the kind without its `reason`, which may say why one person came too late.
CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('period_rule', 'reopening')),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    person_id TEXT,
    open_until TEXT,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    reason TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((kind = 'reopening') = (ends_on IS NOT NULL)),
    CHECK ((kind = 'reopening') = (open_until IS NOT NULL)),
    CHECK ((kind = 'reopening') = (reason IS NOT NULL))
) STRICT
-- next
-- One rule of periods begins on a day.
CREATE UNIQUE INDEX rule_begins ON rule (starts_on)
WHERE kind = 'period_rule' AND withdrawn_at IS NULL
-- next
CREATE INDEX rule_by_start ON rule (kind, starts_on, id) WHERE withdrawn_at IS NULL
-- next
CREATE INDEX rule_open ON rule (open_until, id)
WHERE kind = 'reopening' AND withdrawn_at IS NULL
-- next
CREATE INDEX rule_by_person ON rule (person_id) WHERE person_id IS NOT NULL
-- next
-- No more than are looked at (src/store/rule.rs): those that lie too far behind would not hold.
CREATE TRIGGER rule_adds AFTER INSERT ON rule BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'period_rule' AND withdrawn_at IS NULL)
    WHERE NEW.kind = 'period_rule' AND n > 480;
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'reopening' AND withdrawn_at IS NULL
        AND open_until >= date(NEW.changed_at / 1000, 'unixepoch')
        AND person_id IS NEW.person_id)
    WHERE NEW.kind = 'reopening' AND n > 500;
END
-- next
CREATE TRIGGER rule_opens_longer AFTER UPDATE OF open_until, person_id ON rule
WHEN (NEW.open_until, NEW.person_id) IS NOT (OLD.open_until, OLD.person_id) BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'period_rule' AND withdrawn_at IS NULL)
    WHERE NEW.kind = 'period_rule' AND n > 480;
    SELECT RAISE(ABORT, 'refused: too_many_rules')
    FROM (SELECT count(*) AS n FROM rule WHERE kind = 'reopening' AND withdrawn_at IS NULL
        AND open_until >= date(NEW.changed_at / 1000, 'unixepoch')
        AND person_id IS NEW.person_id)
    WHERE NEW.kind = 'reopening' AND n > 500;
END
