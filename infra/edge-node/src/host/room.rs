//! Memory: an instance has a limit, all instances of a function together have one, and so have
//! all functions together. Without the latter two a function could take the whole machine's
//! memory with many instances, none of which takes too much.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::ResourceLimiter;

use super::leaky::Repeats;
use crate::limits::TABLE_ENTRIES_MAX;

/// Memory that several share.
pub struct Pot {
    left_bytes: AtomicUsize,
    /// A guest may ask for too much as often as it likes.
    refused: Repeats,
}

/// The memory of one instance; given back with it.
pub struct Room {
    max_bytes: usize,
    taken_bytes: usize,
    /// What was granted last: it is taken back when the system has it not.
    last_bytes: usize,
    pots: [Arc<Pot>; 2],
}

impl Pot {
    /// So much and no more.
    pub fn new(n_bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            left_bytes: AtomicUsize::new(n_bytes),
            refused: Repeats::default(),
        })
    }

    fn take(&self, n_bytes: usize) -> bool {
        let less = |left: usize| left.checked_sub(n_bytes);
        self.left_bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
    }

    fn give_back(&self, n_bytes: usize) {
        self.left_bytes.fetch_add(n_bytes, Ordering::Relaxed);
    }
}

impl Room {
    /// For an instance that may have so much, out of its function's pot and the node's.
    pub const fn new(max_bytes: usize, pots: [Arc<Pot>; 2]) -> Self {
        Self {
            max_bytes,
            taken_bytes: 0,
            last_bytes: 0,
            pots,
        }
    }

    /// What the instance has, in bytes.
    pub const fn taken_bytes(&self) -> usize {
        self.taken_bytes
    }

    fn take(&mut self, n_bytes: usize) -> bool {
        if n_bytes > self.max_bytes.saturating_sub(self.taken_bytes) {
            return false;
        }
        let [of_function, of_node] = &self.pots;
        if !of_function.take(n_bytes) {
            return false;
        }
        if !of_node.take(n_bytes) {
            of_function.give_back(n_bytes);
            return false;
        }
        self.taken_bytes += n_bytes;
        true
    }

    fn give_back(&mut self, n_bytes: usize) {
        self.taken_bytes -= n_bytes;
        for pot in &self.pots {
            pot.give_back(n_bytes);
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.give_back(self.taken_bytes);
    }
}

impl ResourceLimiter for Room {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let n_bytes = desired.saturating_sub(current);
        let is_granted = self.take(n_bytes);
        self.last_bytes = if is_granted { n_bytes } else { 0 };
        let [of_function, _] = &self.pots;
        if !is_granted && of_function.refused.may_say() {
            tracing::warn!(
                bytes = desired,
                "an instance wanted more memory than there is for it"
            );
        }
        Ok(is_granted)
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        let n_bytes = std::mem::take(&mut self.last_bytes);
        self.give_back(n_bytes);
        Ok(())
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ENTRIES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grow(room: &mut Room, from: usize, to: usize) -> bool {
        room.memory_growing(from, to, None).unwrap()
    }

    #[test]
    fn an_instance_grows_to_its_limit_and_not_a_byte_further() {
        let mut room = Room::new(10, [Pot::new(100), Pot::new(100)]);
        assert!(grow(&mut room, 0, 10));
        assert!(!grow(&mut room, 10, 11));
    }

    #[test]
    fn instances_share_a_pot_and_give_back_what_they_took() {
        let (function, node) = (Pot::new(15), Pot::new(100));
        let room = || Room::new(10, [Arc::clone(&function), Arc::clone(&node)]);
        let (mut one, mut other) = (room(), room());
        assert!(grow(&mut one, 0, 10));
        assert!(!grow(&mut other, 0, 6));
        assert!(grow(&mut other, 0, 5));
        drop(one);
        assert!(grow(&mut other, 5, 10));
        drop(other);
        assert_eq!(node.left_bytes.load(Ordering::Relaxed), 100);
        assert_eq!(function.left_bytes.load(Ordering::Relaxed), 15);
    }

    #[test]
    fn what_one_function_takes_the_node_has_no_longer() {
        let node = Pot::new(15);
        let room = || Room::new(10, [Pot::new(10), Arc::clone(&node)]);
        let (mut one, mut other) = (room(), room());
        assert!(grow(&mut one, 0, 10));
        assert!(!grow(&mut other, 0, 6));
        one.memory_grow_failed(wasmtime::Error::msg("the system has it not"))
            .unwrap();
        assert!(grow(&mut other, 0, 6));
    }
}
