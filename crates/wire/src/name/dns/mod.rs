//! DNS (RFC 1035, 6891, 9460) from its bytes into names: over UDP and TCP, on port 53 and wherever it is plainly DNS.
//!
//! [`Parser`] reads one message and is lenient: what can be read is reported, with the first contradiction beside it.
//! [`Dns`] finds messages in conversations; [`plausible`] is the strict test where the port does not say DNS.

mod block;
mod datagram;
mod message;
mod name;
mod plausible;
mod record;
mod stream;

pub use block::BlockAnswer;
pub use message::{DnsError, ExtendedError, Message, Opcode, Parser, ResponseCode};
pub use plausible::plausible;
pub use record::{Class, Question, Record, RecordData, RecordType, Service};

/// The protocol, over TCP and over UDP. Datagrams of port 53 need no reader: they go straight to a [`Parser`].
pub struct Dns;
