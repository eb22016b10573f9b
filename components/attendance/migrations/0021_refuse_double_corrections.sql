-- One punch is corrected once: two approved corrections of one clock-out would stand in the day as
-- two clock-outs (DOUBLE_TAP_MS in src/domain.rs).
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
END
