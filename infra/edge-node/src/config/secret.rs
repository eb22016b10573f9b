//! How the manifest says that a secret comes about; `secrets.rs` makes them.

use serde::Deserialize;

/// How a secret comes about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Secret {
    /// So many random bytes.
    Random(u32),
    /// What the secret of that name was before it was changed, until that is forgotten.
    Previous(String),
    /// The token key of the function of that name.
    Derive(String),
    /// The same of the master secret before, while that is kept.
    DerivePrevious(String),
}
