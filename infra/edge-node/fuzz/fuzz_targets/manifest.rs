//! Looks for bytes that break `ngantor_fuzz::manifest`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ngantor_fuzz::manifest(bytes));
