-- A small picture of a content, made once; NULL where there is none to make. It goes with
-- the content.
CREATE TABLE preview (
    sha256 TEXT PRIMARY KEY,
    media_type TEXT,
    bytes BLOB,
    CHECK ((media_type IS NULL) = (bytes IS NULL))
) STRICT, WITHOUT ROWID
-- next
CREATE TRIGGER preview_goes AFTER DELETE ON content BEGIN
    DELETE FROM preview WHERE sha256 = OLD.sha256;
END
