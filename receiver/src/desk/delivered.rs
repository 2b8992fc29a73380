//! Whole packages that intake left for the desk, where the sealed store lies on S3: intake has no key of it, and gives R1
//! once a package is durable in a folder of its own machine.
//!
//! The desk sends a package to the sealed store before it opens it, and opens what it reads back from there. The one in the
//! folder stays until R3: until then the sending can be done again.

use std::sync::Arc;
use std::time::Duration;

use durable::error::FileError;

use super::copy;
use super::copy::error::CopyError;
use super::progress::Progress;
use super::state::Desk;
use crate::registry::error::RegistryError;
use crate::registry::state::State;
use crate::store::local::Local;
use crate::store::{Name, Store};

/// Sends the package of a submission to the sealed store, if it lies here.
///
/// # Errors
/// [`CopyError`]; then it is to be sent again.
pub fn send(desk: &Desk, number: &str, progress: &Progress) -> Result<(), CopyError> {
    let Some(delivered) = &desk.delivered else { return Ok(()) };
    if delivered.holds(&Name::package(number))? {
        // Digests first: where the package is, they are.
        copy::file(delivered, &*desk.sealed, &Name::digests(number), progress)?;
        copy::file(delivered, &*desk.sealed, &Name::package(number), progress)?;
    }
    Ok(())
}

/// Removes the package of a submission that is kept elsewhere, or no longer wanted.
///
/// # Errors
/// What the system answers, with the path.
pub fn forget(desk: &Desk, number: &str) -> Result<(), FileError> {
    let Some(delivered) = &desk.delivered else { return Ok(()) };
    // The package last: by it what a crash left is found.
    delivered.remove(&Name::digests(number))?;
    delivered.remove(&Name::package(number))
}

/// Removes what a crash or a newer root kept from being removed. What cannot be is left for the next time.
///
/// # Errors
/// When the registry fails.
pub async fn clear(desk: &Arc<Desk>) -> Result<(), RegistryError> {
    for number in desk.delivered.iter().flat_map(numbers) {
        let row = match desk.registry.submission(&number).await {
            Err(RegistryError::Unknown(_)) => continue,
            row => row?,
        };
        let forget = match row.state {
            State::Superseded | State::Expired => forget_old,
            State::Registered | State::Refused => forget_kept,
            _ => continue,
        };
        let desk = Arc::clone(desk);
        match tokio::task::spawn_blocking(move || forget(&desk, &row.number)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, number, "a delivered package cannot be removed now"),
            Err(error) => tracing::error!(%error, number, "the thread that removes a package failed"),
        }
    }
    Ok(())
}

/// Nobody wants it; one that has just come was offered again.
fn forget_old(desk: &Desk, number: &str) -> Result<(), FileError> {
    let path = desk.delivered.as_ref().map(|delivered| delivered.place(&Name::package(number)));
    let modified = path.and_then(|path| path.metadata().ok()?.modified().ok());
    let is_old = modified.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > OLD);
    if is_old { forget(desk, number) } else { Ok(()) }
}

fn forget_kept(desk: &Desk, number: &str) -> Result<(), FileError> {
    let Some(_held) = desk.in_hand.take(number) else { return Ok(()) };
    if desk.sealed.holds(&Name::package(number))? { forget(desk, number) } else { Ok(()) }
}

/// The numbers of the packages in a folder.
fn numbers(delivered: &Local) -> Vec<String> {
    let entries = std::fs::read_dir(delivered.root()).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter_map(|name| Some(name.strip_suffix(".sealpost")?.to_owned())).collect()
}

/// How long a package lies that nobody wants.
const OLD: Duration = Duration::from_secs(3600);
