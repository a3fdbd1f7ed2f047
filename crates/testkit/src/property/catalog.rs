//! Catalog files, and the destinations in them.

use backchat_engine::catalog::{Catalog, Layer, Source, SourceFile};
use backchat_engine::curate::check::check;
use backchat_engine::pattern::{Pattern, read};

/// The part of the catalog that inputs are put into: with the whole of it an input would take a second.
const GROUND: [&str; 5] = [
    "carriers.toml",
    "microsoft/controls/license-manager.toml",
    "microsoft/releases/windows-10-2004-enterprise.toml",
    "microsoft/vendor.toml",
    "microsoft/windows/licensing.toml",
];

/// The first line of an input is the path of a file in the catalog, the rest is its text. The catalog with it loads, or
/// there is a reason; where it loads, the check has no error that loading should have found. The same goes for the file on
/// top of the catalog, as a user's.
pub(super) fn loads_or_says_why(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, text) = text.split_once('\n').unwrap_or(("", &text));
    let mut source = Source::embedded();
    source.files.retain(|file| GROUND.contains(&&*file.path));
    let ground = Layer::ground(&source);
    source.files.retain(|file| file.path != path);
    let file = SourceFile {
        path: path.to_owned().into(),
        text: text.to_owned().into(),
    };
    let users = Source {
        files: vec![file.clone()],
    };
    if let Err(error) = Catalog::load_layers(&[ground, Layer::user("mine", users)]) {
        assert!(error.to_string().contains("mine/"), "{error}");
    }
    source.files.push(file);
    source.files.sort_by(|a, b| a.path.cmp(&b.path));
    for problem in check(&source) {
        assert!(!problem.to_string().is_empty());
    }
    if let Err(error) = Catalog::load(&source) {
        assert!(!error.to_string().is_empty());
    }
}

/// A destination is read or refused; a pattern contains and meets itself, and what it says is the same for its own
/// spelling. Two lines are two patterns: where one contains the other they have a name in common.
pub(super) fn pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut read = text.lines().take(2).map(read).filter_map(Result::ok);
    let Some(one) = read.next() else {
        return;
    };
    let one = one.pattern;
    assert!(one.contains(&one) && one.intersects(&one), "{one:?}");
    assert!(!one.sentence().is_empty());
    let Some(other) = read.next() else {
        return;
    };
    related(&one, &other.pattern);
    related(&other.pattern, &one);
}

fn related(one: &Pattern, other: &Pattern) {
    if one.contains(other) {
        assert!(one.intersects(other), "{one:?} {other:?}");
    }
    assert_eq!(
        one.intersects(other),
        other.intersects(one),
        "{one:?} {other:?}"
    );
    if let Some(witness) = one.common_host(other) {
        assert!(!format!("{witness:?}").is_empty());
    }
    let _ = one.host_outside(other);
    let _ = one.relation(other);
}
