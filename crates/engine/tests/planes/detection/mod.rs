//! What watches: each reads names in traffic or logs, and reports those that the plane claims.

mod capture;
mod sigma;
mod suricata;
mod zeek;
