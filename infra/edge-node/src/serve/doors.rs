//! How many connections there may be: together, and from one address.
//!
//! An address is where a whole office may sit behind: a thousand phones that open six
//! connections each must get in. So one address may take half of all, and no number tells an
//! office from an attack; but whoever attacks from one address leaves the other half to
//! everybody else. A proxy that is trusted speaks for many and is not counted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::host::leaky::Leaky;
use crate::limits::{CONNECTIONS_ADDRESS_PART, CONNECTIONS_HTTP_MAX, FILES_BESIDE_CONNECTIONS};

/// Bits of an IPv6 address that its network gave to one site or home.
const SITE_BITS: u32 = 64;

/// Lets connections in.
pub struct Doors {
    max: usize,
    places: Arc<Semaphore>,
    address_max: usize,
    by_address: Mutex<HashMap<IpAddr, usize>>,
    n_told: Leaky,
}

/// A connection's place; given back when it is dropped.
pub struct Place {
    _of_all: OwnedSemaphorePermit,
}

/// A connection's place among those of its address.
pub struct AddressPlace {
    doors: Arc<Doors>,
    address: Option<IpAddr>,
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
            address_max: max.div_ceil(CONNECTIONS_ADDRESS_PART),
            by_address: Mutex::default(),
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
    pub fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Option<AddressPlace> {
        let address = address.map(site);
        if let Some(address) = address {
            let mut counts = self.lock();
            let count = counts.entry(address).or_insert(0);
            if *count >= self.address_max {
                // Whoever is sent away comes again: the log needs to hear of it now and then.
                if self.n_told.level() < 1.0 {
                    self.n_told.add(1.0);
                    let max = self.address_max;
                    let words = "connections; more are closed";
                    tracing::warn!(%address, "an address has its {max} {words}");
                }
                return None;
            }
            *count += 1;
        }
        Some(AddressPlace {
            doors: Arc::clone(self),
            address,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, usize>> {
        // Counts are never left half changed.
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AddressPlace {
    fn drop(&mut self) {
        let Some(address) = self.address else {
            return;
        };
        if let Entry::Occupied(mut entry) = self.doors.lock().entry(address) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

/// Whom an address counts as: in IPv6 everybody has a whole network of them.
fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> SITE_BITS << SITE_BITS;
            IpAddr::V6(network.into())
        }
        address => address,
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
    fn an_address_at_its_limit_gets_in_again_when_one_of_its_connections_ends() {
        let doors = Arc::new(Doors::new(4));
        let enter = |text: &str| doors.enter(Some(text.parse().unwrap()));
        let first = enter("192.0.2.1").unwrap();
        let second = enter("::ffff:192.0.2.1").unwrap();
        assert!(enter("192.0.2.1").is_none());
        assert!(enter("192.0.2.2").is_some());
        drop(first);
        assert!(enter("192.0.2.1").is_some());
        drop(second);
        assert!(doors.lock().is_empty(), "nothing is kept of who left");
    }

    #[test]
    fn an_ipv6_network_counts_as_one_and_a_trusted_proxy_not_at_all() {
        let doors = Arc::new(Doors::new(2));
        let enter = |text: &str| doors.enter(Some(text.parse().unwrap()));
        let _held = enter("2001:db8::1").unwrap();
        assert!(enter("2001:db8::ffff:2").is_none());
        assert!(enter("2001:db8:0:1::1").is_some());
        let proxied: Vec<_> = (0..100).map_while(|_| doors.enter(None)).collect();
        assert_eq!(proxied.len(), 100);
    }

    #[test]
    fn there_are_no_more_connections_than_file_handles() {
        assert_eq!(connections_max(usize::MAX), CONNECTIONS_HTTP_MAX);
        assert_eq!(connections_max(20_000), 16_384);
        assert_eq!(connections_max(4_096), 4_096 - FILES_BESIDE_CONNECTIONS);
        assert_eq!(connections_max(1_024), 512);
        assert_eq!(connections_max(0), 1);
    }
}
