//! How often a sign-in may fail.
//!
//! Only failures count: a success gives back what it took. Three limits hold at once: one for
//! an account from one address, one for the address, one for the account from anywhere. Whoever
//! has signed in from an address before is bound by the first only, there: so nobody can lock
//! others out of where they work by guessing from elsewhere.

use std::net::IpAddr;

/// Failures of one account from one address.
pub const PAIR: Limit = Limit {
    burst: 5,
    refill_ms: 60_000,
};
/// Failures from one address, where a whole office may sit behind one.
pub const ADDRESS: Limit = Limit {
    burst: 100,
    refill_ms: 6_000,
};
/// Failures of one account from addresses where it never signed in.
pub const ACCOUNT: Limit = Limit {
    burst: 20,
    refill_ms: 60_000,
};

/// A bucket of attempts that fills up again. Its state is one number: the instant in ms at
/// which it will be full (the generic cell rate algorithm of ATM networks, ITU-T I.371).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Attempts in a full bucket.
    pub burst: i64,
    /// The time in which one attempt comes back, in ms.
    pub refill_ms: i64,
}

impl Limit {
    /// How long until an attempt is free, in ms; 0 for now.
    pub fn wait_ms(self, full_at_ms: i64, now_ms: i64) -> i64 {
        let missing_ms = self.missing_ms(full_at_ms, now_ms);
        (missing_ms - (self.burst - 1) * self.refill_ms).max(0)
    }

    /// The state after an attempt.
    pub fn taken(self, full_at_ms: i64, now_ms: i64) -> i64 {
        now_ms + self.missing_ms(full_at_ms, now_ms) + self.refill_ms
    }

    /// The state after an attempt came back.
    pub const fn given_back(self, full_at_ms: i64) -> i64 {
        full_at_ms - self.refill_ms
    }

    /// Never more than an empty bucket, so that a clock which stepped back locks nobody out.
    fn missing_ms(self, full_at_ms: i64, now_ms: i64) -> i64 {
        (full_at_ms - now_ms).clamp(0, self.burst * self.refill_ms)
    }
}

/// What counts as one address: of IPv6 the /64, since every household has at least one whole
/// (RFC 6177 §2); `None` when the text is no address.
pub fn network(address: &str) -> Option<String> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(v4) => Some(v4.to_string()),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Some(format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        burst: 3,
        refill_ms: 100,
    };

    #[test]
    fn a_bucket_gives_its_burst_and_then_one_a_refill() {
        let mut full_at_ms = 0;
        for (now_ms, wait_ms) in [
            (1000, 0),
            (1000, 0),
            (1000, 0),
            (1000, 100),
            (1099, 1),
            (1100, 0),
            (1100, 100),
            (1500, 0),
            (1500, 0),
            (1500, 0),
            (1500, 100),
        ] {
            assert_eq!(LIMIT.wait_ms(full_at_ms, now_ms), wait_ms, "at {now_ms}");
            if wait_ms == 0 {
                full_at_ms = LIMIT.taken(full_at_ms, now_ms);
            }
        }
    }

    #[test]
    fn a_success_takes_nothing() {
        let taken = LIMIT.taken(5000, 4900);
        assert_eq!(LIMIT.given_back(taken), 5000);
    }

    #[test]
    fn a_clock_that_steps_back_locks_nobody_out_for_longer_than_an_empty_bucket() {
        assert_eq!(LIMIT.wait_ms(i64::MAX / 2, 1000), 100);
        assert_eq!(LIMIT.taken(i64::MAX / 2, 1000), 1400);
    }

    #[test]
    fn an_address_is_what_one_household_has() {
        for (address, expected) in [
            ("10.0.0.7", Some("10.0.0.7")),
            ("::ffff:10.0.0.7", Some("10.0.0.7")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::/64")),
            ("2001:db8:1:2::", Some("2001:db8:1:2::/64")),
            ("", None),
            ("kantor", None),
        ] {
            assert_eq!(network(address).as_deref(), expected, "{address}");
        }
    }
}
