//! Black-box tests over HTTP against a running node.
