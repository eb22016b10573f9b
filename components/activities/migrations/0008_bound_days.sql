-- Nobody fills the table by entering and taking back: DAY_EVER_MAX in src/domain.rs.
CREATE TRIGGER activity_day_is_bounded BEFORE INSERT ON activity BEGIN
    SELECT RAISE(ABORT, 'refused: day_is_full') WHERE (
        SELECT count(*) FROM activity WHERE person_id = NEW.person_id AND day = NEW.day) >= 300;
END
-- next
CREATE TRIGGER activity_day_is_bounded_again BEFORE UPDATE OF day ON activity
WHEN NEW.day <> OLD.day BEGIN
    SELECT RAISE(ABORT, 'refused: day_is_full') WHERE (
        SELECT count(*) FROM activity WHERE person_id = NEW.person_id AND day = NEW.day) >= 300;
END
