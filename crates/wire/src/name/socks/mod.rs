//! SOCKS 4, 4a and 5 (RFC 1928, RFC 1929): the name or address that a client asks a proxy to connect it to. What
//! follows the proxy's consent is read as a conversation of its own.

mod request;
mod v4;
mod v5;

use super::StreamProtocol;

/// SOCKS 4 and its extension by names, 4a.
pub static SOCKS4: &dyn StreamProtocol = &v4::Socks4;

/// SOCKS 5.
pub static SOCKS5: &dyn StreamProtocol = &v5::Socks5;
