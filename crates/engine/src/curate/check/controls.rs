//! Settings of controls: what a compiler would stumble over, and what two controls set differently.

use std::collections::{BTreeMap, BTreeSet};

use super::{Files, Findings, Place, Severity};
use crate::catalog::SourceFile;
use crate::catalog::file::{ControlEntry, Setting, SettingKind, Undo, UndoWord};
use crate::catalog::switch::{SwitchError, last_windows_build, windows_build};
use crate::pattern::read;

/// How an array of settings is written; the place of a setting is found by it.
const HEADING: &str = "[[control.setting]]";

/// Editions that settings are limited to.
const EDITIONS: &[&str] = &[
    "home",
    "pro",
    "education",
    "enterprise",
    "server",
    "server-2016",
    "server-2019",
    "nano-server",
];

pub(super) fn check(files: &Files<'_>, findings: &mut Findings) {
    let known: BTreeSet<&str> = files
        .controls
        .iter()
        .map(|it| it.1.control.id.get_ref().as_str())
        .collect();
    let mut sections = BTreeMap::new();
    let mut all = Vec::new();
    for (file, parsed) in &files.controls {
        let control = &parsed.control;
        let place = Place {
            file,
            offset: control.id.span().start,
        };
        check_control(control, place, &known, findings);
        let parts = control.part.iter().map(|part| &part.section);
        for section in control.section.iter().chain(parts) {
            // Sections are numbers of one guide, so one vendor's.
            let vendor = file.path.split('/').next().unwrap_or_default();
            if let Some(other) = sections.insert((vendor, section), control.id.get_ref()) {
                findings.error(
                    "section",
                    place,
                    format!("{other} has section {section} too"),
                    "a section is a control of its own, or a part of one",
                );
            }
        }
        let places = places(file, control.setting.len(), place);
        for (setting, place) in control.setting.iter().zip(places) {
            check_setting(control, setting, place, findings);
            all.push(Placed {
                control: control.id.get_ref(),
                setting,
                place,
            });
        }
    }
    check_contradictions(&all, findings);
}

/// Where each setting begins; the control's place for those whose heading is written otherwise.
fn places<'a>(file: &'a SourceFile, count: usize, control: Place<'a>) -> Vec<Place<'a>> {
    let headings = file.text.match_indices(HEADING);
    let mut places: Vec<Place<'a>> = headings.map(|(offset, _)| Place { file, offset }).collect();
    places.resize(count, control);
    places
}

fn check_control(
    control: &ControlEntry,
    place: Place<'_>,
    known: &BTreeSet<&str>,
    findings: &mut Findings,
) {
    for id in control.see.iter().filter(|id| !known.contains(id.as_str())) {
        findings.error(
            "dangling",
            place,
            format!("there is no control {id:?}"),
            "correct the id, or add the file",
        );
    }
    if control.setting.is_empty() && control.see.is_empty() && control.allowed.is_empty() {
        findings.add(
            Severity::Warning,
            "no-setting",
            place,
            "the control has no setting",
            "give it a `setting`, or the controls to `see`",
        );
    }
    let mut groups = BTreeSet::new();
    for group in &control.group {
        if !groups.insert(group.id.as_str()) {
            findings.error(
                "group",
                place,
                format!("the group {:?} is there twice", group.id),
                "ids of groups are unique in a control",
            );
        }
        let mut settings = control.setting.iter();
        if !settings.any(|setting| setting.group.as_deref() == Some(&group.id)) {
            findings.error(
                "group",
                place,
                format!("no setting is of the group {:?}", group.id),
                "remove the group, or give a setting to it",
            );
        }
    }
    for allowed in &control.allowed {
        if let Err(error) = read(&allowed.destination) {
            findings.error(
                "pattern",
                place,
                error.to_string(),
                "correct the `destination`",
            );
        }
    }
}

fn check_setting(
    control: &ControlEntry,
    setting: &Setting,
    place: Place<'_>,
    findings: &mut Findings,
) {
    match (&setting.group, control.group.as_slice()) {
        (None, []) => {}
        (Some(group), groups) if groups.iter().any(|it| it.id == *group) => {}
        (Some(group), _) => findings.error(
            "group",
            place,
            format!("the control has no group {group:?}"),
            "add a `[[control.group]]`, or correct the name",
        ),
        (None, _) => findings.error(
            "group",
            place,
            "the setting says not what it is for",
            "name one of the control's groups",
        ),
    }
    if setting.line.is_none() && setting.from.is_none() {
        findings.error(
            "no-line",
            place,
            format!("nothing says where {} is documented", setting.at),
            "give the `line` of the guide, or say where it is `from`",
        );
    }
    check_conditions(setting, place, findings);
    if setting.unusable.is_some() {
        return;
    }
    if let Err(error) = setting.switch() {
        findings.error("setting", place, error.to_string(), hint(&error));
    }
    match &setting.undo {
        None => findings.error(
            "undo",
            place,
            format!("nothing says how {} is taken back", setting.at),
            "give it an `undo`",
        ),
        Some(undo) => {
            if let Err(what) = fits(setting, undo) {
                findings.error("undo", place, what, "correct `undo`");
            }
        }
    }
}

fn hint(error: &SwitchError) -> &'static str {
    match error {
        SwitchError::Key { .. } => {
            r"write HKLM\… or HKCU\…, with single backslashes and none at the end"
        }
        SwitchError::Path(_) => {
            "write the class and the folders, with \" > \" between them, and the policy in `name`"
        }
        SwitchError::Uri(_) => {
            "write the whole address, ./Device/Vendor/MSFT/Policy/Config/<area>/<policy>"
        }
        SwitchError::Data { .. } | SwitchError::Type(_) => {
            "numbers without quotation marks for REG_DWORD and int, text for REG_SZ and string"
        }
        SwitchError::Missing(_) => "add it, or say in `unusable` why the setting cannot be used",
        SwitchError::Stray(_) => "remove it, or correct `kind`",
        SwitchError::Rule(_) => {
            "write it as the registry keeps it: v2.25|Action=Block|Active=TRUE|Dir=Out|…|"
        }
    }
}

/// Whether an undo can be carried out for such a setting.
fn fits(setting: &Setting, undo: &Undo) -> Result<(), String> {
    use SettingKind::{App, FirewallRule, GroupPolicy, Mdm, Registry, RegistryDelete, Service, Ui};
    let right = match undo {
        Undo::Word(UndoWord::Delete) => matches!(setting.kind, Registry | Mdm | FirewallRule),
        Undo::Word(UndoWord::NotConfigured) => setting.kind == GroupPolicy,
        Undo::Word(UndoWord::Restore) => matches!(setting.kind, Registry | RegistryDelete),
        Undo::Word(UndoWord::Reinstall) => setting.kind == App,
        Undo::Word(UndoWord::ByHand) => setting.kind == Ui,
        Undo::Set { set } if setting.kind == Registry => {
            setting
                .registry_data(set)
                .map_err(|error| error.to_string())?;
            true
        }
        Undo::Set { .. } => matches!(setting.kind, Service | Mdm),
    };
    if right {
        Ok(())
    } else {
        Err("the undo is none for this kind of setting".to_owned())
    }
}

fn check_conditions(setting: &Setting, place: Place<'_>, findings: &mut Findings) {
    let mut version = |version: &Option<String>, build: fn(&str) -> Option<u32>| {
        let version = version.as_deref()?;
        let build = build(version);
        if build.is_none() {
            findings.error(
                "version",
                place,
                format!("{version:?} is not a version of Windows"),
                "1607, 20H2, 11, 11 22H2…; new ones go into `catalog::switch`",
            );
        }
        build
    };
    let minimum = version(&setting.minimum, windows_build);
    let maximum = version(&setting.maximum, last_windows_build);
    if let (Some(minimum), Some(maximum)) = (minimum, maximum)
        && maximum < minimum
    {
        findings.error(
            "version",
            place,
            "the last version comes before the first",
            "exchange `minimum` and `maximum`",
        );
    }
    for edition in setting
        .editions
        .iter()
        .filter(|it| !EDITIONS.contains(&it.as_str()))
    {
        findings.error(
            "edition",
            place,
            format!("{edition:?} is not an edition"),
            EDITIONS.join(", "),
        );
    }
    if let Some(admx) = setting
        .admx
        .as_deref()
        .filter(|it| !it.to_ascii_lowercase().ends_with(".admx"))
    {
        findings.error(
            "admx",
            place,
            format!("{admx:?} is not an administrative template"),
            "name the file, with .admx",
        );
    }
}

/// A setting, and where it stands.
struct Placed<'a> {
    control: &'a str,
    setting: &'a Setting,
    place: Place<'a>,
}

/// What a setting sets, so that two that set the same meet. Windows does not tell case apart in the first two.
type Target = (SettingKind, String, Option<String>);

/// Settings that set the same thing differently, or one control's that set it twice. What is corrected or unusable is
/// explained by that.
fn check_contradictions(all: &[Placed<'_>], findings: &mut Findings) {
    let mut by_target: BTreeMap<Target, Vec<&Placed<'_>>> = BTreeMap::new();
    for placed in all {
        let setting = placed.setting;
        if setting.unusable.is_none() && setting.kind != SettingKind::Ui {
            let name = setting.name.as_deref().map(str::to_lowercase);
            let (kind, _) = setting.alternative();
            let target = (kind, setting.at.to_lowercase(), name);
            by_target.entry(target).or_default().push(placed);
        }
    }
    for placed in by_target.values() {
        for (at, one) in placed.iter().enumerate() {
            for other in placed.iter().skip(at + 1) {
                compare(one, other, findings);
            }
        }
    }
}

fn compare(one: &Placed<'_>, other: &Placed<'_>, findings: &mut Findings) {
    let (first, second) = (one.setting, other.setting);
    if !meet(first, second) {
        return;
    }
    let same =
        first.kind == second.kind && first.set == second.set && first.elements == second.elements;
    if same {
        let of = |it: &Setting| {
            (
                it.scope,
                it.minimum.clone(),
                it.maximum.clone(),
                it.editions.clone(),
            )
        };
        if one.control == other.control && of(first) == of(second) {
            findings.add(
                Severity::Warning,
                "duplicate",
                other.place,
                format!("{} is set twice", second.sentence()),
                "remove one, or say in `editions`, `minimum` or `maximum` what tells them apart",
            );
        }
    } else if first.correction.is_none() && second.correction.is_none() {
        for (here, there) in [(one, other), (other, one)] {
            let line = crate::catalog::load::line_at(&there.place.file.text, there.place.offset);
            findings.add(
                Severity::Warning,
                "contradiction",
                here.place,
                format!("{}, while {} has: {}", here.setting.sentence(), there.control, there.setting.sentence()),
                format!("see {}:{line}; say in `correction` which is right, or in `unusable` which is not", there.place.file.path),
            );
        }
    }
}

/// Whether there is a system that both settings are for.
fn meet(one: &Setting, other: &Setting) -> bool {
    let first = |it: &Setting| it.minimum.as_deref().and_then(windows_build).unwrap_or(0);
    let last = |it: &Setting| {
        it.maximum
            .as_deref()
            .and_then(last_windows_build)
            .unwrap_or(u32::MAX)
    };
    let versions = first(one) <= last(other) && first(other) <= last(one);
    let editions = one.editions.is_empty()
        || other.editions.is_empty()
        || one
            .editions
            .iter()
            .any(|edition| other.editions.contains(edition));
    versions && editions
}

#[cfg(test)]
mod tests {
    use super::super::check as check_all;
    use crate::catalog::{Source, SourceFile};

    const HEAD: &str = "title = \"T\"\nsummary = \"s\"\n\
        source = { url = \"https://x.example\", file = \"f\", line = 1, date = \"2020-01-01\" }\n";
    const VALUE: &str = "[[control.setting]]\nkind = \"registry\"\nat = 'HKLM\\Software\\A'\nname = \"N\"\n\
        type = \"REG_DWORD\"\nset = 1\nundo = \"delete\"\nline = 5\n";

    fn control(id: &str, settings: &str) -> SourceFile {
        SourceFile {
            path: format!("v/controls/{id}.toml").into(),
            text: format!("[control]\nid = \"{id}\"\n{HEAD}{settings}").into(),
        }
    }

    fn problems(files: Vec<SourceFile>) -> Vec<(&'static str, u32)> {
        let found = check_all(&Source { files });
        found.iter().map(|it| (it.code, it.line)).collect()
    }

    fn of(settings: &str) -> Vec<(&'static str, u32)> {
        problems(vec![control("c", settings)])
    }

    #[test]
    fn a_good_setting_has_no_problems() {
        assert_eq!(of(VALUE), []);
    }

    #[test]
    fn a_number_that_is_no_dword_is_an_error_at_its_setting() {
        let second = VALUE
            .replace("\"N\"", "\"PeriodInNanoSeconds\"")
            .replace("set = 1", "set = 864000000000");
        assert_eq!(of(&format!("{VALUE}{second}")), [("setting", 14)]);
    }

    #[test]
    fn a_broken_setting_that_says_so_is_none() {
        assert_eq!(of(&VALUE.replace("set = 1", "unusable = \"no data\"")), []);
    }

    #[test]
    fn a_setting_needs_its_undo_and_its_line() {
        assert_eq!(of(&VALUE.replace("undo = \"delete\"\n", "")), [("undo", 6)]);
        assert_eq!(of(&VALUE.replace("line = 5\n", "")), [("no-line", 6)]);
    }

    #[test]
    fn an_undo_must_fit_its_kind_and_type() {
        assert_eq!(
            of(&VALUE.replace("\"delete\"", "\"not-configured\"")),
            [("undo", 6)]
        );
        assert_eq!(
            of(&VALUE.replace("\"delete\"", "{ set = \"one\" }")),
            [("undo", 6)]
        );
    }

    #[test]
    fn a_group_that_is_not_there_is_an_error() {
        assert_eq!(
            of(&VALUE.replace("line", "group = \"g\"\nline")),
            [("group", 6)]
        );
    }

    #[test]
    fn a_control_with_groups_leaves_no_setting_out() {
        let text = format!("[[control.group]]\nid = \"g\"\ntitle = \"G\"\n{VALUE}");
        assert_eq!(of(&text), [("group", 2), ("group", 9)]);
    }

    #[test]
    fn two_controls_that_set_one_value_differently_are_warned_of_at_both_places() {
        let other = VALUE
            .replace("set = 1", "set = 0")
            .replace("Software", "SOFTWARE");
        let found = check_all(&Source {
            files: vec![control("c", VALUE), control("d", &other)],
        });
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|it| it.code == "contradiction" && it.line == 6)
        );
        assert!(found[0].hint.contains("v/controls/d.toml:6"));
    }

    #[test]
    fn a_contradiction_that_is_corrected_or_for_another_system_is_none() {
        let other = VALUE.replace("set = 1", "set = 0");
        let corrected = other.replace("line", "correction = \"c\"\nline");
        assert_eq!(
            problems(vec![control("c", VALUE), control("d", &corrected)]),
            []
        );
        let (old, new) = ("maximum = \"10\"\nline", "minimum = \"11\"\nline");
        let files = vec![
            control("c", &VALUE.replace("line", old)),
            control("d", &other.replace("line", new)),
        ];
        assert_eq!(problems(files), []);
    }

    #[test]
    fn deleting_a_value_that_another_control_sets_is_a_contradiction() {
        let other = "[[control.setting]]\nkind = \"registry-delete\"\nat = 'HKLM\\Software\\A'\nname = \"N\"\n\
            undo = \"restore\"\nline = 5\n";
        assert_eq!(
            problems(vec![control("c", VALUE), control("d", other)]).len(),
            2
        );
    }

    #[test]
    fn the_same_value_twice_in_a_control_is_a_warning() {
        assert_eq!(of(&format!("{VALUE}{VALUE}")), [("duplicate", 14)]);
    }

    #[test]
    fn versions_and_editions_must_be_known() {
        assert_eq!(
            of(&VALUE.replace("line", "minimum = \"1601\"\nline")),
            [("version", 6)]
        );
        assert_eq!(
            of(&VALUE.replace("line", "editions = [\"ultimate\"]\nline")),
            [("edition", 6)]
        );
    }
}
