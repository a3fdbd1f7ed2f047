//! What enforces or watches: one folder for each target, which prints what [`Intent`] means in that target's format, with
//! the way back and with how exactly it says what was meant.
//!
//! Planes only print. What they may block is settled in [`crate::intent`]; how a set of names comes out in the forms that
//! a target has, and what that hits or misses, is worked out and proved here, in [`NamePlan`], for all of them.

mod ability;
mod artefact;
mod fidelity;
mod header;
mod name_plan;
mod order;
pub mod registry_plan;
pub mod registry_value;
mod setting_plan;

pub mod hosts;
pub mod intune;
pub mod lgpo;
pub mod powershell;
pub mod registry_file;
pub mod registry_pol;
pub mod rpz;

pub use ability::{Ability, Family};
pub use artefact::{Artefact, File, Role};
pub use fidelity::{Fidelity, Gap, GapKind, Ruled, Tally};
pub use header::{Comment, header};
pub use name_plan::NamePlan;
pub use order::{Order, PlaneError, known_hosts};
pub use setting_plan::{Chosen, SettingPlan};

/// A target.
pub trait Plane: Sync {
    /// The folder's name, and the word on the command line.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// What it can express.
    fn ability(&self) -> Ability;

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

/// Every plane, in the order of the help.
pub static PLANES: &[&dyn Plane] = &[
    &registry_file::RegistryFile,
    &registry_pol::RegistryPol,
    &powershell::PowerShell,
    &lgpo::Lgpo,
    &intune::Intune,
    &hosts::Hosts,
    &rpz::Rpz,
];

/// The plane of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static dyn Plane> {
    PLANES.iter().find(|plane| plane.id() == id).copied()
}
