//! Domain names of a DNS message, with their compression pointers, into text.
//!
//! Wire form and compression: RFC 1035 sections 3.1 and 4.1.4. The text is what [`crate::HostName`] makes: lower
//! case, no trailing dot, odd bytes as `\DDD`; a dot inside a label is `\.`, and the root is `.`.

use super::DnsError;
use crate::finding::push_escaped;

/// The longest name, in bytes on the wire with its length bytes and the root (RFC 1035 section 2.3.4).
const WIRE_LIMIT: usize = 255;
/// Compression pointers followed for one name: a name has at most 127 labels, and nobody needs a pointer per label.
/// A name with more is unreadable. Without the bound, chains of pointers would cost the square of the message.
const JUMP_LIMIT: usize = 127;
/// Names remembered per message, so that the owner of every answer, which is nearly always a pointer to the question
/// or to the CNAME before it, costs a comparison. Later names are read label by label.
const KNOWN_LIMIT: usize = 8;
/// Text kept per message. A message of 64 KiB can hold megabytes of names through pointers; beyond the limit, names
/// are unreadable.
const TEXT_LIMIT: usize = 128 * 1024;
/// Length of the header, in bytes (RFC 1035 section 4.1.1): no name is in it.
pub(super) const HEADER: usize = 12;

/// Where a name is within the text of its message.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameSpan {
    start: u32,
    end: u32,
}

impl NameSpan {
    /// The name's text within the text of its message.
    pub(super) fn within(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// A name, and where the bytes after it begin.
pub(super) struct Read {
    pub(super) name: Result<NameSpan, DnsError>,
    pub(super) end: usize,
}

/// Reads the names of one message at a time; reused, so that reading allocates nothing after the first messages.
#[derive(Debug, Default)]
pub(super) struct Names {
    scratch: Vec<u8>,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    at: usize,
    wire_length: usize,
    span: NameSpan,
}

/// How reading the labels of a name went on.
enum Step {
    /// The root ends the name.
    Root { end: usize },
    /// A label; the next one begins at `end`.
    Label { end: usize },
    /// The rest of the name is at `target`.
    Pointer { target: usize, end: usize },
}

impl Names {
    /// Forgets the names of the message before.
    pub(super) fn begin(&mut self) {
        self.known.clear();
    }

    /// Reads the name at `start` and appends its text to `text`. Fails where even its end cannot be found.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        start: usize,
        text: &mut String,
    ) -> Result<Read, DnsError> {
        self.scratch.clear();
        let mut wire_length: usize = 1;
        let mut at = start;
        // Every pointer must lead before the labels it continues, so that positions only ever fall: no loops.
        let mut segment = start;
        let mut jumps: usize = 0;
        let mut end = None;
        loop {
            match step(bytes, at) {
                Ok(Step::Root { end: next }) => {
                    let end = end.unwrap_or(next);
                    return Ok(self.keep(start, end, wire_length, text));
                }
                Ok(Step::Label { end: next }) => {
                    wire_length = wire_length.saturating_add(next.saturating_sub(at));
                    if wire_length > WIRE_LIMIT {
                        let end = match end {
                            Some(end) => end,
                            None => skip(bytes, next)?,
                        };
                        return Ok(Read {
                            name: Err(DnsError::NameTooLong),
                            end,
                        });
                    }
                    let label = bytes.get(at.saturating_add(1)..next).unwrap_or_default();
                    push_label(&mut self.scratch, label);
                    at = next;
                }
                Ok(Step::Pointer { target, end: next }) => {
                    let end = *end.get_or_insert(next);
                    jumps = jumps.saturating_add(1);
                    if target >= segment || target < HEADER || jumps > JUMP_LIMIT {
                        return Ok(Read {
                            name: Err(DnsError::Pointer),
                            end,
                        });
                    }
                    if let Some(known) = self.known.iter().find(|known| known.at == target) {
                        if self.scratch.is_empty() {
                            return Ok(Read {
                                name: Ok(known.span),
                                end,
                            });
                        }
                        let labels = known.wire_length.saturating_sub(1);
                        wire_length = wire_length.saturating_add(labels);
                        if wire_length > WIRE_LIMIT {
                            return Ok(Read {
                                name: Err(DnsError::NameTooLong),
                                end,
                            });
                        }
                        if labels > 0 {
                            self.scratch.push(b'.');
                            self.scratch
                                .extend_from_slice(known.span.within(text).as_bytes());
                        }
                        return Ok(self.keep(start, end, wire_length, text));
                    }
                    segment = target;
                    at = target;
                }
                // After a pointer the name is unreadable but its end is known.
                Err(error) => {
                    let end = end.ok_or(error)?;
                    return Ok(Read {
                        name: Err(error),
                        end,
                    });
                }
            }
        }
    }

    /// Appends the name in `scratch` to `text` and remembers it.
    fn keep(&mut self, at: usize, end: usize, wire_length: usize, text: &mut String) -> Read {
        let name = self.append(text);
        if let Ok(span) = name
            && self.known.len() < KNOWN_LIMIT
        {
            self.known.push(Known {
                at,
                wire_length,
                span,
            });
        }
        Read { name, end }
    }

    fn append(&self, text: &mut String) -> Result<NameSpan, DnsError> {
        let name = match std::str::from_utf8(&self.scratch) {
            Ok("") => ".",
            Ok(name) => name,
            // `push_label` writes ASCII only.
            Err(_) => return Err(DnsError::Label),
        };
        append_text(text, name)
    }
}

/// Appends `name` to the text of a message, within [`TEXT_LIMIT`].
pub(super) fn append_text(text: &mut String, name: &str) -> Result<NameSpan, DnsError> {
    let start = text.len();
    let end = start.saturating_add(name.len());
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(from), Ok(to)) if end <= TEXT_LIMIT => {
            text.push_str(name);
            Ok(NameSpan {
                start: from,
                end: to,
            })
        }
        _ => Err(DnsError::Bounded),
    }
}

/// Finds the end of the name at `at` without reading it.
pub(super) fn skip(bytes: &[u8], mut at: usize) -> Result<usize, DnsError> {
    loop {
        match step(bytes, at)? {
            Step::Label { end } => at = end,
            Step::Root { end } | Step::Pointer { end, .. } => return Ok(end),
        }
    }
}

fn step(bytes: &[u8], at: usize) -> Result<Step, DnsError> {
    let first = *bytes.get(at).ok_or(DnsError::Short)?;
    let next = at.saturating_add(1);
    match first {
        0 => Ok(Step::Root { end: next }),
        1..=0x3f => {
            let end = next.saturating_add(usize::from(first));
            if end > bytes.len() {
                return Err(DnsError::Short);
            }
            Ok(Step::Label { end })
        }
        0xc0.. => {
            let low = *bytes.get(next).ok_or(DnsError::Short)?;
            let target = usize::from(u16::from_be_bytes([first & 0x3f, low]));
            Ok(Step::Pointer {
                target,
                end: next.saturating_add(1),
            })
        }
        // 01 and 10: bit strings (RFC 6891 section 5) and nothing.
        _ => Err(DnsError::Label),
    }
}

fn push_label(name: &mut Vec<u8>, label: &[u8]) {
    if !name.is_empty() {
        name.push(b'.');
    }
    if label.iter().copied().all(is_plain) {
        name.extend(label.iter().map(u8::to_ascii_lowercase));
        return;
    }
    let mut escaped = String::new();
    for &byte in label {
        if byte == b'.' {
            escaped.push('\\');
        }
        push_escaped(&mut escaped, byte);
    }
    name.extend_from_slice(escaped.as_bytes());
}

/// True where the byte stands for itself in text, but for its case.
pub(super) const fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x21..=0x7e) && byte != b'.' && byte != b'\\'
}
