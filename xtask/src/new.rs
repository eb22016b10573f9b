//! `cargo xtask new <function>`: the folder of a new function, and its wiring.

use anyhow::{Result, bail};

/// Makes it.
pub fn run(function: &str) -> Result<()> {
    bail!("new {function}: not yet")
}
