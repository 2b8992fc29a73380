//! Where the stores of a home or a backup lie: as `config.toml` says, or under their usual names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The stores that there are.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Copies of packages and receipts; the first is the one that intake and desk work on.
    pub(crate) copies: Vec<Shelf>,
    /// Storage roots of the archive.
    pub(crate) archives: Vec<Place>,
    /// The evidence log and its second copy.
    pub(crate) logs: Vec<Place>,
    /// A copy of the log that should be here and is not.
    pub(crate) lost: Vec<Place>,
    /// Where the archive of a home would lie that has none.
    pub(crate) no_archive: Option<Place>,
    /// Stores that are configured and lie on no disk of this machine.
    pub(crate) elsewhere: Vec<String>,
    /// Whether this is a home, with its configuration; a backup has none.
    pub(crate) is_home: bool,
}

/// One copy of packages and receipts.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// Folder of packages; none when they lie on no disk of this machine.
    pub(crate) sealed: Option<Place>,
    /// Folder of receipts.
    pub(crate) receipts: Place,
}

/// A folder, and how findings name it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path below the home, or all of it.
    pub(crate) name: String,
}

/// What matters here of `config.toml`.
#[derive(Debug, Default, Deserialize)]
struct Config {
    #[serde(default)]
    stores: BTreeMap<String, toml::Value>,
}

impl Places {
    /// Finds the stores of a home, or of what was kept of one: a backup has no `config.toml`.
    ///
    /// # Errors
    /// When the configuration cannot be read; the text says why.
    pub(crate) fn of(home: &Path) -> Result<Self, String> {
        let text = match std::fs::read_to_string(home.join(CONFIG)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.to_string()),
        };
        let config = text.as_deref().map(toml::from_str::<Config>).transpose();
        let config = config.map_err(|error| error.message().to_owned())?;
        let mut places = Self { is_home: config.is_some(), ..Self::default() };
        let stores = Stores { home, config: config.unwrap_or_default() };
        let mut path = |name: &str| stores.path(name, &mut places.elsewhere);
        let (sealed, receipts, backup) = (path("sealed"), path("receipts"), path("backup"));
        let (archive, log) = (path("archive"), path("log"));
        let apart = stores.config.stores.contains_key(BACKUP_SEALED).then(|| path(BACKUP_SEALED));
        let below = |name: &str| backup.as_ref().map(|backup| backup.join(name));
        let second = apart.unwrap_or_else(|| below("sealed"));
        for (sealed, receipts) in [(sealed, receipts), (second, below("receipts"))] {
            let is_there = |folder: &Option<PathBuf>| folder.as_ref().is_some_and(|folder| folder.is_dir());
            if (places.is_home || is_there(&sealed) || is_there(&receipts))
                && let Some(receipts) = receipts
            {
                let sealed = sealed.map(|sealed| stores.place(sealed));
                places.copies.push(Shelf { sealed, receipts: stores.place(receipts) });
            }
        }
        let there = |path: Option<PathBuf>| {
            path.into_iter().map(|path| stores.place(path)).partition(Place::is_there)
        };
        let (archives, no_archive): (Vec<_>, Vec<_>) = there(archive);
        let (first, no_first): (Vec<_>, Vec<_>) = there(log);
        let (second, no_second): (Vec<_>, Vec<_>) = there(below("log"));
        if places.is_home {
            // A home of an early version has neither archive nor log; one copy of the log alone is no home of any.
            places.no_archive = no_archive.into_iter().next();
            let alone = first.is_empty() != second.is_empty();
            places.lost = no_first.into_iter().chain(no_second).filter(|_| alone).collect();
        }
        places.archives = archives;
        places.logs = first.into_iter().chain(second).collect();
        Ok(places)
    }

    /// Returns true if there is nothing to check.
    pub(crate) fn is_empty(&self) -> bool {
        !self.is_home && self.copies.is_empty() && self.archives.is_empty() && self.logs.is_empty()
    }
}

impl Place {
    /// Whether there is such a folder.
    fn is_there(&self) -> bool {
        self.path.is_dir()
    }

    /// Something in it.
    pub(crate) fn join(&self, name: &str) -> Self {
        Self { path: self.path.join(name), name: format!("{}/{name}", self.name) }
    }
}

struct Stores<'a> {
    home: &'a Path,
    config: Config,
}

impl Stores<'_> {
    /// Where a store lies; none, when that is on no disk of this machine.
    fn path(&self, name: &str, elsewhere: &mut Vec<String>) -> Option<PathBuf> {
        match self.config.stores.get(name) {
            None => Some(self.home.join(name)),
            Some(toml::Value::String(path)) if !path.contains("://") => Some(self.home.join(path)),
            Some(other) => {
                let url = other.as_str().map(|url| url.split(['?', '@']).next().unwrap_or_default());
                elsewhere
                    .push(format!("stores.{name}{}", url.map(|url| format!(" = {url}")).unwrap_or_default()));
                None
            }
        }
    }

    fn place(&self, path: PathBuf) -> Place {
        let below = path.strip_prefix(self.home).ok().map(|below| below.display().to_string());
        Place { name: below.unwrap_or_else(|| path.display().to_string()), path }
    }
}

const CONFIG: &str = "config.toml";
/// The second copies of packages, where they are not in the folder of the backup.
const BACKUP_SEALED: &str = "backup_sealed";

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Places;

    #[test]
    fn a_home_a_backup_and_a_configuration_are_found_alike() {
        let top = tempfile::tempdir().unwrap();
        let home = top.path().join("home");
        for folder in ["sealed", "receipts", "archive", "backup/sealed", "backup/receipts", "backup/log"] {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        let names = |places: &Places| {
            let copies = places.copies.iter().flat_map(|copy| copy.sealed.iter().chain([&copy.receipts]));
            let all = copies.chain(&places.archives).chain(&places.logs);
            all.map(|place| place.name.clone()).collect::<Vec<_>>()
        };
        let whole = Places::of(&home).unwrap();
        assert_eq!(
            names(&whole),
            ["sealed", "receipts", "backup/sealed", "backup/receipts", "archive", "backup/log"]
        );
        let backup = Places::of(&home.join("backup")).unwrap();
        assert_eq!(names(&backup), ["sealed", "receipts", "log"]);

        let elsewhere = top.path().join("elsewhere");
        fs::create_dir_all(elsewhere.join("log")).unwrap();
        let config =
            format!("[stores]\nbackup = {:?}\narchive = \"s3://bucket/x?secret\"\n", elsewhere.display());
        fs::write(home.join("config.toml"), config).unwrap();
        let configured = Places::of(&home).unwrap();
        assert_eq!(configured.copies[1].sealed.as_ref().unwrap().path, elsewhere.join("sealed"));
        assert_eq!(
            (configured.archives.len(), &*configured.elsewhere),
            (0, &["stores.archive = s3://bucket/x".to_owned()][..])
        );
        let config = "[stores]\nsealed = \"s3://bucket/one\"\nbackup_sealed = \"s3://bucket/two\"\n";
        fs::write(home.join("config.toml"), config).unwrap();
        let apart = Places::of(&home).unwrap();
        assert_eq!(names(&apart), ["receipts", "backup/receipts", "archive", "backup/log"]);
        assert_eq!(
            apart.elsewhere,
            ["stores.sealed = s3://bucket/one", "stores.backup_sealed = s3://bucket/two"]
        );
        assert!(Places::of(&top.path().join("nothing")).unwrap().is_empty());
    }
}
