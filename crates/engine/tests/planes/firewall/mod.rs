//! Firewalls: each loads what its plane made in a network namespace of its own, and blocks what the plane lists.

mod ipset;
mod namespace;
mod nftables;
mod windows;
