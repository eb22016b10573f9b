-- Who becomes administrator begins anew: what others may have planted while the account was worth
-- less (a passkey added by a password link, an account elsewhere linked by a changed address) opens
-- nothing from here on.
CREATE TRIGGER person_is_promoted AFTER UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator') BEGIN
    UPDATE passkey SET ended_at = NEW.changed_at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    UPDATE provider_link SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
END
-- next
-- A passkey can be added by whoever is in already, so it is no first way in: a password is, and a
-- provider while one is on.
CREATE TRIGGER institution_has_a_way_in BEFORE UPDATE OF ways_in ON institution
WHEN NOT EXISTS (SELECT 1 FROM json_each(NEW.ways_in) WHERE value = 'password') BEGIN
    SELECT RAISE(ABORT, 'refused: no_way_in')
    WHERE NOT EXISTS (SELECT 1 FROM json_each(NEW.ways_in) WHERE value = 'provider')
        OR NOT EXISTS (
            SELECT 1 FROM identity_provider WHERE is_on = 1 AND withdrawn_at IS NULL);
END
-- next
CREATE TRIGGER identity_provider_is_not_the_last AFTER UPDATE OF is_on, withdrawn_at
ON identity_provider
WHEN NEW.is_on = 0 OR NEW.withdrawn_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: no_way_in')
    FROM institution
    WHERE NOT EXISTS (SELECT 1 FROM json_each(institution.ways_in) WHERE value = 'password')
        AND NOT EXISTS (
            SELECT 1 FROM identity_provider WHERE is_on = 1 AND withdrawn_at IS NULL);
END
