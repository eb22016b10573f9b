//! How many connections there may be: together, and from one address.
//!
//! An address is where a whole office may sit behind: a thousand phones that open six
//! connections each must get in. So one address may take half of all, and no number tells an
//! office from an attack; but whoever attacks from one address leaves the other half to
//! everybody else. A proxy that is trusted speaks for many and is not counted.

use std::net::IpAddr;
use std::sync::Arc;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::addresses::{AddressPlace, Addresses};
use crate::host::leaky::Leaky;
use crate::limits::{CONNECTIONS_ADDRESS_PART, CONNECTIONS_HTTP_MAX, FILES_BESIDE_CONNECTIONS};

/// Lets connections in.
pub struct Doors {
    max: usize,
    places: Arc<Semaphore>,
    addresses: Arc<Addresses>,
    n_told: Leaky,
}

/// A connection's place; given back when it is dropped.
pub struct Place {
    _of_all: OwnedSemaphorePermit,
}

impl Doors {
    /// As many as there are file handles for, which are raised as far as the system allows.
    pub fn open() -> Arc<Self> {
        let max = connections_max(raise_files());
        if max < CONNECTIONS_HTTP_MAX {
            tracing::warn!("this system has file handles for {max} connections; raise LimitNOFILE");
        }
        Arc::new(Self::new(max))
    }

    fn new(max: usize) -> Self {
        Self {
            max,
            places: Arc::new(Semaphore::new(max)),
            addresses: Addresses::new(max.div_ceil(CONNECTIONS_ADDRESS_PART)),
            n_told: Leaky::new(1.0),
        }
    }

    /// Waits for a place.
    pub async fn place(&self) -> Option<Place> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                tracing::warn!("all {} connections are taken; new ones wait", self.max);
                // The semaphore is never closed.
                Arc::clone(&self.places).acquire_owned().await.ok()?
            }
        };
        Some(Place { _of_all: place })
    }

    /// Counts a connection to its address; none when that has too many. `None` is not counted.
    pub fn enter(&self, address: Option<IpAddr>) -> Option<AddressPlace> {
        let entered = self.addresses.enter(address);
        // Whoever is sent away comes again: the log needs to hear of it now and then.
        if entered.is_none() && self.n_told.level() < 1.0 {
            self.n_told.add(1.0);
            let max = self.addresses.max();
            let words = "connections; more are closed";
            tracing::warn!(address = ?address, "an address has its {max} {words}");
        }
        entered
    }
}

/// The rest is for databases, the log and requests that functions send. Where there are few
/// handles, half of them are.
fn connections_max(n_files: usize) -> usize {
    let left = n_files
        .saturating_sub(FILES_BESIDE_CONNECTIONS)
        .max(n_files / 2);
    left.clamp(1, CONNECTIONS_HTTP_MAX)
}

/// Raises the file handles that this process may have to what it may raise them to.
fn raise_files() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "the file handles could not be raised");
            limit.current
        }
    };
    // None is no limit.
    current.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_connections_than_file_handles() {
        assert_eq!(connections_max(usize::MAX), CONNECTIONS_HTTP_MAX);
        assert_eq!(connections_max(20_000), 16_384);
        assert_eq!(connections_max(4_096), 4_096 - FILES_BESIDE_CONNECTIONS);
        assert_eq!(connections_max(1_024), 512);
        assert_eq!(connections_max(0), 1);
    }
}
