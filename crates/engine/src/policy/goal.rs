//! An area or endpoint by id or name, with the nearest ones where there is none.

use super::{Goal, PolicyError, Said};
use crate::catalog::{Area, Catalog, Endpoint};
use crate::suggest::nearest;

/// What a word of `keep` or `off` means: an area's id or name, in any case, or an endpoint's id.
pub(super) fn read(catalog: &Catalog, said: &Said<String>) -> Result<Said<Goal>, PolicyError> {
    let plain = said.value.trim().to_lowercase();
    if plain.contains('/') {
        let found = catalog.endpoint_by_id(&plain);
        return found
            .map(|it| said.with(Goal::Endpoint(it)))
            .ok_or_else(|| {
                let near = nearest(&plain, catalog.endpoints().iter().map(Endpoint::id));
                unknown(
                    said,
                    "endpoint",
                    &near,
                    "`backchat catalog show AREA` lists the endpoints of an area",
                )
            });
    }
    let found = catalog.area_named(&plain);
    found.map(|it| said.with(Goal::Area(it))).ok_or_else(|| {
        // A destination that is documented, said without its area.
        let spelled = |it: &&Endpoint| {
            it.pattern.host() == plain || it.entry.as_written.to_lowercase() == plain
        };
        let ids: Vec<&str> = catalog
            .endpoints()
            .iter()
            .filter(spelled)
            .map(Endpoint::id)
            .take(3)
            .collect();
        if !ids.is_empty() {
            return unknown(said, "area", &ids, "");
        }
        let areas = catalog.areas();
        let names = areas.iter().map(|it| it.entry.name.as_str());
        let near = nearest(&plain, areas.iter().map(Area::id).chain(names));
        // What is like an area's name means the area.
        let named = |word: &str| areas.iter().find(|it| it.entry.name == word).map(Area::id);
        let mut near: Vec<&str> = near
            .into_iter()
            .map(|word| named(word).unwrap_or(word))
            .collect();
        near.dedup();
        unknown(
            said,
            "area",
            &near,
            "`backchat catalog list areas` shows all",
        )
    })
}

/// What a goal is called in errors.
pub(super) fn name(catalog: &Catalog, goal: Goal) -> String {
    match goal {
        Goal::Area(area) => format!("the area {}", catalog.area(area).id()),
        Goal::Endpoint(endpoint) => format!("the endpoint {}", catalog.endpoint(endpoint).id()),
    }
}

fn unknown(said: &Said<String>, kind: &'static str, near: &[&str], otherwise: &str) -> PolicyError {
    PolicyError::Unknown {
        origin: said.origin.clone(),
        kind,
        asked: said.value.clone(),
        hint: match near {
            [] => otherwise.to_owned(),
            near => format!("did you mean {}?", near.join(", or ")),
        },
    }
}
