//! The corpus as made: small valid inputs of every target, from the repository's own capture and in code.
//!
//! `fuzz/corpus` also holds what fuzzing found since; a test checks that what is made here is stored there.

mod baseline;
mod conversation;
mod import;
mod lab;
mod packet;
mod policy;
mod record;
mod registry_export;

use backchat_engine::catalog::Source;

/// One input.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Its target.
    pub target: &'static str,
    /// Its file name.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

impl Seed {
    fn new(target: &'static str, name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        Self {
            target,
            name,
            bytes,
        }
    }
}

/// Every seed.
#[must_use]
pub fn all() -> Vec<Seed> {
    let mut seeds = lab::seeds();
    seeds.extend(conversation::seeds());
    seeds.extend(packet::seeds());
    seeds.extend(catalog());
    seeds.extend(import::seeds());
    seeds.extend(policy::seeds());
    seeds.extend(baseline::seeds());
    seeds.extend(record::seeds());
    seeds.extend(registry_export::seeds());
    seeds
}

/// Catalog files that are short and of each kind; destinations as vendors write them, two a file; and the same with hosts
/// to ask for.
fn catalog() -> Vec<Seed> {
    let files = Source::embedded().files;
    let wanted = [
        "carriers.toml",
        "microsoft/vendor.toml",
        "microsoft/controls/ncsi.toml",
        "microsoft/windows/fwlink.toml",
        "microsoft/windows/device-authentication.toml",
    ];
    let mut seeds: Vec<Seed> = files
        .iter()
        .filter(|file| wanted.contains(&file.path.as_ref()))
        .map(|file| {
            let text = format!("{}\n{}", file.path, file.text);
            Seed::new("catalog", file.path.replace('/', "-"), text.into_bytes())
        })
        .collect();
    let patterns = [
        ("exact", "go.microsoft.com\n*.microsoft.com"),
        (
            "glued",
            "*dl.delivery.mp.microsoft.com\n*.dl.delivery.mp.microsoft.com",
        ),
        (
            "middle",
            "store-images.*.example.com\nstore-images.s-microsoft.com",
        ),
        (
            "path",
            "http://ctldl.windowsupdate.com/*\nctldl.windowsupdate.com/msdownload/update",
        ),
        ("apex", "**.example.com\nEXAMPLE.com."),
        ("escaped", "`\\*.example.com`\nexample.com:443"),
    ];
    seeds.extend(patterns.map(|(name, text)| Seed::new("pattern", name, text.as_bytes().to_vec())));
    let names = [
        (
            "halves",
            "**.x.example\nx.example\n*.x.example\na.x.example",
        ),
        ("glued", "*x.example\n*.a.x.example\nax.example"),
        (
            "globs",
            "a.*.x.example\na-*.*.example\na.b.x.example\na-b.c.example",
        ),
        (
            "front",
            "*lic.*mp.example\n**.mp.example\nb.lic.a.mp.example",
        ),
    ];
    seeds.extend(names.map(|(name, text)| Seed::new("names", name, text.as_bytes().to_vec())));
    seeds
}
