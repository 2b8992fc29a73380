//! The registry's daily copy in the backup: `backup/registry/registry-YYYY-MM-DD.sqlite`.

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;
use durable::folder;

use crate::clock::Moment;
use crate::config::places::REGISTRY;
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;

/// There is no copy of the registry.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The registry could not be copied.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The copy could not be kept.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Makes today's copy unless it is there, and lets the oldest go. Gives the new copy.
///
/// # Errors
/// [`SnapshotError`].
pub async fn daily(
    backup: &Path,
    registry: &Registry,
    now: Moment,
) -> Result<Option<PathBuf>, SnapshotError> {
    let shelf = backup.join(REGISTRY);
    let day = now.to_string();
    let target = shelf.join(format!("{PREFIX}{}.sqlite", day.split('T').next().unwrap_or_default()));
    if target.exists() {
        return Ok(None);
    }
    folder::create_private(&shelf)?;
    let unfinished = shelf.join(UNFINISHED);
    folder::remove_file(&unfinished)?;
    if !registry.snapshot(&unfinished).await? {
        return Ok(None);
    }
    File::open_or_create(&unfinished)?.sync_all()?;
    folder::rename(&unfinished, &target)?;
    thin_out(&shelf)?;
    Ok(Some(target))
}

fn thin_out(shelf: &Path) -> Result<(), FileError> {
    let Ok(entries) = std::fs::read_dir(shelf) else { return Ok(()) };
    let is_copy =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
    let mut copies: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_copy).collect();
    // The names are days: their order is that of time.
    copies.sort_unstable();
    let old = copies.len().saturating_sub(KEPT);
    copies.iter().take(old).try_for_each(|copy| folder::remove_file(copy))
}

const PREFIX: &str = "registry-";
const UNFINISHED: &str = "unfinished.sqlite";
/// Copies that are kept: the last four weeks.
const KEPT: usize = 28;

#[cfg(test)]
mod tests {
    use super::{KEPT, daily};
    use crate::clock::Moment;
    use crate::config::address::Address;
    use crate::registry::database::Registry;
    use crate::registry::log::Event;

    #[tokio::test]
    async fn each_day_has_one_copy_that_opens_and_the_oldest_go() {
        let home = tempfile::tempdir().unwrap();
        let registry = Registry::open(&Address::parse("sqlite:r.sqlite", home.path()), "CDE").await.unwrap();
        registry.note(&Event::new("start", "x"), Moment(0)).await.unwrap();
        let backup = home.path().join("备份");
        let first = daily(&backup, &registry, Moment(0)).await.unwrap().unwrap();
        assert!(first.ends_with("registry/registry-1970-01-01.sqlite"), "{}", first.display());
        assert_eq!(daily(&backup, &registry, Moment(5)).await.unwrap(), None);
        let copy = Registry::open(&Address::Sqlite(first.clone()), "CDE").await.unwrap();
        assert_eq!(copy.events("x").await.unwrap(), registry.events("x").await.unwrap());
        drop(copy);
        for day in 1..=KEPT {
            let now = Moment(86_400_000 * i64::try_from(day).unwrap());
            daily(&backup, &registry, now).await.unwrap().unwrap();
        }
        assert!(!first.exists());
    }
}
