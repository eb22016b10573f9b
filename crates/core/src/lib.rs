//! Ids, time with zones, caller and roles, keys and tokens. No I/O.
