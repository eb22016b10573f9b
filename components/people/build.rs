//! Gives the password estimator its clock where the sandbox is the target.
//!
//! `zxcvbn` measures itself by a clock. On every wasm target it takes that clock from a browser
//! or, with its feature `custom_wasm_env`, from an import that its user has to provide, and WASI
//! has neither. The import is met here, while the component is linked, by a module of one
//! function that says the same instant each time; so the component imports nothing of it. The
//! estimator needs the year only, to tell recent years in a password from others.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

/// The module that the estimator's import names.
const MODULE: &str = "zxcvbn";
/// The function in it.
const FUNCTION: &str = "unix_time_milliseconds_imported";
/// What it answers: 2026-01-01T00:00:00Z, in ms.
const INSTANT_MS: i64 = 1_767_225_600_000;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_FAMILY")? != "wasm" {
        return Ok(());
    }
    let path = PathBuf::from(env::var("OUT_DIR")?).join("clock.wasm");
    fs::write(&path, clock()?)?;
    println!(
        "cargo::rustc-link-arg-cdylib=--adapt={MODULE}={}",
        path.display()
    );
    Ok(())
}

/// `(module (func (export "…") (result i64) i64.const …))` in the binary format (WebAssembly
/// Core Specification §5).
fn clock() -> Result<Vec<u8>, Box<dyn Error>> {
    let name = [&[u8::try_from(FUNCTION.len())?], FUNCTION.as_bytes()].concat();
    let body = [&[0x00, 0x42], signed_leb128(INSTANT_MS).as_slice(), &[0x0b]].concat();
    let code = [&[0x01, u8::try_from(body.len())?], body.as_slice()].concat();
    Ok([
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &[0x01, 0x60, 0x00, 0x01, 0x7e])?,
        section(3, &[0x01, 0x00])?,
        section(7, &[&[0x01], name.as_slice(), &[0x00, 0x00]].concat())?,
        section(10, &code)?,
    ]
    .concat())
}

fn section(id: u8, content: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok([&[id, u8::try_from(content.len())?], content].concat())
}

fn signed_leb128(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = value.to_le_bytes().first().copied().unwrap_or_default() & 0x7f;
        value >>= 7;
        let is_last = (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0);
        bytes.push(if is_last { byte } else { byte | 0x80 });
        if is_last {
            return bytes;
        }
    }
}
