//! Brakes a sign-in: asks the limits before the password is looked at, and gives back what a
//! right one took.

use ngantor_core::time::Instant;
use ngantor_http::{Problem, kind};
use ngantor_kv::KvError;

use super::App;
use crate::domain::brake::{ACCOUNT, ADDRESS, PAIR, network};
use crate::store::brake::{self, Bucket};
use crate::store::known::Known;

/// The attempt of one account from one address. Only who holds one may look at a password,
/// which costs 0.1 s.
pub(super) struct Attempt {
    known: Known,
    /// What it was taken from.
    buckets: Vec<Bucket>,
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
    let network = network(address);
    let pair = format!("{account}/{}", network.as_deref().unwrap_or_default());
    let known = Known::of(&app.master, &pair);
    let bucket = |limit, kind, of: &str| Bucket::of(&app.master, limit, kind, of);
    let mut buckets = vec![bucket(PAIR, "pair", &pair)];
    if !known.is_kept(&*app.kv).await.map_err(silent)? {
        buckets.push(bucket(ACCOUNT, "account", account));
        buckets.extend(network.map(|network| bucket(ADDRESS, "address", &network)));
    }
    take(app, &buckets, now).await?;
    Ok(Attempt { known, buckets })
}

/// Takes one from each bucket; without any, as where the host tells no address, nothing binds.
///
/// # Errors
/// 429 when one is empty; then none is taken.
pub(super) async fn take(app: &App, buckets: &[Bucket], now: Instant) -> Result<(), Problem> {
    let db = &*app.base.db;
    if buckets.is_empty() || brake::take(db, buckets, now).await? {
        return Ok(());
    }
    let wait_ms = brake::wait_ms(db, buckets, now).await?;
    Err(Problem::from(kind::TOO_MANY).retry_after_s((wait_ms + 999) / 1000))
}

impl Attempt {
    /// The password was right, but alone it opens nothing: nothing failed, and nobody is known.
    pub(super) async fn give_back(self, app: &App) -> Result<(), Problem> {
        Ok(brake::give_back(&*app.base.db, &self.buckets).await?)
    }

    /// The password was right: nothing failed, and from here the account is known.
    pub(super) async fn release(self, app: &App) -> Result<(), Problem> {
        brake::give_back(&*app.base.db, &self.buckets).await?;
        self.known.keep(&*app.kv).await.map_err(silent)
    }
}

fn silent(error: KvError) -> Problem {
    Problem::from(kind::BUSY).retry_after_s(1).caused_by(&error)
}
