//! Looks for bytes that break `ngantor_fuzz::template`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ngantor_fuzz::template(bytes));
