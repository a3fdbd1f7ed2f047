//! Sets of names as rules need them: what they hold ([`Names`]), many of them at once ([`Index`]), and what a consumer can
//! say of them ([`Forms`], [`express`]).

mod express;
mod form;
mod index;
mod names;
mod regex;

pub use express::{Action, Difference, Entry, Expressed, Refusal, Request, Told, express};
pub use form::{Forms, Shape, Shapes};
pub use index::Index;
pub use names::{Names, reaches_widely};
pub use regex::regex;
