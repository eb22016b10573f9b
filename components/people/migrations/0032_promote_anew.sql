-- Who becomes administrator begins anew in everything: whoever knows the password of before, or is
-- in by it, is not in as an administrator. (`person_is_promoted` ends passkeys and accounts
-- elsewhere.) The password goes with the statement that gives the role.
CREATE TRIGGER person_promoted_is_out AFTER UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator') BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    UPDATE session SET ended_at = NEW.changed_at, end_reason = 'ended_by_personnel',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
END
-- next
-- Somebody without a password may have let apps in; another password than none ends none.
CREATE TRIGGER recovery_ends_apps AFTER INSERT ON recovery BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
END
-- next
DROP TRIGGER import_person_loads
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
        password_hash = CASE WHEN password_is_temporary = 1 AND roles <> NEW.roles THEN ''
            WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
                AND NOT EXISTS (SELECT 1 FROM json_each(roles) WHERE value = 'administrator')
            THEN ''
            ELSE password_hash END,
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
