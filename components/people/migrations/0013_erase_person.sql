-- How many years after somebody left their record is kept; then it may be erased.
ALTER TABLE institution ADD COLUMN retention_years INTEGER NOT NULL DEFAULT 10
    CHECK (retention_years BETWEEN 0 AND 100)
-- next
ALTER TABLE person ADD COLUMN erased_at INTEGER
-- next
-- Without its key nobody reads what the journal holds on a person; what is kept in clear beside
-- the record goes in the same statement.
CREATE TRIGGER person_is_erased AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    DELETE FROM viewing WHERE person_id = NEW.id;
    UPDATE second_factor SET state = 'off', sealed = NULL, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE id = NEW.id AND state <> 'off';
    DELETE FROM sign_in WHERE person_id = NEW.id;
    UPDATE correction SET wanted = '', answer = '', state = 'declined', version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id;
    UPDATE session SET user_agent = '', ended_at = coalesce(ended_at, NEW.changed_at),
        end_reason = coalesce(end_reason, 'signed_out'), version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND (user_agent <> '' OR ended_at IS NULL);
END
