//! One rule as a line: the names as contents, which are searched fast, and as an expression where contents cannot say
//! them.

use crate::report::wording::clean;
use crate::rules::{Names, regex};

/// Where names are read.
pub(super) struct Buffer {
    /// The protocol in the rule's head.
    protocol: &'static str,
    /// The keyword.
    keyword: &'static str,
    /// For people.
    title: &'static str,
    /// Whether letters of either case come in it. `http.host` is in lower case already, and rejects the keyword.
    any_case: bool,
}

/// All of them; their order decides the last digit of rule numbers.
pub(super) const BUFFERS: [Buffer; 4] = [
    Buffer {
        protocol: "dns",
        keyword: "dns.query",
        title: "DNS",
        any_case: true,
    },
    Buffer {
        protocol: "tls",
        keyword: "tls.sni",
        title: "TLS",
        any_case: true,
    },
    Buffer {
        protocol: "http",
        keyword: "http.host",
        title: "HTTP",
        any_case: false,
    },
    Buffer {
        protocol: "quic",
        keyword: "quic.sni",
        title: "QUIC",
        any_case: true,
    },
];

/// What a rule says.
pub(super) struct Rule<'r> {
    /// The names to alert on; none for all.
    pub(super) names: Option<&'r Names>,
    /// The names that raise no alert.
    pub(super) without: Vec<&'r Names>,
    /// For people.
    pub(super) what: String,
    /// The endpoints.
    pub(super) purpose: &'r str,
    /// The ids of its areas.
    pub(super) areas: &'r [String],
    /// The vendor's page.
    pub(super) page: &'r str,
    /// The number of the rule for the first buffer.
    pub(super) number: u32,
    /// The revision.
    pub(super) revision: u32,
}

impl Rule<'_> {
    /// The rule for one of [`BUFFERS`].
    pub(super) fn line(&self, buffer: &Buffer) -> String {
        let offset = BUFFERS.iter().zip(0..);
        let offset = offset
            .filter(|(it, _)| it.keyword == buffer.keyword)
            .map(|(_, number)| number);
        let number = self.number + offset.sum::<u32>();
        let purpose = match self.purpose {
            "" => String::new(),
            purpose => format!(" ({purpose})"),
        };
        let message = text(&format!(
            "backchat {}: {}{purpose}",
            buffer.title, self.what
        ));
        let mut line = format!(
            "alert {} any any -> any any (msg:\"{message}\"; {}",
            buffer.protocol,
            self.matches(buffer)
        );
        let page = self.page.trim_start_matches("https://");
        if page.bytes().all(is_plain) {
            line.push_str(&format!(" reference:url,{page};"));
        }
        let areas: Vec<String> = self
            .areas
            .iter()
            .filter(|id| id.bytes().all(is_plain))
            .map(|id| format!("backchat_area {id}"))
            .collect();
        if !areas.is_empty() {
            line.push_str(&format!(" metadata:{};", areas.join(", ")));
        }
        line.push_str(&format!(
            " priority:3; sid:{number}; rev:{};)",
            self.revision
        ));
        line
    }

    /// The part that matches names.
    fn matches(&self, buffer: &Buffer) -> String {
        let (case, flag) = if buffer.any_case {
            (" nocase;", "i")
        } else {
            ("", "")
        };
        let content = |host: &str, rest: &str| format!(" content:\"{}\";{case}{rest}", bytes(host));
        // With this transformation the buffer begins with a dot, so that a host and what is below it end alike.
        let dotted = matches!(self.names, Some(Names::Tree(_)));
        let mut text = format!("{};", buffer.keyword);
        match self.names {
            None => text.push_str(" bsize:>0;"),
            Some(Names::Exact(host)) => text.push_str(&content(host, " startswith; endswith;")),
            Some(Names::Below(host)) => text.push_str(&content(&format!(".{host}"), " endswith;")),
            Some(Names::Tree(host)) => {
                text.push_str(" dotprefix;");
                text.push_str(&content(&format!(".{host}"), " endswith;"));
            }
            Some(names @ Names::Glob(pattern)) => {
                if !pattern.tail().is_empty() {
                    text.push_str(&content(pattern.tail(), " endswith;"));
                }
                text.push_str(&format!(" pcre:\"/{}/{flag}\";", regex(names)));
            }
        }
        if !self.without.is_empty() {
            let lead = if dotted { r"\." } else { "" };
            let bodies: Vec<String> = self.without.iter().map(|it| body(it)).collect();
            text.push_str(&format!(
                " pcre:!\"/^{lead}(?:{})$/{flag}\";",
                bodies.join("|")
            ));
        }
        text
    }
}

/// The expression of a set without its anchors, to stand among others.
fn body(names: &Names) -> String {
    let whole = regex(names);
    whole
        .trim_start_matches('^')
        .trim_end_matches('$')
        .to_owned()
}

/// A character that means nothing in an option.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/')
}

/// Text in quotes: nothing in it can end the quotes or the option.
fn text(text: &str) -> String {
    let mut escaped = String::new();
    for letter in clean(text).chars() {
        if matches!(letter, ';' | '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Text as a content: what may mean something there is written in hexadecimal.
fn bytes(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("|{byte:02x}|"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;

    fn names(text: &str) -> Names {
        Names::of(&pattern::read(text).unwrap().pattern)
    }

    fn line(text: &str, without: &[Names], buffer: usize) -> String {
        let names = names(text);
        let rule = Rule {
            names: Some(&names),
            without: without.iter().collect(),
            what: "x".to_owned(),
            purpose: "",
            areas: &["maps".to_owned()],
            page: "https://vendor.example/page",
            number: 1_500_004,
            revision: 7,
        };
        rule.line(&BUFFERS[buffer])
    }

    #[test]
    fn a_host_is_matched_from_its_start_to_its_end() {
        assert_eq!(
            line("x.example", &[], 0),
            "alert dns any any -> any any (msg:\"backchat DNS: x\"; dns.query; content:\"x.example\"; nocase; startswith; \
             endswith; reference:url,vendor.example/page; metadata:backchat_area maps; priority:3; sid:1500004; rev:7;)"
        );
    }

    #[test]
    fn what_is_below_a_host_ends_in_a_dot_and_the_host() {
        let line = line("*.x.example", &[], 1);
        assert!(
            line.contains("tls.sni; content:\".x.example\"; nocase; endswith; ref"),
            "{line}"
        );
        assert!(line.contains("sid:1500005;"));
    }

    #[test]
    fn hosts_of_http_are_in_lower_case_already() {
        let line = line("**.x.example", &[], 2);
        assert!(
            line.contains("http.host; dotprefix; content:\".x.example\"; endswith; ref"),
            "{line}"
        );
    }

    #[test]
    fn what_stays_is_taken_out_of_the_rule() {
        let line = line("**.x.example", &[names("ok.x.example")], 0);
        assert!(line.contains(r#" pcre:!"/^\.(?:ok\.x\.example)$/i";"#));
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(
            text("a\"; sid:1; \\ \n b"),
            "a\\\"\\; sid:1\\; \\\\ \\\\u{a} b"
        );
        assert_eq!(bytes("a|b;c"), "a|7c|b|3b|c");
    }
}
