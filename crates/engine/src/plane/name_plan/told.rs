//! How a rule of the intent comes out, from what was told of the set of names that it is said by.

use crate::intent::{Fate, Intent, List};
use crate::pattern::PathPart;
use crate::plane::{Fidelity, Gap, GapKind, Ruled};
use crate::rules::{Difference, Refusal, Told};

/// A rule of the intent as a plane says it, with what was told of its block and the block's rules.
pub(in crate::plane) fn ruled(
    intent: &Intent<'_>,
    at: usize,
    block: Option<(&Told, &[usize])>,
) -> Ruled {
    let rule = &intent.rules[at];
    let area = rule
        .endpoint
        .map(|it| intent.catalog.area_of(it).id().to_owned());
    let what = if rule.as_written.is_empty() {
        rule.pattern.to_string()
    } else {
        rule.as_written.to_owned()
    };
    let plain = Ruled::exact(rule.id.clone(), area, what);
    let kept = |number: usize| {
        let kept = &intent.kept[number];
        format!("{} stays, as {}", kept.names, intent.reason(kept))
    };
    match (&rule.fate, block) {
        (Fate::Refused(number), _) => return plain.refused(kept(*number)),
        (Fate::TooWide, _) => {
            return plain.refused(
                "it is a wildcard over a domain on which all of the vendor's products live",
            );
        }
        (_, None) => return plain.refused("nothing of it is left"),
        _ => {}
    }
    let (told, rules) = block.map_or_else(Default::default, |(told, rules)| (told.clone(), rules));
    // What a wider rule hits too much is told there.
    let first = rules.first() == Some(&at);
    let told = if first {
        told
    } else {
        Told {
            wider: Vec::new(),
            ..told
        }
    };
    let mut ruled = tell(plain, &told, intent);
    let on_all_paths = |other: &usize| {
        let other = &intent.rules[*other];
        !matches!(other.pattern.path(), PathPart::Glob(_)) && other.names.contains(&rule.names)
    };
    if let PathPart::Glob(glob) = rule.pattern.path()
        && ruled.fidelity != Fidelity::Refused
        && !rules.iter().any(on_all_paths)
    {
        let mut gaps = ruled.gaps.clone();
        gaps.push(Gap {
            kind: GapKind::Wider,
            what: format!(
                "all of {}, not only {glob}: names have no paths",
                rule.names
            ),
            example: None,
        });
        ruled = ruled.with_gaps(gaps);
    }
    if ruled.note.is_none()
        && let Fate::Carved(numbers) = &rule.fate
    {
        ruled.note = Some(format!("without what stays: {}", intent.holes(numbers)));
    }
    ruled
}

/// A rule with what was told of the set that it is said by.
pub(super) fn tell(rule: Ruled, told: &Told, intent: &Intent<'_>) -> Ruled {
    if let Some(refusal) = &told.refused {
        let why = match (refusal, intent.list) {
            (Refusal::NoForm, _) => {
                "this plane has no form for such names, and no host of it is known".to_owned()
            }
            (Refusal::Hits(number), List::Block) => {
                let kept = &intent.kept[*number];
                format!(
                    "the nearest form would hit {}, which stays: {}",
                    kept.names,
                    intent.reason(kept)
                )
            }
            (Refusal::Hits(number), List::Allow) => {
                format!(
                    "the nearest form would let {} pass, which is turned off",
                    intent.blocks[*number].names
                )
            }
            (Refusal::NoHole(hole), _) => {
                format!("this plane can make no exception for {}", hole.sentence())
            }
        };
        return rule.refused(why);
    }
    let gap = |kind| {
        move |it: &Difference| Gap {
            kind,
            what: it.what.clone(),
            example: it.example.clone(),
        }
    };
    let wider = told.wider.iter().map(gap(GapKind::Wider));
    let gaps = wider.chain(told.narrower.iter().map(gap(GapKind::Narrower)));
    rule.with_gaps(gaps.collect())
}
