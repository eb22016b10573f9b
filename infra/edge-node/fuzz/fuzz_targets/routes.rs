//! Looks for bytes that break `ngantor_fuzz::routes`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ngantor_fuzz::routes(bytes));
