//! Numbers that a seed repeats (SplitMix64: Steele, Lea and Flood, 2014).

use std::ops::Range;

/// A stream of numbers; the same seed gives the same stream.
pub struct Chance(u64);

impl Chance {
    /// The stream of one round of one campaign.
    pub fn of(seed: u64, round: u32) -> Self {
        let mut chance = Self(seed);
        chance.0 = chance.next() ^ u64::from(round);
        chance
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of a range that is not empty.
    pub fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.next() % (range.end - range.start)
    }

    /// True so many times of a thousand.
    pub fn per_mille(&mut self, share: u64) -> bool {
        self.within(0..1000) < share
    }

    /// One of some things.
    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[usize::try_from(self.within(0..things.len() as u64)).unwrap()]
    }
}
