CREATE TABLE entry (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

CREATE INDEX entry_by_person_newest ON entry (person_id, changed_at DESC, id DESC);

CREATE TRIGGER entry_changed AFTER UPDATE ON entry BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.entry.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'text', OLD.text, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'text', NEW.text, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER entry_created AFTER INSERT ON entry BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'uploads.entry.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'text', NEW.text, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER entry_kept BEFORE UPDATE ON entry BEGIN
                 SELECT RAISE(ABORT, 'refused: entry never changes') WHERE TRUE; END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of entry stay'); END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;
