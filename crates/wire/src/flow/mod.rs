//! Packets into conversations: the table of live flows, bounded and expired by capture time.

mod caller;
mod events;
mod key;
mod live;
mod record;
mod shared;
mod table;
mod tcp;
mod udp;
mod wheel;

pub use events::{Events, Lookup};
pub use key::{Carrier, Endpoint};
pub use record::{Basis, Flow, Outcome, Volume};
pub use shared::Dropped;
pub use table::Table;

/// How many conversations may be live at once; at the bound those whose deadline is nearest are closed early and
/// counted in [`Dropped::flows`]. A live flow takes about 300 bytes.
pub const FLOWS: usize = 400_000;

/// How many conversations may be read for names at once; at the bound a new one goes unread with
/// [`crate::Absence::Bounded`] and is counted in [`Dropped::unread`]. Finished readings do not count.
pub const READINGS: usize = 20_000;

/// How many bytes may wait for missing segments in all conversations together; at the bound the missing bytes of the
/// conversation at hand are given up as a gap.
pub const PENDING: usize = 32 * 1024 * 1024;

/// How many findings of one conversation are kept; later ones are counted in [`Dropped::findings`]. A forward proxy's
/// connection can carry requests for any number of hosts.
pub const FINDINGS: usize = 256;

#[cfg(test)]
mod tests;
