//! The Merkle tree of RFC 9162 §2.1 over SHA-256, as what has to be read of it: the hash of each
//! complete subtree never changes, so every root and every proof comes from few of them.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];
/// A complete subtree: of `2^level` leaves, the `index`th of its level.
pub type Place = (u32, u64);

/// Too little is known of the tree to answer, or what is asked for is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotThere;

/// The hash of a leaf (RFC 9162 §2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of a node with two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hash = Sha256::new().chain_update([1]);
    hash.chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Hashes of complete subtrees, as far as they are known.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<Place, Hash>);

impl Known {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Notes one.
    pub fn add(&mut self, place: Place, hash: Hash) {
        self.0.insert(place, hash);
    }

    fn hash(&self, place: Place) -> Result<Hash, NotThere> {
        self.0.get(&place).copied().ok_or(NotThere)
    }

    /// The hash over the leaves from one to before another.
    fn range(&self, from: u64, before: u64) -> Result<Hash, NotThere> {
        // Of a range that begins at a multiple of the power of two that it fits in, as all do
        // here, the largest subtrees stand on the left.
        let mut hashes = Vec::new();
        for place in subtrees(from, before) {
            hashes.push(self.hash(place)?);
        }
        let last = hashes.pop().ok_or(NotThere)?;
        let join = |right: Hash, left: &Hash| node_hash(left, &right);
        Ok(hashes.iter().rev().fold(last, join))
    }

    /// The root over the first so many leaves.
    ///
    /// # Errors
    /// [`NotThere`] without [`places_of_root`].
    pub fn root(&self, size: u64) -> Result<Hash, NotThere> {
        if size == 0 {
            return Ok(empty_root());
        }
        self.range(0, size)
    }

    /// Proves that a leaf is among the first so many (RFC 9162 §2.1.3.1).
    ///
    /// # Errors
    /// [`NotThere`] for a leaf that is not, or without [`places_of_inclusion`].
    pub fn inclusion(&self, leaf: u64, size: u64) -> Result<Vec<Hash>, NotThere> {
        let ranges = inclusion_ranges(leaf, size)?;
        let hash = |&(from, before): &(u64, u64)| self.range(from, before);
        ranges.iter().map(hash).collect()
    }

    /// Proves that the first so many leaves begin a larger tree (RFC 9162 §2.1.4.1).
    ///
    /// # Errors
    /// [`NotThere`] for sizes that do not follow each other, or without
    /// [`places_of_consistency`].
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, NotThere> {
        let ranges = consistency_ranges(old, new)?;
        let hash = |&(from, before): &(u64, u64)| self.range(from, before);
        ranges.iter().map(hash).collect()
    }

    /// Takes the next leaf; gives the subtrees that are complete by it, the leaf first.
    ///
    /// # Errors
    /// [`NotThere`] without the subtrees of the root before ([`places_of_root`]).
    pub fn append(&mut self, leaf: u64, hash: Hash) -> Result<Vec<(Place, Hash)>, NotThere> {
        let mut complete = vec![((0, leaf), hash)];
        let (mut level, mut index, mut hash) = (0, leaf, hash);
        while index % 2 == 1 {
            let left = self.hash((level, index - 1))?;
            hash = node_hash(&left, &hash);
            (level, index) = (level + 1, index / 2);
            complete.push(((level, index), hash));
        }
        for (place, hash) in &complete {
            self.add(*place, *hash);
        }
        Ok(complete)
    }
}

/// The complete subtrees of a range of leaves, from left to right.
fn subtrees(from: u64, before: u64) -> Vec<Place> {
    let mut places = Vec::new();
    let mut at = from;
    while at < before {
        let fits = (before - at).ilog2();
        let level = fits.min(if at == 0 { fits } else { at.trailing_zeros() });
        places.push((level, at >> level));
        at += 1 << level;
    }
    places
}

/// The largest power of two below a number above 1.
const fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

fn inclusion_ranges(leaf: u64, size: u64) -> Result<Vec<(u64, u64)>, NotThere> {
    if leaf >= size {
        return Err(NotThere);
    }
    let (mut from, mut before) = (0, size);
    let mut ranges = Vec::new();
    while before - from > 1 {
        let middle = from + split(before - from);
        if leaf < middle {
            ranges.push((middle, before));
            before = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    ranges.reverse();
    Ok(ranges)
}

fn consistency_ranges(old: u64, new: u64) -> Result<Vec<(u64, u64)>, NotThere> {
    if old == 0 || old > new {
        return Err(NotThere);
    }
    let (mut from, mut before, mut is_whole) = (0, new, true);
    let mut ranges = Vec::new();
    while old != before {
        let middle = from + split(before - from);
        if old <= middle {
            ranges.push((middle, before));
            before = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
            is_whole = false;
        }
    }
    if !is_whole {
        ranges.push((from, before));
    }
    ranges.reverse();
    Ok(ranges)
}

/// What a root is made of.
pub fn places_of_root(size: u64) -> Vec<Place> {
    subtrees(0, size)
}

/// What an inclusion proof is made of.
///
/// # Errors
/// [`NotThere`] for a leaf that is not in the tree.
pub fn places_of_inclusion(leaf: u64, size: u64) -> Result<Vec<Place>, NotThere> {
    Ok(all_subtrees(&inclusion_ranges(leaf, size)?))
}

/// What a consistency proof is made of.
///
/// # Errors
/// [`NotThere`] for sizes that do not follow each other.
pub fn places_of_consistency(old: u64, new: u64) -> Result<Vec<Place>, NotThere> {
    Ok(all_subtrees(&consistency_ranges(old, new)?))
}

fn all_subtrees(ranges: &[(u64, u64)]) -> Vec<Place> {
    let each = |&(from, before): &(u64, u64)| subtrees(from, before);
    ranges.iter().flat_map(each).collect()
}

/// Whether a leaf is in the tree of a root, by its proof (RFC 9162 §2.1.3.2).
pub fn is_included(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut index, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if index % 2 == 1 || index == last {
            hash = node_hash(step, &hash);
            while index % 2 == 0 && index != 0 {
                (index, last) = (index / 2, last / 2);
            }
        } else {
            hash = node_hash(&hash, step);
        }
        (index, last) = (index / 2, last / 2);
    }
    last == 0 && hash == *root
}

/// Whether a tree begins as a smaller one did, by the proof (RFC 9162 §2.1.4.2).
pub fn is_consistent(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> bool {
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 || old > new {
        return false;
    }
    // A smaller tree that is complete is its own first step.
    let steps: Vec<Hash> = match old.is_power_of_two() {
        true => [old_root].into_iter().chain(proof).copied().collect(),
        false => proof.to_vec(),
    };
    let Some((first, steps)) = steps.split_first() else {
        return false;
    };
    let (mut index, mut last) = (old - 1, new - 1);
    while index % 2 == 1 {
        (index, last) = (index / 2, last / 2);
    }
    let (mut of_old, mut of_new) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if index % 2 == 1 || index == last {
            (of_old, of_new) = (node_hash(step, &of_old), node_hash(step, &of_new));
            while index % 2 == 0 && index != 0 {
                (index, last) = (index / 2, last / 2);
            }
        } else {
            of_new = node_hash(&of_new, step);
        }
        (index, last) = (index / 2, last / 2);
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}
