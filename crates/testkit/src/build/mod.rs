//! Builders: payloads into packets, packets into capture files, and records of runs. Checksums are left at zero, as captures
//! of sending hosts have them.

mod capture;
mod packet;
mod run;

pub use capture::{Frame, pcap, pcapng};
pub use packet::{End, Talk, ethernet, ip, tcp, udp};
pub use run::RunRecord;
