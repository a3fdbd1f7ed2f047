//! The catalog that a command works with: the one built in, and those that users keep beside it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::{Catalog, Layer, LoadError, Release, Source};
use clap::Args;

use crate::failure::{InputFailure, UseError};

/// Names folders where no option does, separated like those of PATH.
const VARIABLE: &str = "BACKCHAT_CATALOG";

/// Catalogs of one's own.
#[derive(Args, Debug)]
pub(crate) struct CatalogArguments {
    /// A catalog of your own, on top of the one in this program; may be repeated, the last one wins. Without it, the
    /// folders in BACKCHAT_CATALOG
    #[arg(long = "catalog", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl CatalogArguments {
    /// The catalog, loaded at the first call of the process; a process has one set of arguments.
    pub(crate) fn load(&self) -> anyhow::Result<&'static Catalog> {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        let layers = self.layers()?;
        if layers.len() == 1 {
            return Ok(Catalog::embedded());
        }
        let catalog = Catalog::load_layers(&layers).map_err(|error| failure(&error))?;
        Ok(CATALOG.get_or_init(|| catalog))
    }

    /// The catalog prepared for look-up, from the view of a release or of all.
    pub(crate) fn attributor(
        &self,
        release: Option<&Release>,
    ) -> anyhow::Result<Attributor<'static>> {
        Ok(Attributor::new(self.load()?, release.map(Release::id))?)
    }

    /// The layers: the catalog built in, and the user's on top.
    pub(crate) fn layers(&self) -> anyhow::Result<Vec<Layer>> {
        let mut layers = vec![Layer::built_in()];
        for folder in self.folders() {
            layers.push(Layer::user(&folder.display().to_string(), read(&folder)?));
        }
        Ok(layers)
    }

    /// The folders that the user named, here or in the environment.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        if !self.folders.is_empty() {
            return self.folders.clone();
        }
        let value = std::env::var_os(VARIABLE).unwrap_or_default();
        let folders = std::env::split_paths(&value);
        folders.filter(|it| *it != Path::new("")).collect()
    }
}

/// The release that a name means.
pub(crate) fn release<'c>(catalog: &'c Catalog, asked: &str) -> anyhow::Result<&'c Release> {
    let release = catalog
        .resolve_release(asked)
        .map_err(|error| UseError::new(error.to_string()).hint(error.hint(catalog)))?;
    Ok(release)
}

/// The files of a catalog's folder.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Source> {
    let shown = folder.display();
    if folder.is_file() {
        return Err(
            UseError::new(format!("{shown} is a file, not a catalog's folder"))
                .hint("a catalog is a folder that holds <vendor>/<product>/<area>.toml")
                .into(),
        );
    }
    let source = Source::folder(folder)
        .map_err(|error| InputFailure(format!("cannot read the catalog in {shown}: {error}")))?;
    if source.files.is_empty() {
        return Err(UseError::new(format!("{shown} holds no catalog files"))
            .hint("a catalog is a folder that holds <vendor>/<product>/<area>.toml")
            .into());
    }
    Ok(source)
}

/// What is wrong with a user's catalog, and how to find out what else is.
fn failure(error: &LoadError) -> UseError {
    let hint = match error {
        LoadError::Unreviewed { .. } => {
            "a proposal counts only once somebody has said in `purpose` what it is for; delete what nobody can explain"
        }
        _ => "`backchat catalog check --catalog DIR` finds everything that is wrong with it",
    };
    UseError::new(error.to_string()).hint(hint)
}
