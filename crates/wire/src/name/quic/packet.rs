//! A UDP datagram into the QUIC packets coalesced in it (RFC 9000 sections 12.2 and 17.2; the parts that every version
//! shares are RFC 8999).

use super::cursor::Cursor;
use super::keys::SHORTEST;
use super::version::{PacketType, Version};

/// One packet of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packet<'a> {
    /// A client's or a server's Initial packet.
    Initial(Initial<'a>),
    /// A 0-RTT or Handshake packet: its keys are secret.
    Secret {
        /// What its header says in the clear.
        ids: Ids<'a>,
        /// True where it is longer than the datagram.
        cut: bool,
    },
    /// The server asks the client to start again.
    Retry(Ids<'a>),
    /// The server lists the versions it speaks.
    Negotiation(Ids<'a>),
    /// A packet of a version whose layout is not known beyond what all versions share.
    Foreign(Ids<'a>),
    /// A packet with a short header, which is sent once the handshake is over.
    Short,
}

/// What every long header holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ids<'a> {
    /// The version, zero in a version negotiation.
    pub(super) version: Version,
    /// The connection ID of the receiver.
    pub(super) destination: &'a [u8],
    /// The connection ID of the sender.
    pub(super) source: &'a [u8],
}

/// An Initial packet, still protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Initial<'a> {
    /// What its header says in the clear.
    pub(super) ids: Ids<'a>,
    /// The packet from its first byte to its last.
    pub(super) bytes: &'a [u8],
    /// Where its packet number begins; `number_at + 20 <= bytes.len()` unless cut.
    pub(super) number_at: usize,
    /// True where it is longer than the datagram: then it cannot be opened.
    pub(super) cut: bool,
}

/// What a datagram does that QUIC forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It ends inside a header.
    Short,
    /// A connection ID is longer than [`CONNECTION_ID_LIMIT`].
    LongConnectionId,
    /// The length of a packet leaves no room for what it must hold.
    NoRoom,
    /// It begins neither like a long nor like a short header.
    NotQuic,
}

/// RFC 9000 section 17.2: the longest connection ID of the versions known today.
const CONNECTION_ID_LIMIT: usize = 20;

/// RFC 9000 section 17.2: set in every long header.
const LONG: u8 = 0x80;
/// RFC 9000 section 17.2: set in every packet of the IETF's versions, unless both ends agreed otherwise (RFC 9287),
/// which they cannot have done before the handshake.
const FIXED: u8 = 0x40;

/// The packets of one datagram, in order. After the first error there are no more.
#[derive(Clone, Debug)]
pub(super) struct Packets<'a> {
    rest: &'a [u8],
}

impl<'a> Packets<'a> {
    /// Starts at the first byte of the UDP payload.
    pub(super) const fn of(datagram: &'a [u8]) -> Self {
        Self { rest: datagram }
    }
}

impl<'a> Packet<'a> {
    /// What its long header says in the clear; `None` for a short one.
    pub(super) const fn ids(&self) -> Option<Ids<'a>> {
        match *self {
            Self::Initial(Initial { ids, .. })
            | Self::Secret { ids, .. }
            | Self::Retry(ids)
            | Self::Negotiation(ids)
            | Self::Foreign(ids) => Some(ids),
            Self::Short => None,
        }
    }
}

impl<'a> Iterator for Packets<'a> {
    type Item = Result<Packet<'a>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let datagram = std::mem::take(&mut self.rest);
        let &first = datagram.first()?;
        let packet = match first & (LONG | FIXED) {
            FIXED => Ok(Packet::Short),
            0 => Err(Broken::NotQuic),
            _ => long(datagram).map(|(packet, rest)| {
                self.rest = rest;
                packet
            }),
        };
        Some(packet)
    }
}

/// Reads a packet with a long header, and returns what follows it in the datagram.
fn long(datagram: &[u8]) -> Result<(Packet<'_>, &[u8]), Broken> {
    let mut cursor = Cursor::new(datagram);
    let first = cursor.u8().ok_or(Broken::Short)?;
    let version = Version(cursor.u32().ok_or(Broken::Short)?);
    let ids = Ids {
        version,
        destination: connection_id(&mut cursor)?,
        source: connection_id(&mut cursor)?,
    };
    if version == Version::NEGOTIATION {
        return negotiation(cursor.rest())
            .map(|()| (Packet::Negotiation(ids), &[][..]))
            .ok_or(Broken::NoRoom);
    }
    // A reserved version looks like version 1: clients that force a negotiation send an ordinary packet otherwise.
    if version.protection().is_none() && !version.is_reserved() {
        return Ok((Packet::Foreign(ids), &[]));
    }
    if first & FIXED == 0 {
        return Err(Broken::NotQuic);
    }
    let kind = version.packet_type(first >> 4);
    if kind == PacketType::Retry {
        return match cursor.rest().len() {
            RETRY_TAG.. => Ok((Packet::Retry(ids), &[])),
            _ => Err(Broken::Short),
        };
    }
    if kind == PacketType::Initial {
        let token = cursor.length().ok_or(Broken::Short)?;
        cursor.take(token).ok_or(Broken::Short)?;
    }
    let length = cursor.length().ok_or(Broken::Short)?;
    if length < SHORTEST {
        return Err(Broken::NoRoom);
    }
    let number_at = datagram.len().saturating_sub(cursor.rest().len());
    let cut = cursor.rest().len() < length;
    let end = number_at.saturating_add(length).min(datagram.len());
    let (bytes, rest) = datagram.split_at_checked(end).ok_or(Broken::Short)?;
    let packet = match kind {
        PacketType::Initial => Packet::Initial(Initial {
            ids,
            bytes,
            number_at,
            cut,
        }),
        _ => Packet::Secret { ids, cut },
    };
    Ok((packet, rest))
}

fn connection_id<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Broken> {
    let length = usize::from(cursor.u8().ok_or(Broken::Short)?);
    if length > CONNECTION_ID_LIMIT {
        return Err(Broken::LongConnectionId);
    }
    cursor.take(length).ok_or(Broken::Short)
}

/// RFC 9001 section 5.8: a Retry ends in a tag of this length.
const RETRY_TAG: usize = 16;

/// Says whether `list` can be what follows the header of a version negotiation packet: whole version numbers, one
/// of them known or reserved.
fn negotiation(list: &[u8]) -> Option<()> {
    let (versions, []) = list.as_chunks::<4>() else {
        return None;
    };
    versions
        .iter()
        .map(|version| Version(u32::from_be_bytes(*version)))
        .any(|version| {
            version.protection().is_some() || version.is_reserved() || version.is_registered()
        })
        .then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Initial as Made;
    use super::*;

    #[test]
    fn coalesced_packets_are_split_by_their_lengths() {
        let first = Made::first(b"original").seal(&[0; 30]);
        let second = Made::first(b"original").seal(&[0; 50]);
        let datagram = [&first[..], &second, &[0x41, 1, 2, 3]].concat();
        let packets: Vec<_> = Packets::of(&datagram).map(Result::unwrap).collect();
        let [Packet::Initial(one), Packet::Initial(two), Packet::Short] = packets[..] else {
            panic!("{packets:?}");
        };
        assert_eq!((one.bytes, two.bytes), (&first[..], &second[..]));
        assert_eq!(one.ids.destination, b"original");
        assert_eq!(one.ids.source, b"clnt");
    }

    #[test]
    fn padding_behind_the_last_packet_ends_the_datagram() {
        let mut datagram = Made::first(b"original").seal(&[0; 30]);
        datagram.resize(1200, 0);
        let packets: Vec<_> = Packets::of(&datagram).collect();
        assert!(matches!(
            packets[..],
            [Ok(Packet::Initial(_)), Err(Broken::NotQuic)]
        ));
    }

    #[test]
    fn a_packet_that_is_longer_than_the_datagram_is_cut() {
        let datagram = Made::first(b"original").seal(&[0; 30]);
        let Some(Ok(Packet::Initial(initial))) =
            Packets::of(&datagram[..datagram.len() - 1]).next()
        else {
            panic!();
        };
        assert!(initial.cut);
    }

    #[test]
    fn a_version_negotiation_must_list_a_version() {
        let header = [0x80, 0, 0, 0, 0, 1, 7, 1, 8];
        let whole = [&header[..], &[0, 0, 0, 1]].concat();
        assert!(matches!(
            Packets::of(&whole).next(),
            Some(Ok(Packet::Negotiation(_)))
        ));
        assert_eq!(Packets::of(&header).next(), Some(Err(Broken::NoRoom)));
    }

    #[test]
    fn a_connection_id_of_more_than_twenty_bytes_is_refused() {
        let mut datagram = vec![0xc0, 0, 0, 0, 1, 21];
        datagram.resize(1200, 0);
        assert_eq!(
            Packets::of(&datagram).next(),
            Some(Err(Broken::LongConnectionId))
        );
    }
}
