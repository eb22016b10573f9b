//! `spin:variables`: a component reads the variables that the manifest gives it, no others.

use wasmtime::component::Accessor;

use super::bindings::spin::variables::variables::{Error, Host, HostWithStore};
use super::{Guest, HasGuest};
use crate::config::variables::is_valid;

impl Host for &mut Guest {}

impl<T: Send> HostWithStore<T> for HasGuest {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<String, Error>> {
        Ok(accessor.with(|mut access| value(access.get(), name)))
    }
}

fn value(guest: &Guest, name: String) -> Result<String, Error> {
    if !is_valid(&name) {
        return Err(Error::InvalidName(name));
    }
    match guest.grants.variables.get(&name) {
        Some(value) => Ok(value.clone()),
        None => Err(Error::Undefined(format!("no variable {name:?}"))),
    }
}
