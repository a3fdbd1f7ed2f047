//! TLS over TCP into server names, versions and application protocols.
//!
//! [`client_hello`] reads the one message that names the server; QUIC carries the same message.

pub mod client_hello;
mod cursor;
pub mod version;
