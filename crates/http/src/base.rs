//! What every function is made of.

use std::sync::Arc;

use ngantor_core::id::Id;
use ngantor_core::keys::TokenKey;
use ngantor_core::time::Instant;
use ngantor_db::Db;

use crate::Ambient;

/// A function's name, token key, database and surroundings; the state of its router or a part
/// of it (`FromRef`).
#[derive(Clone)]
pub struct Base {
    /// The function's name: route prefix, token audience, event source.
    pub function: &'static str,
    /// Checks the access tokens of this function.
    pub key: TokenKey,
    /// The function's own database.
    pub db: Db,
    /// Clock, chance, waiting.
    pub ambient: Arc<dyn Ambient>,
}

impl Base {
    /// The instant of the machine's clock.
    pub fn now(&self) -> Instant {
        self.ambient.now()
    }

    /// A new id.
    pub fn new_id<Kind>(&self) -> Id<Kind> {
        Id::new(self.ambient.new_id())
    }
}
