-- What goes into each id that is made here (of the rows of a sheet, of what templates propose), so
-- that nobody else makes it first. It stays, or what was entered by it would come again.
CREATE TABLE made_id_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key TEXT NOT NULL
) STRICT
-- next
INSERT INTO made_id_key (one, key) VALUES (1, hex(randomblob(32)))
