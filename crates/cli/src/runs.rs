//! Runs to compare: captures, which are read, and stored records of runs.

use std::path::{Path, PathBuf};

use backchat_engine::catalog::Release;
use backchat_engine::model::DeviceFilter;
use backchat_engine::observe::{Choice, DeviceSummary, Observation};
use backchat_engine::pipeline::Window;
use backchat_engine::record::{Conditions, Record};
use backchat_engine::source::capture::{Input, InputError, Inputs};
use backchat_engine::source::record;
use clap::Args;

use crate::catalogs::CatalogArguments;
use crate::failure::{self, UseError};
use crate::inputs::{DeviceArguments, InputArguments, fitting, warn};
use crate::observing::{Scope, observe};

/// How runs are read.
#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    /// Recording never stopped: hours without a packet are silence, and not pauses
    #[arg(long)]
    continuous: bool,
}

/// What somebody says about a run.
#[derive(Clone, Debug)]
pub(crate) struct Condition(String, String);

impl std::str::FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = Conditions::read(text).map_err(|error| error.to_string())?;
        Ok(Self(key, value))
    }
}

impl RunArguments {
    /// One run out of captures (files, folders) or of one record; a mixture is refused.
    pub(crate) fn load(&self, paths: &[PathBuf]) -> anyhow::Result<Record> {
        let mut records = Vec::new();
        for path in paths {
            records.extend(stored(path)?);
        }
        match (records.pop(), records.len() + 1) {
            (None, _) => self
                .read(paths, Window::default())
                .map_err(|error| hidden_record(paths, error)),
            (Some(mut record), 1) if paths.len() == 1 => {
                self.refuse_devices(&record)?;
                self.bridge(&mut record.observation);
                Ok(record)
            }
            (Some(_), count) if count == paths.len() => Err(UseError::new(
                "several records of runs were named where one run is meant",
            )
            .hint("name one record, or the captures of one run")
            .into()),
            (Some(_), _) => Err(UseError::new(
                "a stored record and captures were named together where one run is meant",
            )
            .hint("name either the record or the captures")
            .into()),
        }
    }

    /// A run, or several, for each path: a record, a capture, a folder of captures, which are one run, or a folder of records,
    /// each of which is one.
    pub(crate) fn each(&self, paths: &[PathBuf]) -> anyhow::Result<Vec<Record>> {
        let mut records = Vec::new();
        for path in paths {
            let found = if path.is_dir() {
                self.folder(path)?
            } else {
                vec![self.load(std::slice::from_ref(path))?]
            };
            records.extend(found);
        }
        Ok(records)
    }

    /// The records in a folder, or its captures as one run. Says how it took it.
    fn folder(&self, folder: &Path) -> anyhow::Result<Vec<Record>> {
        let shown = folder.display();
        let inputs = Inputs::expand(&[folder])?;
        // The answer may go to the same folder: what is being written there is no run.
        let being_written = |path: &Path| path.extension().is_some_and(|it| it == "partial");
        let files = inputs.0.iter().filter_map(|input| match input {
            Input::File { path, .. } if !being_written(path) => Some(path),
            _ => None,
        });
        let (mut records, mut others) = (Vec::new(), Vec::new());
        for path in files {
            match record::load(path) {
                Ok(Some(mut record)) => {
                    self.refuse_devices(&record)?;
                    self.bridge(&mut record.observation);
                    records.push(record);
                }
                Ok(None) => others.push(path.display().to_string()),
                // A folder may hold anything; what was meant to be a record is told apart by its schema.
                Err(error) if error.foreign() => others.push(error.to_string()),
                Err(error) => return Err(error.into()),
            }
        }
        let of = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        if records.is_empty() {
            let files = of(others.len(), "file");
            note(&format!(
                "{shown}: {files}, taken as the captures of one run"
            ));
            return Ok(vec![self.read(&[folder.to_owned()], Window::default())?]);
        }
        note(&format!(
            "{shown}: {}, a run each",
            of(records.len(), "record")
        ));
        if let Some(first) = others.first() {
            let files = of(others.len(), "other file");
            warn(&format!(
                "{shown}: {files} left out beside the records ({first}); name captures by themselves, or keep them in a folder of their own"
            ));
        }
        Ok(records)
    }

    /// Reads captures as one run.
    pub(crate) fn read(&self, paths: &[PathBuf], window: Window) -> anyhow::Result<Record> {
        let inputs = Inputs::expand(paths)?;
        InputArguments::refuse_keyboard(&inputs)?;
        let scope = Scope {
            window,
            device: &self.device,
            include_private: false,
        };
        let (mut observation, _) = observe(&inputs, scope)?;
        self.bridge(&mut observation);
        Ok(Record {
            label: label(paths),
            conditions: Conditions::default(),
            observation,
        })
    }

    fn bridge(&self, observation: &mut Observation) {
        if self.continuous {
            observation.run.watched = observation.run.watched.unbroken();
        }
    }

    /// What a record holds of several devices is not kept apart, and of other devices it holds nothing.
    fn refuse_devices(&self, record: &Record) -> anyhow::Result<()> {
        let held = &record.observation.run.devices;
        let asked = |it: &DeviceSummary| {
            self.device.devices.iter().any(|filter| match filter {
                DeviceFilter::Address(address) => it.addresses.contains(address),
                DeviceFilter::Mac(mac) => it.mac == Some(*mac),
            })
        };
        if self.device.devices.is_empty() || held.iter().all(asked) {
            return Ok(());
        }
        if let [one] = held.as_slice() {
            return Err(UseError::new(format!(
                "{} is a record of another device, {}",
                record.label, one.label
            ))
            .hint("leave --device out: a record of one device needs none")
            .into());
        }
        Err(UseError::new(format!(
            "{} is a record of {} devices together: --device cannot tell them apart",
            record.label,
            record.observation.run.devices.len()
        ))
        .hint("make a record of one device: backchat record CAPTURE --device ADDRESS -o FILE")
        .into())
    }
}

/// A stored record; none where the path is something else.
pub(crate) fn stored(path: &Path) -> anyhow::Result<Option<Record>> {
    if path == Path::new("-") || !path.is_file() {
        return Ok(None);
    }
    Ok(record::load(path)?)
}

/// A folder of records is several runs, and not captures that cannot be read.
fn hidden_record(paths: &[PathBuf], error: anyhow::Error) -> anyhow::Error {
    if !matches!(
        error.downcast_ref::<InputError>(),
        Some(InputError::NoCaptures { .. })
    ) {
        return error;
    }
    let folders = paths.iter().filter(|it| it.is_dir());
    let files = folders
        .filter_map(|it| std::fs::read_dir(it).ok())
        .flatten();
    let mut files: Vec<PathBuf> = files.filter_map(|it| Some(it.ok()?.path())).collect();
    files.sort();
    let found = files
        .into_iter()
        .find(|it| matches!(record::load(it), Ok(Some(_))));
    match found {
        Some(record) => UseError::new("a folder of records was named where one run is meant")
            .hint(format!("name one of them: {}", record.display()))
            .into(),
        None => error,
    }
}

/// Tells how something was taken.
fn note(text: &str) {
    failure::say("1", "note", text);
}

/// Adds what somebody says.
pub(crate) fn say(record: &mut Record, conditions: &[Condition]) {
    for Condition(key, value) in conditions {
        record.conditions.say(key, value);
    }
}

/// Attributes what runs saw, from the view of the release that was asked for or of the one that fits them best.
pub(crate) fn attribute(
    catalog: &CatalogArguments,
    asked: Option<&'static Release>,
    runs: &mut [&mut Record],
) -> anyhow::Result<(Option<&'static Release>, Option<Choice>)> {
    let (release, chosen) = match asked {
        Some(asked) => (Some(asked), None),
        None => {
            let each = runs.iter_mut().map(|it| &mut it.observation);
            fitting(catalog, &mut each.collect::<Vec<_>>())?
        }
    };
    let attributor = catalog.attributor(release)?;
    for run in runs {
        run.observation.attribute(&attributor);
    }
    Ok((release, chosen))
}

/// What a run is called: the name of its file or folder.
fn label(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| match path.file_name() {
        _ if path == Path::new("-") => "standard input".to_owned(),
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    };
    match paths {
        [] => String::new(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}
