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
        let end = skip(bytes, start)?;
        let name = self.follow(bytes, start, text);
        Ok(Read { name, end })
    }

    /// Reads the labels from `start` on, wherever pointers lead.
    fn follow(
        &mut self,
        bytes: &[u8],
        start: usize,
        text: &mut String,
    ) -> Result<NameSpan, DnsError> {
        self.scratch.clear();
        let mut wire_length: usize = 1;
        let mut at = start;
        // Every pointer must lead before the labels it continues, so that positions only ever fall: no loops.
        let mut segment = start;
        let mut jumps: usize = 0;
        loop {
            match step(bytes, at)? {
                Step::Root { .. } => return self.keep(start, wire_length, text),
                Step::Label { end } => {
                    wire_length = lengthened(wire_length, end.saturating_sub(at))?;
                    let label = bytes.get(at.saturating_add(1)..end).unwrap_or_default();
                    push_label(&mut self.scratch, label);
                    at = end;
                }
                Step::Pointer { target, .. } => {
                    jumps = jumps.saturating_add(1);
                    if target >= segment || target < HEADER || jumps > JUMP_LIMIT {
                        return Err(DnsError::Pointer);
                    }
                    if let Some(known) = self.known.iter().find(|known| known.at == target) {
                        if self.scratch.is_empty() {
                            return Ok(known.span);
                        }
                        let labels = known.wire_length.saturating_sub(1);
                        wire_length = lengthened(wire_length, labels)?;
                        if labels > 0 {
                            self.scratch.push(b'.');
                            let known = known.span.within(text).as_bytes();
                            self.scratch.extend_from_slice(known);
                        }
                        return self.keep(start, wire_length, text);
                    }
                    segment = target;
                    at = target;
                }
            }
        }
    }

    /// Appends the name in `scratch` to `text` and remembers it.
    fn keep(
        &mut self,
        at: usize,
        wire_length: usize,
        text: &mut String,
    ) -> Result<NameSpan, DnsError> {
        let span = self.append(text)?;
        if self.known.len() < KNOWN_LIMIT {
            self.known.push(Known {
                at,
                wire_length,
                span,
            });
        }
        Ok(span)
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

/// The length of a name with more labels, within [`WIRE_LIMIT`].
fn lengthened(wire_length: usize, labels: usize) -> Result<usize, DnsError> {
    let length = wire_length.saturating_add(labels);
    if length > WIRE_LIMIT {
        return Err(DnsError::NameTooLong);
    }
    Ok(length)
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
    // No early exit: labels are short and nearly always plain, and this way the compiler takes many bytes at once.
    if label
        .iter()
        .fold(true, |plain, &byte| plain & is_plain(byte))
    {
        let start = name.len();
        name.extend_from_slice(label);
        name.get_mut(start..)
            .unwrap_or_default()
            .make_ascii_lowercase();
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
const fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x21..=0x7e) && byte != b'.' && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the name at `start` of a message whose header and names are `names`.
    fn read(names: &[u8], start: usize) -> Result<(Result<String, DnsError>, usize), DnsError> {
        let message = [&[0; HEADER], names].concat();
        let mut text = String::new();
        let read = Names::default().read(&message, HEADER + start, &mut text)?;
        let name = read.name.map(|span| span.within(&text).to_owned());
        Ok((name, read.end - HEADER))
    }

    fn text(names: &[u8], start: usize) -> String {
        read(names, start).unwrap().0.unwrap()
    }

    #[test]
    fn a_name_is_folded_to_lower_case() {
        assert_eq!(text(b"\x03WwW\x07Example\0", 0), "www.example");
    }

    #[test]
    fn the_root_is_a_dot() {
        assert_eq!(text(b"\0", 0), ".");
    }

    #[test]
    fn a_dot_inside_a_label_is_escaped() {
        assert_eq!(text(b"\x03a.b\x01c\0", 0), "a\\.b.c");
    }

    #[test]
    fn odd_bytes_are_escaped_in_decimal() {
        assert_eq!(text(b"\x05a\x01 \\\xff\0", 0), "a\\001\\032\\\\\\255");
    }

    #[test]
    fn a_pointer_continues_a_name() {
        assert_eq!(text(b"\x01a\x01b\0\x01c\xc0\x0e", 5), "c.b");
    }

    #[test]
    fn a_pointer_to_the_root_ends_a_name() {
        assert_eq!(text(b"\0\x01c\xc0\x0c", 1), "c");
    }

    #[test]
    fn a_pointer_to_a_name_read_before_repeats_it() {
        let message = [&[0; HEADER][..], b"\x01a\x01b\0\xc0\x0c\x01c\xc0\x0c"].concat();
        let (mut names, mut text) = (Names::default(), String::new());
        let mut read = |at, text: &mut String| names.read(&message, at, text).ok()?.name.ok();
        let whole = read(12, &mut text).unwrap();
        let same = read(17, &mut text).unwrap();
        let longer = read(19, &mut text).unwrap();
        assert_eq!(
            [whole, same, longer].map(|name| name.within(&text)),
            ["a.b", "a.b", "c.a.b"]
        );
    }

    #[test]
    fn a_pointer_forwards_makes_a_name_unreadable_but_not_what_follows() {
        assert_eq!(
            read(b"\x01a\xc0\x10\x01b\0", 0),
            Ok((Err(DnsError::Pointer), 4))
        );
    }

    #[test]
    fn a_pointer_to_its_own_name_is_no_name() {
        assert_eq!(read(b"\x01a\xc0\x0c", 0), Ok((Err(DnsError::Pointer), 4)));
    }

    #[test]
    fn a_pointer_into_the_header_is_no_name() {
        assert_eq!(read(b"\xc0\x0b", 0), Ok((Err(DnsError::Pointer), 2)));
    }

    #[test]
    fn a_long_chain_of_pointers_is_no_name() {
        let mut names = vec![0, 0];
        for target in 0..=u16::try_from(JUMP_LIMIT).unwrap() {
            let target = 0xc000 | (12 + 2 * target);
            names.extend_from_slice(&target.to_be_bytes());
        }
        let last = names.len() - 2;
        assert_eq!(text(&names, last - 2), ".");
        assert_eq!(read(&names, last), Ok((Err(DnsError::Pointer), last + 2)));
    }

    #[test]
    fn a_name_of_255_bytes_is_the_longest() {
        let longest = [[1, b'a'].repeat(127), vec![0]].concat();
        assert_eq!(text(&longest, 0).len(), 253);
        let longer = [[1, b'a'].repeat(128), vec![0]].concat();
        assert_eq!(
            read(&longer, 0),
            Ok((Err(DnsError::NameTooLong), longer.len()))
        );
    }

    #[test]
    fn a_label_that_the_message_cuts_off_leaves_nothing_to_read_on() {
        assert_eq!(read(b"\x05abc", 0), Err(DnsError::Short));
    }

    #[test]
    fn a_label_of_an_unknown_kind_leaves_nothing_to_read_on() {
        assert_eq!(read(b"\x41a\0", 0), Err(DnsError::Label));
    }
}
