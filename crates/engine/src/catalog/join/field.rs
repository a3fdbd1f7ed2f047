//! One entry over another, field by field.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Lists of lines of pages, each of which names its release: what is given of a release takes the place of what there
/// is of that release, so that a page of one's own can list an endpoint that the vendor documents too.
const BY_RELEASE: [&str; 2] = ["documented", "mentioned"];

/// Lists that grow: more can be known, and there is nothing to correct.
const GROWING: [&str; 1] = ["domains"];

/// Puts the fields of `given` over those of `base`, and tells which of them change something. An empty text takes a field
/// away.
pub(super) fn put_over<'s>(base: &mut DeTable<'s>, given: DeTable<'s>) -> Vec<String> {
    let mut changed = Vec::new();
    for (key, value) in given {
        let name = key.get_ref().to_string();
        let old = base.get(name.as_str());
        let value = match (old.map(Spanned::get_ref), value.get_ref()) {
            (Some(DeValue::Array(old)), DeValue::Array(new)) => {
                let array = if BY_RELEASE.contains(&name.as_str()) {
                    by_release(old, new)
                } else if GROWING.contains(&name.as_str()) {
                    united(old, new)
                } else {
                    new.clone()
                };
                Spanned::new(value.span(), DeValue::Array(array))
            }
            _ => value,
        };
        let same = old.is_some_and(|old| same(old.get_ref(), value.get_ref()));
        if value.get_ref().as_str() == Some("") && !same {
            // An empty text for a field that is not there is no change.
            if base.remove(name.as_str()).is_none() {
                continue;
            }
        } else {
            // So that both the key and the value are looked for in the file that gave them.
            base.remove(name.as_str());
            base.insert(key, value);
        }
        if !same {
            changed.push(name);
        }
    }
    changed
}

/// Puts numbered sets over those of the same releases.
pub(super) fn by_release<'s>(old: &DeArray<'s>, new: &DeArray<'s>) -> DeArray<'s> {
    let release = |it: &Spanned<DeValue<'s>>| {
        let table = it.get_ref().as_table()?;
        Some(table.get("release")?.get_ref().as_str()?.to_owned())
    };
    let given: Vec<_> = new.iter().filter_map(release).collect();
    let kept = old
        .iter()
        .filter(|it| release(it).is_none_or(|it| !given.contains(&it)));
    kept.chain(new.iter()).cloned().collect()
}

fn united<'s>(old: &DeArray<'s>, new: &DeArray<'s>) -> DeArray<'s> {
    let fresh = new
        .iter()
        .filter(|it| old.iter().all(|old| !same(old.get_ref(), it.get_ref())));
    old.iter().chain(fresh).cloned().collect()
}

/// Whether two values say the same, wherever they stand.
fn same(a: &DeValue<'_>, b: &DeValue<'_>) -> bool {
    match (a, b) {
        (DeValue::String(a), DeValue::String(b)) => a == b,
        (DeValue::Integer(a), DeValue::Integer(b)) => {
            (a.as_str(), a.radix()) == (b.as_str(), b.radix())
        }
        (DeValue::Boolean(a), DeValue::Boolean(b)) => a == b,
        (DeValue::Array(a), DeValue::Array(b)) => {
            let mut pairs = a.iter().zip(b.iter());
            a.len() == b.len() && pairs.all(|(a, b)| same(a.get_ref(), b.get_ref()))
        }
        (DeValue::Table(a), DeValue::Table(b)) => same_table(a, b),
        // The catalog has no numbers with a point and no dates of TOML's own.
        _ => false,
    }
}

/// Whether two tables say the same.
pub(super) fn same_table(a: &DeTable<'_>, b: &DeTable<'_>) -> bool {
    let mut pairs = a.iter().zip(b.iter());
    a.len() == b.len()
        && pairs.all(|((key_a, a), (key_b, b))| {
            key_a.get_ref() == key_b.get_ref() && same(a.get_ref(), b.get_ref())
        })
}
