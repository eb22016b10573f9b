-- When somebody's days could not be judged: they are tried again after everybody else, so that
-- however many they are, they keep nobody from being judged.
ALTER TABLE judged ADD COLUMN failed_at INTEGER
-- next
CREATE TRIGGER judging_succeeds INSTEAD OF INSERT ON judging BEGIN
    UPDATE judged SET failed_at = NULL WHERE person_id = NEW.person_id AND failed_at IS NOT NULL;
END
