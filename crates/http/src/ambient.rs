//! What a handler takes from the world: the clock, chance and waiting.
//!
//! One implementation asks the sandbox (`spin.rs`), one is set by tests (`testing.rs`).

use std::time::Duration;

use futures::future::BoxFuture;
use ngantor_core::time::Instant;
use uuid::Uuid;

/// The machine gave no random bytes.
#[derive(Clone, Copy, Debug)]
pub struct NoRandomness;

/// The clock, chance and waiting.
pub trait Ambient: Send + Sync {
    /// The instant of the machine's clock, cut to milliseconds.
    fn now(&self) -> Instant;

    /// A new UUIDv7.
    fn new_id(&self) -> Uuid;

    /// 32 bytes that nobody can guess.
    ///
    /// # Errors
    /// When the machine has none; nothing secret may be made then.
    fn random(&self) -> Result<[u8; 32], NoRandomness>;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
