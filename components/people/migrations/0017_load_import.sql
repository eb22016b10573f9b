-- One person of a file goes in: added, changed or found the same, with their place in a unit.
-- A row goes in once: it is taken out of the file by the same statement.
CREATE VIEW import_person AS
SELECT import_row.import_id, import_row.line, '' AS done, person.id, person.version, person.name,
    person.username, person.front_title, person.back_title, person.employee_number, person.email,
    person.phone, person.folded, person.sealed, person.wrapped_key, person.roles, person.zone,
    person.employment, person.ends_on, '' AS old_relation_id, 0 AS old_version, '' AS old_step,
    '' AS relation_id, '' AS unit_id, '' AS position, '' AS starts_on, '' AS relation_ends_on,
    0 AS loaded_at, '' AS made_by
FROM import_row, person
-- next
CREATE TRIGGER import_person_loads INSTEAD OF INSERT ON import_person
WHEN EXISTS (SELECT 1 FROM import_row
    WHERE import_id = NEW.import_id AND line = NEW.line AND state = 'good')
BEGIN
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.done <> 'added' AND NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.id AND version = NEW.version);
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.old_relation_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM relation WHERE id = NEW.old_relation_id
            AND version = NEW.old_version AND withdrawn_at IS NULL);
    DELETE FROM import_row WHERE import_id = NEW.import_id AND line = NEW.line;
    INSERT INTO person (id, name, username, front_title, back_title, employee_number, email, phone,
        folded, sealed, wrapped_key, password_hash, roles, zone, employment, ends_on, version,
        changed_at, changed_by)
    SELECT NEW.id, NEW.name, NEW.username, NEW.front_title, NEW.back_title, NEW.employee_number,
        NEW.email, NEW.phone, NEW.folded, NEW.sealed, NEW.wrapped_key, '', NEW.roles, NEW.zone,
        NEW.employment, NEW.ends_on, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.done = 'added';
    UPDATE person SET name = NEW.name, front_title = NEW.front_title,
        back_title = NEW.back_title, employee_number = NEW.employee_number, email = NEW.email,
        phone = NEW.phone, folded = NEW.folded, sealed = NEW.sealed,
        wrapped_key = NEW.wrapped_key, roles = NEW.roles, zone = NEW.zone,
        employment = NEW.employment, ends_on = NEW.ends_on, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.id AND NEW.done = 'changed' AND NEW.sealed IS NOT NULL;
    UPDATE relation SET withdrawn_at = NEW.loaded_at, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'withdraw';
    UPDATE relation SET ends_on = date(NEW.starts_on, '-1 day'), version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'end';
    UPDATE relation SET position = NEW.position, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'rename';
    INSERT INTO relation (id, kind, person_id, unit_id, position, starts_on, ends_on, version,
        changed_at, changed_by)
    SELECT NEW.relation_id, 'member', NEW.id, NEW.unit_id, NEW.position, NEW.starts_on,
        NEW.relation_ends_on, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.relation_id IS NOT NULL;
    UPDATE import_progress SET n_added = n_added + (NEW.done = 'added'),
        n_changed = n_changed + (NEW.done = 'changed'), n_same = n_same + (NEW.done = 'same')
    WHERE import_id = NEW.import_id;
END
-- next
-- One unit of a file goes in: as a new state, as a changed one (with `version`), or as it is.
CREATE VIEW import_unit AS
SELECT import_row.import_id, import_row.line, '' AS done, unit_state.id, unit_state.version,
    unit_state.unit_id, unit_state.starts_on, unit_state.code, unit_state.name,
    unit_state.level, unit_state.parent_id, unit_state.office_id, 0 AS loaded_at,
    '' AS made_by
FROM import_row, unit_state
-- next
CREATE TRIGGER import_unit_loads INSTEAD OF INSERT ON import_unit
WHEN EXISTS (SELECT 1 FROM import_row
    WHERE import_id = NEW.import_id AND line = NEW.line AND state = 'good')
BEGIN
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.version > 0 AND NOT EXISTS (
        SELECT 1 FROM unit_state
        WHERE id = NEW.id AND version = NEW.version AND withdrawn_at IS NULL);
    DELETE FROM import_row WHERE import_id = NEW.import_id AND line = NEW.line;
    INSERT INTO unit_state (id, unit_id, starts_on, kind, code, name, level, parent_id, office_id,
        closed, version, changed_at, changed_by)
    SELECT NEW.id, NEW.unit_id, NEW.starts_on, 'unit', NEW.code, NEW.name, NEW.level,
        NEW.parent_id, NEW.office_id, 0, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.version = 0 AND NEW.done <> 'same';
    UPDATE unit_state SET code = NEW.code, name = NEW.name, level = NEW.level,
        parent_id = NEW.parent_id, office_id = NEW.office_id, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.id AND NEW.version > 0 AND NEW.done = 'changed';
    UPDATE import_progress SET n_added = n_added + (NEW.done = 'added'),
        n_changed = n_changed + (NEW.done = 'changed'), n_same = n_same + (NEW.done = 'same')
    WHERE import_id = NEW.import_id;
END
