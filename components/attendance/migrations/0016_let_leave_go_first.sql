-- Who falls ill on a day for which flexible work or travel is planned asks for leave all the same:
-- leave goes before both, as the day is judged. The other way round a day is asked for once.
DROP TRIGGER request_overlaps
-- next
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
END
