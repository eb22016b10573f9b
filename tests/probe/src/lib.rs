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
//! | `compute` | computes for as many ms as the body says, then answers |
//! | `flood` | prints without end |
//! | `handles` | makes header lists without end, and keeps them |
//! | `connections` | opens connections to the database in the body until it may not |
//! | `panic` | panics |
//! | `grow` | takes memory without end |
//! | `half` | sends half of its answer, then panics |
//! | `events` | sends an event as often as the body says, in ms, until nobody reads them |
//! | `afterwork` | answers, then goes on for ever |
//! | `huge` | answers as many bytes as the body says |
//! | `fields` | answers as many header fields as the body says |
//! | `receive/<key>` | reads the body piece by piece, keeps what came of it in its store |
//! | `slowly/<key>` | the same, with a pause after each piece |
//! | `received/<key>` | answers what that was |
//! | `refuse` | answers 413 and reads nothing |
//! | `count` | answers how many requests this instance has had |

#[cfg(target_family = "wasm")]
mod guest;
