//! `cargo xtask openapi`: rewrites what is committed but derived from code.
//!
//! Each function's own tests whose names start with `committed_` compare its `openapi.json`
//! and `schema.sql` with the code; with NGANTOR_UPDATE=1 they write them instead.

use anyhow::Result;

use crate::manifest::Manifest;
use crate::tools::{self, Step};

/// Rewrites them; review the difference before committing.
pub fn refresh() -> Result<()> {
    tests()?.env("NGANTOR_UPDATE", "1").run().map(drop)
}

/// Compares them with the code.
pub fn check() -> Result<()> {
    tests()?.run().map(drop)
}

fn tests() -> Result<Step> {
    let root = tools::root()?;
    let manifest = Manifest::read(&root)?;
    let functions: Vec<&str> = manifest.functions().collect();
    let line = tools::with_packages("cargo test", &functions);
    Ok(Step::new(&root, &format!("{line} committed_")))
}
