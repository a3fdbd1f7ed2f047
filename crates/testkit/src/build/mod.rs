//! Builders: payloads into packets, packets into capture files. Checksums are left at zero, as captures of sending
//! hosts have them.

mod capture;
mod packet;

pub use capture::{Frame, pcap, pcapng};
pub use packet::{End, Talk, ethernet, ip, tcp, udp};
