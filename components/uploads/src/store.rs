//! Every statement of this function: `upload` what people see of one, `transfer` how it comes,
//! `segment` where its bytes lie, `quota` who may hold how much, `forgetting` whose files go.

pub mod forgetting;
pub mod quota;
pub mod segment;
pub mod transfer;
pub mod upload;

use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row};

/// A number of bytes as a parameter.
pub(crate) fn bytes(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn bytes_of(row: &Row, column: &str) -> Result<u64, DbError> {
    let number = row.integer(column)?;
    u64::try_from(number).map_err(|_| DbError::Shape(format!("column {column}: negative")))
}

fn bytes_or_null(row: &Row, column: &str) -> Result<Option<u64>, DbError> {
    let number = row.integer_or_null(column)?;
    number.map(|_| bytes_of(row, column)).transpose()
}

fn instant_or_null(row: &Row, column: &str) -> Result<Option<Instant>, DbError> {
    let number = row.integer_or_null(column)?;
    let read = |ms| time::from_ms(ms).ok_or_else(|| DbError::Shape(format!("no instant: {ms}")));
    number.map(read).transpose()
}

fn instant(row: &Row, column: &str) -> Result<Instant, DbError> {
    instant_or_null(row, column)?.ok_or_else(|| DbError::Shape(format!("column {column}: NULL")))
}
