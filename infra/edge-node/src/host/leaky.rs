//! A measure of how much of something there was lately: what is added drains at a steady rate.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How much of something there was lately.
pub struct Leaky {
    per_s: f64,
    level: Mutex<(f64, Instant)>,
}

impl Leaky {
    /// Empty, and drained of so much each second.
    pub fn new(per_s: f64) -> Self {
        Self {
            per_s,
            level: Mutex::new((0.0, Instant::now())),
        }
    }

    /// Adds some; what there is then.
    pub fn add(&self, amount: f64) -> f64 {
        self.add_at(amount, Instant::now())
    }

    /// What there is.
    pub fn level(&self) -> f64 {
        self.add(0.0)
    }

    fn add_at(&self, amount: f64, now: Instant) -> f64 {
        // A number and a time are never left half changed.
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, at) = *level;
        let drained = now.saturating_duration_since(at).as_secs_f64() * self.per_s;
        let rest = (before - drained).max(0.0) + amount;
        *level = (rest, now.max(at));
        rest
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_added_drains_with_time_and_never_below_nothing() {
        let leaky = Leaky::new(10.0);
        let now = Instant::now();
        let after = |ms: u64| now + Duration::from_millis(ms);
        assert!((leaky.add_at(5.0, after(0)) - 5.0).abs() < 0.1);
        assert!((leaky.add_at(0.0, after(300)) - 2.0).abs() < 0.1);
        assert!((leaky.add_at(1.0, after(9_000)) - 1.0).abs() < 0.1);
    }
}
