//! The compiler and runtime that all functions share, and its clock.

use std::sync::Arc;
use std::thread;

use wasmtime::component::Linker;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::bindings::Offered;
use super::turns::Turns;
use super::{Guest, HasGuest};
use crate::limits::{
    GUEST_STACK_BYTES, INSTANCES_MAX, MEMORY_RANGE_BYTES, SLOT_RESIDENT_BYTES, TABLE_ENTRIES_MAX,
    WARM_SLOTS_MAX,
};

/// A component consists of its own module and a few shims of the toolchain.
const MODULES_PER_COMPONENT: u32 = 8;
/// Memories, tables and stacks that one instance may take.
const PARTS_PER_INSTANCE: u32 = 4;

/// Makes the engine and starts its clock, which ends with it.
pub fn engine(turns: &Arc<Turns>) -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        .async_stack_size(GUEST_STACK_BYTES)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    let engine = Engine::new(&config)?;
    start_clock(&engine, Arc::clone(turns))?;
    Ok(engine)
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES_MAX)
        .total_core_instances(INSTANCES_MAX * MODULES_PER_COMPONENT)
        .max_core_instances_per_component(MODULES_PER_COMPONENT * 2)
        .total_memories(INSTANCES_MAX)
        .total_tables(INSTANCES_MAX * PARTS_PER_INSTANCE)
        .total_stacks(INSTANCES_MAX * PARTS_PER_INSTANCE)
        .max_memory_size(*MEMORY_RANGE_BYTES.end())
        .table_elements(TABLE_ENTRIES_MAX)
        .linear_memory_keep_resident(SLOT_RESIDENT_BYTES)
        .max_unused_warm_slots(WARM_SLOTS_MAX);
    pool
}

fn start_clock(engine: &Engine, turns: Arc<Turns>) -> wasmtime::Result<()> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("epoch".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(turns.tick());
            }
        })?;
    Ok(())
}

/// Everything that a component can import: WASI and the three interfaces of `wit/`.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    Offered::add_to_linker::<_, HasGuest>(&mut linker, |guest| guest)?;
    Ok(linker)
}
