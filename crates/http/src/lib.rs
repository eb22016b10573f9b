//! What every function's HTTP side shares, so that a handler is: load, decide, save, show.
//!
//! - [`Routes`] is the route table; [`serve()`] runs one request through it and turns every
//!   error into a problem document (RFC 9457) in the caller's language.
//! - [`Base`] is what each function has: its name, token key, database and [`Ambient`].
//! - Extractors: [`SignedIn`], [`Machine`], [`Json`], [`Params`], [`Path`], [`Paths`], [`Context`].
//! - [`octets`] reads a body that is no JSON. [`fetch`] asks another server.
//! - [`conditional`], [`page`]: ETags and cursors. [`standard`]: health and feed.
//!
//! Only this crate and the functions' `http.rs` know status codes.

mod ambient;
mod auth;
mod base;
mod body;
pub mod conditional;
mod context;
pub mod fetch;
pub mod follow;
pub mod octets;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod page;
mod params;
mod path;
mod problem;
mod routes;
pub mod same_site;
mod serve;
mod shape;
pub mod standard;

#[cfg(target_family = "wasm")]
pub mod spin;
#[cfg(not(target_family = "wasm"))]
pub mod testing;
#[cfg(any(target_family = "wasm", test))]
mod whole;

pub use ambient::{Ambient, NoRandomness};
pub use auth::{Machine, SignedIn, bearer_token, cookie_name, cookie_value};
pub use base::Base;
pub use body::{Json, parse_object};
pub use context::Context;
pub use ngantor_problem::{Kind, kind};
pub use params::Params;
pub use path::{Path, Paths};
pub use problem::Problem;
pub use routes::{Route, Routes};
pub use serve::serve;
pub use standard::json;
