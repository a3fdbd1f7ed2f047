//! The `backchat` command.

fn main() {}
