//! Brakes a sign-in: asks the limits before the password is looked at, and gives back what a
//! right one took.

use ngantor_core::time::Instant;
use ngantor_http::{Problem, kind};
use ngantor_kv::KvError;

use super::App;
use crate::domain::brake::{ACCOUNT, ADDRESS, Limit, PAIR, network};
use crate::store::brake::{Place, read, write};

/// The attempt of one account from one address.
pub(super) struct Attempt {
    known: Place,
    /// Each limit that binds the attempt, where it is counted, and its state after it.
    taken: Vec<(Limit, Place, i64)>,
}

/// Takes an attempt from every limit that binds it.
///
/// # Errors
/// 429 when one is used up; then none is taken. 503 when the store does not answer: to go on
/// without a brake would be an open door that nobody sees.
pub(super) async fn press(
    app: &App,
    account: &str,
    address: &str,
    now: Instant,
) -> Result<Attempt, Problem> {
    let now_ms = now.timestamp_millis();
    let network = network(address);
    let pair = format!("{account}/{}", network.as_deref().unwrap_or_default());
    let known = Place::of_known(&app.master, &pair);
    let mut limits = vec![(PAIR, "pair", pair)];
    if read(&*app.kv, &known).await.map_err(silent)?.is_none() {
        limits.push((ACCOUNT, "account", account.to_owned()));
        limits.extend(network.map(|network| (ADDRESS, "address", network)));
    }
    let mut taken = Vec::new();
    for (limit, kind, of) in limits {
        let place = Place::of_failures(&app.master, kind, &of);
        let full_at_ms = read(&*app.kv, &place).await.map_err(silent)?.unwrap_or(0);
        let wait_ms = limit.wait_ms(full_at_ms, now_ms);
        if wait_ms > 0 {
            return Err(Problem::from(kind::TOO_MANY).retry_after_s((wait_ms + 999) / 1000));
        }
        taken.push((limit, place, limit.taken(full_at_ms, now_ms)));
    }
    for (_, place, full_at_ms) in &taken {
        write(&*app.kv, place, *full_at_ms).await.map_err(silent)?;
    }
    Ok(Attempt { known, taken })
}

impl Attempt {
    /// The password was right: nothing failed, and from here the account is known.
    pub(super) async fn release(self, app: &App, now: Instant) -> Result<(), Problem> {
        for (limit, place, _) in &self.taken {
            // Read again: others may have failed meanwhile.
            let full_at_ms = read(&*app.kv, place).await.map_err(silent)?.unwrap_or(0);
            write(&*app.kv, place, limit.given_back(full_at_ms))
                .await
                .map_err(silent)?;
        }
        let now_ms = now.timestamp_millis();
        write(&*app.kv, &self.known, now_ms).await.map_err(silent)
    }
}

fn silent(error: KvError) -> Problem {
    Problem::from(kind::BUSY).retry_after_s(1).caused_by(&error)
}
