//! The sandbox: one engine, one linker, and for each instance a store with nothing in it but
//! what the manifest grants its component.

pub mod bindings;
pub mod cache;
pub mod engine;
pub mod imports;
pub mod key_value;
pub mod key_value_store;
pub mod outbound;
pub mod output;
pub mod sqlite;
pub mod variables;
pub mod worker;

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::component::{HasData, ResourceTable};
use wasmtime::{StoreLimits, StoreLimitsBuilder};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::database::Database;
use crate::limits::{MEMORY_MAX_BYTES, TABLE_ENTRIES_MAX};
use key_value_store::Store;
use outbound::Outbound;
use output::{LogOutput, Stream};

/// What one component may touch. Everything that is not in here is refused.
pub struct Grants {
    /// The component's id.
    pub component: String,
    /// Database label → file.
    pub databases: BTreeMap<String, Database>,
    /// Store label → store.
    pub stores: BTreeMap<String, Store>,
    /// The values of its variables.
    pub variables: BTreeMap<String, String>,
    /// Its environment variables.
    pub environment: BTreeMap<String, String>,
    /// Where it may send requests.
    pub outbound: Outbound,
}

/// The data of one instance.
pub struct Guest {
    grants: Arc<Grants>,
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
    n_connections: Arc<()>,
    n_stores: Arc<()>,
    pub(crate) limits: StoreLimits,
}

/// Names [`Guest`] as the data that the generated bindings work on.
pub struct HasGuest;

impl HasData for HasGuest {
    type Data<'a> = &'a mut Guest;
}

impl Guest {
    /// A fresh instance's data: no files, no sockets, no arguments, output to the log.
    pub fn new(grants: &Arc<Grants>) -> Self {
        let environment: Vec<_> = grants.environment.iter().collect();
        let mut wasi = WasiCtxBuilder::new();
        for (name, value) in environment {
            wasi.env(name, value);
        }
        wasi.stdout(LogOutput::new(&grants.component, Stream::Output))
            .stderr(LogOutput::new(&grants.component, Stream::Error))
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false);
        Self {
            table: ResourceTable::new(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: grants.outbound.clone(),
            n_connections: Arc::new(()),
            n_stores: Arc::new(()),
            limits: limits(),
            grants: Arc::clone(grants),
        }
    }
}

fn limits() -> StoreLimits {
    StoreLimitsBuilder::new()
        .memory_size(MEMORY_MAX_BYTES)
        .table_elements(TABLE_ENTRIES_MAX)
        .build()
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.outbound,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}
