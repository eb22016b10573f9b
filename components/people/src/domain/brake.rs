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

/// A bucket of attempts that fills up again. `store::brake` counts by it, in the database: many
/// attempts may come at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Attempts in a full bucket.
    pub burst: i64,
    /// The time in which one attempt comes back, in ms.
    pub refill_ms: i64,
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
