//! The pcap format: one file header, then records. Microseconds or nanoseconds, either byte order, and Alexey
//! Kuznetzov's patched libpcap, whose records are 8 bytes longer (draft-ietf-opsawg-pcap-05).

use super::{ByteOrder, Damage, Frame, RECORD_LIMIT, Step};
use crate::{Time, link::LinkType};

/// File header: magic, version (2 × u16), two unused fields, snap length, link type.
const FILE_HEADER: usize = 24;
/// Record header: seconds, fraction, captured length, original length (u32 each).
const RECORD_HEADER: usize = 16;
/// Interface index, protocol, packet type and padding that Kuznetzov's records add.
const KUZNETZOV_EXTRA: usize = 8;

/// What the file header said.
#[derive(Debug)]
pub(super) struct Pcap {
    order: ByteOrder,
    /// 1 or 1000.
    nanoseconds_per_fraction: u32,
    header_len: usize,
    lengths: Lengths,
    link: LinkType,
}

/// In which order a record gives its lengths. Before version 2.3 the original length came first, and 2.3 was
/// written both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lengths {
    CapturedFirst,
    OriginalFirst,
    SmallerIsCaptured,
}

impl Pcap {
    /// Reads the file header; gives the bytes it took.
    pub(super) fn open(magic: [u8; 4], bytes: &[u8]) -> Result<(Self, usize), Step<'static>> {
        let (order, nanoseconds_per_fraction, header_len) = match magic {
            [0xd4, 0xc3, 0xb2, 0xa1] => (ByteOrder::Little, 1000, RECORD_HEADER),
            [0xa1, 0xb2, 0xc3, 0xd4] => (ByteOrder::Big, 1000, RECORD_HEADER),
            [0x4d, 0x3c, 0xb2, 0xa1] => (ByteOrder::Little, 1, RECORD_HEADER),
            [0xa1, 0xb2, 0x3c, 0x4d] => (ByteOrder::Big, 1, RECORD_HEADER),
            [0x34, 0xcd, 0xb2, 0xa1] => (ByteOrder::Little, 1000, RECORD_HEADER + KUZNETZOV_EXTRA),
            [0xa1, 0xb2, 0xcd, 0x34] => (ByteOrder::Big, 1000, RECORD_HEADER + KUZNETZOV_EXTRA),
            _ => return Err(Step::Damaged(Damage::NotACapture)),
        };
        let Some(header) = bytes.first_chunk::<FILE_HEADER>() else {
            return Err(Step::More {
                at_least: FILE_HEADER,
            });
        };
        let [_, _, _, _, a, b, c, d, .., w, x, y, z] = *header;
        let (major, minor) = (order.u16([a, b]), order.u16([c, d]));
        let lengths = match (major, minor) {
            (2, 0..=2) | (543, 0) => Lengths::OriginalFirst,
            (2, 3) => Lengths::SmallerIsCaptured,
            (2, _) => Lengths::CapturedFirst,
            _ => return Err(Step::Damaged(Damage::Version { major, minor })),
        };
        let pcap = Self {
            order,
            nanoseconds_per_fraction,
            header_len,
            lengths,
            // The upper half may say how long the frame check sequence is; it does not change what a frame begins with.
            link: LinkType::from_field(order.u32([w, x, y, z])),
        };
        Ok((pcap, FILE_HEADER))
    }

    /// Reads the record at the front of `bytes`. The snap length of the file header is not looked at: files with 0,
    /// and with records longer than it, are common.
    #[inline]
    pub(super) fn next<'b>(&self, bytes: &'b [u8]) -> Step<'b> {
        let Some(header) = bytes.first_chunk::<RECORD_HEADER>() else {
            return Step::More {
                at_least: self.header_len,
            };
        };
        let [
            s0,
            s1,
            s2,
            s3,
            f0,
            f1,
            f2,
            f3,
            c0,
            c1,
            c2,
            c3,
            o0,
            o1,
            o2,
            o3,
        ] = *header;
        let mut captured = self.order.u32([c0, c1, c2, c3]);
        let mut original_len = self.order.u32([o0, o1, o2, o3]);
        if self.lengths != Lengths::CapturedFirst
            && (self.lengths == Lengths::OriginalFirst || captured > original_len)
        {
            std::mem::swap(&mut captured, &mut original_len);
        }
        if captured > RECORD_LIMIT {
            return Step::Damaged(Damage::TooLong { length: captured });
        }
        // header_len <= 24 and captured <= RECORD_LIMIT: the sum fits a usize of 32 bits.
        let used = self.header_len + captured as usize;
        let Some(data) = bytes.get(self.header_len..used) else {
            return Step::More { at_least: used };
        };
        let seconds = i64::from(self.order.u32([s0, s1, s2, s3]));
        let fraction = i64::from(self.order.u32([f0, f1, f2, f3]));
        // Below 2^32 * 10^9 + 2^32 * 1000 < 2^63.
        let time = seconds * 1_000_000_000 + fraction * i64::from(self.nanoseconds_per_fraction);
        Step::Frame {
            frame: Frame {
                time: Some(Time(time)),
                link: self.link,
                original_len,
                data,
            },
            used,
        }
    }
}
