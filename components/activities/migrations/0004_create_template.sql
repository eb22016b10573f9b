-- What a person does again and again (src/domain/template.rs); `terms` is its form.
CREATE TABLE template (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    -- Nobody else, but for forgetting them.
    CHECK (changed_by IN (person_id, 'activities'))
) STRICT
-- next
CREATE INDEX template_by_person ON template (person_id, id) WHERE withdrawn_at IS NULL
-- next
-- A person has so many at most (TEMPLATES_MAX in src/domain/template.rs).
CREATE TRIGGER template_adds AFTER INSERT ON template BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_templates')
    FROM (SELECT count(*) AS n FROM template
        WHERE person_id = NEW.person_id AND withdrawn_at IS NULL) WHERE n > 50;
END
