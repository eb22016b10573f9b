-- Work that somebody gives in the name of a unit. What it is about may change, and each change
-- counts `version`; how far the work is stands with its parts. `n` counts the rows: the index of
-- texts needs a number that stays.
CREATE TABLE assignment (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    parent_id TEXT,
    from_part_id TEXT,
    unit_id TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_as TEXT NOT NULL CHECK (given_as IN ('head', 'acting_head', 'team_lead')),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    due_at INTEGER,
    given_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK (parent_id <> id),
    CHECK (from_part_id IS NULL OR parent_id IS NOT NULL)
) STRICT
-- next
CREATE INDEX assignment_by_parent ON assignment (parent_id) WHERE parent_id IS NOT NULL
-- next
-- What one person does of it. `act`, `note`, `changed_by` and `changed_at` tell of the last act;
-- the journal tells of all. `asked_at` is when the person was asked first: of a part that was only
-- drafted they never hear, also when it was cancelled.
CREATE TABLE part (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'assigned', 'accepted', 'declined',
        'in_progress', 'submitted', 'returned', 'completed', 'cancelled')),
    act TEXT CHECK (act IN ('assign', 'accept', 'decline', 'start', 'submit', 'return',
        'complete', 'cancel')),
    note TEXT,
    asked_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX part_by_assignment ON part (assignment_id, id)
-- next
-- Nobody has two parts of the same work, but may be asked again once theirs was cancelled.
CREATE UNIQUE INDEX part_of_person ON part (assignment_id, person_id) WHERE state <> 'cancelled'
-- next
-- How far the whole is, as it follows from its parts: a row of its own, so that work on a part
-- never counts as a change of the text. Its id is that of the assignment. `is_given`: somebody was
-- asked at some time; before that it is its maker's alone, and stays so where it is cancelled.
CREATE TABLE whole (
    id TEXT PRIMARY KEY,
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('draft', 'assigned', 'accepted', 'declined',
        'in_progress', 'submitted', 'returned', 'completed', 'cancelled')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
-- The rule by which it follows; `whole` in src/domain/whole.rs says the same.
CREATE VIEW whole_by_rule AS
SELECT assignment_id, CASE
    WHEN sum(state <> 'cancelled') = 0 THEN 'cancelled'
    WHEN sum(state NOT IN ('cancelled', 'declined')) = 0 THEN 'declined'
    WHEN sum(state NOT IN ('cancelled', 'declined', 'completed')) = 0 THEN 'completed'
    WHEN sum(state = 'returned') > 0 THEN 'returned'
    WHEN sum(state NOT IN ('cancelled', 'declined', 'completed', 'submitted')) = 0
        THEN 'submitted'
    WHEN sum(state IN ('in_progress', 'submitted', 'completed')) > 0 THEN 'in_progress'
    WHEN sum(state = 'accepted') > 0 THEN 'accepted'
    WHEN sum(state = 'assigned') > 0 THEN 'assigned'
    ELSE 'draft' END AS state
FROM part GROUP BY assignment_id
-- next
CREATE TRIGGER assignment_has_an_open_parent BEFORE INSERT ON assignment
WHEN NEW.parent_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: parent_closed') WHERE NOT EXISTS (
        SELECT 1 FROM whole WHERE id = NEW.parent_id
            AND state NOT IN ('draft', 'completed', 'cancelled'));
    SELECT RAISE(ABORT, 'refused: parent_closed') FROM part
    WHERE id = NEW.from_part_id AND state IN ('draft', 'declined', 'completed', 'cancelled');
    -- CHILDREN_MAX in src/domain.rs.
    SELECT RAISE(ABORT, 'refused: too_many_children') WHERE (
        SELECT count(*) FROM assignment WHERE parent_id = NEW.parent_id) >= 200;
    -- CHAIN_MAX in src/domain.rs.
    SELECT RAISE(ABORT, 'refused: chain_too_long') WHERE (
        WITH RECURSIVE above (id, level) AS (
            SELECT NEW.parent_id, 1
            UNION ALL
            SELECT assignment.parent_id, above.level + 1
            FROM above JOIN assignment ON assignment.id = above.id
            WHERE assignment.parent_id IS NOT NULL AND above.level <= 16)
        SELECT max(level) FROM above) > 16;
END
-- next
-- What it belongs to and who gave it never change, so no chain of parents is ever a circle.
CREATE TRIGGER assignment_stays_given BEFORE UPDATE ON assignment BEGIN
    SELECT RAISE(ABORT, 'refused: assignment_stays_given')
    WHERE (NEW.n, NEW.parent_id, NEW.from_part_id, NEW.unit_id, NEW.given_by, NEW.given_as,
            NEW.given_at)
        IS NOT (OLD.n, OLD.parent_id, OLD.from_part_id, OLD.unit_id, OLD.given_by, OLD.given_as,
            OLD.given_at);
END
-- next
CREATE TRIGGER part_stays_ones_own BEFORE UPDATE ON part BEGIN
    SELECT RAISE(ABORT, 'refused: part_stays_ones_own')
    WHERE (NEW.assignment_id, NEW.person_id, NEW.unit_id, NEW.zone)
        IS NOT (OLD.assignment_id, OLD.person_id, OLD.unit_id, OLD.zone);
END
-- next
-- PARTS_MAX in src/domain.rs.
CREATE TRIGGER part_stays_few BEFORE INSERT ON part BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_parts') WHERE (
        SELECT count(*) FROM part WHERE assignment_id = NEW.assignment_id) >= 100;
END
-- next
-- A part is not complete while work that was forwarded from it, or that belongs to all of it, is
-- open.
CREATE TRIGGER part_waits_for_children BEFORE UPDATE ON part WHEN NEW.state = 'completed' BEGIN
    SELECT RAISE(ABORT, 'refused: child_open') WHERE EXISTS (
        SELECT 1 FROM assignment AS child JOIN whole ON whole.id = child.id
        WHERE child.parent_id = NEW.assignment_id
            AND (child.from_part_id IS NULL OR child.from_part_id = NEW.id)
            AND whole.state NOT IN ('draft', 'completed', 'cancelled'));
END
-- next
-- Nor is the whole, by whatever way it would come to be.
CREATE TRIGGER whole_waits_for_children BEFORE UPDATE ON whole WHEN NEW.state = 'completed' BEGIN
    SELECT RAISE(ABORT, 'refused: child_open') WHERE EXISTS (
        SELECT 1 FROM assignment AS child JOIN whole ON whole.id = child.id
        WHERE child.parent_id = NEW.id
            AND whole.state NOT IN ('draft', 'completed', 'cancelled'));
END
