//! The pages, served with hashes and a strict content security policy.
