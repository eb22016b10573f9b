-- Which master secret closes people's keys and the secrets of second factors: a seal by it.
CREATE TABLE closed_by (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mark TEXT NOT NULL
) STRICT
