-- Each tick asks whose record need not be kept any longer.
CREATE INDEX person_by_last_day ON person (ends_on, id)
WHERE ends_on IS NOT NULL AND erased_at IS NULL
