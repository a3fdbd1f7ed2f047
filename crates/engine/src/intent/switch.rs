//! The vendor's own switches for what is turned off: which controls, what each of them is for, and the ways to set it.

use std::collections::BTreeSet;

use super::keep::endpoints_of;
use super::{Decision, Intent, Keeper, Kept, NCSI};
use crate::catalog::file::{ControlLink, Group, Setting, SettingKind};
use crate::catalog::switch::{last_windows_build, windows_build};
use crate::catalog::{AreaRef, Control, Release};
use crate::policy::{Ncsi, Policy};

/// One thing that a control turns off, and the ways to do it: one of them is enough.
#[derive(Clone, Debug)]
pub struct Switchable<'c> {
    /// The control.
    pub control: &'c Control,
    /// What is turned off, where the control does more than one thing.
    pub group: Option<&'c Group>,
    /// The areas that it is turned off for.
    pub areas: Vec<AreaRef>,
    /// Areas that stay and lose something by it, with the reason why they are named.
    pub touches: Vec<(AreaRef, &'c str)>,
    /// The ways that work on the system, in the order of the guide.
    pub ways: Vec<Way<'c>>,
    /// Settings that are not for this system or must not be used, each with the reason.
    pub left_out: Vec<(&'c Setting, String)>,
}

/// A way to turn something off: all of its settings belong together.
#[derive(Clone, Debug)]
pub struct Way<'c> {
    /// What kind of switch; setting and deleting registry values are one.
    pub kind: SettingKind,
    /// Which of several ways of the kind.
    pub name: Option<&'c str>,
    /// The settings.
    pub settings: Vec<&'c Setting>,
}

/// A control that is left alone.
#[derive(Clone, Debug)]
pub struct Withheld<'c> {
    /// The control.
    pub control: &'c Control,
    /// What of it, where it does more than one thing.
    pub group: Option<&'c Group>,
    /// The area that is turned off.
    pub area: AreaRef,
    /// The area that stays and would lose by it.
    pub for_area: AreaRef,
}

impl<'c> Switchable<'c> {
    /// `<control>/<group>`, or the control's id.
    #[must_use]
    pub fn id(&self) -> String {
        id(self.control, self.group)
    }

    /// What is turned off, for people.
    #[must_use]
    pub fn title(&self) -> String {
        match self.group {
            Some(group) => format!("{}: {}", self.control.entry.title, group.title),
            None => self.control.entry.title.clone(),
        }
    }

    fn add(&mut self, area: AreaRef, touches: Vec<(AreaRef, &'c str)>) {
        if !self.areas.contains(&area) {
            self.areas.push(area);
        }
        self.touches.extend(touches);
        self.touches.sort_unstable();
        self.touches.dedup();
    }
}

impl Withheld<'_> {
    /// `<control>/<group>`, or the control's id.
    #[must_use]
    pub fn id(&self) -> String {
        id(self.control, self.group)
    }
}

fn id(control: &Control, group: Option<&Group>) -> String {
    match group {
        Some(group) => format!("{}/{}", control.id(), group.id),
        None => control.id().to_owned(),
    }
}

/// Adds the switches of what is turned off.
pub(super) fn add<'c>(intent: &mut Intent<'c>, policy: &Policy<'c>) {
    let mut switches: Vec<Switchable<'c>> = Vec::new();
    let mut withheld: Vec<Withheld<'c>> = Vec::new();
    for (area, link) in wanted(intent, policy) {
        let Some(control) = intent.catalog.control(&link.id) else {
            continue;
        };
        for (group, settings) in grouped(control) {
            let id = group.map(|it| it.id.as_str());
            if !link.has(id) {
                continue;
            }
            match judge(intent, area, link, id) {
                Verdict::Withheld(for_area) => withheld.push(Withheld {
                    control,
                    group,
                    area,
                    for_area,
                }),
                Verdict::Set(touches) => {
                    let same = |it: &&mut Switchable<'c>| {
                        it.control.id() == control.id() && it.group.map(|it| it.id.as_str()) == id
                    };
                    match switches.iter_mut().find(same) {
                        Some(known) => known.add(area, touches),
                        None => switches.push(switchable(
                            control,
                            group,
                            &settings,
                            intent.release(),
                            area,
                            touches,
                        )),
                    }
                }
            }
        }
    }
    // What one area withholds another may own and set.
    withheld.retain(|it| !switches.iter().any(|set| set.id() == it.id()));
    let mut seen = BTreeSet::new();
    withheld.retain(|it| seen.insert((it.id(), it.for_area)));
    intent.switches = switches;
    intent.withheld = withheld;
}

/// The links to controls of all that is turned off, each with its area: of areas, and of single endpoints that are named.
fn wanted<'c>(intent: &Intent<'c>, policy: &Policy<'c>) -> Vec<(AreaRef, &'c ControlLink)> {
    let catalog = intent.catalog;
    let mut found = Vec::new();
    for (area, decision) in &intent.areas {
        let probing = catalog.area(*area).id() == NCSI && intent.ncsi == Ncsi::DisableProbing;
        if probing || matches!(decision, Decision::Off { .. }) {
            found.extend(links(intent, *area).map(|link| (*area, link)));
        }
    }
    for (endpoint, _) in endpoints_of(&policy.off) {
        let endpoint = catalog.endpoint(endpoint);
        let own = endpoint
            .entry
            .controls
            .iter()
            .filter(|link| link.ineffective.is_none());
        found.extend(own.map(|link| (endpoint.area, link)));
    }
    found
}

enum Verdict<'c> {
    Set(Vec<(AreaRef, &'c str)>),
    Withheld(AreaRef),
}

/// Whether a group of a control may be set for an area, given the areas that stay.
///
/// Several areas name one control, most of them because it is needed to silence them wholly. Who it is *for* owns it: an
/// area with its id, one whose page links to it, or one whose link names the very group. A control that an area which stays
/// owns is left alone; one that nobody owns too; one that only the area which goes owns is set, and it is said whom it
/// touches. The area with the control's id has the last word: where the policy does not turn it off, or only among all others
/// while security rests on destinations of its, nobody else's silence is worth it.
fn judge<'c>(
    intent: &Intent<'c>,
    area: AreaRef,
    link: &'c ControlLink,
    group: Option<&str>,
) -> Verdict<'c> {
    let home = intent.catalog.area_by_id(&link.id);
    if let Some(home) = home
        && let Some(decision) = intent.decision(home)
        && !gives_up(intent, home, decision)
    {
        return Verdict::Withheld(home);
    }
    let own = owns(intent, area, link);
    let mut touches = Vec::new();
    for (other, decision) in &intent.areas {
        let unit = intent.catalog.area(*other).id() == NCSI;
        if *other == area || unit || !matches!(decision, Decision::Keep(_)) {
            continue;
        }
        let Some(theirs) = links(intent, *other).find(|it| it.id == link.id && it.has(group))
        else {
            continue;
        };
        if !own || owns(intent, *other, theirs) || !theirs.groups.is_empty() {
            return Verdict::Withheld(*other);
        }
        touches.push((*other, theirs.beyond_link.as_deref().unwrap_or_default()));
    }
    Verdict::Set(touches)
}

/// Whether an area lets its own control be set.
fn gives_up(intent: &Intent<'_>, home: AreaRef, decision: &Decision<'_>) -> bool {
    let rests = |it: &Kept<'_>| {
        let own = it
            .endpoint
            .is_some_and(|it| intent.catalog.endpoint(it).area == home);
        own && matches!(it.why, Keeper::Security(_))
    };
    match decision {
        Decision::Off { named: true, .. } => true,
        Decision::Off { named: false, .. } => !intent.kept.iter().any(rests),
        Decision::Keep(_) => {
            intent.catalog.area(home).id() == NCSI && intent.ncsi == Ncsi::DisableProbing
        }
        Decision::Left => false,
    }
}

fn owns(intent: &Intent<'_>, area: AreaRef, link: &ControlLink) -> bool {
    intent.catalog.area(area).id() == link.id || link.beyond_link.is_none()
}

/// The controls that silence an area: those that its page merely points to do not count.
fn links<'c>(
    intent: &Intent<'c>,
    area: AreaRef,
) -> impl Iterator<Item = &'c ControlLink> + use<'c> {
    let area = intent.catalog.area(area);
    area.entry
        .controls
        .iter()
        .filter(|link| link.ineffective.is_none())
}

/// The settings of a control by what they are for.
fn grouped(control: &Control) -> Vec<(Option<&Group>, Vec<&Setting>)> {
    let entry = &control.entry;
    let of = |group: Option<&str>| -> Vec<&Setting> {
        entry
            .setting
            .iter()
            .filter(|it| it.group.as_deref() == group)
            .collect()
    };
    let groups = entry.group.iter().filter(|group| group.optional.is_none());
    let groups = groups.map(|group| (Some(group), of(Some(&group.id))));
    std::iter::once((None, of(None)))
        .chain(groups)
        .filter(|(_, settings)| !settings.is_empty())
        .collect()
}

fn switchable<'c>(
    control: &'c Control,
    group: Option<&'c Group>,
    settings: &[&'c Setting],
    release: &Release,
    area: AreaRef,
    touches: Vec<(AreaRef, &'c str)>,
) -> Switchable<'c> {
    let mut ways: Vec<Way<'c>> = Vec::new();
    let mut left_out = Vec::new();
    for &setting in settings {
        if let Some(reason) = unfit(setting, release) {
            left_out.push((setting, reason));
            continue;
        }
        let (kind, name) = setting.alternative();
        match ways
            .iter_mut()
            .find(|way| (way.kind, way.name) == (kind, name))
        {
            Some(way) => way.settings.push(setting),
            None => ways.push(Way {
                kind,
                name,
                settings: vec![setting],
            }),
        }
    }
    Switchable {
        control,
        group,
        areas: vec![area],
        touches,
        ways,
        left_out,
    }
}

/// Why a setting is not for a system; none where it is.
fn unfit(setting: &Setting, release: &Release) -> Option<String> {
    if let Some(why) = &setting.unusable {
        return Some(format!("must not be used: {why}"));
    }
    if setting.set.is_none()
        && !matches!(setting.kind, SettingKind::RegistryDelete | SettingKind::App)
    {
        return Some("the guide recommends no value".to_owned());
    }
    let edition = release
        .entry
        .edition
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    if !setting.editions.is_empty() && !edition.is_empty() && !setting.editions.contains(&edition) {
        return Some(format!("works on {} only", setting.editions.join(", ")));
    }
    let build = release
        .entry
        .build
        .as_deref()
        .and_then(|build| build.rsplit('.').next()?.parse::<u32>().ok())?;
    if let Some(minimum) = setting
        .minimum
        .as_deref()
        .filter(|it| windows_build(it).is_some_and(|it| it > build))
    {
        return Some(format!("only from {minimum} on"));
    }
    let maximum = setting.maximum.as_deref();
    let maximum = maximum.filter(|it| last_windows_build(it).is_some_and(|it| it < build));
    maximum.map(|maximum| format!("only up to {maximum}"))
}
