//! The keys of a client's Initial packets, which follow from the version and the connection ID that the client
//! first made up, and how they open a packet (RFC 9001 sections 5.2 to 5.4).
//!
//! Only the client's half is derived: the server's Initial packets name nobody.

use aes::Aes128;
use aes::cipher::BlockCipherEncrypt;
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;

use super::version::Protection;

/// Opens the Initial packets of one client.
pub(super) struct ClientKeys {
    payload: Aes128Gcm,
    iv: [u8; IV],
    header: Aes128,
}

/// RFC 9001 section 5.3: AEAD_AES_128_GCM has a nonce of 12 bytes…
const IV: usize = 12;
/// …and a tag of 16.
const TAG: usize = 16;
/// RFC 9001 section 5.4.2: the sample begins where a packet number of the longest length would end…
const SAMPLE_AFTER: usize = 4;
/// …and is one block of AES.
const SAMPLE: usize = 16;

/// The shortest value of a Length field that leaves room for a sample: packet number, payload and tag.
pub(super) const SHORTEST: usize = SAMPLE_AFTER + SAMPLE;

impl ClientKeys {
    /// Derives the keys from the Destination Connection ID of the client's first Initial packet, or of its first
    /// after a Retry.
    pub(super) fn derive(protection: &Protection, connection_id: &[u8]) -> Option<Self> {
        let (_, initial) = Hkdf::<Sha256>::extract(Some(&protection.salt), connection_id);
        let client = Hkdf::<Sha256>::from_prk(&expand::<32>(&initial, "client in")?).ok()?;
        let labels = &protection.labels;
        Some(Self {
            payload: Aes128Gcm::new(&expand::<16>(&client, labels.key)?.into()),
            iv: expand::<IV>(&client, labels.iv)?,
            header: Aes128::new(&expand::<16>(&client, labels.header)?.into()),
        })
    }

    /// Removes the protection of `packet`, whose packet number begins at `number_at`, and returns the frames in it.
    /// `None` where the packet was not sealed with these keys.
    ///
    /// The packet number is taken as it stands: a client's first ones are not cut short, because nothing has been
    /// acknowledged that they could be relative to.
    pub(super) fn open(&self, packet: &[u8], number_at: usize) -> Option<Vec<u8>> {
        let sample = packet
            .get(number_at.checked_add(SAMPLE_AFTER)?..)?
            .first_chunk::<SAMPLE>()?;
        let [first_mask, number_mask @ ..] = self.mask(sample);
        let first = packet.first()? ^ first_mask & LONG_HEADER_PROTECTED;
        let number_length = usize::from(first & 0x03) + 1;
        let (header, sealed) = packet.split_at_checked(number_at.checked_add(number_length)?)?;
        let mut header = header.to_vec();
        *header.first_mut()? = first;
        let mut nonce = self.iv;
        // The number is at most four bytes long, the nonce twelve: they are aligned at their ends.
        for ((byte, mask), nonce) in header
            .get_mut(number_at..)?
            .iter_mut()
            .zip(number_mask)
            .zip(nonce.get_mut(IV.checked_sub(number_length)?..)?)
        {
            *byte ^= mask;
            *nonce ^= *byte;
        }
        let (payload, tag) = sealed.split_last_chunk::<TAG>()?;
        let mut payload = payload.to_vec();
        self.payload
            .decrypt_inout_detached(
                &nonce.into(),
                &header,
                payload.as_mut_slice().into(),
                &(*tag).into(),
            )
            .ok()?;
        Some(payload)
    }

    fn mask(&self, sample: &[u8; SAMPLE]) -> [u8; 5] {
        let mut block = (*sample).into();
        self.header.encrypt_block(&mut block);
        let [a, b, c, d, e, ..]: [u8; SAMPLE] = block.into();
        [a, b, c, d, e]
    }

    /// The reverse of [`Self::open`], for packets made by the tests.
    #[cfg(test)]
    pub(super) fn seal(&self, header: &[u8], number_length: usize, payload: &[u8]) -> Vec<u8> {
        let number_at = header.len() - number_length;
        let mut nonce = self.iv;
        for (nonce, byte) in nonce[IV - number_length..]
            .iter_mut()
            .zip(&header[number_at..])
        {
            *nonce ^= byte;
        }
        let mut sealed = payload.to_vec();
        let tag = self
            .payload
            .encrypt_inout_detached(&nonce.into(), header, (&mut sealed[..]).into())
            .unwrap();
        let mut packet = [header, &sealed, &tag].concat();
        let sample = packet[number_at + SAMPLE_AFTER..].first_chunk().unwrap();
        let mask = self.mask(sample);
        packet[0] ^= mask[0] & LONG_HEADER_PROTECTED;
        for (byte, mask) in packet[number_at..header.len()].iter_mut().zip(&mask[1..]) {
            *byte ^= mask;
        }
        packet
    }
}

/// RFC 9001 section 5.4.1: the bits of a long header's first byte that are protected.
const LONG_HEADER_PROTECTED: u8 = 0x0f;

/// HKDF-Expand-Label of RFC 8446 section 7.1 with an empty context. `None` cannot happen for lengths this short.
fn expand<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> Option<[u8; N]> {
    let length = u16::try_from(N).ok()?.to_be_bytes();
    let label_length = u8::try_from(LABEL_PREFIX.len() + label.len()).ok()?;
    let info: [&[u8]; 5] = [
        &length,
        &[label_length],
        LABEL_PREFIX,
        label.as_bytes(),
        &[0],
    ];
    let mut output = [0; N];
    secret.expand_multi_info(&info, &mut output).ok()?;
    Some(output)
}

const LABEL_PREFIX: &[u8] = b"tls13 ";

#[cfg(test)]
mod tests {
    use super::super::testing::hex;
    use super::super::version::Version;
    use super::*;

    /// RFC 9001 appendix A and RFC 9369 appendix A use the same connection ID and payload.
    const CONNECTION_ID: [u8; 8] = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];

    const CRYPTO_FRAME: &str = "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868\
        04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578616d706c652e636f6dff0100010000\
        0a00080006001d0017001800100007000504616c706e000500050100000000003300260024001d00209370b2c9caa4\
        7fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203\
        080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff080110\
        0104800075300901100f088394c8f03e51570806048000ffff";

    fn sample_packet(version: Version, header: &str) -> (ClientKeys, Vec<u8>, Vec<u8>) {
        let keys = ClientKeys::derive(&version.protection().unwrap(), &CONNECTION_ID).unwrap();
        let mut payload = hex(CRYPTO_FRAME);
        payload.resize(1162, 0);
        let packet = keys.seal(&hex(header), 4, &payload);
        (keys, payload, packet)
    }

    #[test]
    fn the_client_initial_of_rfc_9001_is_sealed_as_printed_there() {
        let (_, _, packet) =
            sample_packet(Version::V1, "c300000001088394c8f03e5157080000449e00000002");
        let printed =
            "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b";
        assert_eq!(packet.len(), 1200);
        assert!(packet.starts_with(&hex(printed)));
        assert!(packet.ends_with(&hex("e221af44860018ab0856972e194cd934")));
    }

    #[test]
    fn the_client_initial_of_rfc_9369_is_sealed_as_printed_there() {
        let (_, _, packet) =
            sample_packet(Version::V2, "d36b3343cf088394c8f03e5157080000449e00000002");
        let printed =
            "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071";
        assert!(packet.starts_with(&hex(printed)));
        assert!(packet.ends_with(&hex("a18b2faa745b6fe189cf772a9f84cbfc")));
    }

    #[test]
    fn what_was_sealed_opens() {
        for (version, header) in [
            (Version::V1, "c300000001088394c8f03e5157080000449e00000002"),
            (Version::V2, "d36b3343cf088394c8f03e5157080000449e00000002"),
        ] {
            let (keys, payload, packet) = sample_packet(version, header);
            assert_eq!(keys.open(&packet, 18).unwrap(), payload);
        }
    }

    #[test]
    fn a_changed_packet_does_not_open() {
        let (keys, _, mut packet) =
            sample_packet(Version::V1, "c300000001088394c8f03e5157080000449e00000002");
        packet[700] ^= 1;
        assert_eq!(keys.open(&packet, 18), None);
    }

    #[test]
    fn a_packet_without_room_for_a_sample_does_not_open() {
        let (keys, _, packet) =
            sample_packet(Version::V1, "c300000001088394c8f03e5157080000449e00000002");
        for length in 0..38 {
            assert_eq!(keys.open(&packet[..length], 18), None);
        }
    }
}
