//! How much of something each address has: connections, bodies that are being received.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bits of an IPv6 address that its network gave to one site or home.
const SITE_BITS: u32 = 64;

/// Counts what each address has.
pub struct Addresses {
    max: usize,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A place among those of an address; given back when it is dropped.
pub struct AddressPlace {
    addresses: Arc<Addresses>,
    address: Option<IpAddr>,
}

impl Addresses {
    /// So many for each.
    pub fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            by_address: Mutex::default(),
        })
    }

    /// How many each may have.
    pub const fn max(&self) -> usize {
        self.max
    }

    /// Counts one to an address; none when that has too many. `None` is not counted.
    pub fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Option<AddressPlace> {
        let address = address.map(site);
        if let Some(address) = address {
            let mut counts = self.lock();
            let count = counts.entry(address).or_insert(0);
            if *count >= self.max {
                return None;
            }
            *count += 1;
        }
        Some(AddressPlace {
            addresses: Arc::clone(self),
            address,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
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
        if let Entry::Occupied(mut entry) = self.addresses.lock().entry(address) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_at_its_limit_gets_in_again_when_one_of_its_connections_ends() {
        let addresses = Addresses::new(2);
        let enter = |text: &str| addresses.enter(Some(text.parse().unwrap()));
        let first = enter("192.0.2.1").unwrap();
        let second = enter("::ffff:192.0.2.1").unwrap();
        assert!(enter("192.0.2.1").is_none());
        assert!(enter("192.0.2.2").is_some());
        drop(first);
        assert!(enter("192.0.2.1").is_some());
        drop(second);
        assert!(addresses.lock().is_empty(), "nothing is kept of who left");
    }

    #[test]
    fn an_ipv6_network_counts_as_one_and_a_trusted_proxy_not_at_all() {
        let addresses = Addresses::new(1);
        let enter = |text: &str| addresses.enter(Some(text.parse().unwrap()));
        let _held = enter("2001:db8::1").unwrap();
        assert!(enter("2001:db8::ffff:2").is_none());
        assert!(enter("2001:db8:0:1::1").is_some());
        let proxied: Vec<_> = (0..100).map_while(|_| addresses.enter(None)).collect();
        assert_eq!(proxied.len(), 100);
    }
}
