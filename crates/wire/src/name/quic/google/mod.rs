//! Google's own versions of QUIC, from before the IETF's: their headers, frames and handshake messages.
//!
//! The last public description is "QUIC Wire Layout Specification" (2016) and "QUIC Crypto" (2016); later changes are
//! known from the source of Chromium and from captures.

pub(super) mod frame;
pub(super) mod header;
pub(super) mod hello;
