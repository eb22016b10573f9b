//! A guest that misbehaves on request, for the node's tests. The last word of the path says
//! how, the body with what.
//!
//! | `/…/<word>` | what it does |
//! |---|---|
//! | `echo` | answers the headers it got, one a line, and how many bytes of body |
//! | `sql/<label>` | runs the body as one statement in that database |
//! | `store/<label>` | sets and gets the body as a key in that store |
//! | `variable/<name>` | answers the value of a variable |
//! | `fetch` | asks the address in the body's first line, with headers in the others |
//! | `file`, `socket` | reads the file, connects to the address in the body |
//! | `print` | prints the body |
//! | `sleep` | waits for as many ms as the body says, then answers |
//! | `never` | never answers |
//! | `loop` | computes without end |
//! | `panic` | panics |
//! | `grow` | takes memory without end |
//! | `half` | sends half of its answer, then panics |
//! | `count` | answers how many requests this instance has had |

#[cfg(target_family = "wasm")]
mod guest;
