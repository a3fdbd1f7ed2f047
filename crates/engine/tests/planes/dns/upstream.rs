//! A server that knows every name: what a filter lets through is answered here, with addresses that nothing else uses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::client::{A, AAAA, HTTPS};

/// The address of every name.
pub(crate) const V4: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 77);
/// The IPv6 address of every name.
pub(crate) const V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x77);

/// The server; it ends when this is dropped.
pub(crate) struct Upstream {
    pub(crate) port: u16,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Upstream {
    pub(crate) fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let port = socket.local_addr().unwrap().port();
        let ended = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while !seen.load(Ordering::Relaxed) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else {
                    continue;
                };
                if let Some(answer) = answer(&buffer[..length]) {
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        Self {
            port,
            ended,
            thread: Some(thread),
        }
    }

    /// Whether an address is one that only this server gives.
    pub(crate) fn gave(addresses: &[IpAddr]) -> bool {
        addresses
            .iter()
            .any(|it| *it == IpAddr::V4(V4) || *it == IpAddr::V6(V6))
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What every name is an alias of, as most names of vendors are: a filter that lets a name pass has to let this pass with it, on
/// whatever list it is not.
const EDGE: &[u8] = b"\x04edge\x0fcontent-network\x07example\0";

fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let mut at = 12;
    while *question.get(at)? != 0 {
        at += usize::from(question[at]) + 1;
    }
    let (name, end) = (&question[12..=at], at + 5);
    let kind = u16::from_be_bytes([*question.get(at + 1)?, *question.get(at + 2)?]);
    let data: Option<Vec<u8>> = match kind {
        A => Some(V4.octets().to_vec()),
        AAAA => Some(V6.octets().to_vec()),
        // Priority 1, the name itself, and an address as a hint (RFC 9460).
        HTTPS => Some([&[0, 1, 0, 0, 4, 0, 4][..], &V4.octets()].concat()),
        _ => None,
    };
    let mut records: Vec<(&[u8], u16, &[u8])> = Vec::new();
    if let Some(data) = &data {
        let has_alias = kind != HTTPS && !name.eq_ignore_ascii_case(EDGE);
        if has_alias {
            records.push((name, CNAME, EDGE));
        }
        records.push((if has_alias { EDGE } else { name }, kind, data));
    }
    let mut message = question.get(..end)?.to_vec();
    // A response, recursion available, no error; one question, no authority, nothing additional.
    (message[2], message[3]) = (0x81, 0x80);
    let count = u8::try_from(records.len()).ok()?;
    message[6..12].copy_from_slice(&[0, count, 0, 0, 0, 0]);
    for (name, kind, data) in records {
        message.extend_from_slice(name);
        message.extend_from_slice(&kind.to_be_bytes());
        // Class IN, a minute to live.
        message.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
        message.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
        message.extend_from_slice(data);
    }
    Some(message)
}

/// The type of aliases.
const CNAME: u16 = 5;
