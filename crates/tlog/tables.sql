-- The tamper-evident log over the journal (crates/tlog): its leaves with what hides them, the hash
-- of each complete subtree, and the head that is signed.
CREATE TABLE log_leaf (
    n INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    subject TEXT,
    salt BLOB
) STRICT
-- next
CREATE INDEX log_leaf_by_subject ON log_leaf (subject) WHERE subject IS NOT NULL
-- next
CREATE TABLE log_hash (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID
-- next
CREATE TABLE log_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT
-- next
INSERT INTO log_head (one, seq, size, note, at) VALUES (1, 0, 0, '', 0)
-- next
-- A piece of the journal is sealed: `leaves` are {n, seq, subject, salt} and `hashes` {level, n,
-- hash}, with bytes in hexadecimal. Once, however many do it at the same time.
CREATE VIEW sealing AS
SELECT '' AS leaves, '' AS hashes, seq AS old_seq, size AS old_size, seq AS new_seq,
    size AS new_size, note, at
FROM log_head
-- next
CREATE TRIGGER sealing_done INSTEAD OF INSERT ON sealing BEGIN
    SELECT RAISE(ABORT, 'refused: done meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM log_head WHERE seq = NEW.old_seq AND size = NEW.old_size);
    INSERT INTO log_leaf (n, seq, subject, salt)
    SELECT json_extract(value, '$.n'), json_extract(value, '$.seq'),
        json_extract(value, '$.subject'), unhex(json_extract(value, '$.salt'))
    FROM json_each(NEW.leaves);
    INSERT INTO log_hash (level, n, hash)
    SELECT json_extract(value, '$.level'), json_extract(value, '$.n'),
        unhex(json_extract(value, '$.hash'))
    FROM json_each(NEW.hashes);
    UPDATE log_head SET seq = NEW.new_seq, size = NEW.new_size, note = NEW.note, at = NEW.at;
END
