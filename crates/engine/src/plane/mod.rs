//! What enforces or watches: one plane for each target, which prints what [`Intent`] means in that target's format, with
//! the way back and with how exactly it says what was meant. The planes are in [`target`], what they share is here.
//!
//! Planes only print. What they may block is settled in [`crate::intent`]; how a set of names comes out in the forms that
//! a target has, and what that hits or misses, is worked out and proved here, in [`NamePlan`], for all of them.

mod ability;
mod address_plan;
mod artefact;
mod fidelity;
mod header;
mod name_plan;
mod nodes;
mod order;
mod powershell;
mod run;
mod setting_plan;
#[cfg(test)]
mod trial;
mod uuid;

pub mod registry_plan;
pub mod registry_value;
pub mod target;

use crate::intent::List;
use crate::rules::Forms;

pub use ability::{Ability, Answering, Family};
pub use address_plan::{AddressPlan, Listed, SEEN_DAYS};
pub use artefact::{Artefact, File, Role};
pub use fidelity::{Fidelity, Gap, GapKind, Ruled, Tally};
pub use header::{Comment, header};
pub use name_plan::NamePlan;
pub use order::{Order, PlaneError, known_hosts};
pub use run::{Denial, Run, denials, runs};
pub use setting_plan::{Chosen, SettingPlan};
pub use target::{PLANES, find};

/// A target.
pub trait Plane: Sync {
    /// The folder's name, and the word on the command line.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// What it can express.
    fn ability(&self) -> Ability;

    /// What it can say of names in a list of this kind: what [`Ability::names`] says, unless lists of what is allowed have
    /// forms of their own. Consumers in which passes always win can make no holes in such a list.
    fn forms(&self, list: List) -> Option<Forms> {
        let _ = list;
        self.ability().names
    }

    /// What it cannot do whatever the policy says, in sentences: printed in the header.
    fn limits(&self) -> &'static [&'static str] {
        &[]
    }

    /// Makes the files.
    ///
    /// # Errors
    /// Where the policy asks for what the target cannot do at all, or nothing is left to write.
    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError>;
}
