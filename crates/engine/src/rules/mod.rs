//! Sets of names as rules need them: what they hold ([`Names`]), many of them at once ([`Index`]), and what a consumer can
//! say of them ([`Forms`], [`express`]).

mod express;
mod form;
mod index;
mod names;
mod regex;
mod told;

pub use express::{Action, Entry, Expressed, Request, express};
pub use form::{Forms, Shape, Shapes};
pub use index::Index;
pub use names::Names;
pub use regex::regex;
pub use told::{Difference, Refusal, Told};
