//! Builds packets in code and runs case folders.
