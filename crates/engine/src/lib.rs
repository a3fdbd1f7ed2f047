//! The pipeline as a library.
