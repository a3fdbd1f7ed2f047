//! A plan: what a policy will do, to read before it is done.

use backchat_engine::plan::{
    Against, AreaPlan, ControlPlan, Plan, PlanePlan, RulePlan, Survives, Verdict, Why,
};
use backchat_engine::report::sheet::{Sheet, Style, padded, width};

use super::{counted, field, styled_field};

/// The widest the column of destinations becomes.
const DESTINATION: usize = 44;

/// How many destinations of a capture are shown where not all are asked for.
const SHOWN: usize = 12;

/// The plan. Without `all`, areas that stay are one line each, and long lists are cut with a count.
pub(crate) fn plan(sheet: &mut Sheet, plan: &Plan<'_>, all: bool) {
    sheet.wrapped(
        "",
        &format!("Plan for {}", plan.releases.join(", ")),
        Style::Bold,
    );
    field(sheet, "Policy", &plan.policy);
    let list = match (plan.observe, plan.list) {
        (true, _) => "nothing is stopped; planes of the detection family report",
        (false, "allow") => "only what stays passes; what nobody documents is turned off",
        (false, _) => "what is turned off is blocked; what nobody documents is left alone",
    };
    field(sheet, "Does", list);
    field(sheet, "Online test", &plan.ncsi);
    for note in &plan.notes {
        styled_field(sheet, "Note", note, Style::Warning);
    }
    let of = |verdict: Verdict| {
        plan.areas
            .iter()
            .filter(move |area| area.verdict == verdict)
    };
    for area in of(Verdict::Off) {
        off(sheet, area, all);
    }
    if !plan.exceptions.is_empty() {
        sheet.heading("Exceptions that turn something off", Style::Bold);
        rules(sheet, &plan.exceptions, all);
    }
    if !plan.kept_exceptions.is_empty() {
        sheet.heading("Exceptions that keep something", Style::Bold);
    }
    for exception in &plan.kept_exceptions {
        let (met, style) = match exception.met.as_slice() {
            [] => (
                "no rule meets it, so it has no effect".to_owned(),
                Style::Warning,
            ),
            met => (format!("holds back {}", met.join(", ")), Style::Plain),
        };
        row(
            sheet,
            &exception.names,
            &format!("{met} · until {} · {}", exception.until, exception.reason),
            style,
        );
    }
    brief(sheet, "Stays", of(Verdict::Keep));
    brief(sheet, "Left alone", of(Verdict::Left));
    collisions(sheet, plan);
    planes(sheet, &plan.planes);
    if let Some(against) = &plan.against {
        self::against(sheet, against, all);
    }
}

/// An area that is turned off.
fn off(sheet: &mut Sheet, area: &AreaPlan<'_>, all: bool) {
    sheet.heading(&format!("OFF  {}", area.name), Style::Bold);
    field(sheet, "Why", &area.why);
    if let Some(why) = area.security_critical {
        styled_field(sheet, "! Security", why, Style::Warning);
    }
    for loss in &area.dependents {
        styled_field(
            sheet,
            "! Needed by",
            &format!("{}, which is not turned off: {}", loss.area, loss.why),
            Style::Warning,
        );
    }
    rules(sheet, &area.rules, all);
    if area.controls.is_empty() {
        let none = area
            .instead
            .unwrap_or("the vendor has none that may be set here");
        field(sheet, "Switches", none);
    }
    for groups in area.controls.chunk_by(|a, b| a.control == b.control) {
        switch(sheet, groups, all);
    }
    for withheld in &area.withheld {
        styled_field(sheet, "Withheld", withheld, Style::Warning);
    }
}

/// A control, with what of it is set.
fn switch(sheet: &mut Sheet, groups: &[ControlPlan<'_>], all: bool) {
    let Some(first) = groups.first() else { return };
    let whats: Vec<&str> = groups.iter().filter_map(|it| it.what).collect();
    let of = if whats.is_empty() {
        String::new()
    } else {
        format!(": {}", whats.join(", "))
    };
    let mut ways: Vec<&str> = groups
        .iter()
        .flat_map(|it| &it.ways)
        .map(|way| way.token())
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let ways = if ways.is_empty() {
        "no way on this system".to_owned()
    } else {
        ways.join(", ")
    };
    let control = first.id.split('/').next().unwrap_or(&first.id);
    field(
        sheet,
        "Switch",
        &format!("{}{of} ({ways}) [{control}]", first.control),
    );
    let mut touches: Vec<String> = groups
        .iter()
        .flat_map(|it| &it.touches)
        .map(|it| format!("also touches {}: {}", it.area, it.why))
        .collect();
    touches.dedup();
    for touch in touches {
        styled_field(sheet, "", &touch, Style::Warning);
    }
    if let Some(text) = first.side_effects {
        styled_field(sheet, "", &format!("side effect: {text}"), Style::Warning);
    }
    if let Some(text) = first.caution.filter(|_| all) {
        field(sheet, "", text);
    }
}

/// Rules: the destination and what became of it; then what stops without it.
fn rules(sheet: &mut Sheet, rules: &[RulePlan<'_>], all: bool) {
    let widths = rules.iter().map(|rule| width(&rule.as_written));
    let column = widths.max().unwrap_or(0).min(DESTINATION) + 2;
    for rule in rules {
        let style = match rule.fate {
            "refused" | "too-wide" => Style::Warning,
            _ => Style::Plain,
        };
        let mut said: Vec<String> = Vec::new();
        match (rule.fate, rule.because.as_str()) {
            ("stands", _) => {}
            ("carved", because) => said.push(because.to_owned()),
            (fate, because) => said.push(format!("{fate}: {because}")),
        }
        if let Some(until) = &rule.until {
            said.push(format!("until {until}"));
        }
        if !rule.also_hits.is_empty() {
            said.push(format!(
                "also documented for {}, which is left alone",
                rule.also_hits.join(", ")
            ));
        }
        if rule.fate != "refused" {
            said.extend(rule.impact.map(|impact| format!("Without it: {impact}")));
            for seen in rule.observed {
                said.push(format!("Seen ({}): {}", seen.confidence, seen.effect));
            }
            said.extend(
                rule.dual_use
                    .filter(|_| all)
                    .map(|it| format!("Dual use: {it}")),
            );
        }
        let text = if said.is_empty() {
            "no impact is documented".to_owned()
        } else {
            said.join(" · ")
        };
        if width(&rule.as_written) + 2 > column {
            sheet.line(&[(Style::Bold, format!("  {}", rule.as_written))]);
            sheet.wrapped(&" ".repeat(column + 2), &text, style);
        } else {
            let name = padded(&rule.as_written, column, false);
            sheet.labelled(&format!("  {name}"), &text, Style::Bold, style);
        }
    }
}

/// Areas in a line each.
fn brief<'p, 'c: 'p>(
    sheet: &mut Sheet,
    title: &str,
    areas: impl Iterator<Item = &'p AreaPlan<'c>>,
) {
    let areas: Vec<&AreaPlan<'_>> = areas.collect();
    if areas.is_empty() {
        return;
    }
    sheet.heading(
        &format!("{title}: {}", counted(areas.len(), "area", "areas")),
        Style::Bold,
    );
    let column = areas.iter().map(|area| width(area.id)).max().unwrap_or(0) + 2;
    for area in areas {
        sheet.labelled(
            &padded(area.id, column, false),
            &area.why,
            Style::Plain,
            Style::Dim,
        );
    }
}

fn collisions(sheet: &mut Sheet, plan: &Plan<'_>) {
    if plan.collisions.is_empty() && plan.doubts.is_empty() {
        return;
    }
    let count = counted(plan.collisions.len(), "collision", "collisions");
    sheet.heading(
        &format!("{count} with what stays or is left alone"),
        Style::Bold,
    );
    for collision in &plan.collisions {
        let example = collision
            .example
            .as_deref()
            .map_or_else(String::new, |host| format!(" (both hold {host})"));
        let text = format!(
            "{} meets {}{example}: {}",
            collision.names, collision.kept, collision.why
        );
        sheet.labelled(
            &padded(collision.settled, 12, false),
            &text,
            Style::Warning,
            Style::Plain,
        );
    }
    for doubt in &plan.doubts {
        sheet.labelled(
            &padded("doubtful", 12, false),
            doubt,
            Style::Dim,
            Style::Plain,
        );
    }
}

fn planes(sheet: &mut Sheet, planes: &[PlanePlan]) {
    sheet.heading("What planes can say of it", Style::Bold);
    let column = planes.iter().map(|plane| plane.id.len()).max().unwrap_or(0) + 2;
    let mut none: Vec<(&str, Vec<&str>)> = Vec::new();
    for plane in planes {
        match (&plane.tally, plane.refused.as_deref()) {
            (Some(tally), _) => {
                let style = if tally.is_exact() {
                    Style::Good
                } else {
                    Style::Plain
                };
                sheet.labelled(
                    &padded(plane.id, column, false),
                    &tally.to_string(),
                    Style::Plain,
                    style,
                );
            }
            (None, why) => {
                let why = why.unwrap_or_default();
                match none.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, ids)) => ids.push(plane.id),
                    None => none.push((why, vec![plane.id])),
                }
            }
        }
    }
    for (why, ids) in none {
        sheet.wrapped(
            "",
            &format!("Nothing for {}: {why}", ids.join(", ")),
            Style::Dim,
        );
    }
}

fn against(sheet: &mut Sheet, against: &Against, all: bool) {
    let stopped = counted(against.stopped.len(), "destination", "destinations");
    sheet.heading(
        &format!("Of what was seen, {stopped} would have been stopped"),
        Style::Bold,
    );
    for tried in cut(&against.stopped, all) {
        let area = tried.area.as_deref().unwrap_or("undocumented");
        let text = format!("{}, {area}", counted_times(tried.attempts));
        row(sheet, &tried.destination, &text, Style::Plain);
    }
    rest(sheet, against.stopped.len(), all);
    let through = counted(against.survives.len(), "destination", "destinations");
    sheet.heading(&format!("{through} would have gone through"), Style::Bold);
    // What the policy was meant to stop and does not comes first.
    let mut survivors: Vec<&Survives> = against.survives.iter().collect();
    survivors.sort_by_key(|it| std::cmp::Reverse(it.why));
    for it in cut(&survivors, all) {
        let text = format!("{}, {}", counted_times(it.tried.attempts), it.why.words());
        let style = if it.why >= Why::NoRule {
            Style::Warning
        } else {
            Style::Plain
        };
        row(sheet, &it.tried.destination, &text, style);
    }
    rest(sheet, against.survives.len(), all);
    if !against.shared.is_empty() {
        let count = counted(against.shared.len(), "address", "addresses");
        sheet.heading(
            &format!("{count} of what is stopped with others at it: no address rule is safe there"),
            Style::Bold,
        );
        for shared in cut(&against.shared, all) {
            let names = |names: &std::collections::BTreeSet<String>| {
                names.iter().cloned().collect::<Vec<_>>().join(", ")
            };
            let text = format!("{}; also {}", names(&shared.stopped), names(&shared.others));
            row(sheet, &shared.address.to_string(), &text, Style::Plain);
        }
        rest(sheet, against.shared.len(), all);
    }
}

fn row(sheet: &mut Sheet, name: &str, text: &str, style: Style) {
    if width(name) > DESTINATION {
        sheet.line(&[(Style::Bold, format!("  {name}"))]);
        sheet.wrapped(&" ".repeat(DESTINATION + 4), text, style);
    } else {
        sheet.labelled(
            &format!("  {}", padded(name, DESTINATION + 2, false)),
            text,
            Style::Bold,
            style,
        );
    }
}

fn cut<T>(list: &[T], all: bool) -> &[T] {
    let end = if all {
        list.len()
    } else {
        list.len().min(SHOWN)
    };
    &list[..end]
}

fn rest(sheet: &mut Sheet, count: usize, all: bool) {
    if !all && count > SHOWN {
        sheet.wrapped(
            "  ",
            &format!("and {} more; --all shows them", count - SHOWN),
            Style::Dim,
        );
    }
}

fn counted_times(times: u64) -> String {
    if times == 1 {
        "once".to_owned()
    } else {
        format!("{times} times")
    }
}
