//! Fields in network byte order, read by offset.

/// The 16-bit field at `at`; `None` past the end.
#[inline]
pub(crate) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*data.get(at..)?.first_chunk()?))
}

/// The 32-bit field at `at`; `None` past the end.
#[inline]
pub(crate) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(at..)?.first_chunk()?))
}
