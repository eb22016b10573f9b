//! What an office takes that nobody uses, and how quickly it is there.

use std::time::{Duration, Instant};

use ngantor_tests::gauge::{own_bytes, resident_bytes};
use ngantor_tests::installation::Installation;
use ngantor_tests::office::{self, must};

use crate::alone;

/// What an idle office may take without its functions, and for each of them, in bytes. Most of it
/// is machine code in files, which the kernel gives back when it needs the memory.
const IDLE_MAX_BYTES: (usize, usize) = (30_000_000, 10_000_000);
/// And what of it the kernel does not get back.
const OWN_MAX_BYTES: usize = 40_000_000;
/// From the command to the first answer, once the components are compiled.
const START_MAX: Duration = Duration::from_millis(300);
/// The quickest of so many starts counts: another process may be in the way of one.
const N_STARTS: usize = 5;

#[test]
fn a_second_start_answers_within_300_ms_and_an_idle_office_takes_little() {
    let _alone = alone();
    let installation = Installation::office();
    // Compiles the components, and makes the databases.
    drop(office::start(&installation));
    let n_functions = std::fs::read_dir(ngantor_tests::root().join("components"))
        .unwrap()
        .count();
    let (node_bytes, function_bytes) = IDLE_MAX_BYTES;
    let idle_max = node_bytes + n_functions * function_bytes;
    let mut quickest = Duration::MAX;
    for _ in 0..N_STARTS {
        let begun = Instant::now();
        let node = office::start(&installation);
        assert_eq!(must(node.client().get("/")).status, 200);
        let took = begun.elapsed();
        quickest = quickest.min(took);
        let resident = resident_bytes(&node);
        let own = own_bytes(&node);
        let (kb, own_kb) = (resident / 1000, own / 1000);
        println!("{took:.0?} to the first answer, {kb} KB, {own_kb} KB of them its own");
        assert!(resident < idle_max, "{resident}");
        assert!(own < OWN_MAX_BYTES, "{own}");
    }
    assert!(quickest < START_MAX, "{quickest:?}");
}
