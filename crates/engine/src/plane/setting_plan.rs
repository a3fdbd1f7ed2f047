//! The vendor's switches as a plane will set them: of each thing that a control turns off the first way that the plane
//! has, taken apart. A plane prints this and decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Order, PlaneError, Ruled};
use crate::catalog::AreaRef;
use crate::catalog::file::{Setting, SettingKind, Undo, UndoWord};
use crate::catalog::switch::{Hive, Switch};
use crate::intent::{Intent, List, Switchable, Way};

/// What a plane sets.
#[derive(Clone, Debug)]
pub struct SettingPlan<'o> {
    /// What is turned off, each with its settings; in the order of the intent.
    pub chosen: Vec<Chosen<'o>>,
    /// Each thing that a control turns off, and whether the plane does it.
    pub rules: Vec<Ruled>,
    /// What else to know, in sentences: controls that are left alone, settings that were left out.
    pub notes: Vec<String>,
}

/// One thing that is turned off, and how.
#[derive(Clone, Debug)]
pub struct Chosen<'o> {
    /// `<control>/<group>`, or the control's id.
    pub id: String,
    /// What is turned off, for people.
    pub title: String,
    /// The settings of one way. What an earlier one sets in the same way is not repeated, so there may be none.
    pub settings: Vec<(&'o Setting, Switch<'o>)>,
}

impl<'o> SettingPlan<'o> {
    /// Chooses a way for each thing that is turned off. `sayable` gives the reason why the plane cannot set a setting
    /// although it is of one of its `kinds`.
    ///
    /// # Errors
    /// Where nothing is left to set.
    pub fn of(
        order: &Order<'o>,
        kinds: &[SettingKind],
        sayable: impl Fn(&Setting, &Switch<'_>) -> Result<(), String>,
    ) -> Result<Self, PlaneError> {
        let intent = order.intent;
        let mut plan = Self {
            chosen: Vec::new(),
            rules: Vec::new(),
            notes: Vec::new(),
        };
        let mut taken = BTreeMap::new();
        for switchable in &intent.switches {
            let (id, title) = (switchable.id(), switchable.title());
            let area = switchable.areas.first();
            let area = area.map(|it| intent.catalog.area(*it).id().to_owned());
            // What this system does not have is no difference from what was meant.
            if switchable.ways.is_empty() && !switchable.left_out.is_empty() {
                plan.notes
                    .push(format!("{title} [{id}]: {}.", no_way(switchable)));
                continue;
            }
            let mut rule = Ruled::exact(&id, area, &title);
            match choose(switchable, kinds, &sayable, &mut taken) {
                Ok(settings) => {
                    rule.note = remark(intent, switchable, &settings);
                    plan.chosen.push(Chosen {
                        id,
                        title,
                        settings,
                    });
                }
                Err(why) => rule = rule.refused(why),
            }
            plan.rules.push(rule);
            plan.notes.extend(left_out(switchable, kinds));
        }
        let mut told = BTreeSet::new();
        for it in &plan.chosen {
            let control = it.id.split('/').next().unwrap_or(&it.id);
            let entry = intent.catalog.control(control).map(|it| &it.entry);
            if let Some(entry) = entry.filter(|_| told.insert(control.to_owned()))
                && let Some(effects) = &entry.side_effects
            {
                plan.notes
                    .push(format!("Side effect of {}: {effects}", entry.title));
            }
        }
        let withheld = intent.withheld_in_words(|_| true);
        plan.notes
            .extend(withheld.into_iter().map(|it| format!("{it}.")));
        if intent.list == List::Allow {
            plan.notes.push(
                "The policy turns off what nobody documents too, and no switch of the vendor does that: a plane for names \
                 is needed beside this one."
                    .to_owned(),
            );
        }
        if !intent.answers.is_empty() {
            plan.notes.push(
                "The policy answers names of the connectivity test locally, and this plane answers none.".to_owned(),
            );
        }
        if plan.chosen.iter().all(|it| it.settings.is_empty()) {
            return Err(nothing(&plan.rules));
        }
        Ok(plan)
    }

    /// What to know where the plane's way of setting is not one of the system's edition, in a sentence.
    pub(super) fn edition_note(order: &Order<'_>, needs: &str) -> Option<String> {
        let edition = order.intent.release().entry.edition.as_deref();
        let home = edition.is_some_and(|it| it.eq_ignore_ascii_case("home"));
        home.then(|| {
            format!("The Home edition has no {needs}: take registry-file or powershell for it.")
        })
    }

    /// Every setting in order.
    pub fn settings(&self) -> impl Iterator<Item = &(&'o Setting, Switch<'o>)> {
        self.chosen.iter().flat_map(|it| &it.settings)
    }
}

/// Why there is nothing to set.
fn nothing(rules: &[Ruled]) -> PlaneError {
    PlaneError::Nothing(match rules.iter().find_map(|rule| rule.note.as_deref()) {
        None => "no switch of the vendor belongs to what the policy turns off".to_owned(),
        Some(why) => format!(
            "this plane can set none of the {} switches, the first because {why}",
            rules.len()
        ),
    })
}

/// What settings set, by what they set: so that no two set the same thing, least of all to different data.
type Taken = BTreeMap<String, (String, String)>;

/// The settings of the first way that can be set as a whole, or why there is none.
fn choose<'o>(
    switchable: &Switchable<'o>,
    kinds: &[SettingKind],
    sayable: impl Fn(&Setting, &Switch<'_>) -> Result<(), String>,
    taken: &mut Taken,
) -> Result<Vec<(&'o Setting, Switch<'o>)>, String> {
    let mut first_reason = None;
    for way in switchable.ways.iter().filter(|it| kinds.contains(&it.kind)) {
        match whole(switchable, way, &sayable, taken) {
            Ok(settings) => return Ok(settings),
            Err(why) => {
                first_reason.get_or_insert(why);
            }
        }
    }
    Err(first_reason.unwrap_or_else(|| no_way(switchable)))
}

/// A way taken apart; it is marked as taken only where all of it can be set.
fn whole<'o>(
    switchable: &Switchable<'o>,
    way: &Way<'o>,
    sayable: impl Fn(&Setting, &Switch<'_>) -> Result<(), String>,
    taken: &mut Taken,
) -> Result<Vec<(&'o Setting, Switch<'o>)>, String> {
    let mut settings = Vec::new();
    let mut fresh = Taken::new();
    for &setting in &way.settings {
        let switch = setting.switch();
        let switch = switch.map_err(|error| format!("its setting is not complete: {error}"))?;
        sayable(setting, &switch)?;
        let (target, data) = (
            target(&switch),
            format!("{:?} {:?}", setting.r#type, setting.set),
        );
        match taken.get(&target).or_else(|| fresh.get(&target)) {
            Some((other, _)) if *other == data => {}
            Some((_, owner)) => {
                return Err(format!(
                    "it sets to other data what {owner} sets: {}",
                    setting.sentence()
                ));
            }
            None => {
                fresh.insert(target, (data, switchable.id()));
                settings.push((setting, switch));
            }
        }
    }
    taken.extend(fresh);
    Ok(settings)
}

/// What a setting sets, in one spelling: names in Windows do not differ by case, except OMA-URIs.
fn target(switch: &Switch<'_>) -> String {
    match switch {
        Switch::SetValue { key, name, .. }
        | Switch::DeleteValue { key, name }
        | Switch::Firewall { key, name, .. } => {
            format!("{}\\{}\\\\{name}", key.hive.short(), key.path).to_lowercase()
        }
        Switch::Service { name, .. } => format!("service {name}").to_lowercase(),
        Switch::App { package, scope } => format!("app {scope:?} {package}").to_lowercase(),
        Switch::Mdm { uri, .. } => format!("mdm {uri}"),
        Switch::Policy {
            owner, path, name, ..
        } => format!("policy {owner:?} {path:?} {name}").to_lowercase(),
        Switch::Hand { place, what } => format!("hand {place} {what}"),
    }
}

/// Why no way is of the plane's kinds, with the ways that there are.
fn no_way(switchable: &Switchable<'_>) -> String {
    if switchable.ways.is_empty() {
        let reasons = switchable.left_out.first();
        return match reasons {
            Some((setting, why)) => format!(
                "no way of it is for this system: {}: {why}",
                setting.sentence()
            ),
            None => "the vendor gives no way".to_owned(),
        };
    }
    let mut ways = switchable.ways.iter().map(other_way).collect::<Vec<_>>();
    ways.dedup();
    format!("this plane has no way of it; do it {}", ways.join(", or "))
}

/// A way of another kind: which plane has it, or what to do.
fn other_way(way: &Way<'_>) -> String {
    let what: Vec<String> = way.settings.iter().map(|it| it.sentence()).collect();
    let what = what.join(", and ");
    match way.kind {
        SettingKind::GroupPolicy => format!("by Group Policy ({what})"),
        SettingKind::Ui => what,
        kind => format!("with the plane {} ({what})", planes_of(kind)),
    }
}

/// The planes that set a kind; none has Group Policy by its name or what is done by hand.
const fn planes_of(kind: SettingKind) -> &'static str {
    match kind {
        SettingKind::Mdm => "intune",
        SettingKind::App => "powershell",
        _ => "registry-file, registry-pol, lgpo or powershell",
    }
}

fn area_name<'c>(intent: &Intent<'c>, area: AreaRef) -> &'c str {
    intent.catalog.area(area).name(Some(intent.release().id()))
}

/// What is to be known of a rule that is exact.
fn remark(
    intent: &Intent<'_>,
    switchable: &Switchable<'_>,
    settings: &[(&Setting, Switch<'_>)],
) -> Option<String> {
    let mut remarks = Vec::new();
    for (area, why) in &switchable.touches {
        let why = if why.is_empty() {
            String::new()
        } else {
            format!(": {why}")
        };
        remarks.push(format!(
            "{} stays and loses something by it{why}",
            area_name(intent, *area)
        ));
    }
    let unknown = settings
        .iter()
        .filter(|(it, _)| it.undo == Some(Undo::Word(UndoWord::Restore)))
        .count();
    if unknown > 0 {
        let what = if unknown == 1 { "setting" } else { "settings" };
        remarks.push(format!(
            "what a fresh system has for {unknown} {what} of it is not known, so only what is kept before can be put back"
        ));
    }
    (!remarks.is_empty()).then(|| remarks.join("; "))
}

/// Settings of the plane's kinds that are not for this system, in sentences.
fn left_out(switchable: &Switchable<'_>, kinds: &[SettingKind]) -> Vec<String> {
    let own = switchable
        .left_out
        .iter()
        .filter(|(setting, _)| kinds.contains(&setting.kind));
    own.map(|(setting, why)| {
        format!(
            "Left out of {}: {}: {why}.",
            switchable.id(),
            setting.sentence()
        )
    })
    .collect()
}

/// Whose hive a registry setting is in; the machine's for what is in none.
#[must_use]
pub(super) const fn hive(switch: &Switch<'_>) -> Hive {
    match switch {
        Switch::SetValue { key, .. }
        | Switch::DeleteValue { key, .. }
        | Switch::Firewall { key, .. } => key.hive,
        _ => Hive::LocalMachine,
    }
}
