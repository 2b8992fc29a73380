//! What makes the archive a storage root, and what lies between its objects.

use std::io::Read;

use archive::key::Key;
use archive::layout;
use archive::repair;
use archive::store::Store;
use archive::validate::root;

use super::aside::Aside;
use super::damage::{Damage, Fault, Outcome};
use super::repair::Concluded;
use crate::clock::Moment;
use crate::config::places::Config;
use crate::desk::state::Desk;
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;
use crate::registry::fixity::{ARCHIVE, Tally};
use crate::store::archive::{self as stores, OpenError};

/// Looks at everything that is not in an object.
pub fn examine(desk: &Desk) -> Vec<Damage> {
    examine_store(&**desk.archive.root().store())
}

/// Makes the fixed files again, and takes away what does not belong there.
pub fn repair(desk: &Desk, found: Vec<Damage>, aside: &Aside) -> Vec<Concluded> {
    repair_store(&**desk.archive.root().store(), found, aside)
}

/// Makes the files again that make the archive a storage root, when one of them is damaged: without them no desk starts.
///
/// # Errors
/// When another process has the archive, or the registry fails.
pub async fn heal(config: &Config, registry: &Registry, sweep: i64) -> Result<(), HealError> {
    let store = stores::writer(config)?;
    let found = examine_store(&*store);
    if !found.iter().any(|damage| layout::ROOT.iter().any(|(file, _)| *file == damage.file)) {
        return Ok(());
    }
    let events: Vec<_> = found.iter().map(|damage| damage.event(ARCHIVE, sweep)).collect();
    registry.found(&events, Moment::now()).await?;
    let concluded = repair_store(&*store, found, &Aside::new(&config.quarantine(), ARCHIVE, sweep));
    let repaired = concluded.iter().filter(|(_, outcome)| *outcome == Outcome::Repaired).count() as u64;
    let tally = Tally { bytes: 0, damages: concluded.len() as u64, repaired };
    let events: Vec<_> =
        concluded.iter().map(|(damage, outcome)| damage.concluded(ARCHIVE, sweep, outcome)).collect();
    Ok(registry.checked(sweep, ARCHIVE, (&events, tally), Moment::now()).await?)
}

/// The archive could not be looked at before the desk opens it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HealError {
    /// It cannot be opened for writing.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

fn examine_store(store: &dyn Store) -> Vec<Damage> {
    match root::structure(store) {
        Ok(findings) => findings.iter().map(|finding| Damage::of_finding(store.label(), finding)).collect(),
        Err(error) => {
            let reason = error.to_string();
            vec![Damage::of(store.label(), ".", Fault::Unreadable { reason })]
        }
    }
}

fn repair_store(store: &dyn Store, found: Vec<Damage>, aside: &Aside) -> Vec<Concluded> {
    let label = store.label().to_owned();
    let mut keep = |key: &Key, bytes: &mut dyn Read| Ok(aside.keep(&label, key.as_str(), bytes)?);
    let fixed = repair::root::repair(store, &mut keep);
    let mut failed = fixed.err().map(|error| error.to_string());
    for damage in found.iter().filter(|damage| damage.fault == Fault::Extra) {
        let removed = Key::new(&damage.file).map_err(|error| error.to_string()).and_then(|key| {
            let mut bytes = store.read(&key, 0).map_err(|error| error.to_string())?;
            keep(&key, &mut bytes).map_err(|error: std::io::Error| error.to_string())?;
            store.remove(&key).map_err(|error| error.to_string())
        });
        if let Err(reason) = removed {
            failed.get_or_insert(reason);
        }
    }
    let still = examine_store(store);
    let conclude = |damage: Damage| {
        let outcome = if still.iter().any(|other| other.file == damage.file) {
            let reason = failed.clone().unwrap_or_else(|| "a person must see to it".to_owned());
            Outcome::Unrepaired { reason }
        } else {
            Outcome::Repaired
        };
        (damage, outcome)
    };
    found.into_iter().map(conclude).collect()
}
