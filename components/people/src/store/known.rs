//! Who signed in from where, in the key-value store: it may be lost or taken over by another,
//! and then a person is braked like a stranger.

use ngantor_core::keys::MasterSecret;
use ngantor_kv::{KeyValue, KvError};

use super::seal::Sealed;

/// Characters of a seal that choose the place: 64³ places, far more than devices in an
/// institution.
const PLACE_CHARS: usize = 3;

/// Somebody at some address.
#[derive(Clone, Debug)]
pub struct Known {
    key: String,
    owner: String,
}

impl Known {
    /// Where it is kept that somebody signed in from somewhere.
    pub fn of(master: &MasterSecret, pair: &str) -> Self {
        let Sealed { place, owner } = Sealed::new(master, "known", pair, PLACE_CHARS);
        let key = format!("brake/{place}");
        Self { key, owner }
    }

    /// Whether it is kept.
    ///
    /// # Errors
    /// [`KvError`] when the store does not answer.
    pub async fn is_kept(&self, kv: &dyn KeyValue) -> Result<bool, KvError> {
        let owner = kv.get(&self.key).await?;
        Ok(owner.is_some_and(|owner| owner == self.owner.as_bytes()))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`KvError`] when the store does not answer.
    pub async fn keep(self, kv: &dyn KeyValue) -> Result<(), KvError> {
        kv.set(&self.key, self.owner.into_bytes()).await
    }
}

#[cfg(test)]
mod tests {
    use ngantor_kv::MemoryStore;

    use super::*;

    #[tokio::test]
    async fn a_place_belongs_to_one_owner_at_a_time() {
        let store = MemoryStore::default();
        let siti = Known::of(&MasterSecret::new([7; 32]), "siti/10.0.0.7");
        assert!(!siti.key.contains("siti") && !siti.owner.contains("siti"));
        assert_eq!(siti.is_kept(&store).await, Ok(false));
        siti.clone().keep(&store).await.unwrap();
        assert_eq!(siti.is_kept(&store).await, Ok(true));
        let newcomer = Known {
            owner: "another".to_owned(),
            ..siti.clone()
        };
        newcomer.keep(&store).await.unwrap();
        assert_eq!(siti.is_kept(&store).await, Ok(false));
    }
}
