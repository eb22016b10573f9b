//! Looks for bytes that break `ngantor_fuzz::runtime_config`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ngantor_fuzz::runtime_config(bytes));
