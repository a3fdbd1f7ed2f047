//! DNS (RFC 1035, 6891, 9460) from its bytes into names: over UDP and TCP, on port 53 and wherever it is plainly DNS.
//!
//! [`Parser`] reads one message and is lenient: what can be read is reported, with the first contradiction beside it.
//! [`Dns`] finds messages in conversations; [`plausible`] is the strict test where the port does not say DNS.

mod block;
#[cfg(test)]
mod build;
mod datagram;
mod message;
mod name;
mod parser;
mod plausible;
#[cfg(test)]
mod property;
mod record;
mod service;
mod stream;

pub use block::BlockAnswer;
pub use message::{DnsError, ExtendedError, Message, Opcode, ResponseCode};
pub use parser::Parser;
pub use plausible::plausible;
pub use record::{Class, Question, Record, RecordData, RecordType};
pub use service::Service;

/// The protocol, over TCP and over UDP. Datagrams of port 53 need no reader: they go straight to a [`Parser`].
pub struct Dns;
