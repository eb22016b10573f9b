CREATE TABLE app_token (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
, made_by TEXT NOT NULL DEFAULT '', session_id TEXT) STRICT;

CREATE TABLE bucket (
    place TEXT PRIMARY KEY,
    full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_by (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mark TEXT NOT NULL
, previous TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE correction (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'declined')),
    answer TEXT,
    asked_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((state = 'open') = (answer IS NULL))
) STRICT;

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    user_code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
    app_token_id TEXT,
    asked_at INTEGER NOT NULL,
    polled_at INTEGER NOT NULL,
    polled_before_at INTEGER NOT NULL, decided_by TEXT,
    CHECK ((state = 'approved') = (app_token_id IS NOT NULL))
) STRICT;

CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('asked', 'taken_back', 'done')),
    asked_at INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE identity_provider (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed_secret TEXT,
    scope TEXT NOT NULL,
    person_claim TEXT NOT NULL,
    person_field TEXT NOT NULL CHECK (person_field IN ('username', 'email', 'employee_number')),
    key_max_age_hours INTEGER NOT NULL CHECK (key_max_age_hours BETWEEN 1 AND 168),
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE import (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('people', 'units')),
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    skip_bad_rows INTEGER NOT NULL CHECK (skip_bad_rows IN (0, 1)),
    n_bytes INTEGER,
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    state TEXT NOT NULL CHECK (state IN
        ('receiving', 'checking', 'checked', 'loading', 'loaded', 'discarded')),
    made_by TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE import_part (
    import_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB,
    PRIMARY KEY (import_id, n)
) STRICT;

CREATE TABLE import_progress (
    import_id TEXT PRIMARY KEY,
    n_parts INTEGER NOT NULL,
    n_bytes INTEGER NOT NULL,
    header TEXT,
    delimiter TEXT,
    next_line INTEGER NOT NULL,
    tail BLOB NOT NULL,
    n_rows INTEGER NOT NULL,
    checked_line INTEGER NOT NULL,
    n_checked INTEGER NOT NULL,
    n_bad INTEGER NOT NULL,
    n_added INTEGER NOT NULL,
    n_changed INTEGER NOT NULL,
    n_same INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_row (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'good', 'bad')),
    place INTEGER NOT NULL,
    employee_number TEXT,
    username TEXT,
    faults TEXT,
    PRIMARY KEY (import_id, line)
) STRICT;

CREATE TABLE institution (
    id TEXT PRIMARY KEY CHECK (id = 'own'),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
, retention_years INTEGER NOT NULL DEFAULT 10
    CHECK (retention_years BETWEEN 0 AND 100), ways_in TEXT NOT NULL
    DEFAULT '["password","passkey","provider"]' CHECK (json_type(ways_in) = 'array'), needs_second_factor INTEGER NOT NULL DEFAULT 0
    CHECK (needs_second_factor IN (0, 1))) STRICT;

CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;

CREATE TABLE logout_token (
    jti TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL, region TEXT,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    may_sync INTEGER NOT NULL CHECK (may_sync IN (0, 1)),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((ended_at IS NULL) = (public_key <> ''))
) STRICT;

CREATE TABLE passkey_owner (
    person_id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey_use (
    passkey_id TEXT PRIMARY KEY,
    counter INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE password_link (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'burnt')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL CHECK (json_type(roles) = 'array'),
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
, front_title TEXT, back_title TEXT, employment TEXT NOT NULL DEFAULT 'other'
    CHECK (employment IN ('pns', 'pppk', 'other')), employee_number TEXT, email TEXT, phone TEXT, folded TEXT NOT NULL DEFAULT '', sealed TEXT, wrapped_key TEXT, ends_on TEXT CHECK (date(ends_on) IS ends_on), password_is_temporary INTEGER NOT NULL DEFAULT 0
    CHECK (password_is_temporary IN (0, 1)), password_set_at INTEGER, erased_at INTEGER) STRICT;

CREATE TABLE provider_link (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sealed TEXT NOT NULL,
    person_id TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE provider_session (
    session_id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    sid TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_code (
    person_id TEXT NOT NULL,
    seal TEXT NOT NULL, made_by TEXT,
    PRIMARY KEY (person_id, seal)
) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
        ('member', 'participant', 'head', 'acting_head', 'team_lead', 'appraiser')),
    person_id TEXT NOT NULL,
    unit_id TEXT,
    appraised_id TEXT,
    position TEXT,
    office_id TEXT,
    style TEXT CHECK (style IN ('plt', 'plh')),
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    ends_on TEXT CHECK (date(ends_on) IS ends_on AND ends_on >= starts_on),
    basis TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    slot TEXT NOT NULL GENERATED ALWAYS AS (CASE kind
        WHEN 'member' THEN person_id
        WHEN 'participant' THEN person_id || '/' || unit_id
        WHEN 'appraiser' THEN appraised_id
        ELSE unit_id END) VIRTUAL,
    CHECK ((kind = 'appraiser') = (appraised_id IS NOT NULL)),
    CHECK ((kind = 'appraiser') = (unit_id IS NULL)),
    CHECK ((kind = 'acting_head') = (style IS NOT NULL)),
    CHECK (kind = 'member' OR (position IS NULL AND office_id IS NULL))
) STRICT;

CREATE TABLE rotation (
    session_id TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE second_factor (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('pending', 'on', 'off')),
    sealed TEXT,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((sealed IS NULL) = (state = 'off'))
) STRICT;

CREATE TABLE second_factor_use (
    person_id TEXT PRIMARY KEY,
    last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "session" (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    resource TEXT CHECK (json_type(resource) = 'array'),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT CHECK (end_reason IN ('signed_out', 'refresh_reused', 'ran_out',
        'password_changed', 'ended_by_person', 'ended_by_personnel')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL, way_in TEXT NOT NULL DEFAULT 'password'
    CHECK (way_in IN ('password', 'passkey', 'provider')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;

CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code',
        'password_changed', 'password_reset', 'refresh_reused', 'second_factor_set',
        'second_factor_removed', 'passkey_added', 'passkey_removed', 'wrong_passkey',
        'passkey_copied', 'provider_linked', 'provider_unlinked')),
    at INTEGER NOT NULL,
    n INTEGER NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL
) STRICT;

CREATE TABLE unit_state (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'team')),
    name TEXT NOT NULL,
    level TEXT,
    parent_id TEXT,
    office_id TEXT,
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    basis TEXT,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
, code TEXT) STRICT;

CREATE TABLE used_challenge (
    nonce TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE viewing (
    person_id TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    day TEXT NOT NULL CHECK (date(day) IS day),
    way TEXT NOT NULL CHECK (way IN ('record', 'list', 'export')),
    n INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, day, viewer_id, way)
) STRICT, WITHOUT ROWID;

CREATE INDEX app_token_by_person ON app_token (person_id, id) WHERE ended_at IS NULL;

CREATE INDEX app_token_by_session ON app_token (session_id)
WHERE session_id IS NOT NULL AND ended_at IS NULL;

CREATE INDEX correction_by_person ON correction (person_id, id);

CREATE INDEX correction_open ON correction (id) WHERE state = 'open';

CREATE INDEX erasure_by_due ON erasure (due_at, id) WHERE state = 'asked';

CREATE INDEX import_by_state ON import (state, changed_at);

CREATE INDEX import_row_by_number ON import_row (import_id, employee_number)
WHERE employee_number IS NOT NULL;

CREATE INDEX import_row_by_place ON import_row (import_id, state, place);

CREATE INDEX import_row_by_username ON import_row (import_id, username)
WHERE username IS NOT NULL;

CREATE INDEX journal_by_subject ON journal (subject, seq);

CREATE INDEX logout_token_by_time ON logout_token (used_at);

CREATE INDEX office_by_name ON office (name, id);

CREATE UNIQUE INDEX passkey_by_credential ON passkey (credential_id) WHERE ended_at IS NULL;

CREATE INDEX passkey_by_person ON passkey (person_id, id) WHERE ended_at IS NULL;

CREATE INDEX password_link_open_by_person ON password_link (person_id) WHERE state = 'open';

CREATE INDEX person_by_email ON person (lower(email)) WHERE email IS NOT NULL;

CREATE UNIQUE INDEX person_by_employee_number ON person (employee_number)
WHERE employee_number IS NOT NULL;

CREATE INDEX person_by_folded ON person (folded, id, ends_on);

CREATE INDEX person_by_last_day ON person (ends_on, id)
WHERE ends_on IS NOT NULL AND erased_at IS NULL;

CREATE INDEX person_by_name ON person (name, id);

CREATE UNIQUE INDEX provider_link_by_person ON provider_link (person_id, issuer)
WHERE ended_at IS NULL;

CREATE UNIQUE INDEX provider_link_by_subject ON provider_link (subject) WHERE ended_at IS NULL;

CREATE INDEX provider_session_by_sid ON provider_session (sid) WHERE sid IS NOT NULL;

CREATE INDEX provider_session_by_subject ON provider_session (subject);

CREATE INDEX recovery_by_person ON recovery (person_id, issued_at);

CREATE INDEX relation_by_appraised ON relation (appraised_id) WHERE appraised_id IS NOT NULL;

CREATE INDEX relation_by_person ON relation (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_slot ON relation (kind, slot, starts_on) WHERE withdrawn_at IS NULL;

CREATE INDEX relation_by_unit ON relation (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE INDEX session_open_by_person ON session (person_id, created_at) WHERE ended_at IS NULL;

CREATE INDEX sign_in_by_person ON sign_in (person_id, at);

CREATE INDEX sign_in_by_time ON sign_in (at);

CREATE INDEX unit_state_by_code ON unit_state (code)
WHERE code IS NOT NULL AND withdrawn_at IS NULL;

CREATE UNIQUE INDEX unit_state_by_day ON unit_state (unit_id, starts_on)
WHERE withdrawn_at IS NULL;

CREATE INDEX unit_state_by_parent ON unit_state (parent_id) WHERE withdrawn_at IS NULL;

CREATE INDEX used_challenge_by_end ON used_challenge (expires_at);

CREATE TRIGGER app_token_changed AFTER UPDATE ON app_token BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.app_token.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'name', '[redacted]', 'scopes', OLD.scopes, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'ended_at', OLD.ended_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'made_by', OLD.made_by, 'session_id', OLD.session_id), json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'scopes', NEW.scopes, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'made_by', NEW.made_by, 'session_id', NEW.session_id)); END;

CREATE TRIGGER app_token_created AFTER INSERT ON app_token BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.app_token.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'scopes', NEW.scopes, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'made_by', NEW.made_by, 'session_id', NEW.session_id)); END;

CREATE TRIGGER app_token_kept BEFORE UPDATE ON app_token BEGIN
                 SELECT RAISE(ABORT, 'refused: app_token keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER app_token_stays BEFORE DELETE ON app_token
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of app_token stay'); END;

CREATE TRIGGER app_tokens_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, name = '', version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND (ended_at IS NULL OR name <> '');
END;

CREATE TRIGGER app_tokens_end_with_password AFTER UPDATE OF password_hash ON person
WHEN NEW.password_hash IS NOT OLD.password_hash AND OLD.password_hash <> '' BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
END;

CREATE TRIGGER approval_made INSTEAD OF INSERT ON approval BEGIN
    SELECT RAISE(ABORT, 'refused: device_gone') WHERE NOT EXISTS (
        SELECT 1 FROM device WHERE id = NEW.device_id AND state = 'pending'
            AND asked_at >= NEW.approved_at - 600000);
    INSERT INTO app_token (id, person_id, name, scopes, created_at, expires_at, version,
        changed_at, changed_by, made_by, session_id)
    SELECT NEW.app_token_id, NEW.person_id, name, scopes, NEW.approved_at, NEW.expires_at, 1,
        NEW.approved_at, NEW.person_id, coalesce((SELECT mark FROM closed_by), ''),
        NEW.session_id
    FROM device WHERE id = NEW.device_id;
    UPDATE device SET state = 'approved', app_token_id = NEW.app_token_id,
        decided_by = NEW.person_id
    WHERE id = NEW.device_id;
END;

CREATE TRIGGER correction_changed AFTER UPDATE ON correction BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.correction.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'wanted', '[redacted]', 'state', OLD.state, 'answer', '[redacted]', 'asked_at', OLD.asked_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'wanted', '[redacted]', 'state', NEW.state, 'answer', '[redacted]', 'asked_at', NEW.asked_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER correction_created AFTER INSERT ON correction BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.correction.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'wanted', '[redacted]', 'state', NEW.state, 'answer', '[redacted]', 'asked_at', NEW.asked_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER correction_kept BEFORE UPDATE ON correction BEGIN
                 SELECT RAISE(ABORT, 'refused: correction keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER correction_stays BEFORE DELETE ON correction
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of correction stay'); END;

CREATE TRIGGER correction_stays_few BEFORE INSERT ON correction BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_corrections') WHERE (
        SELECT count(*) FROM correction
        WHERE person_id = NEW.person_id AND state = 'open') >= 20;
END;

CREATE TRIGGER device_asks BEFORE INSERT ON device BEGIN
    DELETE FROM device WHERE asked_at < NEW.asked_at - 600000;
    SELECT RAISE(ABORT, 'refused: too_many_devices')
    WHERE (SELECT count(*) FROM device) >= 1000;
END;

CREATE TRIGGER erasure_changed AFTER UPDATE ON erasure BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.erasure.changed', NEW.id, json_object('id', OLD.id, 'state', OLD.state, 'asked_at', OLD.asked_at, 'asked_by', OLD.asked_by, 'due_at', OLD.due_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'state', NEW.state, 'asked_at', NEW.asked_at, 'asked_by', NEW.asked_by, 'due_at', NEW.due_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER erasure_created AFTER INSERT ON erasure BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.erasure.created', NEW.id, NULL, json_object('id', NEW.id, 'state', NEW.state, 'asked_at', NEW.asked_at, 'asked_by', NEW.asked_by, 'due_at', NEW.due_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER erasure_is_taken_back AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT OLD.ends_on BEGIN
    UPDATE erasure SET state = 'taken_back', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE id = NEW.id AND state = 'asked';
END;

CREATE TRIGGER erasure_kept BEFORE UPDATE ON erasure BEGIN
                 SELECT RAISE(ABORT, 'refused: erasure keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER erasure_stays BEFORE DELETE ON erasure
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of erasure stay'); END;

CREATE TRIGGER identity_provider_changed AFTER UPDATE ON identity_provider BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.identity_provider.changed', NEW.id, json_object('id', OLD.id, 'name', OLD.name, 'issuer', OLD.issuer, 'client_id', OLD.client_id, 'sealed_secret', '[redacted]', 'scope', OLD.scope, 'person_claim', OLD.person_claim, 'person_field', OLD.person_field, 'key_max_age_hours', OLD.key_max_age_hours, 'is_on', OLD.is_on, 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'name', NEW.name, 'issuer', NEW.issuer, 'client_id', NEW.client_id, 'sealed_secret', '[redacted]', 'scope', NEW.scope, 'person_claim', NEW.person_claim, 'person_field', NEW.person_field, 'key_max_age_hours', NEW.key_max_age_hours, 'is_on', NEW.is_on, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER identity_provider_created AFTER INSERT ON identity_provider BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.identity_provider.created', NEW.id, NULL, json_object('id', NEW.id, 'name', NEW.name, 'issuer', NEW.issuer, 'client_id', NEW.client_id, 'sealed_secret', '[redacted]', 'scope', NEW.scope, 'person_claim', NEW.person_claim, 'person_field', NEW.person_field, 'key_max_age_hours', NEW.key_max_age_hours, 'is_on', NEW.is_on, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER identity_provider_is_added BEFORE INSERT ON identity_provider BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_providers')
    WHERE (SELECT count(*) FROM identity_provider WHERE withdrawn_at IS NULL) >= 20;
END;

CREATE TRIGGER identity_provider_is_not_the_last AFTER UPDATE OF is_on, withdrawn_at
ON identity_provider
WHEN NEW.is_on = 0 OR NEW.withdrawn_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'refused: no_way_in')
    FROM institution
    WHERE NOT EXISTS (SELECT 1 FROM json_each(institution.ways_in) WHERE value = 'password')
        AND NOT EXISTS (
            SELECT 1 FROM identity_provider WHERE is_on = 1 AND withdrawn_at IS NULL);
END;

CREATE TRIGGER identity_provider_kept BEFORE UPDATE ON identity_provider BEGIN
                 SELECT RAISE(ABORT, 'refused: identity_provider keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER identity_provider_stays BEFORE DELETE ON identity_provider
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of identity_provider stay'); END;

CREATE TRIGGER import_arrival_made INSTEAD OF INSERT ON import_arrival BEGIN
    SELECT RAISE(ABORT, 'refused: part_not_next') WHERE NOT EXISTS (
        SELECT 1 FROM import JOIN import_progress ON import_progress.import_id = import.id
        WHERE import.id = NEW.import_id AND import.state = 'receiving'
            AND import_progress.n_parts = NEW.n - 1);
    INSERT INTO import_part (import_id, n, digest, bytes)
    SELECT NEW.import_id, NEW.n, NEW.digest, NEW.bytes WHERE NOT NEW.is_last;
    UPDATE import_part SET bytes = NULL WHERE import_id = NEW.import_id AND NEW.is_last;
    INSERT INTO import_row (import_id, line, place, cells, state)
    SELECT NEW.import_id, json_extract(value, '$[0]'), json_extract(value, '$[0]'),
        json_extract(value, '$[1]'), 'new'
    FROM json_each(NEW.rows);
    UPDATE import_progress SET n_parts = CASE WHEN NEW.is_last THEN n_parts ELSE NEW.n END,
        n_bytes = n_bytes + NEW.n_bytes, header = NEW.header, delimiter = NEW.delimiter,
        next_line = NEW.next_line, tail = NEW.tail,
        n_rows = n_rows + json_array_length(NEW.rows)
    WHERE import_id = NEW.import_id;
    UPDATE import SET state = 'checking', version = version + 1, changed_at = NEW.arrived_at,
        changed_by = NEW.made_by
    WHERE id = NEW.import_id AND NEW.is_last;
END;

CREATE TRIGGER import_changed AFTER UPDATE ON import BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.import.changed', NEW.id, json_object('id', OLD.id, 'kind', OLD.kind, 'format', OLD.format, 'skip_bad_rows', OLD.skip_bad_rows, 'n_bytes', OLD.n_bytes, 'starts_on', OLD.starts_on, 'state', OLD.state, 'made_by', OLD.made_by, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'kind', NEW.kind, 'format', NEW.format, 'skip_bad_rows', NEW.skip_bad_rows, 'n_bytes', NEW.n_bytes, 'starts_on', NEW.starts_on, 'state', NEW.state, 'made_by', NEW.made_by, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER import_created AFTER INSERT ON import BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.import.created', NEW.id, NULL, json_object('id', NEW.id, 'kind', NEW.kind, 'format', NEW.format, 'skip_bad_rows', NEW.skip_bad_rows, 'n_bytes', NEW.n_bytes, 'starts_on', NEW.starts_on, 'state', NEW.state, 'made_by', NEW.made_by, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER import_forgets AFTER UPDATE OF state ON import WHEN NEW.state = 'discarded' BEGIN
    DELETE FROM import_row WHERE import_id = NEW.id;
    DELETE FROM import_part WHERE import_id = NEW.id;
    UPDATE import_progress SET tail = x'' WHERE import_id = NEW.id;
END;

CREATE TRIGGER import_kept BEFORE UPDATE ON import BEGIN
                 SELECT RAISE(ABORT, 'refused: import keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER import_lets_go AFTER UPDATE OF state ON import WHEN NEW.state = 'loaded' BEGIN
    UPDATE import_row SET cells = NULL, employee_number = NULL, username = NULL
    WHERE import_id = NEW.id;
    UPDATE import_progress SET tail = x'' WHERE import_id = NEW.id;
END;

CREATE TRIGGER import_looks_again AFTER UPDATE OF state ON import
WHEN NEW.state = 'checking' AND OLD.state IN ('checked', 'loading') BEGIN
    UPDATE import_progress SET checked_line = 0, n_checked = n_rows - (
        SELECT count(*) FROM import_row WHERE import_id = NEW.id AND state = 'good')
    WHERE import_id = NEW.id;
END;

CREATE TRIGGER import_opens AFTER INSERT ON import BEGIN
    INSERT INTO import_progress (import_id, n_parts, n_bytes, next_line, tail, n_rows,
        checked_line, n_checked, n_bad, n_added, n_changed, n_same)
    VALUES (NEW.id, 0, 0, 1, x'', 0, 0, 0, 0, 0, 0, 0);
END;

CREATE TRIGGER import_person_loads INSTEAD OF INSERT ON import_person
WHEN EXISTS (SELECT 1 FROM import_row
    WHERE import_id = NEW.import_id AND line = NEW.line AND state = 'good')
BEGIN
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.done <> 'added' AND NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.id AND version = NEW.version);
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.old_relation_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM relation WHERE id = NEW.old_relation_id
            AND version = NEW.old_version AND withdrawn_at IS NULL);
    DELETE FROM import_row WHERE import_id = NEW.import_id AND line = NEW.line;
    INSERT INTO person (id, name, username, front_title, back_title, employee_number, email, phone,
        folded, sealed, wrapped_key, password_hash, roles, zone, employment, ends_on, version,
        changed_at, changed_by)
    SELECT NEW.id, NEW.name, NEW.username, NEW.front_title, NEW.back_title, NEW.employee_number,
        NEW.email, NEW.phone, NEW.folded, NEW.sealed, NEW.wrapped_key, '', NEW.roles, NEW.zone,
        NEW.employment, NEW.ends_on, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.done = 'added';
    UPDATE person SET name = NEW.name, front_title = NEW.front_title,
        back_title = NEW.back_title, employee_number = NEW.employee_number, email = NEW.email,
        phone = NEW.phone, folded = NEW.folded, sealed = NEW.sealed,
        wrapped_key = NEW.wrapped_key, roles = NEW.roles, zone = NEW.zone,
        password_hash = CASE WHEN password_is_temporary = 1 AND roles <> NEW.roles THEN ''
            WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
                AND NOT EXISTS (SELECT 1 FROM json_each(roles) WHERE value = 'administrator')
            THEN ''
            ELSE password_hash END,
        employment = NEW.employment, ends_on = NEW.ends_on, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.id AND NEW.done = 'changed' AND NEW.sealed IS NOT NULL;
    UPDATE relation SET withdrawn_at = NEW.loaded_at, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'withdraw';
    UPDATE relation SET ends_on = date(NEW.starts_on, '-1 day'), version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'end';
    UPDATE relation SET position = NEW.position, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.old_relation_id AND NEW.old_step = 'rename';
    INSERT INTO relation (id, kind, person_id, unit_id, position, starts_on, ends_on, version,
        changed_at, changed_by)
    SELECT NEW.relation_id, 'member', NEW.id, NEW.unit_id, NEW.position, NEW.starts_on,
        NEW.relation_ends_on, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.relation_id IS NOT NULL;
    UPDATE import_progress SET n_added = n_added + (NEW.done = 'added'),
        n_changed = n_changed + (NEW.done = 'changed'), n_same = n_same + (NEW.done = 'same')
    WHERE import_id = NEW.import_id;
END;

CREATE TRIGGER import_stays BEFORE DELETE ON import
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of import stay'); END;

CREATE TRIGGER import_stays_few BEFORE INSERT ON import BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_imports') WHERE (
        SELECT count(*) FROM import
        WHERE state IN ('receiving', 'checking', 'checked', 'loading')
            AND made_by = NEW.made_by) >= 5;
    SELECT RAISE(ABORT, 'refused: too_many_imports_here') WHERE (
        SELECT count(*) FROM import
        WHERE state IN ('receiving', 'checking', 'checked', 'loading')) >= 30;
END;

CREATE TRIGGER import_unit_loads INSTEAD OF INSERT ON import_unit
WHEN EXISTS (SELECT 1 FROM import_row
    WHERE import_id = NEW.import_id AND line = NEW.line AND state = 'good')
BEGIN
    SELECT RAISE(ABORT, 'refused: import_outdated') WHERE NEW.version > 0 AND NOT EXISTS (
        SELECT 1 FROM unit_state
        WHERE id = NEW.id AND version = NEW.version AND withdrawn_at IS NULL);
    DELETE FROM import_row WHERE import_id = NEW.import_id AND line = NEW.line;
    INSERT INTO unit_state (id, unit_id, starts_on, kind, code, name, level, parent_id, office_id,
        closed, version, changed_at, changed_by)
    SELECT NEW.id, NEW.unit_id, NEW.starts_on, 'unit', NEW.code, NEW.name, NEW.level,
        NEW.parent_id, NEW.office_id, 0, 1, NEW.loaded_at, NEW.made_by
    WHERE NEW.version = 0 AND NEW.done <> 'same';
    UPDATE unit_state SET code = NEW.code, name = NEW.name, level = NEW.level,
        parent_id = NEW.parent_id, office_id = NEW.office_id, version = version + 1,
        changed_at = NEW.loaded_at, changed_by = NEW.made_by
    WHERE id = NEW.id AND NEW.version > 0 AND NEW.done = 'changed';
    UPDATE import_progress SET n_added = n_added + (NEW.done = 'added'),
        n_changed = n_changed + (NEW.done = 'changed'), n_same = n_same + (NEW.done = 'same')
    WHERE import_id = NEW.import_id;
END;

CREATE TRIGGER import_verdict_made INSTEAD OF INSERT ON import_verdict BEGIN
    SELECT RAISE(ABORT, 'refused: checked_meanwhile') WHERE NOT EXISTS (
        SELECT 1 FROM import JOIN import_progress ON import_progress.import_id = import.id
        WHERE import.id = NEW.import_id AND import.state = 'checking'
            AND import_progress.checked_line = NEW.after_line);
    INSERT INTO import_row (import_id, line, state, faults, place, employee_number, username)
    SELECT NEW.import_id, json_extract(value, '$[0]'), json_extract(value, '$[1]'),
        json_extract(value, '$[2]'), json_extract(value, '$[3]'), json_extract(value, '$[4]'),
        json_extract(value, '$[5]')
    FROM json_each(NEW.rows) WHERE true
    ON CONFLICT (import_id, line) DO UPDATE SET state = excluded.state,
        faults = excluded.faults, place = excluded.place,
        employee_number = excluded.employee_number, username = excluded.username;
    UPDATE import_progress SET checked_line = NEW.until_line,
        n_checked = n_checked + json_array_length(NEW.rows),
        n_bad = n_bad + (SELECT count(*) FROM json_each(NEW.rows) AS one
            WHERE json_extract(one.value, '$[1]') = 'bad')
    WHERE import_id = NEW.import_id;
END;

CREATE TRIGGER institution_changed AFTER UPDATE ON institution BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.institution.changed', NEW.id, json_object('id', OLD.id, 'name', OLD.name, 'zone', OLD.zone, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'retention_years', OLD.retention_years, 'ways_in', OLD.ways_in, 'needs_second_factor', OLD.needs_second_factor), json_object('id', NEW.id, 'name', NEW.name, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'retention_years', NEW.retention_years, 'ways_in', NEW.ways_in, 'needs_second_factor', NEW.needs_second_factor)); END;

CREATE TRIGGER institution_created AFTER INSERT ON institution BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.institution.created', NEW.id, NULL, json_object('id', NEW.id, 'name', NEW.name, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'retention_years', NEW.retention_years, 'ways_in', NEW.ways_in, 'needs_second_factor', NEW.needs_second_factor)); END;

CREATE TRIGGER institution_has_a_way_in BEFORE UPDATE OF ways_in ON institution
WHEN NOT EXISTS (SELECT 1 FROM json_each(NEW.ways_in) WHERE value = 'password') BEGIN
    SELECT RAISE(ABORT, 'refused: no_way_in')
    WHERE NOT EXISTS (SELECT 1 FROM json_each(NEW.ways_in) WHERE value = 'provider')
        OR NOT EXISTS (
            SELECT 1 FROM identity_provider WHERE is_on = 1 AND withdrawn_at IS NULL);
END;

CREATE TRIGGER institution_kept BEFORE UPDATE ON institution BEGIN
                 SELECT RAISE(ABORT, 'refused: institution keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER institution_stays BEFORE DELETE ON institution
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of institution stay'); END;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END;

CREATE TRIGGER member_moves_to_an_office BEFORE UPDATE ON relation
WHEN NEW.office_id IS NOT NULL AND NEW.office_id IS NOT OLD.office_id
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END;

CREATE TRIGGER member_sits_in_an_office BEFORE INSERT ON relation
WHEN NEW.office_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END;

CREATE TRIGGER office_changed AFTER UPDATE ON office BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.office.changed', NEW.id, json_object('id', OLD.id, 'name', OLD.name, 'address', OLD.address, 'zone', OLD.zone, 'latitude', OLD.latitude, 'longitude', OLD.longitude, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'region', OLD.region), json_object('id', NEW.id, 'name', NEW.name, 'address', NEW.address, 'zone', NEW.zone, 'latitude', NEW.latitude, 'longitude', NEW.longitude, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'region', NEW.region)); END;

CREATE TRIGGER office_created AFTER INSERT ON office BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.office.created', NEW.id, NULL, json_object('id', NEW.id, 'name', NEW.name, 'address', NEW.address, 'zone', NEW.zone, 'latitude', NEW.latitude, 'longitude', NEW.longitude, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'region', NEW.region)); END;

CREATE TRIGGER office_kept BEFORE UPDATE ON office BEGIN
                 SELECT RAISE(ABORT, 'refused: office keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER office_stays BEFORE DELETE ON office
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of office stay'); END;

CREATE TRIGGER opening_made INSTEAD OF INSERT ON opening BEGIN
    INSERT INTO institution (id, name, zone, version, changed_at, changed_by)
    VALUES ('own', NEW.institution_name, NEW.zone, 1, NEW.opened_at, NEW.person_id);
    INSERT INTO person (id, name, username, password_hash, roles, zone, folded, sealed,
        wrapped_key, version, changed_at, changed_by)
    VALUES (NEW.person_id, NEW.name, NEW.username, NEW.password_hash,
        '["employee","personnel","administrator"]', NEW.zone,
        coalesce(NEW.folded, lower(NEW.name)), NEW.sealed, NEW.wrapped_key, 1, NEW.opened_at,
        NEW.person_id);
END;

CREATE TRIGGER passkey_begins AFTER INSERT ON passkey BEGIN
    SELECT RAISE(ABORT, 'refused: too_many_passkeys')
    WHERE (SELECT count(*) FROM passkey WHERE person_id = NEW.person_id AND ended_at IS NULL) > 20;
END;

CREATE TRIGGER passkey_changed AFTER UPDATE ON passkey BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.passkey.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'name', '[redacted]', 'credential_id', '[redacted]', 'public_key', '[redacted]', 'may_sync', OLD.may_sync, 'created_at', OLD.created_at, 'ended_at', OLD.ended_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'credential_id', '[redacted]', 'public_key', '[redacted]', 'may_sync', NEW.may_sync, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER passkey_created AFTER INSERT ON passkey BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.passkey.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'name', '[redacted]', 'credential_id', '[redacted]', 'public_key', '[redacted]', 'may_sync', NEW.may_sync, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER passkey_ends AFTER UPDATE OF ended_at ON passkey
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL BEGIN
    DELETE FROM passkey_use WHERE passkey_id = NEW.id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('passkey_removed/' || NEW.id, NEW.person_id, 'passkey_removed', NEW.ended_at, 1, '',
        '')
    ON CONFLICT (id) DO NOTHING;
    -- Somebody else takes away what may be in other hands: what it opened goes with it.
    UPDATE session SET ended_at = NEW.ended_at, end_reason = 'ended_by_personnel',
        version = version + 1, changed_at = NEW.ended_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND way_in = 'passkey' AND ended_at IS NULL
        AND NEW.changed_by <> NEW.person_id;
END;

CREATE TRIGGER passkey_kept BEFORE UPDATE ON passkey BEGIN
                 SELECT RAISE(ABORT, 'refused: passkey keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER passkey_registered INSTEAD OF INSERT ON passkey_registration BEGIN
    DELETE FROM used_challenge WHERE expires_at <= NEW.at;
    INSERT INTO used_challenge (nonce, expires_at) VALUES (NEW.nonce, NEW.expires_at);
    INSERT INTO passkey (id, person_id, name, credential_id, public_key, may_sync, created_at,
        version, changed_at, changed_by)
    VALUES (NEW.passkey_id, NEW.person_id, NEW.name, NEW.credential_id, NEW.public_key,
        NEW.may_sync, NEW.at, 1, NEW.at, NEW.person_id);
    INSERT INTO passkey_use (passkey_id, counter) VALUES (NEW.passkey_id, NEW.counter);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('passkey_added/' || NEW.passkey_id, NEW.person_id, 'passkey_added', NEW.at, 1,
        NEW.address, NEW.device);
END;

CREATE TRIGGER passkey_stays BEFORE DELETE ON passkey
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of passkey stay'); END;

CREATE TRIGGER passkeys_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE passkey SET ended_at = NEW.changed_at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    DELETE FROM passkey_owner WHERE person_id = NEW.id;
    DELETE FROM sign_in WHERE person_id = NEW.id;
END;

CREATE TRIGGER password_change_made INSTEAD OF INSERT ON password_change BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.old_hash);
    UPDATE person SET password_hash = NEW.new_hash, password_is_temporary = 0,
        password_set_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = NEW.person_id
    WHERE id = NEW.person_id;
    UPDATE session SET ended_at = NEW.at, end_reason = 'password_changed', version = version + 1,
        changed_at = NEW.at, changed_by = NEW.person_id
    WHERE person_id = NEW.person_id AND ended_at IS NULL AND id IS NOT NEW.kept_session_id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.outcome || '/' || NEW.person_id || '/' || NEW.at, NEW.person_id, NEW.outcome,
        NEW.at, 1, NEW.address, NEW.device)
    ON CONFLICT (id) DO NOTHING;
END;

CREATE TRIGGER password_link_changed AFTER UPDATE ON password_link BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.password_link.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'seal', '[redacted]', 'expires_at', OLD.expires_at, 'state', OLD.state, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'seal', '[redacted]', 'expires_at', NEW.expires_at, 'state', NEW.state, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER password_link_created AFTER INSERT ON password_link BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.password_link.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'seal', '[redacted]', 'expires_at', NEW.expires_at, 'state', NEW.state, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER password_link_kept BEFORE UPDATE ON password_link BEGIN
                 SELECT RAISE(ABORT, 'refused: password_link keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER password_link_replaces BEFORE INSERT ON password_link BEGIN
    UPDATE password_link SET state = 'burnt', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND state = 'open';
END;

CREATE TRIGGER password_link_stays BEFORE DELETE ON password_link
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of password_link stay'); END;

CREATE TRIGGER password_reset_made INSTEAD OF INSERT ON password_reset BEGIN
    SELECT RAISE(ABORT, 'refused: password_link_over')
    WHERE NOT EXISTS (
        SELECT 1 FROM password_link
        WHERE seal = NEW.seal AND state = 'open' AND expires_at > NEW.at);
    UPDATE password_link SET state = 'used', version = version + 1, changed_at = NEW.at,
        changed_by = person_id
    WHERE seal = NEW.seal;
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT person.id, person.password_hash, NEW.new_hash, 'password_reset', NEW.address,
        NEW.device, NEW.at
    FROM password_link JOIN person ON person.id = password_link.person_id
    WHERE password_link.seal = NEW.seal;
END;

CREATE TRIGGER person_burns_links AFTER UPDATE OF password_hash, roles ON person
WHEN NEW.password_hash IS NOT OLD.password_hash OR NEW.roles IS NOT OLD.roles BEGIN
    UPDATE password_link SET state = 'burnt', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND state = 'open';
END;

CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.person.changed', NEW.id, json_object('id', OLD.id, 'name', '[redacted]', 'username', '[redacted]', 'password_hash', '[redacted]', 'roles', OLD.roles, 'zone', OLD.zone, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'front_title', '[redacted]', 'back_title', '[redacted]', 'employment', OLD.employment, 'employee_number', '[redacted]', 'email', '[redacted]', 'phone', '[redacted]', 'folded', '[redacted]', 'sealed', OLD.sealed, 'wrapped_key', '[redacted]', 'ends_on', OLD.ends_on, 'password_is_temporary', OLD.password_is_temporary, 'password_set_at', OLD.password_set_at, 'erased_at', OLD.erased_at), json_object('id', NEW.id, 'name', '[redacted]', 'username', '[redacted]', 'password_hash', '[redacted]', 'roles', NEW.roles, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'front_title', '[redacted]', 'back_title', '[redacted]', 'employment', NEW.employment, 'employee_number', '[redacted]', 'email', '[redacted]', 'phone', '[redacted]', 'folded', '[redacted]', 'sealed', NEW.sealed, 'wrapped_key', '[redacted]', 'ends_on', NEW.ends_on, 'password_is_temporary', NEW.password_is_temporary, 'password_set_at', NEW.password_set_at, 'erased_at', NEW.erased_at)); END;

CREATE TRIGGER person_created AFTER INSERT ON person BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.person.created', NEW.id, NULL, json_object('id', NEW.id, 'name', '[redacted]', 'username', '[redacted]', 'password_hash', '[redacted]', 'roles', NEW.roles, 'zone', NEW.zone, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'front_title', '[redacted]', 'back_title', '[redacted]', 'employment', NEW.employment, 'employee_number', '[redacted]', 'email', '[redacted]', 'phone', '[redacted]', 'folded', '[redacted]', 'sealed', NEW.sealed, 'wrapped_key', '[redacted]', 'ends_on', NEW.ends_on, 'password_is_temporary', NEW.password_is_temporary, 'password_set_at', NEW.password_set_at, 'erased_at', NEW.erased_at)); END;

CREATE TRIGGER person_is_erased AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    DELETE FROM viewing WHERE person_id = NEW.id;
    UPDATE second_factor SET state = 'off', sealed = NULL, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE id = NEW.id AND state <> 'off';
    UPDATE correction SET wanted = '', answer = '', state = 'declined', version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id;
    UPDATE session SET user_agent = '', ended_at = coalesce(ended_at, NEW.changed_at),
        end_reason = coalesce(end_reason, 'signed_out'), version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND (user_agent <> '' OR ended_at IS NULL);
    DELETE FROM sign_in WHERE person_id = NEW.id;
END;

CREATE TRIGGER person_is_erased_elsewhere AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE relation SET position = NULL, basis = NULL, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE (person_id = NEW.id OR appraised_id = NEW.id)
        AND (position IS NOT NULL OR basis IS NOT NULL);
    UPDATE erasure SET state = 'done', version = version + 1, changed_at = NEW.changed_at,
        changed_by = NEW.changed_by
    WHERE id = NEW.id AND state = 'asked';
END;

CREATE TRIGGER person_is_promoted AFTER UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator') BEGIN
    UPDATE passkey SET ended_at = NEW.changed_at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    UPDATE provider_link SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
END;

CREATE TRIGGER person_keeps_an_administrator BEFORE UPDATE OF roles, ends_on ON person
WHEN OLD.ends_on IS NULL
    AND EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator')
    AND (NEW.ends_on IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator'))
    AND NOT EXISTS (
        SELECT 1 FROM person AS other, json_each(other.roles) AS role
        WHERE role.value = 'administrator' AND other.ends_on IS NULL AND other.id <> OLD.id
            AND (other.password_hash <> ''
                OR EXISTS (SELECT 1 FROM passkey
                    WHERE passkey.person_id = other.id AND passkey.ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM provider_link
                    WHERE provider_link.person_id = other.id AND provider_link.ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM session
                    WHERE session.person_id = other.id AND session.ended_at IS NULL)))
BEGIN
    SELECT RAISE(ABORT, 'refused: the last administrator stays one');
END;

CREATE TRIGGER person_kept BEFORE UPDATE ON person BEGIN
                 SELECT RAISE(ABORT, 'refused: person keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER person_leaves AFTER UPDATE OF ends_on ON person
WHEN NEW.ends_on IS NOT NULL AND NEW.ends_on IS NOT OLD.ends_on BEGIN
    UPDATE relation SET withdrawn_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE starts_on > NEW.ends_on AND id IN (
        SELECT id FROM relation WHERE person_id = NEW.id AND withdrawn_at IS NULL
        UNION
        SELECT id FROM relation
        WHERE kind = 'appraiser' AND slot = NEW.id AND withdrawn_at IS NULL);
    UPDATE relation SET ends_on = NEW.ends_on, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE coalesce(ends_on, '9999-12-31') > NEW.ends_on AND id IN (
        SELECT id FROM relation WHERE person_id = NEW.id AND withdrawn_at IS NULL
        UNION
        SELECT id FROM relation
        WHERE kind = 'appraiser' AND slot = NEW.id AND withdrawn_at IS NULL);
END;

CREATE TRIGGER person_promoted_is_out AFTER UPDATE OF roles ON person
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'administrator')
    AND NOT EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'administrator') BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
    UPDATE session SET ended_at = NEW.changed_at, end_reason = 'ended_by_personnel',
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND ended_at IS NULL;
END;

CREATE TRIGGER person_stays BEFORE DELETE ON person
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of person stay'); END;

CREATE TRIGGER provider_link_changed AFTER UPDATE ON provider_link BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.provider_link.changed', NEW.id, json_object('id', OLD.id, 'issuer', OLD.issuer, 'subject', '[redacted]', 'sealed', '[redacted]', 'person_id', OLD.person_id, 'linked_at', OLD.linked_at, 'ended_at', OLD.ended_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'issuer', NEW.issuer, 'subject', '[redacted]', 'sealed', '[redacted]', 'person_id', NEW.person_id, 'linked_at', NEW.linked_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER provider_link_created AFTER INSERT ON provider_link BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.provider_link.created', NEW.id, NULL, json_object('id', NEW.id, 'issuer', NEW.issuer, 'subject', '[redacted]', 'sealed', '[redacted]', 'person_id', NEW.person_id, 'linked_at', NEW.linked_at, 'ended_at', NEW.ended_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER provider_link_ends AFTER UPDATE OF ended_at ON provider_link
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL BEGIN
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT 'provider_unlinked/' || NEW.id, NEW.person_id, 'provider_unlinked', NEW.ended_at, 1, '',
        ''
    FROM person WHERE id = NEW.person_id AND erased_at IS NULL
    ON CONFLICT (id) DO NOTHING;
    UPDATE session SET ended_at = NEW.changed_at,
        end_reason = iif(NEW.changed_by = NEW.person_id, 'ended_by_person', 'ended_by_personnel'),
        version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE ended_at IS NULL
        AND id IN (SELECT session_id FROM provider_session WHERE subject = NEW.subject);
END;

CREATE TRIGGER provider_link_is_sealed_anew AFTER UPDATE OF subject ON provider_link
WHEN NEW.ended_at IS NULL AND NEW.subject <> OLD.subject BEGIN
    UPDATE provider_session SET subject = NEW.subject, sid = NULL WHERE subject = OLD.subject;
END;

CREATE TRIGGER provider_link_kept BEFORE UPDATE ON provider_link BEGIN
                 SELECT RAISE(ABORT, 'refused: provider_link keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER provider_link_stays BEFORE DELETE ON provider_link
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of provider_link stay'); END;

CREATE TRIGGER provider_links_end AFTER UPDATE OF erased_at ON person
WHEN NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL BEGIN
    UPDATE provider_link SET ended_at = coalesce(ended_at, NEW.changed_at), subject = '',
        sealed = '', version = version + 1, changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.id AND subject <> '';
END;

CREATE TRIGGER provider_logout_done INSTEAD OF INSERT ON provider_logout BEGIN
    DELETE FROM logout_token WHERE jti IN (
        SELECT jti FROM logout_token WHERE used_at < NEW.at - 3600000 ORDER BY used_at LIMIT 10);
    INSERT INTO logout_token (jti, used_at) VALUES (NEW.jti, NEW.at);
    UPDATE session SET ended_at = NEW.at, end_reason = 'signed_out', version = version + 1,
        changed_at = NEW.at, changed_by = 'people'
    WHERE ended_at IS NULL AND id IN (
        SELECT session_id FROM provider_session
        WHERE subject = NEW.subject AND (NEW.sid IS NULL OR sid IS NULL OR sid = NEW.sid)
        UNION
        SELECT session_id FROM provider_session WHERE NEW.subject IS NULL AND sid = NEW.sid);
END;

CREATE TRIGGER provider_session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM provider_session WHERE session_id = NEW.id;
END;

CREATE TRIGGER recovering_done INSTEAD OF INSERT ON recovering BEGIN
    SELECT RAISE(ABORT, 'refused: password_link_over')
    WHERE EXISTS (
            SELECT 1 FROM recovery
            WHERE person_id = NEW.person_id AND issued_at >= NEW.issued_at)
        OR NOT EXISTS (
            SELECT 1 FROM person WHERE id = NEW.person_id AND erased_at IS NULL
                AND coalesce(password_set_at, 0) < NEW.issued_at);
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT person.id, person.password_hash, NEW.new_hash, 'password_reset', NEW.address,
        NEW.device, NEW.at
    FROM person WHERE person.id = NEW.person_id;
    UPDATE second_factor SET state = 'off', sealed = NULL, version = version + 1,
        changed_at = NEW.at, changed_by = 'operator'
    WHERE id = NEW.person_id AND state <> 'off';
    UPDATE passkey SET ended_at = NEW.at, name = '', credential_id = '', public_key = '',
        version = version + 1, changed_at = NEW.at, changed_by = 'operator'
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
    UPDATE provider_link SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'operator'
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
    INSERT INTO recovery (id, person_id, issued_at, version, changed_at, changed_by)
    VALUES (NEW.id, NEW.person_id, NEW.issued_at, 1, NEW.at, 'operator');
END;

CREATE TRIGGER recovery_changed AFTER UPDATE ON recovery BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.recovery.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'issued_at', OLD.issued_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'person_id', NEW.person_id, 'issued_at', NEW.issued_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER recovery_code_is_made AFTER INSERT ON recovery_code BEGIN
    UPDATE recovery_code SET made_by = (SELECT mark FROM closed_by)
    WHERE person_id = NEW.person_id AND seal = NEW.seal;
END;

CREATE TRIGGER recovery_created AFTER INSERT ON recovery BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.recovery.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'issued_at', NEW.issued_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER recovery_ends_apps AFTER INSERT ON recovery BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE person_id = NEW.person_id AND ended_at IS NULL;
END;

CREATE TRIGGER recovery_kept BEFORE UPDATE ON recovery BEGIN
                 SELECT RAISE(ABORT, 'refused: recovery keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER recovery_stays BEFORE DELETE ON recovery
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of recovery stay'); END;

CREATE TRIGGER relation_changed AFTER UPDATE ON relation BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.relation.changed', NEW.id, json_object('id', OLD.id, 'kind', OLD.kind, 'person_id', OLD.person_id, 'unit_id', OLD.unit_id, 'appraised_id', OLD.appraised_id, 'position', '[redacted]', 'office_id', OLD.office_id, 'style', OLD.style, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'basis', '[redacted]', 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'kind', NEW.kind, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'appraised_id', NEW.appraised_id, 'position', '[redacted]', 'office_id', NEW.office_id, 'style', NEW.style, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'basis', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER relation_check_ends INSTEAD OF INSERT ON relation_check BEGIN
    SELECT RAISE(ABORT, 'refused: person_gone') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN person
            ON person.id = own.person_id OR person.id = own.appraised_id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL
            AND coalesce(own.ends_on, '9999-12-31') > person.ends_on);
END;

CREATE TRIGGER relation_check_runs INSTEAD OF INSERT ON relation_check BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_person') WHERE EXISTS (
        SELECT 1 FROM relation WHERE id = NEW.id AND withdrawn_at IS NULL AND (
            NOT EXISTS (SELECT 1 FROM person WHERE person.id = relation.person_id)
            OR (appraised_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM person WHERE person.id = relation.appraised_id))));
    SELECT RAISE(ABORT, 'refused: relation_overlaps') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN relation AS other
            ON other.kind = own.kind AND other.slot = own.slot AND other.id <> own.id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL AND other.withdrawn_at IS NULL
            AND other.starts_on <= coalesce(own.ends_on, '9999-12-31')
            AND coalesce(other.ends_on, '9999-12-31') >= own.starts_on);
    SELECT RAISE(ABORT, 'refused: unit_not_open') WHERE EXISTS (
        SELECT 1 FROM relation AS own
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL AND own.unit_id IS NOT NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS unit
                WHERE unit.unit_id = own.unit_id AND unit.starts_on <= own.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS unit
                WHERE unit.unit_id = own.unit_id AND unit.closed = 1
                    AND unit.starts_on <= coalesce(own.ends_on, '9999-12-30')
                    AND unit.ends_before > own.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_of_other_kind') WHERE EXISTS (
        SELECT 1 FROM relation AS own JOIN unit_period AS unit ON unit.unit_id = own.unit_id
        WHERE own.id = NEW.id AND own.withdrawn_at IS NULL
            AND unit.starts_on <= coalesce(own.ends_on, '9999-12-30')
            AND unit.ends_before > own.starts_on
            AND (unit.kind = 'team') <> (own.kind IN ('participant', 'team_lead')));
END;

CREATE TRIGGER relation_created AFTER INSERT ON relation BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.relation.created', NEW.id, NULL, json_object('id', NEW.id, 'kind', NEW.kind, 'person_id', NEW.person_id, 'unit_id', NEW.unit_id, 'appraised_id', NEW.appraised_id, 'position', '[redacted]', 'office_id', NEW.office_id, 'style', NEW.style, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'basis', '[redacted]', 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER relation_fits AFTER INSERT ON relation BEGIN
    INSERT INTO relation_check (id) VALUES (NEW.id);
END;

CREATE TRIGGER relation_kept BEFORE UPDATE ON relation BEGIN
                 SELECT RAISE(ABORT, 'refused: relation keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER relation_stays BEFORE DELETE ON relation
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of relation stay'); END;

CREATE TRIGGER relation_still_fits AFTER UPDATE ON relation BEGIN
    INSERT INTO relation_check (id) VALUES (NEW.id);
END;

CREATE TRIGGER second_factor_changed AFTER UPDATE ON second_factor BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.second_factor.changed', NEW.id, json_object('id', OLD.id, 'state', OLD.state, 'sealed', '[redacted]', 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by), json_object('id', NEW.id, 'state', NEW.state, 'sealed', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER second_factor_confirmed INSTEAD OF INSERT ON second_factor_confirmation BEGIN
    SELECT RAISE(ABORT, 'refused: second_factor_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM second_factor
        WHERE id = NEW.person_id AND state = 'pending' AND version = NEW.version);
    UPDATE second_factor SET state = 'on', version = version + 1, changed_at = NEW.at,
        changed_by = NEW.person_id
    WHERE id = NEW.person_id;
    INSERT INTO second_factor_use (person_id, last_step) VALUES (NEW.person_id, NEW.step)
    ON CONFLICT (person_id) DO UPDATE SET last_step = excluded.last_step;
    DELETE FROM recovery_code WHERE person_id = NEW.person_id;
    INSERT INTO recovery_code (person_id, seal)
    SELECT NEW.person_id, value FROM json_each(NEW.seals);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('second_factor_set/' || NEW.person_id || '/' || NEW.version, NEW.person_id,
        'second_factor_set', NEW.at, 1, NEW.address, NEW.device)
    ON CONFLICT (id) DO NOTHING;
END;

CREATE TRIGGER second_factor_created AFTER INSERT ON second_factor BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.second_factor.created', NEW.id, NULL, json_object('id', NEW.id, 'state', NEW.state, 'sealed', '[redacted]', 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by)); END;

CREATE TRIGGER second_factor_ends AFTER UPDATE OF state ON second_factor
WHEN NEW.state = 'off' BEGIN
    DELETE FROM recovery_code WHERE person_id = NEW.id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('second_factor_removed/' || NEW.id || '/' || NEW.version, NEW.id,
        'second_factor_removed', NEW.changed_at, 1, '', '')
    ON CONFLICT (id) DO NOTHING;
END;

CREATE TRIGGER second_factor_kept BEFORE UPDATE ON second_factor BEGIN
                 SELECT RAISE(ABORT, 'refused: second_factor keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER second_factor_stays BEFORE DELETE ON second_factor
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of second_factor stay'); END;

CREATE TRIGGER secret_is_forgotten AFTER UPDATE ON closed_by BEGIN
    DELETE FROM recovery_code WHERE made_by NOT IN (NEW.mark, NEW.previous);
    UPDATE app_token SET ended_at = NEW.at, version = version + 1, changed_at = NEW.at,
        changed_by = 'people'
    WHERE ended_at IS NULL AND made_by NOT IN ('', NEW.mark, NEW.previous);
END;

CREATE TRIGGER session_changed AFTER UPDATE ON session BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.session.changed', NEW.id, json_object('id', OLD.id, 'person_id', OLD.person_id, 'user_agent', '[redacted]', 'resource', OLD.resource, 'created_at', OLD.created_at, 'ended_at', OLD.ended_at, 'end_reason', OLD.end_reason, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'way_in', OLD.way_in), json_object('id', NEW.id, 'person_id', NEW.person_id, 'user_agent', '[redacted]', 'resource', NEW.resource, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'end_reason', NEW.end_reason, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'way_in', NEW.way_in)); END;

CREATE TRIGGER session_created AFTER INSERT ON session BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.session.created', NEW.id, NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'user_agent', '[redacted]', 'resource', NEW.resource, 'created_at', NEW.created_at, 'ended_at', NEW.ended_at, 'end_reason', NEW.end_reason, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'way_in', NEW.way_in)); END;

CREATE TRIGGER session_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL BEGIN
    DELETE FROM rotation WHERE session_id = NEW.id;
END;

CREATE TRIGGER session_kept BEFORE UPDATE ON session BEGIN
                 SELECT RAISE(ABORT, 'refused: session keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER session_opens AFTER INSERT ON session BEGIN
    INSERT INTO rotation (session_id, generation, rotated_at)
    VALUES (NEW.id, 1, NEW.created_at);
    UPDATE session SET ended_at = NEW.created_at, end_reason = 'ran_out', version = version + 1,
        changed_at = NEW.created_at, changed_by = 'people'
    WHERE id IN (
        SELECT session.id FROM session JOIN rotation ON rotation.session_id = session.id
        WHERE session.person_id = NEW.person_id AND session.ended_at IS NULL
            AND (rotation.rotated_at < NEW.created_at - 1209600000
                OR session.created_at < NEW.created_at - 7776000000)
        ORDER BY session.created_at LIMIT 10);
END;

CREATE TRIGGER session_stays BEFORE DELETE ON session
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of session stay'); END;

CREATE TRIGGER session_takes_apps_along AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL
    AND NEW.end_reason IN ('refresh_reused', 'ended_by_person', 'ended_by_personnel') BEGIN
    UPDATE app_token SET ended_at = NEW.changed_at, version = version + 1,
        changed_at = NEW.changed_at, changed_by = NEW.changed_by
    WHERE session_id = NEW.id AND ended_at IS NULL;
END;

CREATE TRIGGER session_tells_reuse AFTER UPDATE OF ended_at ON session
WHEN NEW.end_reason = 'refresh_reused' BEGIN
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES ('refresh_reused/' || NEW.id, NEW.person_id, 'refresh_reused', NEW.ended_at, 1, '',
        NEW.user_agent)
    ON CONFLICT (id) DO NOTHING;
END;

CREATE TRIGGER sign_in_forgets AFTER INSERT ON sign_in BEGIN
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in
        WHERE person_id = NEW.person_id AND outcome NOT IN ('wrong_password', 'wrong_code',
            'wrong_passkey', 'passkey_copied')
        ORDER BY at DESC, id DESC LIMIT 10 OFFSET 100);
    DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in WHERE at < NEW.at - 7776000000 ORDER BY at LIMIT 10);
END;

CREATE TRIGGER signing_in_by_passkey_done INSTEAD OF INSERT ON signing_in_by_passkey BEGIN
    SELECT RAISE(ABORT, 'refused: passkey_gone')
    WHERE NOT EXISTS (SELECT 1 FROM passkey WHERE id = NEW.passkey_id AND ended_at IS NULL);
    DELETE FROM used_challenge WHERE expires_at <= NEW.at;
    INSERT INTO used_challenge (nonce, expires_at) VALUES (NEW.nonce, NEW.expires_at);
    SELECT RAISE(ABORT, 'refused: passkey_copied')
    WHERE NOT EXISTS (
        SELECT 1 FROM passkey_use
        WHERE passkey_id = NEW.passkey_id
            AND (counter < NEW.counter OR (counter = 0 AND NEW.counter = 0)));
    UPDATE passkey_use SET counter = NEW.counter, used_at = NEW.at
    WHERE passkey_id = NEW.passkey_id;
    INSERT INTO session (id, person_id, user_agent, resource, way_in, created_at, version,
        changed_at, changed_by)
    SELECT NEW.session_id, person_id, NEW.device, NEW.resource, 'passkey', NEW.at, 1, NEW.at,
        person_id
    FROM passkey WHERE id = NEW.passkey_id;
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT NEW.session_id, person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device
    FROM passkey WHERE id = NEW.passkey_id;
END;

CREATE TRIGGER signing_in_by_provider_done INSTEAD OF INSERT ON signing_in_by_provider BEGIN
    SELECT RAISE(ABORT, 'refused: provider_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM identity_provider
        WHERE id = NEW.provider_id AND issuer = NEW.issuer AND is_on = 1
            AND withdrawn_at IS NULL);
    SELECT RAISE(ABORT, 'refused: confirmation_over')
    WHERE NEW.confirmed_by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM session
        WHERE id = NEW.confirmed_by AND person_id = NEW.person_id AND ended_at IS NULL);
    SELECT RAISE(ABORT, 'refused: account_unconfirmed')
    WHERE NEW.confirmed_by IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM provider_link
            WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL)
        AND EXISTS (
            SELECT 1 FROM person, json_each(person.roles) AS role
            WHERE person.id = NEW.person_id AND role.value = 'administrator');
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    SELECT 'provider_linked/' || NEW.session_id, NEW.person_id, 'provider_linked', NEW.at, 1,
        NEW.address, NEW.device
    WHERE NOT EXISTS (
        SELECT 1 FROM provider_link
        WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL);
    INSERT INTO provider_link (id, issuer, subject, sealed, person_id, linked_at, version,
        changed_at, changed_by)
    SELECT NEW.session_id, NEW.issuer, NEW.subject, NEW.sealed, NEW.person_id, NEW.at, 1, NEW.at,
        NEW.person_id
    WHERE NOT EXISTS (
        SELECT 1 FROM provider_link
        WHERE subject = NEW.subject AND person_id = NEW.person_id AND ended_at IS NULL);
    INSERT INTO session (id, person_id, user_agent, created_at, way_in, version, changed_at,
        changed_by)
    VALUES (NEW.session_id, NEW.person_id, NEW.device, NEW.at, 'provider', 1, NEW.at,
        NEW.person_id);
    INSERT INTO provider_session (session_id, subject, sid)
    VALUES (NEW.session_id, NEW.subject, NEW.sid);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.session_id, NEW.person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device);
    UPDATE session SET ended_at = NEW.at, end_reason = 'signed_out', version = version + 1,
        changed_at = NEW.at, changed_by = NEW.person_id
    WHERE id = NEW.confirmed_by AND ended_at IS NULL;
END;

CREATE TRIGGER signing_in_done INSTEAD OF INSERT ON signing_in BEGIN
    SELECT RAISE(ABORT, 'refused: password_changed_meanwhile')
    WHERE NOT EXISTS (
        SELECT 1 FROM person WHERE id = NEW.person_id AND password_hash = NEW.password_hash);
    SELECT RAISE(ABORT, 'refused: code_used')
    WHERE EXISTS (SELECT 1 FROM second_factor WHERE id = NEW.person_id AND state = 'on')
        AND NOT EXISTS (
            SELECT 1 FROM second_factor_use
            WHERE person_id = NEW.person_id AND last_step < NEW.code_step)
        AND NOT EXISTS (
            SELECT 1 FROM recovery_code
            WHERE person_id = NEW.person_id AND seal = NEW.recovery_seal);
    UPDATE second_factor_use SET last_step = NEW.code_step
    WHERE person_id = NEW.person_id AND last_step < NEW.code_step;
    DELETE FROM recovery_code WHERE person_id = NEW.person_id AND seal = NEW.recovery_seal;
    INSERT INTO password_change (person_id, old_hash, new_hash, outcome, address, device, at)
    SELECT NEW.person_id, NEW.password_hash, NEW.new_hash, 'password_changed', NEW.address,
        NEW.device, NEW.at
    WHERE NEW.new_hash IS NOT NULL;
    INSERT INTO session (id, person_id, user_agent, resource, created_at, version, changed_at,
        changed_by)
    VALUES (NEW.session_id, NEW.person_id, NEW.device, NEW.resource, NEW.at, 1, NEW.at,
        NEW.person_id);
    INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
    VALUES (NEW.session_id, NEW.person_id, 'signed_in', NEW.at, 1, NEW.address, NEW.device);
END;

CREATE TRIGGER unit_check_runs INSTEAD OF INSERT ON unit_check BEGIN
    SELECT RAISE(ABORT, 'refused: unit_cycle') WHERE EXISTS (
        WITH RECURSIVE above (unit_id, starts_on, ends_before) AS (
            SELECT parent_id, starts_on, ends_before FROM unit_period
            WHERE unit_id = NEW.unit_id AND closed = 0 AND parent_id IS NOT NULL
            UNION
            SELECT next.parent_id, max(next.starts_on, above.starts_on),
                min(next.ends_before, above.ends_before)
            FROM above JOIN unit_period AS next ON next.unit_id = above.unit_id
            WHERE above.unit_id <> NEW.unit_id AND next.closed = 0
                AND next.parent_id IS NOT NULL AND next.starts_on < above.ends_before
                AND next.ends_before > above.starts_on)
        SELECT 1 FROM above WHERE unit_id = NEW.unit_id);
    SELECT RAISE(ABORT, 'refused: parent_not_open') WHERE EXISTS (
        SELECT 1 FROM unit_period AS own
        WHERE own.unit_id = NEW.unit_id AND own.closed = 0 AND own.parent_id IS NOT NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS parent
                WHERE parent.unit_id = own.parent_id AND parent.starts_on <= own.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS parent
                WHERE parent.unit_id = own.parent_id
                    AND (parent.closed = 1 OR parent.kind = 'team')
                    AND parent.starts_on < own.ends_before
                    AND parent.ends_before > own.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_in_use') WHERE EXISTS (
        SELECT 1 FROM unit_state AS touched
        JOIN unit_period AS child ON child.id = touched.id
        WHERE touched.parent_id = NEW.unit_id AND touched.withdrawn_at IS NULL
            AND child.closed = 0 AND (
                NOT EXISTS (
                    SELECT 1 FROM unit_period AS own
                    WHERE own.unit_id = NEW.unit_id AND own.starts_on <= child.starts_on)
                OR EXISTS (
                    SELECT 1 FROM unit_period AS own
                    WHERE own.unit_id = NEW.unit_id AND (own.closed = 1 OR own.kind = 'team')
                        AND own.starts_on < child.ends_before
                        AND own.ends_before > child.starts_on)));
    SELECT RAISE(ABORT, 'refused: unit_in_use') WHERE EXISTS (
        SELECT 1 FROM relation WHERE unit_id = NEW.unit_id AND withdrawn_at IS NULL AND (
            NOT EXISTS (
                SELECT 1 FROM unit_period AS own
                WHERE own.unit_id = NEW.unit_id AND own.starts_on <= relation.starts_on)
            OR EXISTS (
                SELECT 1 FROM unit_period AS own
                WHERE own.unit_id = NEW.unit_id
                    AND (own.closed = 1
                        OR (own.kind = 'team')
                            <> (relation.kind IN ('participant', 'team_lead')))
                    AND own.starts_on <= coalesce(relation.ends_on, '9999-12-30')
                    AND own.ends_before > relation.starts_on)));
END;

CREATE TRIGGER unit_code_check_runs INSTEAD OF INSERT ON unit_code_check BEGIN
    SELECT RAISE(ABORT, 'refused: unit_code_taken') WHERE EXISTS (
        SELECT 1 FROM unit_period AS own
        JOIN unit_state AS touched ON touched.code = own.code AND touched.withdrawn_at IS NULL
            AND touched.unit_id <> own.unit_id AND touched.closed = 0
        JOIN unit_period AS other ON other.id = touched.id
        WHERE own.unit_id = NEW.unit_id AND own.code IS NOT NULL AND own.closed = 0
            AND other.starts_on < own.ends_before AND other.ends_before > own.starts_on);
END;

CREATE TRIGGER unit_code_fits AFTER INSERT ON unit_state BEGIN
    INSERT INTO unit_code_check (unit_id) VALUES (NEW.unit_id);
END;

CREATE TRIGGER unit_code_still_fits AFTER UPDATE ON unit_state BEGIN
    INSERT INTO unit_code_check (unit_id) VALUES (NEW.unit_id);
END;

CREATE TRIGGER unit_state_changed AFTER UPDATE ON unit_state BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.unit_state.changed', NEW.id, json_object('id', OLD.id, 'unit_id', OLD.unit_id, 'starts_on', OLD.starts_on, 'kind', OLD.kind, 'name', OLD.name, 'level', OLD.level, 'parent_id', OLD.parent_id, 'office_id', OLD.office_id, 'closed', OLD.closed, 'basis', OLD.basis, 'withdrawn_at', OLD.withdrawn_at, 'version', OLD.version, 'changed_at', OLD.changed_at, 'changed_by', OLD.changed_by, 'code', OLD.code), json_object('id', NEW.id, 'unit_id', NEW.unit_id, 'starts_on', NEW.starts_on, 'kind', NEW.kind, 'name', NEW.name, 'level', NEW.level, 'parent_id', NEW.parent_id, 'office_id', NEW.office_id, 'closed', NEW.closed, 'basis', NEW.basis, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'code', NEW.code)); END;

CREATE TRIGGER unit_state_created AFTER INSERT ON unit_state BEGIN INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, 'people.unit_state.created', NEW.id, NULL, json_object('id', NEW.id, 'unit_id', NEW.unit_id, 'starts_on', NEW.starts_on, 'kind', NEW.kind, 'name', NEW.name, 'level', NEW.level, 'parent_id', NEW.parent_id, 'office_id', NEW.office_id, 'closed', NEW.closed, 'basis', NEW.basis, 'withdrawn_at', NEW.withdrawn_at, 'version', NEW.version, 'changed_at', NEW.changed_at, 'changed_by', NEW.changed_by, 'code', NEW.code)); END;

CREATE TRIGGER unit_state_fits AFTER INSERT ON unit_state BEGIN
    INSERT INTO unit_check (unit_id) VALUES (NEW.unit_id);
END;

CREATE TRIGGER unit_state_kept BEFORE UPDATE ON unit_state BEGIN
                 SELECT RAISE(ABORT, 'refused: unit_state keeps its id and counts its version') WHERE (NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1); END;

CREATE TRIGGER unit_state_moves_to_an_office BEFORE UPDATE ON unit_state
WHEN NEW.office_id IS NOT NULL AND NEW.office_id IS NOT OLD.office_id
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END;

CREATE TRIGGER unit_state_sits_in_an_office BEFORE INSERT ON unit_state
WHEN NEW.office_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = NEW.office_id)
BEGIN
    SELECT RAISE(ABORT, 'refused: no_such_office');
END;

CREATE TRIGGER unit_state_stays BEFORE DELETE ON unit_state
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of unit_state stay'); END;

CREATE TRIGGER unit_state_still_fits AFTER UPDATE ON unit_state BEGIN
    INSERT INTO unit_check (unit_id) VALUES (NEW.unit_id);
END;

CREATE TRIGGER used_challenge_once BEFORE INSERT ON used_challenge BEGIN
    SELECT RAISE(ABORT, 'refused: challenge_used')
    WHERE EXISTS (SELECT 1 FROM used_challenge WHERE nonce = NEW.nonce);
END;

CREATE VIEW approval AS
SELECT device.id AS device_id, app_token.id AS app_token_id, app_token.person_id AS person_id,
    app_token.created_at AS approved_at, app_token.expires_at AS expires_at,
    app_token.session_id AS session_id
FROM device, app_token;

CREATE VIEW import_arrival AS
SELECT import_id, n_parts AS n, n_bytes, '' AS digest, 0 AS is_last, '' AS rows, header, delimiter,
    next_line, tail, x'' AS bytes, 0 AS arrived_at, '' AS made_by
FROM import_progress;

CREATE VIEW import_person AS
SELECT import_row.import_id, import_row.line, '' AS done, person.id, person.version, person.name,
    person.username, person.front_title, person.back_title, person.employee_number, person.email,
    person.phone, person.folded, person.sealed, person.wrapped_key, person.roles, person.zone,
    person.employment, person.ends_on, '' AS old_relation_id, 0 AS old_version, '' AS old_step,
    '' AS relation_id, '' AS unit_id, '' AS position, '' AS starts_on, '' AS relation_ends_on,
    0 AS loaded_at, '' AS made_by
FROM import_row, person;

CREATE VIEW import_unit AS
SELECT import_row.import_id, import_row.line, '' AS done, unit_state.id, unit_state.version,
    unit_state.unit_id, unit_state.starts_on, unit_state.code, unit_state.name,
    unit_state.level, unit_state.parent_id, unit_state.office_id, 0 AS loaded_at,
    '' AS made_by
FROM import_row, unit_state;

CREATE VIEW import_verdict AS
SELECT import_id, checked_line AS after_line, checked_line AS until_line, '' AS rows
FROM import_progress;

CREATE VIEW opening AS
SELECT institution.name AS institution_name, institution.zone AS zone, person.id AS person_id,
    person.name AS name, person.username AS username, person.password_hash AS password_hash,
    person.changed_at AS opened_at, person.folded AS folded, person.sealed AS sealed,
    person.wrapped_key AS wrapped_key
FROM institution, person;

CREATE VIEW passkey_registration AS
SELECT passkey.id AS passkey_id, passkey.person_id AS person_id, passkey.name AS name,
    passkey.credential_id AS credential_id, passkey.public_key AS public_key,
    passkey.may_sync AS may_sync, passkey_use.counter AS counter, used_challenge.nonce AS nonce,
    used_challenge.expires_at AS expires_at, sign_in.address AS address,
    sign_in.device AS device, passkey.created_at AS at
FROM passkey JOIN passkey_use ON passkey_use.passkey_id = passkey.id
    JOIN sign_in ON sign_in.person_id = passkey.person_id, used_challenge;

CREATE VIEW password_change AS
SELECT person.id AS person_id, person.password_hash AS old_hash, person.password_hash AS new_hash,
    session.id AS kept_session_id, sign_in.outcome AS outcome, sign_in.address AS address,
    sign_in.device AS device, sign_in.at AS at
FROM person JOIN session ON session.person_id = person.id
    JOIN sign_in ON sign_in.person_id = person.id;

CREATE VIEW password_reset AS
SELECT password_link.seal AS seal, person.password_hash AS new_hash, sign_in.address AS address,
    sign_in.device AS device, sign_in.at AS at
FROM password_link JOIN person ON person.id = password_link.person_id
    JOIN sign_in ON sign_in.person_id = person.id;

CREATE VIEW provider_logout AS
SELECT logout_token.jti AS jti, provider_session.subject AS subject, provider_session.sid AS sid,
    logout_token.used_at AS at
FROM logout_token JOIN provider_session;

CREATE VIEW recovering AS
SELECT recovery.id AS id, person.id AS person_id, recovery.issued_at AS issued_at,
    person.password_hash AS new_hash, sign_in.address AS address, sign_in.device AS device,
    sign_in.at AS at
FROM recovery JOIN person ON person.id = recovery.person_id
    JOIN sign_in ON sign_in.person_id = person.id;

CREATE VIEW relation_check AS SELECT id FROM relation;

CREATE VIEW second_factor_confirmation AS
SELECT second_factor.id AS person_id, second_factor.version AS version,
    second_factor_use.last_step AS step, recovery_code.seal AS seals, sign_in.address AS address,
    sign_in.device AS device, second_factor.changed_at AS at
FROM second_factor JOIN second_factor_use ON second_factor_use.person_id = second_factor.id
    JOIN recovery_code ON recovery_code.person_id = second_factor.id
    JOIN sign_in ON sign_in.person_id = second_factor.id;

CREATE VIEW signing_in AS
SELECT session.id AS session_id, session.person_id AS person_id,
    person.password_hash AS password_hash, person.password_hash AS new_hash,
    second_factor_use.last_step AS code_step, recovery_code.seal AS recovery_seal,
    session.resource AS resource, sign_in.address AS address, session.user_agent AS device,
    session.created_at AS at
FROM session JOIN person ON person.id = session.person_id
    JOIN sign_in ON sign_in.id = session.id
    JOIN second_factor_use ON second_factor_use.person_id = session.person_id
    JOIN recovery_code ON recovery_code.person_id = session.person_id;

CREATE VIEW signing_in_by_passkey AS
SELECT session.id AS session_id, passkey.id AS passkey_id, passkey_use.counter AS counter,
    used_challenge.nonce AS nonce, used_challenge.expires_at AS expires_at,
    session.resource AS resource, sign_in.address AS address, session.user_agent AS device,
    session.created_at AS at
FROM session JOIN passkey ON passkey.person_id = session.person_id
    JOIN passkey_use ON passkey_use.passkey_id = passkey.id
    JOIN sign_in ON sign_in.id = session.id, used_challenge;

CREATE VIEW signing_in_by_provider AS
SELECT session.id AS session_id, session.person_id AS person_id,
    identity_provider.id AS provider_id, identity_provider.issuer AS issuer,
    provider_session.subject AS subject, provider_link.sealed AS sealed,
    provider_session.sid AS sid, sign_in.address AS address,
    session.user_agent AS device, session.created_at AS at, session.id AS confirmed_by
FROM session JOIN provider_session ON provider_session.session_id = session.id
    JOIN provider_link ON provider_link.subject = provider_session.subject
    JOIN sign_in ON sign_in.id = session.id
    JOIN identity_provider;

CREATE VIEW unit_check AS SELECT unit_id FROM unit_state;

CREATE VIEW unit_code_check AS SELECT unit_id FROM unit_state;

CREATE VIEW unit_period AS
SELECT id, unit_id, starts_on,
    coalesce(
        (SELECT min(later.starts_on) FROM unit_state AS later
         WHERE later.unit_id = state.unit_id AND later.starts_on > state.starts_on
            AND later.withdrawn_at IS NULL),
        '9999-12-31') AS ends_before,
    kind, name, level, parent_id, office_id, closed, code
FROM unit_state AS state WHERE withdrawn_at IS NULL;
