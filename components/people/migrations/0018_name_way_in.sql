-- By what a session was opened.
ALTER TABLE session ADD COLUMN way_in TEXT NOT NULL DEFAULT 'password'
    CHECK (way_in IN ('password', 'passkey', 'provider'))
