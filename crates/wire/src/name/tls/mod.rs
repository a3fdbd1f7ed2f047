//! TLS over TCP into server names, versions and application protocols.
//!
//! [`client_hello`] reads the one message that names the server; QUIC carries the same message. Around it, records
//! are cut into fragments, fragments are put together to messages, and a reader follows both sides of the
//! connection until all that is in the clear has been said.

mod alert;
mod certificate;
pub mod client_hello;
mod cursor;
mod evidence;
mod handshake;
mod probe;
mod reader;
mod record;
pub mod server_hello;
mod ssl2;
pub mod version;

use super::{Opening, Probe, StreamProtocol, StreamReader};

/// TLS, and SSL before it, over TCP.
pub struct Tls;

impl StreamProtocol for Tls {
    fn id(&self) -> &'static str {
        "tls"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        probe::probe(opening)
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(reader::Reader::default())
    }
}
