//! Every statement of this function: those of assignments and their parts in `assignment`, of parts
//! that go to another person in `reassigning`, those of lists in `listed`, those of what people add
//! in `addition`, those of tags, watchers and what it needs in `beside`, those that ask the
//! directory beside `crates/directory` in `led`, those of what programs read without a sign-in in
//! `subscription` and `published`, those of saved filters in `saved_filter`, those of the search in
//! `search`, what has a title for whom in `seen`, words beside the journal in `wording`.

pub mod addition;
pub mod assignment;
pub mod beside;
pub mod led;
pub mod listed;
pub mod published;
pub mod reassigning;
pub mod saved_filter;
pub mod search;
pub mod seen;
pub mod subscription;
pub mod wording;

use ngantor_core::id::Id;
use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row};

fn instant(ms: i64) -> Result<Instant, DbError> {
    time::from_ms(ms).ok_or_else(|| DbError::Shape(format!("no instant: {ms}")))
}

fn id<Kind>(row: &Row, column: &str) -> Result<Id<Kind>, DbError> {
    row.parsed(column, |text| text.parse().ok())
}

fn id_or_null<Kind>(row: &Row, column: &str) -> Result<Option<Id<Kind>>, DbError> {
    row.parsed_or_null(column, |text| text.parse().ok())
}
