//! The pipeline as a library: captures become connections, connections are attributed and observed, observations are
//! reported. [`curate`] is the work on the catalog itself.
//!
//! Nothing here prints or reads the user's environment; time comes from the packets.

pub mod attribute;
pub mod catalog;
pub mod collect;
pub mod compare;
pub mod coverage;
pub mod curate;
pub mod document;
pub mod drift;
pub mod intent;
pub mod listing;
pub mod model;
pub mod names;
pub mod observe;
pub mod pattern;
pub mod pipeline;
pub mod plan;
pub mod plane;
pub mod policy;
pub mod rate;
pub mod record;
pub mod report;
pub mod rules;
pub mod scope;
pub mod source;
pub mod suggest;
