//! `spin:key-value`: a function opens the stores that the manifest grants it, no others.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::bindings::spin::key_value::key_value::{Error, Host, HostStore, HostStoreWithStore};
use super::key_value_store::Store;
use super::unread::{Unread, charge};
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
        let (store, room) = opened(accessor, &store, key.len())?;
        Ok(match room {
            Ok(_room) => store.get(&key).await,
            Err(error) => Err(error),
        })
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        let (store, room) = opened(accessor, &store, key.len() + value.len())?;
        Ok(match room {
            Ok(_room) => store.set(&key, value).await,
            Err(error) => Err(error),
        })
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        let (store, room) = opened(accessor, &store, key.len())?;
        Ok(match room {
            Ok(_room) => store.delete(&key).await,
            Err(error) => Err(error),
        })
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        let found = Self::get(accessor, store, key).await?;
        Ok(found.map(|value| value.is_some()))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
    ) -> wasmtime::Result<Keys> {
        let (store, room) = opened(accessor, &store, 0)?;
        let keys = match room {
            Ok(_room) => store.keys().await,
            Err(error) => Err(error),
        };
        let unread = accessor.with(|mut access| Arc::clone(&access.get().unread));
        let keys = keys.and_then(|keys| {
            let n_bytes = keys.iter().map(|key| size_of::<String>() + key.len()).sum();
            let words = "too many keys that are not read yet";
            Unread::charge(keys, n_bytes, &unread).ok_or_else(|| Error::Other(words.to_owned()))
        });
        accessor.with(|mut access| {
            let (keys, end) = match keys {
                Ok(keys) => (StreamReader::new(&mut access, keys)?, Ok(())),
                Err(error) => (StreamReader::new(&mut access, Vec::new())?, Err(error)),
            };
            let end = FutureReader::new(&mut access, async move { wasmtime::error::Ok(end) })?;
            Ok((keys, end))
        })
    }
}

/// A store, and room for what a call of so many bytes takes until it is done.
fn opened<T: Send>(
    accessor: &Accessor<T, HasGuest>,
    store: &Resource<OpenStore>,
    n_bytes: usize,
) -> wasmtime::Result<(Store, Result<OwnedSemaphorePermit, Error>)> {
    accessor.with(|mut access| {
        let guest = access.get();
        let words = "too many calls that are not done yet";
        let room = charge(&guest.unread, n_bytes).ok_or_else(|| Error::Other(words.to_owned()));
        wasmtime::error::Ok((guest.table.get(store)?.store.clone(), room))
    })
}
