//! The guest of the conformance cases: it shows what its host gives it. What follows `/act/`
//! in the path says what is asked of it, the body with what. It answers 200 and text, one
//! finding a line, and `error: …` where the host refused.
//!
//! | path | what it does |
//! |---|---|
//! | `/act/variable/<name>` | gets a variable |
//! | `/act/environment` | lists its environment |
//! | `/act/store/<label>` | opens a store once, then does what each line of the body says |
//! | `/act/sql/<label>` | opens a database once, then runs each line of the body |
//! | `/act/fetch` | sends a request: method and address, headers, an empty line, a body |
//! | `/act/reply/<status>` | answers that status with the body's lines as headers |
//! | `/act/panic` | panics |
//! | any other | tells how it was reached: component, request, headers, body |
//!
//! The lines of `store`: `set <key> <value>`, `get <key>`, `exists <key>`, `delete <key>`,
//! `keys`; `fill <bytes> <key>` for a value of so many bytes; `hold <n>` opens the store n
//! times more and closes them all.
//!
//! The lines of `sql`: a statement, with its parameters after ` -- ` (`integer 1 | real 0.5 |
//! text a | blob 00ff | null`); `other: <statement>` runs on a second connection; `changes`
//! and `last insert rowid` ask the first one; `hold <n>` as above.

#[cfg(target_family = "wasm")]
mod acts;
#[cfg(target_family = "wasm")]
mod sql;
#[cfg(target_family = "wasm")]
mod store;
