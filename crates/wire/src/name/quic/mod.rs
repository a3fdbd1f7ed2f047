//! QUIC: the server name out of a client's Initial packets.

mod cursor;
mod keys;
#[cfg(test)]
mod testing;
mod version;
