//! Artefacts as folders: one for each plane, with what an earlier export left there taken away, as it would go on acting.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Component, Path};

use anyhow::Context;
use backchat_engine::plane::{Artefact, Fidelity, File, Plane, Role};
use backchat_engine::report::sheet::{Sheet, Style};
use serde_json::Value;

use crate::failure::{UseError, say};
use crate::output::{Output, layout};

/// The file that says how each rule came out, and which files belong to the export.
const FIDELITY: &str = "fidelity.json";

/// A folder for each plane. Everything was compiled before anything is written.
pub(crate) fn write(folder: &Path, made: &[(&dyn Plane, Artefact)]) -> anyhow::Result<()> {
    if folder.is_file() {
        return Err(UseError::new(format!("{} is a file", folder.display()))
            .hint("name a folder")
            .into());
    }
    let layout = layout(None);
    let mut sheet = Sheet::new(layout.width, layout.colour);
    for (plane, artefact) in made {
        let place = folder.join(plane.id());
        let earlier = earlier(&place);
        let mut fidelity = serde_json::to_vec_pretty(&without_contents(*plane, artefact))?;
        fidelity.push(b'\n');
        for file in artefact
            .files
            .iter()
            .chain([&File::apply(FIDELITY, fidelity)])
        {
            let path = place.join(&file.name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)
                    .with_context(|| format!("cannot make the folder {}", parent.display()))?;
            }
            let mut output = Output::open(Some(&path))?;
            output.write_all(&file.content)?;
            output.finish()?;
        }
        let written: BTreeSet<&str> = artefact
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        for name in earlier
            .iter()
            .filter(|name| !written.contains(name.as_str()))
        {
            let path = place.join(name);
            match fs::remove_file(&path) {
                Ok(()) => say(
                    "1",
                    "removed",
                    &format!("{}, which an earlier export wrote", path.display()),
                ),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(error).with_context(|| {
                        format!("cannot remove {} of an earlier export", path.display())
                    });
                }
            }
        }
        describe(&mut sheet, *plane, artefact, &place);
    }
    let mut output = Output::open(None)?;
    output.write_all(sheet.into_text().as_bytes())?;
    output.finish()
}

/// The files that an earlier export wrote into a folder, as it tells. Names that lead out of the folder are none of ours.
fn earlier(place: &Path) -> Vec<String> {
    let told = fs::read(place.join(FIDELITY)).ok();
    let told: Option<Value> = told.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let files = told.as_ref().and_then(|told| told.get("files")?.as_array());
    let names = files
        .into_iter()
        .flatten()
        .filter_map(|file| file.get("name")?.as_str());
    let inside = |name: &&str| {
        Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
    };
    names.filter(inside).map(str::to_owned).collect()
}

/// How each rule came out, for whoever keeps the files.
fn without_contents(plane: &dyn Plane, artefact: &Artefact) -> serde_json::Value {
    serde_json::json!({
        "schema": "backchat-fidelity/1",
        "plane": plane.id(),
        "files": artefact.files.iter().map(|file| serde_json::json!({ "name": file.name, "role": file.role })).collect::<Vec<_>>(),
        "tally": artefact.tally(),
        "apply": artefact.apply,
        "undo": artefact.undo,
        "notes": artefact.notes,
        "rules": artefact.rules,
    })
}

/// What was written, and what to do with it.
fn describe(sheet: &mut Sheet, plane: &dyn Plane, artefact: &Artefact, place: &Path) {
    sheet.heading(
        &format!("{}: {}", plane.id(), artefact.tally()),
        Style::Bold,
    );
    for file in &artefact.files {
        let what = match file.role {
            Role::Apply => "write ",
            Role::Undo => "undo  ",
        };
        sheet.wrapped(
            what,
            &place.join(&file.name).display().to_string(),
            Style::Plain,
        );
    }
    for step in &artefact.apply {
        sheet.wrapped("apply ", step, Style::Plain);
    }
    for step in &artefact.undo {
        sheet.wrapped("back  ", step, Style::Plain);
    }
    for note in &artefact.notes {
        sheet.wrapped("note  ", note, Style::Warning);
    }
    for rule in artefact
        .rules
        .iter()
        .filter(|rule| rule.fidelity != Fidelity::Exact)
    {
        let text = format!("{} [{}]: {}", rule.what, rule.id, rule.difference());
        sheet.labelled(
            &format!("{:9}", rule.fidelity.token()),
            &text,
            Style::Warning,
            Style::Plain,
        );
    }
}
