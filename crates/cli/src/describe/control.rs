//! A vendor's own switches: what they do, and each setting.

use backchat_engine::catalog::ControlView;
use backchat_engine::catalog::file::{AppScope, Group, Setting, SettingKind, Undo, UndoWord};
use backchat_engine::catalog::switch::Owner;
use backchat_engine::report::sheet::{Sheet, Style};

use super::{field, origin, sentence, styled_field, whole_field};

/// How to turn something off: every switch, or what to do where there is none.
pub(crate) fn controls(
    sheet: &mut Sheet,
    area: &str,
    controls: &[ControlView<'_>],
    instead: Option<&str>,
) {
    sheet.heading(&format!("Turn off {area}"), Style::Bold);
    if let Some(instead) = instead {
        sheet.wrapped("", instead, Style::Plain);
    }
    if controls.is_empty() && instead.is_none() {
        sheet.wrapped(
            "",
            "The catalog knows no switch of the vendor's for this.",
            Style::Plain,
        );
    }
    for (at, view) in controls.iter().enumerate() {
        if at > 0 || instead.is_some() {
            sheet.blank();
        }
        control(sheet, view);
    }
}

/// One switch.
pub(crate) fn control(sheet: &mut Sheet, view: &ControlView<'_>) {
    let title = match view.section {
        Some(section) => format!("{}, section {section} of the guide", view.title),
        None => view.title.to_owned(),
    };
    sheet.wrapped("", &title, Style::Bold);
    sheet.wrapped("", view.summary, Style::Plain);
    if let Some(why) = view.beyond_link {
        field(sheet, "Why", &sentence(why));
    }
    if let Some(why) = view.ineffective {
        let text = format!("The page links here, but this silences nothing of it: {why}.");
        styled_field(sheet, "No use", &text, Style::Warning);
    }
    if let Some(caution) = view.caution {
        styled_field(sheet, "Caution", caution, Style::Warning);
    }
    if let Some(effects) = view.side_effects {
        field(sheet, "Also stops", effects);
    }
    if let Some(default) = view.default {
        field(sheet, "By default", default);
    }
    if !view.see.is_empty() {
        field(sheet, "See", &view.see.join(", "));
    }
    for (group, settings) in view.grouped() {
        if let Some(group) = group {
            heading(sheet, group);
        }
        ways(sheet, &settings);
    }
    for allowed in view.allowed {
        whole_field(sheet, "Stays open", &allowed.destination);
        field(sheet, "", &allowed.purpose);
    }
    origin(sheet, view.origin);
    source(sheet, view);
}

fn source(sheet: &mut Sheet, view: &ControlView<'_>) {
    for (label, place) in [("Guide", Some(view.source)), ("MDM guide", view.mdm_source)] {
        let Some(place) = place else { continue };
        let text = format!("{}:{}, {}", place.file, place.line, place.date);
        whole_field(sheet, label, &text);
        whole_field(sheet, "", &place.url);
    }
}

fn heading(sheet: &mut Sheet, group: &Group) {
    sheet.blank();
    sheet.wrapped("", &group.title, Style::Bold);
    if let Some(default) = &group.default {
        field(sheet, "By default", default);
    }
    if let Some(why) = &group.optional {
        field(sheet, "Optional", &sentence(why));
    }
}

/// The settings of a group: those of one kind and way belong together, others are alternatives.
fn ways(sheet: &mut Sheet, settings: &[&Setting]) {
    let mut ways: Vec<(SettingKind, Option<&str>)> = Vec::new();
    for setting in settings {
        let way = setting.alternative();
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways.sort_by_key(|(kind, _)| *kind);
    for (number, &way) in ways.iter().enumerate() {
        let kind = way.0;
        let mut label = label(kind, number > 0);
        let mut place = None;
        let of_way = |it: &&&Setting| it.alternative() == way;
        for setting in settings.iter().filter(of_way) {
            if has_place(kind) && place != Some(&setting.at) {
                match kind {
                    SettingKind::GroupPolicy => field(sheet, label, &setting.at),
                    _ => whole_field(sheet, label, &setting.at),
                }
                label = "";
                place = Some(&setting.at);
            }
            line(sheet, label, setting);
            remarks(sheet, setting);
            label = "";
        }
    }
}

const fn label(kind: SettingKind, other: bool) -> &'static str {
    match (kind, other) {
        (SettingKind::Registry | SettingKind::RegistryDelete, false) => "Registry",
        (SettingKind::Registry | SettingKind::RegistryDelete, true) => "or registry",
        (SettingKind::GroupPolicy, false) => "Group Policy",
        (SettingKind::GroupPolicy, true) => "or Policy",
        (SettingKind::Mdm, false) => "MDM",
        (SettingKind::Mdm, true) => "or MDM",
        (SettingKind::FirewallRule, false) => "Firewall",
        (SettingKind::FirewallRule, true) => "or firewall",
        (SettingKind::Service, false) => "Service",
        (SettingKind::Service, true) => "or service",
        (SettingKind::App, false) => "Remove app",
        (SettingKind::App, true) => "or remove app",
        (SettingKind::Ui, false) => "By hand",
        (SettingKind::Ui, true) => "or by hand",
    }
}

/// Whether several settings share a place that is written above them.
const fn has_place(kind: SettingKind) -> bool {
    matches!(
        kind,
        SettingKind::Registry
            | SettingKind::RegistryDelete
            | SettingKind::FirewallRule
            | SettingKind::GroupPolicy
    )
}

fn line(sheet: &mut Sheet, label: &str, setting: &Setting) {
    let (name, value) = (setting.name.as_deref(), setting.shown());
    let name = name.unwrap_or("(no name)");
    let kind = setting.r#type.as_deref();
    let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    let at = &setting.at;
    let line = setting.line.map(|line| format!(" · line {line}"));
    let line = line.unwrap_or_default();
    match setting.kind {
        SettingKind::Registry => {
            whole_field(sheet, label, &format!("  {name} = {value}{kind}{line}"));
        }
        SettingKind::RegistryDelete => {
            whole_field(sheet, label, &format!("  {name}: delete it{line}"));
        }
        SettingKind::FirewallRule => {
            whole_field(sheet, label, &format!("  {name}{kind}{line}"));
            whole_field(sheet, "", &format!("  = {value}"));
        }
        SettingKind::GroupPolicy => field(sheet, label, &format!("→ {name}: {value}{line}")),
        SettingKind::Mdm => whole_field(sheet, label, &format!("{at} = {value}{kind}{line}")),
        SettingKind::Service | SettingKind::Ui => {
            field(sheet, label, &format!("{at}: {value}{line}"));
        }
        SettingKind::App => {
            let from = match setting.scope {
                Some(AppScope::Image) => ", for new users",
                Some(AppScope::User) => ", for the user who is signed in",
                None => "",
            };
            field(sheet, label, &format!("{at}{from}{line}"));
        }
    }
}

/// What to know of a setting: first what is wrong with it.
fn remarks(sheet: &mut Sheet, setting: &Setting) {
    if let Some(why) = &setting.unusable {
        styled_field(sheet, "", &format!("Do not use: {why}."), Style::Warning);
    }
    if let Some(correction) = &setting.correction {
        field(sheet, "", &format!("Corrected: {correction}"));
    }
    if let Some(note) = &setting.note {
        field(sheet, "", note);
    }
    let facts = facts(setting);
    if !facts.is_empty() {
        field(sheet, "", &facts.join(" · "));
    }
    if let Some(from) = &setting.from {
        whole_field(sheet, "", &format!("From: {from}"));
    }
}

/// Where it works and how it is taken back.
fn facts(setting: &Setting) -> Vec<String> {
    let mut facts = Vec::new();
    if setting.owner() == Owner::User && setting.kind != SettingKind::App {
        facts.push("for each user".to_owned());
    }
    match (&setting.minimum, &setting.maximum) {
        (Some(first), Some(last)) => {
            facts.push(format!("{} to {}", version(first), version(last)));
        }
        (Some(first), None) => facts.push(format!("from {}", version(first))),
        (None, Some(last)) => facts.push(format!("up to {}", version(last))),
        (None, None) => {}
    }
    if !setting.editions.is_empty() {
        facts.push(format!("only {}", setting.editions.join(", ")));
    }
    facts.extend(setting.admx.clone());
    facts.extend(setting.undo.as_ref().and_then(undo));
    facts
}

/// A version as the catalog writes it: Windows 10's without the 10.
fn version(version: &str) -> String {
    if version.starts_with("10") || version.starts_with("11") {
        format!("Windows {version}")
    } else {
        format!("Windows 10 {version}")
    }
}

/// How it is taken back, where that is not what anybody would do.
fn undo(undo: &Undo) -> Option<String> {
    match undo {
        Undo::Set { set } => Some(format!("undo: {set}")),
        Undo::Word(UndoWord::Restore) => Some("undo: what was there before".to_owned()),
        Undo::Word(
            UndoWord::Delete | UndoWord::NotConfigured | UndoWord::Reinstall | UndoWord::ByHand,
        ) => None,
    }
}
