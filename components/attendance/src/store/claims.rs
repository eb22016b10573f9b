//! The statements about how late punches may arrive.

use chrono::{Duration, NaiveDate};
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Sql};

use super::rule::{RULES_MAX, rules_by_start};
use crate::domain::claims::{CLAIM_COUNTS_H, CLAIM_COUNTS_MAX_H};
use crate::domain::form::Form as _;
use crate::domain::form::claims::ClaimRuleForm;
use crate::domain::in_force::Rules;
use crate::domain::rule::What;

/// The days of which punches may still arrive and count, and some more.
const RECENT_DAYS: i64 = CLAIM_COUNTS_MAX_H as i64 / 24 + 7;

/// The rules of some days by which late punches count.
///
/// # Errors
/// Any [`DbError`].
pub async fn rules(db: &dyn Sql, (from, to): (NaiveDate, NaiveDate)) -> Result<Rules, DbError> {
    let (kind, limit) = (ClaimRuleForm::KIND, u32::try_from(RULES_MAX).unwrap_or(0));
    let found = rules_by_start(db, kind, (Day(from), Day(to)), None, None, limit).await?;
    Ok(found.into_iter().collect())
}

/// How late a punch may arrive that counts for one of the last days, in hours: at least what holds
/// without a rule.
///
/// # Errors
/// Any [`DbError`].
pub async fn longest_h(db: &dyn Sql, now: Instant) -> Result<u16, DbError> {
    let to = now.date_naive() + Duration::days(1);
    let from = to - Duration::days(RECENT_DAYS);
    let found = rules(db, (from, to)).await?;
    let hours = found.all.iter().filter_map(|rule| match rule.what {
        What::ClaimRule(terms) => Some(terms.counts_h),
        _ => None,
    });
    Ok(hours.max().unwrap_or(0).max(CLAIM_COUNTS_H))
}
