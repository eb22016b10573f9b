//! Units, relations and who decides for whom: the same answer in every function.
//!
//! `people` keeps the directory. A function that needs to know whose head somebody is follows
//! `people`'s feed and keeps a copy in its own database ([`follow`]), so that it answers while
//! `people` does not. Tables and columns are called as there, and [`tree`] asks both.
//!
//! - [`decider`] decides, purely; [`tree`] has the statements, [`under`] puts them together the
//!   other way round: who is under somebody; [`people`] asks for the feed and
//!   [`follow`] takes it over; [`zone`] tells in which zone somebody works on a day.
//! - [`TABLES`] is the migration of a follower; a copy of the file stands among its own.

pub mod decider;
pub mod follow;
pub mod people;
pub mod tree;
pub mod under;
pub mod zone;

/// The tables of a follower, as a migration (`migrations/NNNN_follow_people.sql`).
pub const TABLES: &str = include_str!("../tables.sql");

/// The tables that a follower keeps without a journal, each with the reason.
pub const UNJOURNALED: [(&str, &str); 5] = {
    const COPY: &str = "a copy of what the journal of people tells";
    [
        ("office", COPY),
        ("people_followed", COPY),
        ("person", COPY),
        ("relation", COPY),
        ("unit_state", COPY),
    ]
};
