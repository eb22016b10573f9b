//! How often sign-ins failed: buckets of attempts, each a row.
//!
//! All buckets of an attempt are taken by one statement or none is, so that of many attempts at
//! the same moment no more pass than the limits say. Each kind has a fixed number of places, so
//! nobody can fill the disk with made-up names. Who falls on the same place shares the bucket:
//! nobody can empty another's by taking it over, and nobody can keep all of them empty, since
//! that takes more guesses than a machine looks at. Neither names nor addresses are kept, and
//! which of them share a place only the master secret tells.

use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};
use serde_json::json;

use super::seal::Sealed;
use crate::domain::brake::Limit;

/// Characters of a seal that choose the place: 64³ = 262,144 places of each kind. To keep them
/// empty takes 4,000 guesses a second, which is sixty times what two cores hash.
const PLACE_CHARS: usize = 3;

/// The bucket of one account, address or both. Its state is one number: the instant in ms at
/// which it will be full (the generic cell rate algorithm of ATM networks, ITU-T I.371).
#[derive(Clone, Debug)]
pub struct Bucket {
    limit: Limit,
    sealed: Sealed,
}

impl Bucket {
    /// The bucket of something of a kind.
    pub fn of(master: &MasterSecret, limit: Limit, kind: &str, of: &str) -> Self {
        let sealed = Sealed::new(master, kind, of, PLACE_CHARS);
        Self { limit, sealed }
    }
}

/// Takes an attempt from each bucket, or from none when one is empty; says whether it did.
///
/// # Errors
/// Any [`DbError`].
pub async fn take(db: &dyn Sql, buckets: &[Bucket], now: Instant) -> Result<bool, DbError> {
    // What is missing is never more than an empty bucket: clocks that differ a little make it
    // look so. Far more is from a clock that was wrong, and locks nobody out.
    let rows = db
        .run(
            "INSERT INTO bucket (place, full_at)
             WITH wanted AS (
                SELECT value ->> 'place' AS place, value ->> 'burst' AS burst,
                    value ->> 'refill_ms' AS refill_ms
                FROM json_each(?1)),
             asked AS (
                SELECT wanted.place, refill_ms, (burst - 1) * refill_ms AS spare_ms,
                    iif(full_at - ?2 BETWEEN 0 AND 2 * burst * refill_ms,
                        min(full_at - ?2, burst * refill_ms), 0) AS missing_ms
                FROM wanted LEFT JOIN bucket ON bucket.place = wanted.place)
             SELECT place, ?2 + missing_ms + refill_ms FROM asked
             WHERE NOT EXISTS (SELECT 1 FROM asked WHERE missing_ms > spare_ms)
             ON CONFLICT (place) DO UPDATE SET full_at = excluded.full_at
             RETURNING place",
            params![listed(buckets), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// How long until every bucket has an attempt, in ms, when one has none; 0 for now.
///
/// # Errors
/// Any [`DbError`].
pub async fn wait_ms(db: &dyn Sql, buckets: &[Bucket], now: Instant) -> Result<i64, DbError> {
    let rows = db
        .run(
            "SELECT bucket.full_at - ?2 - ((value ->> 'burst') - 1) * (value ->> 'refill_ms')
                AS wait_ms
             FROM json_each(?1) JOIN bucket ON bucket.place = value ->> 'place'
             ORDER BY wait_ms DESC LIMIT 1",
            params![listed(buckets), now.timestamp_millis()],
        )
        .await?;
    let wait_ms = rows.first().map_or(Ok(0), |row| row.integer("wait_ms"));
    wait_ms.map(|wait_ms| wait_ms.max(0))
}

/// Gives each bucket back what an attempt took.
///
/// # Errors
/// Any [`DbError`].
pub async fn give_back(db: &dyn Sql, buckets: &[Bucket]) -> Result<(), DbError> {
    db.run(
        "UPDATE bucket SET full_at = full_at - taken.refill_ms
         FROM (
            SELECT value ->> 'place' AS place, value ->> 'refill_ms' AS refill_ms
            FROM json_each(?1)) AS taken
         WHERE bucket.place = taken.place",
        params![listed(buckets)],
    )
    .await
    .map(drop)
}

/// The buckets as a JSON list, for `json_each`.
fn listed(buckets: &[Bucket]) -> String {
    let bucket = |bucket: &Bucket| {
        json!({"place": bucket.sealed.place, "burst": bucket.limit.burst,
               "refill_ms": bucket.limit.refill_ms})
    };
    json!(buckets.iter().map(bucket).collect::<Vec<_>>()).to_string()
}

#[cfg(test)]
mod tests {
    use ngantor_core::time::from_ms;
    use ngantor_db::{NativeSql, migrate};

    use super::*;
    use crate::SCHEMA;

    const LIMIT: Limit = Limit {
        burst: 3,
        refill_ms: 100,
    };
    const NOW_MS: i64 = 1_764_030_600_000;

    struct Brake {
        db: NativeSql,
        master: MasterSecret,
    }

    impl Brake {
        async fn new() -> Self {
            let db = NativeSql::in_memory().await.unwrap();
            migrate(&db, &SCHEMA).await.unwrap();
            let master = MasterSecret::new([7; 32]);
            Self { db, master }
        }

        fn bucket(&self, of: &str) -> Bucket {
            Bucket::of(&self.master, LIMIT, "pair", of)
        }

        /// Takes from buckets at a time; how long to wait when that failed.
        async fn take(&self, buckets: &[Bucket], after_ms: i64) -> i64 {
            let now = from_ms(NOW_MS + after_ms).unwrap();
            let wait_ms = wait_ms(&self.db, buckets, now).await.unwrap();
            let taken = take(&self.db, buckets, now).await.unwrap();
            assert_eq!(taken, wait_ms == 0);
            wait_ms
        }
    }

    #[tokio::test]
    async fn a_bucket_gives_its_burst_and_then_one_a_refill() {
        let brake = Brake::new().await;
        let siti = [brake.bucket("siti")];
        for (after_ms, wait_ms) in [
            (0, 0),
            (0, 0),
            (0, 0),
            (0, 100),
            (99, 1),
            (100, 0),
            (100, 100),
            (500, 0),
            (500, 0),
            (500, 0),
            (500, 100),
        ] {
            assert_eq!(brake.take(&siti, after_ms).await, wait_ms, "{after_ms}");
        }
    }

    #[tokio::test]
    async fn a_success_takes_nothing() {
        let brake = Brake::new().await;
        let siti = [brake.bucket("siti")];
        for _ in 0..10 {
            assert_eq!(brake.take(&siti, 0).await, 0);
            give_back(&brake.db, &siti).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_clock_that_steps_back_gives_no_attempts_and_locks_nobody_out_for_long() {
        let brake = Brake::new().await;
        let siti = [brake.bucket("siti")];
        for wait_ms in [0, 0, 0, 100] {
            assert_eq!(brake.take(&siti, 500).await, wait_ms);
        }
        for (after_ms, wait_ms) in [(499, 101), (200, 400), (600, 0), (600, 100)] {
            assert_eq!(brake.take(&siti, after_ms).await, wait_ms, "{after_ms}");
        }
        let now = from_ms(NOW_MS - 86_400_000).unwrap();
        assert!(take(&brake.db, &siti, now).await.unwrap());
    }

    #[tokio::test]
    async fn all_buckets_are_taken_or_none() {
        let brake = Brake::new().await;
        let (full, empty) = (brake.bucket("siti"), brake.bucket("budi"));
        for _ in 0..3 {
            brake.take(std::slice::from_ref(&empty), 0).await;
        }
        assert_eq!(brake.take(&[full.clone(), empty], 0).await, 100);
        for _ in 0..3 {
            assert_eq!(brake.take(std::slice::from_ref(&full), 0).await, 0);
        }
    }

    #[tokio::test]
    async fn whoever_falls_on_the_same_place_cannot_empty_it() {
        let brake = Brake::new().await;
        let siti = brake.bucket("siti");
        assert!(!siti.sealed.place.contains("siti"));
        let newcomer = siti.clone();
        for (bucket, wait_ms) in [(&siti, 0), (&newcomer, 0), (&siti, 0), (&newcomer, 100)] {
            assert_eq!(brake.take(std::slice::from_ref(bucket), 0).await, wait_ms);
        }
        assert_eq!(brake.take(&[siti], 0).await, 100);
        let rows = brake
            .db
            .run("SELECT place FROM bucket ORDER BY place LIMIT 9", params![])
            .await;
        assert_eq!(rows.unwrap().len(), 1);
    }
}
