//! The pcapng format: sections, each in its own byte order and with its own interfaces, made of blocks
//! (draft-ietf-opsawg-pcapng-02). Packets are read, blocks of any other kind skipped.

use super::resolution::Clock;
use super::{ByteOrder, Damage, Frame, RECORD_LIMIT, Step};
use crate::link::LinkType;

/// The block type of a section header, the same in either byte order.
pub(super) const SECTION: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const SECTION_TYPE: u32 = 0x0a0d_0d0a;
const INTERFACE_TYPE: u32 = 1;
const OBSOLETE_PACKET_TYPE: u32 = 2;
const SIMPLE_PACKET_TYPE: u32 = 3;
const ENHANCED_PACKET_TYPE: u32 = 6;

const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

/// Interfaces kept of one section; more are [`Damage::TooManyInterfaces`]. A capture of `any` on a container host
/// has some hundred.
const INTERFACE_LIMIT: usize = 1 << 16;

/// The section being read.
#[derive(Debug)]
pub(super) struct Pcapng {
    order: ByteOrder,
    interfaces: Vec<Interface>,
}

#[derive(Clone, Copy, Debug)]
struct Interface {
    link: LinkType,
    /// Bytes kept of a packet; 0 for all.
    snap_len: u32,
    clock: Clock,
}

impl Default for Pcapng {
    fn default() -> Self {
        Self {
            // Any value: a section header, which comes first, sets it.
            order: ByteOrder::Little,
            interfaces: Vec::new(),
        }
    }
}

impl Pcapng {
    /// Reads the block at the front of `bytes`.
    pub(super) fn next<'b>(&mut self, bytes: &'b [u8]) -> Step<'b> {
        let Some([kind @ .., l0, l1, l2, l3]) = bytes.first_chunk::<8>() else {
            return Step::More { at_least: 12 };
        };
        if *kind == SECTION {
            let Some(magic) = bytes.get(8..).and_then(<[u8]>::first_chunk) else {
                return Step::More { at_least: 28 };
            };
            self.order = match *magic {
                [0x4d, 0x3c, 0x2b, 0x1a] => ByteOrder::Little,
                [0x1a, 0x2b, 0x3c, 0x4d] => ByteOrder::Big,
                _ => return Step::Damaged(Damage::ByteOrder),
            };
        }
        let length = self.order.u32([*l0, *l1, *l2, *l3]);
        if length > RECORD_LIMIT {
            return Step::Damaged(Damage::TooLong { length });
        }
        if length < 12 || !length.is_multiple_of(4) {
            return Step::Damaged(Damage::BlockLength { length });
        }
        let used = length as usize;
        let Some(block) = bytes.get(..used) else {
            return Step::More { at_least: used };
        };
        // used >= 12, so that both halves exist; a mismatch means that the next block is not where this one ends.
        let Some((body, trailer)) = block.get(8..).and_then(<[u8]>::split_last_chunk::<4>) else {
            return Step::Damaged(Damage::BlockLength { length });
        };
        if self.order.u32(*trailer) != length {
            return Step::Damaged(Damage::BlockLength { length });
        }
        match self.block(
            self.order.u32(*kind),
            Fields {
                body,
                order: self.order,
            },
        ) {
            Some(Ok(Some(frame))) => Step::Frame { frame, used },
            Some(Ok(None)) => Step::Skip { used },
            Some(Err(damage)) => Step::Damaged(damage),
            None => Step::Damaged(Damage::BlockLength { length }),
        }
    }

    /// Reads a block's body; `None` where it is shorter than its fields.
    fn block<'b>(
        &mut self,
        kind: u32,
        fields: Fields<'b>,
    ) -> Option<Result<Option<Frame<'b>>, Damage>> {
        let frame = match kind {
            ENHANCED_PACKET_TYPE => self.packet(fields.u32(0)?, fields)?,
            OBSOLETE_PACKET_TYPE => self.packet(u32::from(fields.u16(0)?), fields)?,
            SIMPLE_PACKET_TYPE => self.simple_packet(fields)?,
            SECTION_TYPE => return Some(self.section(fields.u16(4)?, fields.u16(6)?)),
            INTERFACE_TYPE => return Some(self.interface(fields)?.map(|()| None)),
            _ => return Some(Ok(None)),
        };
        Some(frame.map(Some))
    }

    fn section<'b>(&mut self, major: u16, minor: u16) -> Result<Option<Frame<'b>>, Damage> {
        // 1.2 was written by some tools and is 1.0 in all but name.
        if major != 1 {
            return Err(Damage::Version { major, minor });
        }
        self.interfaces.clear();
        Ok(None)
    }

    fn interface(&mut self, fields: Fields<'_>) -> Option<Result<(), Damage>> {
        let mut interface = Interface {
            link: LinkType::from_field(u32::from(fields.u16(0)?)),
            snap_len: fields.u32(4)?,
            clock: Clock::default(),
        };
        let mut options = fields.body.get(8..).unwrap_or_default();
        while let Some((code, value, rest)) = option(fields.order, options) {
            match (code, value) {
                (IF_TSRESOL, [resolution, ..]) => interface.clock.set_resolution(*resolution),
                (IF_TSOFFSET, value) => {
                    if let Some(offset) = value.first_chunk() {
                        interface.clock.offset_seconds = fields.order.u64(*offset).cast_signed();
                    }
                }
                _ => {}
            }
            options = rest;
        }
        if self.interfaces.len() >= INTERFACE_LIMIT {
            return Some(Err(Damage::TooManyInterfaces));
        }
        self.interfaces.push(interface);
        Some(Ok(()))
    }

    /// Reads an enhanced or an obsolete packet block: they differ only in the interface number.
    fn packet<'b>(&self, number: u32, fields: Fields<'b>) -> Option<Result<Frame<'b>, Damage>> {
        let ticks = u64::from(fields.u32(4)?) << 32 | u64::from(fields.u32(8)?);
        let captured = fields.u32(12)? as usize;
        let original_len = fields.u32(16)?;
        let data = fields.body.get(20..)?.get(..captured)?;
        Some(self.described(number).map(|interface| Frame {
            time: Some(interface.clock.time(ticks)),
            link: interface.link,
            original_len,
            data,
        }))
    }

    /// Reads a simple packet block: always the first interface, no time, and the captured length only by what fits.
    fn simple_packet<'b>(&self, fields: Fields<'b>) -> Option<Result<Frame<'b>, Damage>> {
        let original_len = fields.u32(0)?;
        let padded = fields.body.get(4..)?;
        Some(self.described(0).map(|interface| {
            let kept = match interface.snap_len {
                0 => original_len,
                snap_len => original_len.min(snap_len),
            };
            Frame {
                time: None,
                link: interface.link,
                original_len,
                data: padded.get(..kept as usize).unwrap_or(padded),
            }
        }))
    }

    fn described(&self, number: u32) -> Result<&Interface, Damage> {
        usize::try_from(number)
            .ok()
            .and_then(|index| self.interfaces.get(index))
            .ok_or(Damage::UnknownInterface { interface: number })
    }
}

/// A block's body, read by offset.
#[derive(Clone, Copy)]
struct Fields<'b> {
    body: &'b [u8],
    order: ByteOrder,
}

impl Fields<'_> {
    fn u16(self, at: usize) -> Option<u16> {
        Some(self.order.u16(*self.body.get(at..)?.first_chunk()?))
    }

    fn u32(self, at: usize) -> Option<u32> {
        Some(self.order.u32(*self.body.get(at..)?.first_chunk()?))
    }
}

/// Splits the first option off: its code, its value, and the options after it. Options that do not fit end the list:
/// a packet does not depend on them.
fn option(order: ByteOrder, options: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let ([c0, c1, l0, l1], rest) = options.split_first_chunk::<4>()?;
    let length = usize::from(order.u16([*l0, *l1]));
    let value = rest.get(..length)?;
    let rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    match order.u16([*c0, *c1]) {
        0 => None,
        code => Some((code, value, rest)),
    }
}
