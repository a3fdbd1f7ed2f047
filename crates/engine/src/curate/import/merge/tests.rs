//! Merging small pages into small catalogs.
