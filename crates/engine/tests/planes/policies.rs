//! Policies that planes are tried on: the whole 2004 page, carve-outs of every kind, lists of what is allowed.

use backchat_engine::catalog::Catalog;
use backchat_engine::intent::Intent;
use backchat_engine::plane::{Order, known_hosts};
use backchat_engine::policy::Draft;
use backchat_engine::rules::Index;
use jiff::civil::{Date, date};

/// The day of all tests.
pub(crate) const DAY: Date = date(2026, 1, 2);

/// Names of policies and their text.
pub(crate) const POLICIES: &[(&str, &str)] = &[
    // Everything on the page, what guards security named one by one.
    (
        "whole-page",
        "release = \"2004\"\noff = [\"*\", \"certificates\", \"device-authentication\", \"microsoft-account\", \
         \"windows-defender\", \"windows-update\", \"fwlink\", \"settings\"]",
    ),
    ("quiet", "preset = \"quiet\""),
    // *.windowsupdate.com without ctldl.windowsupdate.com.
    (
        "no-updates",
        "release = \"2004\"\noff = [\"windows-update\"]",
    ),
    (
        "diagnostics",
        "release = \"1809\"\npages = \"all\"\nkeep = [\"windows-update\"]\noff = [\"diagnostic-data\"]",
    ),
    (
        "restricted",
        "preset = \"restricted-traffic\"\nrelease = \"Windows 11\"",
    ),
    // Holes of every kind.
    (
        "holes",
        "release = \"2004\"\noff = [\"office\"]\n\
         [[exception]]\noff = \"**.wide.example\"\nreason = \"a tree\"\nuntil = 2030-01-01\n\
         [[exception]]\nkeep = \"ok.wide.example\"\nreason = \"a host\"\nuntil = 2030-01-01\n\
         [[exception]]\nkeep = \"*.below.wide.example\"\nreason = \"what is below\"\nuntil = 2030-01-01\n\
         [[exception]]\nkeep = \"**.very.deep.tree.wide.example\"\nreason = \"a tree far down\"\nuntil = 2030-01-01\n\
         [[exception]]\nkeep = \"mid.*.wide.example\"\nreason = \"a star in the middle\"\nuntil = 2030-01-01\n\
         [[exception]]\noff = \"*.only-below.example\"\nreason = \"what is below\"\nuntil = 2030-01-01\n\
         [[exception]]\nkeep = \"only-below.example\"\nreason = \"the host itself\"\nuntil = 2030-01-01\n\
         [[exception]]\noff = \"a-*.part.example\"\nreason = \"a part of a label\"\nuntil = 2030-01-01\n\
         [[exception]]\noff = \"x.*.labels.example\"\nreason = \"labels\"\nuntil = 2030-01-01",
    ),
    ("updates-only", "preset = \"updates-only\""),
];

/// Calls `test` with the order of each policy and its name.
pub(crate) fn each(mut test: impl FnMut(&str, &Order<'_>)) {
    for (name, text) in POLICIES {
        with(name, text, |order| test(name, order));
    }
}

/// Calls `test` with the order of one policy.
pub(crate) fn with(name: &str, text: &str, test: impl FnOnce(&Order<'_>)) {
    let catalog = Catalog::embedded();
    let draft = Draft::read(name, text).unwrap();
    let policy = draft.resolve(catalog, DAY).unwrap();
    let intent = Intent::of(&policy).unwrap();
    let known: Index = known_hosts(catalog, []);
    test(&Order {
        intent: &intent,
        policy: name,
        date: DAY,
        serial: 2_026_010_200,
        known: &known,
        observation: None,
        before: None,
    });
}
