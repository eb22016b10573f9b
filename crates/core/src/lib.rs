//! What every function and the edge node agree on: ids, instants and zones, who is calling,
//! in which language to answer, keys and access tokens.
//!
//! Nothing here reads a clock, draws a random number, or touches a database or the network:
//! instants, ids and random bytes are values that are passed in.

pub mod caller;
#[cfg(not(target_family = "wasm"))]
pub mod demo;
pub mod id;
pub mod keys;
pub mod lang;
pub mod nested;
pub mod recovery;
pub mod refusal;
pub mod region;
#[cfg(not(target_family = "wasm"))]
mod schema;
pub mod text;
pub mod ticket;
pub mod time;
pub mod token;
pub mod username;
