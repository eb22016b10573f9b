//! A guest that misbehaves on request, for the node's tests.
