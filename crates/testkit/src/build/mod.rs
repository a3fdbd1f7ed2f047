//! Builders: payloads into packets, packets into capture files, and records of runs. Checksums are left at zero, as captures
//! of sending hosts have them.

mod capture;
pub mod dns;
mod packet;
mod run;
mod tls;

pub use capture::{Frame, pcap, pcapng};
pub use packet::{End, Talk, ethernet, ip, tcp, udp};
pub use run::RunRecord;
pub use tls::hello;
