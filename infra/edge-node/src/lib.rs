//! The edge node: runs spin.toml on wasmtime with durable SQLite.
