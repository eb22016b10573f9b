//! HTTP: the connections, and the way of one request to its function and back.

pub mod body;
pub mod connection;
pub mod front;
pub mod listen;
pub mod problem;
