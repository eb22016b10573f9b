//! HTTP: the connections, and the way of one request to its function and back.

#[cfg(feature = "node")]
pub mod addresses;
#[cfg(feature = "node")]
pub mod body;
#[cfg(feature = "node")]
pub mod connection;
#[cfg(feature = "node")]
pub mod doors;
#[cfg(feature = "node")]
pub mod front;
pub mod head;
#[cfg(feature = "node")]
pub mod kept;
#[cfg(feature = "node")]
pub mod listen;
#[cfg(feature = "node")]
pub mod problem;
#[cfg(feature = "node")]
pub mod receiving;
