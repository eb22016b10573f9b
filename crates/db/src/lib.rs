//! The SQL seam, migrations and the journal.
