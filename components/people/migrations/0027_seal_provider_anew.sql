-- The sessions of a link that another master secret seals are sealed by it as well. What the
-- provider calls them is known to nobody any more: like those that it never named, they end with
-- any of their person's.
CREATE TRIGGER provider_link_is_sealed_anew AFTER UPDATE OF subject ON provider_link
WHEN NEW.ended_at IS NULL AND NEW.subject <> OLD.subject BEGIN
    UPDATE provider_session SET subject = NEW.subject, sid = NULL WHERE subject = OLD.subject;
END
