//! Numbers that look random and are the same each time (SplitMix64), so that two runs fill equal
//! stores.

use chrono::{DateTime, Utc};
use ngantor_core::id::Id;
use uuid::Builder;

/// The numbers of one thing that happens.
pub struct Chance(u64);

impl Chance {
    /// Those of what concerns a number at an instant.
    pub fn of(number: u32, at: DateTime<Utc>) -> Self {
        Self(u64::from(number) << 44 ^ at.timestamp_millis().cast_unsigned())
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// At least 0, and below `end`, which is not 0.
    pub const fn below(&mut self, end: u64) -> i64 {
        (self.next() % end).cast_signed()
    }

    /// From 0 to 1.
    pub fn part(&mut self) -> f64 {
        f64::from(self.next() as u32) / f64::from(u32::MAX)
    }

    /// One of some words; of none an empty one.
    pub fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = self.below(words.len().max(1) as u64);
        let at = usize::try_from(at).unwrap_or(0);
        words.get(at).copied().unwrap_or_default()
    }

    /// An id of version 7 that was made at an instant.
    pub fn id<Kind>(&mut self, at: DateTime<Utc>) -> Id<Kind> {
        let mut bytes = [0; 10];
        if let Some(last) = bytes.last_chunk_mut() {
            *last = self.next().to_be_bytes();
        }
        let ms = at.timestamp_millis().cast_unsigned();
        Id::new(Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid())
    }
}
