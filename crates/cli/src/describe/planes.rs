//! The planes, with what each can express.

use backchat_engine::catalog::file::SettingKind;
use backchat_engine::plane::{Ability, Answering, PLANES, Plane};
use backchat_engine::report::sheet::{Sheet, Style};
use backchat_engine::rules::{Shape, Shapes};
use serde::Serialize;

/// A plane for programs.
#[derive(Serialize)]
pub(crate) struct PlaneView {
    id: &'static str,
    about: &'static str,
    family: &'static str,
    expresses: Vec<String>,
    limits: &'static [&'static str],
}

/// Every plane.
pub(crate) fn views() -> Vec<PlaneView> {
    let each = PLANES.iter().map(|plane| PlaneView {
        id: plane.id(),
        about: plane.about(),
        family: plane.ability().family.name(),
        expresses: expresses(&plane.ability()),
        limits: plane.limits(),
    });
    each.collect()
}

/// Every plane, by family.
pub(crate) fn list(sheet: &mut Sheet) {
    let mut family = None;
    let width = PLANES
        .iter()
        .map(|plane| plane.id().len())
        .max()
        .unwrap_or_default()
        + 2;
    for plane in PLANES.iter().copied() {
        let ability = plane.ability();
        if family.replace(ability.family) != Some(ability.family) {
            sheet.heading(ability.family.name(), Style::Bold);
        }
        one(sheet, plane, &ability, width);
    }
}

fn one(sheet: &mut Sheet, plane: &dyn Plane, ability: &Ability, width: usize) {
    sheet.labelled(
        &format!("{:width$}", plane.id()),
        plane.about(),
        Style::Bold,
        Style::Plain,
    );
    sheet.labelled(
        &" ".repeat(width),
        &expresses(ability).join("; "),
        Style::Plain,
        Style::Dim,
    );
}

/// What a plane can express, in clauses.
fn expresses(ability: &Ability) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(forms) = ability.names {
        said.push(format!("names: {}", shapes(forms.block)));
        said.push(match forms.pass.any() {
            true => format!("exceptions: {}", shapes(forms.pass)),
            false => "no exceptions".to_owned(),
        });
        said.push(
            if forms.allow_list {
                "block and allow lists"
            } else {
                "block lists only"
            }
            .to_owned(),
        );
    }
    if !ability.settings.is_empty() {
        let kinds: Vec<&str> = ability.settings.iter().map(|kind| setting(*kind)).collect();
        said.push(format!("switches: {}", kinds.join(", ")));
    }
    if ability.addresses {
        said.push("addresses".to_owned());
    }
    match ability.answers {
        Answering::Nothing => {}
        Answering::Names => said.push("answers names locally".to_owned()),
        Answering::Requests => said.push("answers requests locally".to_owned()),
    }
    said
}

/// In vendors' spellings, what can be said exactly, and what only wider.
fn shapes(shapes: Shapes) -> String {
    let kinds = [
        ("x", shapes.exact, Shape::Exact, "x"),
        ("*.x", shapes.below, Shape::Below, "*.x"),
        (
            "x with what is below",
            shapes.tree,
            Shape::Tree,
            "x with what is below",
        ),
        ("a.*.x", shapes.glob, Shape::Glob, "a.*.x"),
    ];
    let words = kinds.into_iter().filter_map(|(name, shape, own, _)| {
        let shape = shape?;
        let wider = shape != own && shape != Shape::Regex;
        Some(if wider {
            format!("{name} (wider)")
        } else {
            name.to_owned()
        })
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

const fn setting(kind: SettingKind) -> &'static str {
    match kind {
        SettingKind::Registry => "registry values",
        SettingKind::RegistryDelete => "registry values to delete",
        SettingKind::GroupPolicy => "Group Policies",
        SettingKind::Mdm => "MDM policies",
        SettingKind::FirewallRule => "firewall rules",
        SettingKind::Service => "services",
        SettingKind::App => "apps",
        SettingKind::Ui => "by hand",
    }
}
