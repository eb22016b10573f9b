//! What `wit/` says, as Rust: generated traits which the files beside this one implement.

#![expect(missing_docs, reason = "generated from wit/, which has the words")]

pub use super::key_value::OpenStore;
pub use super::sqlite::OpenConnection;

wasmtime::component::bindgen!({
    path: "../../wit",
    world: "offered",
    imports: { default: async | trappable },
    with: {
        "spin:sqlite/sqlite.connection": OpenConnection,
        "spin:key-value/key-value.store": OpenStore,
    },
    require_store_data_send: true,
});
