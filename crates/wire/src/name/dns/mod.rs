//! DNS (RFC 1035, 6891, 9460) from its bytes into names: over UDP and TCP, on port 53 and wherever it is plainly DNS.
//!
//! [`Parser`] reads one message and is lenient: what can be read is reported, with the first contradiction beside it.

mod block;
mod message;
mod name;
mod record;

pub use block::BlockAnswer;
pub use message::{DnsError, ExtendedError, Message, Opcode, Parser, ResponseCode};
pub use record::{Class, Question, Record, RecordData, RecordType, Service};
