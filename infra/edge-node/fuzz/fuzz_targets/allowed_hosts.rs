//! Looks for bytes that break `ngantor_fuzz::allowed_hosts`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ngantor_fuzz::allowed_hosts(bytes));
