//! The tree against the vectors that certificate transparency has published, and against a naive
//! one.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ngantor_tlog::leaf::hex;
use ngantor_tlog::merkle::{
    Hash, Known, empty_root, is_consistent, is_included, leaf_hash, node_hash,
    places_of_consistency, places_of_inclusion, places_of_root,
};
use proptest::prelude::*;

/// The leaves of certificate-transparency's reference tests (and of Go's and Trillian's).
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
/// The roots over the first 1 to 8 of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn tree(leaves: &[Hash]) -> Known {
    let mut known = Known::new();
    for (n, leaf) in (0..).zip(leaves) {
        known.append(n, *leaf).unwrap();
    }
    known
}

/// RFC 9162 §2.1.1, as it stands there.
fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        leaves => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&naive(left), &naive(right))
        }
    }
}

#[test]
fn roots_are_those_of_the_published_vectors() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(hex(&empty_root()), empty);
    let leaves: Vec<_> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
    let known = tree(&leaves);
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(hex(&known.root(size).unwrap()), root, "{size}");
    }
}

#[test]
fn proofs_are_those_of_the_published_vectors() {
    let leaves: Vec<_> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
    let known = tree(&leaves);
    let told = |proof: &[Hash]| -> Vec<String> { proof.iter().map(|hash| hex(hash)).collect() };
    let inclusion = known.inclusion(5, 8).unwrap();
    assert_eq!(
        told(&inclusion),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    let consistency = known.consistency(6, 8).unwrap();
    assert_eq!(
        told(&consistency),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

fn leaves(n: u64) -> Vec<Hash> {
    (0..n).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// Only what is asked for is known.
fn part(whole: &Known, places: &[(u32, u64)], n: u64) -> Known {
    let mut all = Known::new();
    let mut part = Known::new();
    for (index, leaf) in (0..).zip(leaves(n)) {
        for (place, hash) in all.append(index, leaf).unwrap() {
            if places.contains(&place) {
                part.add(place, hash);
            }
        }
    }
    assert_eq!(whole.root(n), all.root(n));
    part
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_leaf_is_proved_and_no_other(n in 1_u64..150, leaf in 0_u64..150, bit in 0_usize..256) {
        let leaf = leaf % n;
        let all = leaves(n);
        let known = tree(&all);
        let root = known.root(n).unwrap();
        prop_assert_eq!(root, naive(&all));
        let few = part(&known, &places_of_inclusion(leaf, n).unwrap(), n);
        let proof = few.inclusion(leaf, n).unwrap();
        let own = all[usize::try_from(leaf).unwrap()];
        prop_assert!(is_included(&own, leaf, n, &proof, &root));
        // Another leaf, another place, another size, a changed, missing or surplus step.
        let mut other = own;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!is_included(&other, leaf, n, &proof, &root));
        for place in (0..n).filter(|place| *place != leaf) {
            prop_assert!(!is_included(&own, place, n, &proof, &root));
        }
        for step in 0..proof.len() {
            let mut changed = proof.clone();
            changed[step][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_included(&own, leaf, n, &changed, &root));
        }
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(!is_included(&own, leaf, n, shorter, &root));
        }
        let longer = [proof.clone(), vec![own]].concat();
        prop_assert!(!is_included(&own, leaf, n, &longer, &root));
    }

    #[test]
    fn every_beginning_is_proved_and_no_other(
        n in 1_u64..150, old in 1_u64..150, at in 0_u64..150,
    ) {
        let old = (old - 1) % n + 1;
        let all = leaves(n);
        let known = tree(&all);
        let (root, old_root) = (known.root(n).unwrap(), known.root(old).unwrap());
        let few = part(&known, &places_of_consistency(old, n).unwrap(), n);
        let proof = few.consistency(old, n).unwrap();
        prop_assert!(is_consistent((old, &old_root), (n, &root), &proof));
        // A leaf of the beginning was another.
        let mut forked = all.clone();
        forked[usize::try_from(at % old).unwrap()][0] ^= 1;
        let forked = tree(&forked);
        let fork = forked.root(n).unwrap();
        prop_assert!(!is_consistent((old, &old_root), (n, &fork), &proof));
        let own_proof = forked.consistency(old, n).unwrap();
        prop_assert!(!is_consistent((old, &old_root), (n, &fork), &own_proof));
        // The tail was cut off.
        prop_assert!(old == n || !is_consistent((n, &root), (old, &old_root), &proof));
    }

    #[test]
    fn a_root_needs_few_hashes(n in 1_u64..10_000) {
        let places = places_of_root(n);
        prop_assert_eq!(u32::try_from(places.len()).unwrap(), n.count_ones());
    }
}
