//! `cargo xtask openapi`: rewrites what is committed but derived from code.
//!
//! Each function's own tests whose names start with `committed_` compare its `openapi.json`
//! and `schema.sql` with the code; with NGANTOR_UPDATE=1 they write them instead.

use anyhow::Result;

use crate::tools::{self, Step};

const TESTS: &str = "cargo test --workspace committed_";

/// Rewrites them; review the difference before committing.
pub fn refresh() -> Result<()> {
    Step::new(&tools::root()?, TESTS)
        .env("NGANTOR_UPDATE", "1")
        .run()
        .map(drop)
}

/// Compares them with the code.
pub fn check() -> Result<()> {
    Step::new(&tools::root()?, TESTS).run().map(drop)
}
