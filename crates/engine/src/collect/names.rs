//! Each distinct name once, as a number.

use std::sync::Arc;

use hashbrown::HashMap;

/// How many distinct names are kept; beyond it names are counted and dropped. At 60 bytes a name this is about
/// 100 MiB, far more names than machines use and few enough for a capture full of random ones.
const LIMIT: usize = 1_000_000;

/// The number of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NameId(u32);

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, NameId>,
    texts: Vec<Arc<str>>,
    /// Names dropped at [`LIMIT`].
    pub(super) dropped: u64,
}

impl Names {
    /// The number of `name`; `None` once there are too many.
    pub(super) fn number(&mut self, name: &str) -> Option<NameId> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        if self.texts.len() >= LIMIT {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let number = NameId(u32::try_from(self.texts.len()).ok()?);
        let text: Arc<str> = name.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Some(number)
    }

    /// The text of a name, shared.
    pub(super) fn text(&self, number: NameId) -> Arc<str> {
        // Numbers are only made by `number`, so there is always a text.
        self.texts
            .get(number.0 as usize)
            .map_or_else(|| Arc::from(""), Arc::clone)
    }

    /// The shared form of `name`, kept or not.
    pub(super) fn share(&mut self, name: &str) -> Arc<str> {
        match self.number(name) {
            Some(number) => self.text(number),
            None => name.into(),
        }
    }
}
