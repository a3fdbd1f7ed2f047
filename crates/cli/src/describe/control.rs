//! A vendor's own switches: what they do, and each setting.

use backchat_engine::catalog::ControlView;
use backchat_engine::catalog::file::{Setting, SettingKind};
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
    if let Some(caution) = view.caution {
        styled_field(sheet, "Caution", caution, Style::Warning);
    }
    if let Some(effects) = view.side_effects {
        field(sheet, "Also stops", effects);
    }
    settings(sheet, view.settings);
    origin(sheet, view.origin);
    whole_field(
        sheet,
        "Guide",
        &format!(
            "{}:{}, {}",
            view.source.file, view.source.line, view.source.date
        ),
    );
    whole_field(sheet, "", &view.source.url);
}

/// Settings of one kind belong together, different kinds are alternatives: each place is written once.
fn settings(sheet: &mut Sheet, settings: &[Setting]) {
    let mut kinds: Vec<SettingKind> = settings.iter().map(|it| it.kind).collect();
    kinds.sort();
    kinds.dedup();
    for (number, kind) in kinds.iter().enumerate() {
        let mut label = match (number, kind) {
            (0, SettingKind::Registry) => "Registry",
            (_, SettingKind::Registry) => "or registry",
            (0, SettingKind::GroupPolicy) => "Group Policy",
            (_, SettingKind::GroupPolicy) => "or Policy",
            (0, SettingKind::Mdm) => "MDM",
            (_, SettingKind::Mdm) => "or MDM",
            (0, SettingKind::App) => "Remove app",
            (_, SettingKind::App) => "or remove app",
        };
        let mut place = None;
        for setting in settings.iter().filter(|it| it.kind == *kind) {
            let grouped = matches!(kind, SettingKind::Registry | SettingKind::GroupPolicy);
            if grouped && place != Some(&setting.at) {
                match kind {
                    SettingKind::Registry => whole_field(sheet, label, &setting.at),
                    _ => field(sheet, label, &setting.at),
                }
                label = "";
                place = Some(&setting.at);
            }
            line(sheet, label, setting);
            label = "";
        }
    }
}

fn line(sheet: &mut Sheet, label: &str, setting: &Setting) {
    let name = setting.name.as_deref().unwrap_or("(default)");
    let value = match setting.set.trim() {
        "" => "one blank",
        value => value,
    };
    match setting.kind {
        SettingKind::Registry if setting.set == "deleted" => {
            whole_field(sheet, label, &format!("  {name}: delete it"));
        }
        SettingKind::Registry => {
            let kind = setting.r#type.as_deref();
            let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
            whole_field(sheet, label, &format!("  {name} = {value}{kind}"));
        }
        SettingKind::GroupPolicy => field(sheet, label, &format!("→ {name}: {value}")),
        SettingKind::Mdm => field(sheet, label, &format!("{} = {value}", setting.at)),
        SettingKind::App => whole_field(sheet, label, &setting.at),
    }
}
