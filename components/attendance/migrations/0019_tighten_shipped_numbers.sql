-- A claim of 59 minutes ago was in nobody's queue: as it ships, one of 5 minutes is. What an agency
-- chose itself stays.
UPDATE evidence_rule SET late_claim_min = 5, version = version + 1
WHERE version = 1 AND changed_by = 'attendance' AND late_claim_min = 60
-- next
-- A tap of a minute on a day of cuti bersama gave a day of leave: half of a day's work does, 225 of
-- 450 minutes.
UPDATE rule SET terms = json_set(terms, '$.joint_leave_min', 225), version = version + 1
WHERE id = '01985c00-0000-7000-8000-000000000101' AND version = 1
    AND json_extract(terms, '$.joint_leave_min') = 1
