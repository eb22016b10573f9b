//! The node ring: the built node and the components that ship, over HTTP, in the log and in
//! the files. `cargo xtask e2e` builds both and runs this.

mod ending;
mod grants;
mod limits;
mod opening;
mod starting;
mod storm;
