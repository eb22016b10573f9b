-- Addresses by which a program without a sign-in reads what concerns one person: a calendar, a feed
-- of news. Only the hash of the secret in the address is kept.
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT
-- next
CREATE INDEX subscription_by_person ON subscription (person_id, id) WHERE ended_at IS NULL
-- next
CREATE INDEX subscription_by_session ON subscription (session_id) WHERE ended_at IS NULL
-- next
-- Sessions that ended lately, longer than their access tokens live: nothing is made by these.
CREATE TABLE closed_session (
    id TEXT PRIMARY KEY,
    closed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- next
CREATE INDEX closed_session_by_time ON closed_session (closed_at)
-- next
CREATE TRIGGER subscription_is_let_in BEFORE INSERT ON subscription BEGIN
    SELECT RAISE(ABORT, 'refused: session_over')
    WHERE EXISTS (SELECT 1 FROM closed_session WHERE id = NEW.session_id);
    -- SUBSCRIPTIONS_MAX in src/domain.rs; one that is there already is no other.
    SELECT RAISE(ABORT, 'refused: too_many_subscriptions') WHERE (
        SELECT count(*) FROM subscription
        WHERE person_id = NEW.person_id AND ended_at IS NULL) >= 10
        AND NOT EXISTS (SELECT 1 FROM subscription WHERE id = NEW.id);
END
-- next
-- Ways in that are over, as crates/directory reads them from the feed of `people`: who was put out,
-- or set another password, wants everybody out who came in by the old one.
CREATE VIEW closing AS SELECT '' AS ways, changed_at AS at FROM subscription
-- next
CREATE TRIGGER closing_done INSTEAD OF INSERT ON closing BEGIN
    INSERT INTO closed_session (id, closed_at)
    SELECT json_extract(value, '$.session_id'), NEW.at FROM json_each(NEW.ways)
    WHERE json_extract(value, '$.session_id') IS NOT NULL
    ON CONFLICT (id) DO NOTHING;
    DELETE FROM closed_session WHERE closed_at < NEW.at - 86400000;
    UPDATE subscription SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'assignments'
    WHERE ended_at IS NULL AND id IN (
        SELECT subscription.id FROM json_each(NEW.ways) AS way
        JOIN subscription ON subscription.session_id = json_extract(way.value, '$.session_id')
            AND json_extract(way.value, '$.takes_along')
        WHERE subscription.ended_at IS NULL
        UNION
        SELECT subscription.id FROM json_each(NEW.ways) AS way
        JOIN subscription ON subscription.person_id = json_extract(way.value, '$.person_id')
            AND subscription.created_at <= json_extract(way.value, '$.until')
        WHERE subscription.ended_at IS NULL);
END
