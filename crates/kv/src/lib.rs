//! The key-value seam.
