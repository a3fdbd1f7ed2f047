//! What a registry holds, as far as an export tells, and the operations that lead back to it.
//!
//! A registry file that was made without looking at the machine can only delete what the other one set. With an export
//! from before, the way back is exact: every value gets its bytes back, and keys that were made are removed.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{NotRegistryFile, Problem, read};
use super::text::{Operation, write};
use crate::plane::registry_value::Value;

/// What a registry holds. Names differ by case nowhere in it; each keeps the spelling that it came with.
#[derive(Clone, Debug, Default)]
pub struct RegistryState {
    keys: BTreeMap<String, Key>,
    /// Keys that the export lists, folded: what it does not list below them is not there.
    listed: BTreeSet<String>,
    /// Keys with lines that could not be read, folded.
    doubtful: BTreeSet<String>,
    /// Whether lines could not be read of which it is not known where they belong.
    lost: bool,
}

/// A key with its values by folded name.
#[derive(Clone, Debug)]
struct Key {
    spelled: String,
    values: BTreeMap<String, (String, Value)>,
}

/// Why the way back cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// The export does not cover keys: it lists neither them nor a key above them.
    #[error("the export does not cover {}; export a key above it too", .0.join(", "))]
    NotCovered(Vec<String>),
    /// Lines of the export could not be read, and they are about keys that are changed.
    #[error("lines of the export could not be read that are about {}", .0.join(", "))]
    Doubtful(Vec<String>),
    /// Lines of the export could not be read, and it is not known which key they are about.
    #[error(
        "the export has lines that could not be read, and it is not known which keys they are about"
    )]
    Lost,
    /// What was applied is no registry file.
    #[error("what was applied is no registry file: {0}")]
    Applied(#[from] NotRegistryFile),
}

/// Two states are the same where they hold the same, however that is spelled and whatever is known of how complete they
/// are.
impl PartialEq for RegistryState {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let held = |key: &'_ Self| -> Vec<(String, Value)> {
            let values = key.values.iter();
            values
                .map(|(name, (_, value))| (name.clone(), value.clone()))
                .collect()
        };
        held(self) == held(other)
    }
}

impl Eq for RegistryState {}

impl RegistryState {
    /// Reads an export.
    ///
    /// # Errors
    /// Where it is no registry file. Lines that were not used are told beside the state, which remembers where they were.
    pub fn read(bytes: &[u8]) -> Result<(Self, Vec<Problem>), NotRegistryFile> {
        let mut state = Self::default();
        let problems = state.add(bytes)?;
        Ok((state, problems))
    }

    /// Reads one more export, of another part of the registry. Tells the lines that were not used.
    ///
    /// # Errors
    /// Where it is no registry file; the state is as it was.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Vec<Problem>, NotRegistryFile> {
        let reading = read(bytes)?;
        self.follow(&reading.operations);
        for problem in &reading.problems {
            match &problem.key {
                Some(key) => {
                    self.doubtful.insert(folded(key));
                }
                None => self.lost = true,
            }
        }
        Ok(reading.problems)
    }

    /// The state that operations lead to from nothing; the keys that they name count as wholly known.
    #[must_use]
    pub fn of(operations: &[Operation]) -> Self {
        let mut state = Self::default();
        state.follow(operations);
        state
    }

    fn follow(&mut self, operations: &[Operation]) {
        for operation in operations {
            self.listed.insert(folded(operation.key()));
            self.apply(operation);
        }
    }

    /// Does what an operation says, as the registry editor does.
    pub fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateKey(key) => {
                self.enter(key);
            }
            Operation::DeleteKey(key) => {
                let key = folded(key);
                let below = format!("{key}\\");
                self.keys.remove(&key);
                let inner = self.keys.range(below.clone()..);
                let inner = inner.take_while(|(it, _)| it.starts_with(&below));
                let inner: Vec<String> = inner.map(|(it, _)| it.clone()).collect();
                for key in inner {
                    self.keys.remove(&key);
                }
            }
            Operation::SetValue { key, name, value } => {
                let values = &mut self.enter(key).values;
                let slot = values.entry(folded(name));
                slot.or_insert_with(|| (name.clone(), value.clone())).1 = value.clone();
            }
            Operation::DeleteValue { key, name } => {
                self.enter(key).values.remove(&folded(name));
            }
        }
    }

    /// The value of a name in a key.
    #[must_use]
    pub fn value(&self, key: &str, name: &str) -> Option<&Value> {
        let values = &self.keys.get(&folded(key))?.values;
        values.get(&folded(name)).map(|(_, value)| value)
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains_key(&folded(key))
    }

    /// The key, made with those above it where they are not there.
    fn enter(&mut self, key: &str) -> &mut Key {
        for (end, _) in key.match_indices('\\') {
            let above = &key[..end];
            self.keys
                .entry(folded(above))
                .or_insert_with(|| Key::new(above));
        }
        self.keys
            .entry(folded(key))
            .or_insert_with(|| Key::new(key))
    }

    fn covers(&self, key: &str) -> bool {
        let key = folded(key);
        let above = key
            .match_indices('\\')
            .filter_map(|(end, _)| key.get(..end));
        above
            .chain([key.as_str()])
            .any(|it| self.listed.contains(it))
    }
}

impl Key {
    fn new(spelled: &str) -> Self {
        Self {
            spelled: spelled.to_owned(),
            values: BTreeMap::new(),
        }
    }

    fn set(&self, name: &str, value: &Value) -> Operation {
        Operation::SetValue {
            key: self.spelled.clone(),
            name: name.to_owned(),
            value: value.clone(),
        }
    }
}

/// The operations that lead from what `made` makes of `before` back to it: values get their bytes, those that were not
/// there are deleted, and so are keys that were not there, with what others may have put into them since.
///
/// # Errors
/// Where `before` does not tell enough of the keys that `made` changes.
pub fn undo_from(before: &RegistryState, made: &[Operation]) -> Result<Vec<Operation>, UndoError> {
    if before.lost {
        return Err(UndoError::Lost);
    }
    let keys = |is: &dyn Fn(&str) -> bool| -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for key in made.iter().map(Operation::key).filter(|key| is(key)) {
            if !keys.iter().any(|it| it == key) {
                keys.push(key.to_owned());
            }
        }
        keys
    };
    let unknown = keys(&|key| !before.covers(key));
    if !unknown.is_empty() {
        return Err(UndoError::NotCovered(unknown));
    }
    let touches = |key: &str, doubtful: &str| {
        let key = folded(key);
        key == doubtful
            || doubtful
                .strip_prefix(&key)
                .is_some_and(|it| it.starts_with('\\'))
    };
    let doubtful = keys(&|key| before.doubtful.iter().any(|it| touches(key, it)));
    if !doubtful.is_empty() {
        return Err(UndoError::Doubtful(doubtful));
    }
    let mut after = before.clone();
    for operation in made {
        after.apply(operation);
    }
    Ok(way(&after, before))
}

/// The registry file that takes back what another one does to `before`: see [`undo_from`].
///
/// # Errors
/// As there, and where `applied` is no registry file.
pub fn undo_file(before: &RegistryState, applied: &[u8]) -> Result<Vec<u8>, UndoError> {
    let operations = undo_from(before, &read(applied)?.operations)?;
    let comments = [
        "backchat registry-file: leads back to the registry as it was exported before.",
        "Keys that were not there then are deleted, with what others may have put into them since.",
    ];
    Ok(write(&comments.map(str::to_owned), &operations))
}

/// The operations that lead from one state to another.
fn way(from: &RegistryState, to: &RegistryState) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (folded, key) in &from.keys {
        let above = folded.rsplit_once('\\').map(|(above, _)| above);
        // What is below a key that goes, goes with it.
        if !to.keys.contains_key(folded) && above.is_none_or(|it| to.keys.contains_key(it)) {
            operations.push(Operation::DeleteKey(key.spelled.clone()));
        }
    }
    for (folded, key) in &to.keys {
        let was = from.keys.get(folded);
        if was.is_none() {
            operations.push(Operation::CreateKey(key.spelled.clone()));
        }
        for (name, (spelled, value)) in &key.values {
            let same = was.and_then(|it| it.values.get(name));
            if same.is_none_or(|(_, it)| it != value) {
                operations.push(key.set(spelled, value));
            }
        }
        for (name, (spelled, _)) in was.iter().flat_map(|it| &it.values) {
            if !key.values.contains_key(name) {
                operations.push(Operation::DeleteValue {
                    key: key.spelled.clone(),
                    name: spelled.clone(),
                });
            }
        }
    }
    operations
}

/// A name as the registry compares it: letter by letter in upper case, where that is one letter.
fn folded(name: &str) -> String {
    let upper = |letter: char| {
        let mut letters = letter.to_uppercase();
        match (letters.next(), letters.next()) {
            (Some(upper), None) => upper,
            _ => letter,
        }
    };
    name.chars().map(upper).collect()
}
