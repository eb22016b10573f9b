//! What the key-value store holds: how often sign-ins failed, and who signed in from where.
//!
//! It is a brake and no lock. Reading and writing back are two calls, so attempts at the same
//! moment may count as one; and each kind has a fixed number of places, in which a newcomer
//! takes over the place of another, so that nobody can fill the disk with made-up names.
//! Neither names nor addresses are kept, only seals over them.

use ngantor_core::keys::MasterSecret;
use ngantor_kv::{KeyValue, KvError};

/// Characters of a seal that choose the place: 64² = 4096 places of each kind of failure.
const FAILURE_PLACE_CHARS: usize = 2;
/// The same for who signed in from where: 64³ places, far more than devices in an institution.
const KNOWN_PLACE_CHARS: usize = 3;
/// Characters of a seal that tell whose the place is: 96 bits.
const OWNER_CHARS: usize = 16;

/// Where one number is kept.
#[derive(Clone, Debug)]
pub struct Place {
    key: String,
    owner: String,
}

impl Place {
    /// Where the failures of something are kept.
    pub fn of_failures(master: &MasterSecret, kind: &str, of: &str) -> Self {
        Self::new(master, kind, of, FAILURE_PLACE_CHARS)
    }

    /// Where it is kept that somebody signed in from somewhere.
    pub fn of_known(master: &MasterSecret, of: &str) -> Self {
        Self::new(master, "known", of, KNOWN_PLACE_CHARS)
    }

    fn new(master: &MasterSecret, kind: &str, of: &str, n_chars: usize) -> Self {
        let seal = master.seal("brake", &format!("{kind}/{of}"));
        let place: String = seal.chars().take(n_chars).collect();
        Self {
            key: format!("brake/{kind}/{place}"),
            owner: seal.chars().skip(n_chars).take(OWNER_CHARS).collect(),
        }
    }
}

/// The number in a place; `None` when it is empty or another's.
///
/// # Errors
/// [`KvError`] when the store does not answer.
pub async fn read(kv: &dyn KeyValue, place: &Place) -> Result<Option<i64>, KvError> {
    let value = kv.get(&place.key).await?.unwrap_or_default();
    let text = String::from_utf8(value).unwrap_or_default();
    let number = text
        .split_once(' ')
        .filter(|(owner, _)| *owner == place.owner)
        .and_then(|(_, number)| number.parse().ok());
    Ok(number)
}

/// Puts a number into a place.
///
/// # Errors
/// [`KvError`] when the store does not answer.
pub async fn write(kv: &dyn KeyValue, place: &Place, number: i64) -> Result<(), KvError> {
    let value = format!("{} {number}", place.owner);
    kv.set(&place.key, value.into_bytes()).await
}

#[cfg(test)]
mod tests {
    use ngantor_kv::MemoryStore;

    use super::*;

    #[tokio::test]
    async fn a_place_belongs_to_one_owner_at_a_time() {
        let store = MemoryStore::default();
        let master = MasterSecret::new([7; 32]);
        let siti = Place::of_failures(&master, "account", "siti");
        assert_eq!(read(&store, &siti).await, Ok(None));
        write(&store, &siti, 7).await.unwrap();
        assert_eq!(read(&store, &siti).await, Ok(Some(7)));
        let newcomer = Place {
            owner: "another".to_owned(),
            ..siti.clone()
        };
        assert_eq!(read(&store, &newcomer).await, Ok(None));
        write(&store, &newcomer, 9).await.unwrap();
        assert_eq!(read(&store, &siti).await, Ok(None));
        assert!(!siti.key.contains("siti") && !siti.owner.contains("siti"));
    }
}
