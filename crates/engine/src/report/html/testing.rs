//! What holds for every page of HTML that we write, for the tests of all of them.

use std::io::Write;
use std::process::{Command, Stdio};

/// The start and end tags of a page, without what stands between `style` and `script` tags.
pub(crate) fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        tags.push(tag);
        rest = match tag.split(' ').next() {
            Some(raw @ ("style" | "script")) => {
                let end = after.find(&format!("</{raw}>")).unwrap();
                &after[end..]
            }
            _ => after,
        };
    }
    tags
}

/// The values of an attribute.
pub(crate) fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    tags(html)
        .into_iter()
        .filter_map(|tag| Some(tag.split_once(&start)?.1.split_once('"')?.0))
        .collect()
}

/// Every tag is closed, in order.
pub(crate) fn assert_closed(html: &str) {
    let mut open = Vec::new();
    for tag in tags(html) {
        let name = tag.split([' ', '/']).find(|it| !it.is_empty()).unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') && !["!doctype", "meta", "wbr"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Nothing makes a browser ask the network.
pub(crate) fn assert_silent(html: &str) {
    for sign in [
        "<link", "<img", "<iframe", "<object", "@import", "url(", " src=", "fetch(",
    ] {
        assert!(!html.contains(sign), "{sign}");
    }
    for tag in tags(html).iter().filter(|tag| tag.contains("://")) {
        assert!(tag.starts_with("a href=\"http"), "{tag}");
    }
}

/// HTML Tidy finds no error; without it, this says that it was skipped.
pub(crate) fn assert_tidy(html: &str) {
    let tidy = Command::new("tidy")
        .args(["-q", "-e", "--show-warnings", "no"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut tidy) = tidy else {
        eprintln!("skipped: there is no `tidy` here");
        return;
    };
    tidy.stdin
        .take()
        .unwrap()
        .write_all(html.as_bytes())
        .unwrap();
    let output = tidy.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(2), "{errors}");
}
