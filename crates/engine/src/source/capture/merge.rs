//! All files together, frame by frame in the order of capture time.
//!
//! A folder may hold a week of hourly files: each is looked into once for its first time, then opened again only when the
//! merge reaches it, so that few are open at once.

use backchat_wire::Time;

use super::file::{File, Frame};
use super::inputs::{Input, InputError, Inputs};

/// Something about the input that the user must know; what was read before it was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The file, or `standard input`.
    pub input: String,
    /// What is wrong, where, and whether the rest was used.
    pub message: String,
}

/// How the warning about a file that was not used begins.
const SKIPPED: &str = "skipped: ";

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Files that held frames or were whole captures without any.
    pub files: u64,
    /// Frames.
    pub frames: u64,
    /// Warnings, sorted by input.
    pub warnings: Vec<Warning>,
}

/// Is told how far the reading got.
pub trait Progress {
    /// `bytes` more were read of all inputs, as they are stored; the total is known from [`Input::size`].
    fn read(&mut self, bytes: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn read(&mut self, _bytes: u64) {}
}

struct Waiting {
    first: Time,
    input: Input,
    /// Standard input cannot be opened twice, so it stays open.
    open: Option<File>,
}

struct Active {
    name: String,
    file: File,
}

/// Reads every frame of every input in the order of time.
///
/// # Errors
/// An input that was named by the user and cannot be opened or is no capture, or nothing but files that are none. Files
/// found in a folder that cannot be used are skipped with a warning, and a capture that breaks off is used up to there, with a warning.
pub fn read(
    inputs: &Inputs,
    progress: &mut dyn Progress,
    mut each: impl FnMut(Frame<'_>),
) -> Result<Totals, InputError> {
    let mut totals = Totals::default();
    let mut waiting = look_into(inputs, &mut totals, progress)?;
    let mut active: Vec<Active> = Vec::new();
    loop {
        // Invariant: `waiting` is sorted so that its last entry is the earliest.
        let present = active.iter().filter_map(|active| active.file.time()).min();
        while let Some(next) =
            waiting.pop_if(|next| present.is_none_or(|present| next.first <= present))
        {
            activate(next, &mut active, &mut totals, progress)?;
            if present.is_none() {
                break;
            }
        }
        let Some(earliest) = earliest(&active) else {
            if waiting.is_empty() {
                break;
            }
            continue;
        };
        // With one active file, it may run until the next one begins.
        let alone = active.len() == 1;
        let until = waiting.last().map(|next| next.first);
        while let Some(current) = active.get_mut(earliest) {
            if let Some(frame) = current.file.frame() {
                each(frame);
                totals.frames += 1;
            }
            match current.file.advance() {
                Ok(bytes) if bytes > 0 => progress.read(bytes),
                Ok(_) => {}
                Err(cut) => totals.warnings.push(Warning {
                    input: current.name.clone(),
                    message: format!(
                        "{} (after packet {}, byte {}); everything before it was used",
                        cut.reason, current.file.frames, cut.offset
                    ),
                }),
            }
            match current.file.time() {
                None => {
                    active.remove(earliest);
                    break;
                }
                Some(time) if !alone || until.is_some_and(|until| until <= time) => break,
                Some(_) => {}
            }
        }
    }
    totals.warnings.sort();
    Ok(totals)
}

/// The active file with the earliest frame; the first of them where several are equally early.
fn earliest(active: &[Active]) -> Option<usize> {
    (0..active.len()).min_by_key(|&at| active.get(at).and_then(|active| active.file.time()))
}

fn activate(
    next: Waiting,
    active: &mut Vec<Active>,
    totals: &mut Totals,
    progress: &mut dyn Progress,
) -> Result<(), InputError> {
    let name = next.input.name();
    let file = match next.open {
        Some(file) => file,
        None => {
            let mut file = File::open(&next.input)?;
            match file.advance() {
                Ok(bytes) => progress.read(bytes),
                Err(cut) => totals.warnings.push(Warning {
                    input: name.clone(),
                    message: cut.reason,
                }),
            }
            file
        }
    };
    // Equal times are taken in the order of names, whatever order the files were opened in.
    let place = active.partition_point(|other| other.name <= name);
    active.insert(place, Active { name, file });
    Ok(())
}

/// Opens each input for its first frame; sorts them latest first.
fn look_into(
    inputs: &Inputs,
    totals: &mut Totals,
    progress: &mut dyn Progress,
) -> Result<Vec<Waiting>, InputError> {
    let mut waiting = Vec::new();
    for input in &inputs.0 {
        let found = matches!(input, Input::File { found: true, .. });
        let mut file = match File::open(input) {
            Ok(file) => file,
            Err(error) if found => {
                skipped(input, &error.to_string(), totals);
                continue;
            }
            Err(error) => return Err(error),
        };
        match file.advance() {
            Ok(bytes) => {
                totals.files += 1;
                let Some(first) = file.time() else {
                    totals.warnings.push(Warning {
                        input: input.name(),
                        message: "holds no packets".to_owned(),
                    });
                    continue;
                };
                let keep = matches!(input, Input::Standard) || inputs.0.len() == 1;
                if keep {
                    progress.read(bytes);
                }
                waiting.push(Waiting {
                    first,
                    input: input.clone(),
                    open: keep.then_some(file),
                });
            }
            // What comes after a good beginning is a capture that breaks off, not something else.
            Err(cut) if cut.offset > 0 => {
                totals.files += 1;
                totals.warnings.push(Warning {
                    input: input.name(),
                    message: format!(
                        "{} (byte {}, before its first packet)",
                        cut.reason, cut.offset
                    ),
                });
            }
            Err(cut) if found => skipped(input, &cut.reason, totals),
            Err(cut) => {
                return Err(InputError::NotACapture {
                    input: input.name(),
                    reason: cut.reason,
                });
            }
        }
    }
    if totals.files == 0
        && let Some(first) = totals.warnings.first()
    {
        return Err(InputError::NoCaptures {
            files: inputs.0.len(),
            first: format!(
                "{}: {}",
                first.input,
                first.message.trim_start_matches(SKIPPED)
            ),
        });
    }
    waiting.sort_by(|a, b| b.first.cmp(&a.first).then_with(|| b.input.cmp(&a.input)));
    Ok(waiting)
}

fn skipped(input: &Input, why: &str, totals: &mut Totals) {
    totals.warnings.push(Warning {
        input: input.name(),
        message: format!("{SKIPPED}{why}"),
    });
}
