-- By which ways people come in, and whether a password alone is enough for those who could do most
-- harm (src/domain/policy.rs).
ALTER TABLE institution ADD COLUMN ways_in TEXT NOT NULL
    DEFAULT '["password","passkey","provider"]' CHECK (json_type(ways_in) = 'array')
-- next
ALTER TABLE institution ADD COLUMN needs_second_factor INTEGER NOT NULL DEFAULT 0
    CHECK (needs_second_factor IN (0, 1))
