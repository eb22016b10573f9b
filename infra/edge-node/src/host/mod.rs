//! The sandbox: one engine, one linker, and for each instance a store with nothing in it but
//! what the manifest grants its component.

pub mod bindings;
pub mod budget;
pub mod cache;
pub mod engine;
pub mod imports;
pub mod key_value;
pub mod key_value_store;
pub mod leaky;
pub mod machine;
pub mod outbound;
pub mod outbound_tls;
pub mod output;
pub mod pulse;
pub mod room;
pub mod sqlite;
pub mod trusted;
pub mod turns;
pub mod unread;
pub mod variables;
pub mod worker;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use wasmtime::component::{HasData, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::database::Database;
use crate::limits::{GUEST_FIELDS_MAX_BYTES, HANDLES_MAX, HANDLES_WAITING_MAX};
use budget::Budget;
use key_value_store::Store;
use outbound::Outbound;
use output::{LogOutput, Stream};
use pulse::{Pulse, Purpose};
use room::Room;
use turns::Payer;

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
    /// Pays for what the node computes for it.
    payer: Arc<Payer>,
    pulse: Arc<Pulse>,
    /// What this function's instances may hold of results that they have not read.
    unread: Arc<Semaphore>,
    pub(crate) room: Room,
}

/// Names [`Guest`] as the data that the generated bindings work on.
pub struct HasGuest;

impl HasData for HasGuest {
    type Data<'a> = &'a mut Guest;
}

impl Guest {
    /// A fresh instance's data: no files, no sockets, no arguments, output to the log.
    pub fn new(grants: &Arc<Grants>, budget: &Budget, pulse: &Arc<Pulse>) -> Self {
        let environment: Vec<_> = grants.environment.iter().collect();
        let mut wasi = WasiCtxBuilder::new();
        for (name, value) in environment {
            wasi.env(name, value);
        }
        let output = |stream| LogOutput::new(&grants.component, stream, &budget.said);
        wasi.stdout(output(Stream::Output))
            .stderr(output(Stream::Error))
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false);
        // What stands in these is memory of the node, which the guest's own limit does not see.
        let mut table = ResourceTable::new();
        table.set_max_capacity(match pulse.purpose {
            Purpose::Waiting => HANDLES_WAITING_MAX,
            Purpose::Working | Purpose::Receiving | Purpose::Regular => HANDLES_MAX,
        });
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(GUEST_FIELDS_MAX_BYTES);
        Self {
            table,
            wasi: wasi.build(),
            http,
            outbound: grants.outbound.clone(),
            n_connections: Arc::new(()),
            n_stores: Arc::new(()),
            payer: pulse.payer(),
            pulse: Arc::clone(pulse),
            unread: Arc::clone(&budget.unread),
            room: budget.room(),
            grants: Arc::clone(grants),
        }
    }
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
