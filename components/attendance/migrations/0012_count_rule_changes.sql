-- How often rules changed: who keeps rules in memory asks whether they are still those. Counted by
-- triggers, so that no version of the function can change a rule without it.
CREATE TABLE rule_change (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL
) STRICT
-- next
INSERT INTO rule_change (one, n) VALUES (1, 0)
-- next
CREATE TRIGGER rule_counts_new AFTER INSERT ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END
-- next
CREATE TRIGGER rule_counts_changed AFTER UPDATE ON rule BEGIN
    UPDATE rule_change SET n = n + 1;
END
