//! `spin:key-value`: a function opens the stores that the manifest grants it, no others.

use std::sync::Arc;

use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::bindings::spin::key_value::key_value::{Error, Host, HostStore, HostStoreWithStore};
use super::key_value_store::Store;
use super::{Guest, HasGuest};
use crate::limits::STORES_MAX;

/// A function's handle to a store.
pub struct OpenStore {
    store: Store,
    /// Counts this instance's stores by its references.
    _counted: Arc<()>,
}

type Keys = (StreamReader<String>, FutureReader<Result<(), Error>>);

impl Host for &mut Guest {}

impl HostStore for &mut Guest {
    async fn drop(&mut self, store: Resource<OpenStore>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

impl Guest {
    fn open_store(&self, label: &str) -> Result<OpenStore, Error> {
        let store = self.grants.stores.get(label).cloned();
        let store = store.ok_or(Error::AccessDenied)?;
        // One reference is the instance's own.
        if Arc::strong_count(&self.n_stores) > STORES_MAX {
            return Err(Error::StoreTableFull);
        }
        Ok(OpenStore {
            store,
            _counted: Arc::clone(&self.n_stores),
        })
    }
}

impl<T: Send> HostStoreWithStore<T> for HasGuest {
    async fn open(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenStore>, Error>> {
        accessor.with(|mut access| {
            let guest = access.get();
            match guest.open_store(&label) {
                Ok(store) => Ok(Ok(guest.table.push(store)?)),
                Err(error) => Ok(Err(error)),
            }
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, Error>> {
        Ok(opened(accessor, &store)?.get(&key).await)
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(opened(accessor, &store)?.set(&key, value).await)
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(opened(accessor, &store)?.delete(&key).await)
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        let found = opened(accessor, &store)?.get(&key).await;
        Ok(found.map(|value| value.is_some()))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
    ) -> wasmtime::Result<Keys> {
        let (keys, end) = match opened(accessor, &store)?.keys().await {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let end = FutureReader::new(&mut access, async move { wasmtime::error::Ok(end) })?;
            Ok((keys, end))
        })
    }
}

fn opened<T: Send>(
    accessor: &Accessor<T, HasGuest>,
    store: &Resource<OpenStore>,
) -> wasmtime::Result<Store> {
    accessor.with(|mut access| {
        let guest = access.get();
        wasmtime::error::Ok(guest.table.get(store)?.store.clone())
    })
}
