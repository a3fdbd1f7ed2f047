//! The pipeline as a library.

pub mod attribute;
pub mod catalog;
pub mod pattern;
