//! What the centre has registered of an application before: the history that the rules are given.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ectd::path::DossierPath;

use super::backbones::{self, BackboneError};
use super::bench::{Part, Place};
use super::opening::{self, OpeningError};
use super::progress::Progress;
use super::state::Desk;
use crate::registry::entity::submission;
use crate::registry::error::RegistryError;
use crate::registry::query::Filter;
use crate::registry::state::State;

/// A backbone that could not be put beside the dossier.
#[derive(Debug, thiserror::Error)]
enum LayError {
    #[error(transparent)]
    Opening(#[from] OpeningError),
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    #[error(transparent)]
    Link(#[from] std::io::Error),
}

/// Returns where a dossier is opened below its place on the bench: in folders of its application and sequence, because
/// rules compare their names.
pub fn folder(place: &Path, row: &submission::Model) -> PathBuf {
    let is_name = |name: &&str| !name.contains('/') && name.parse::<DossierPath>().is_ok();
    let application = Some(row.application.as_str()).filter(is_name).unwrap_or(&row.number);
    place.join(application).join(&row.sequence)
}

/// Puts the backbones of what was registered before beside the opened dossier, and returns where they lie.
///
/// None when the centre has no history to offer: nothing is registered and this is not the first sequence, or an earlier
/// backbone cannot be had. Then the rules say what they could not evaluate.
///
/// # Errors
/// When the registry fails.
pub async fn lay_out(
    desk: &Arc<Desk>,
    row: &submission::Model,
    dossier: &Path,
    progress: &Arc<Progress>,
) -> Result<Option<PathBuf>, RegistryError> {
    let Some(beside) = dossier.parent().map(Path::to_owned) else { return Ok(None) };
    let earlier = registered(desk, row).await?;
    if earlier.is_empty() {
        return Ok(is_first(&row.profile, &row.sequence).then_some(beside));
    }
    let (desk, progress, into) = (Arc::clone(desk), Arc::clone(progress), beside.clone());
    let laid = tokio::task::spawn_blocking(move || {
        earlier.iter().try_for_each(|row| {
            lay(&desk, row, &into, &progress).map_err(|error| (row.number.clone(), Box::new(error)))
        })
    });
    match laid.await {
        Ok(Ok(())) => Ok(Some(beside)),
        Ok(Err((number, error))) => {
            tracing::error!(%error, number, "the backbone of an earlier sequence is missing: rules on the life cycle are not evaluated");
            Ok(None)
        }
        Err(error) => {
            tracing::error!(%error, "earlier backbones could not be laid out");
            Ok(None)
        }
    }
}

async fn registered(desk: &Desk, row: &submission::Model) -> Result<Vec<submission::Model>, RegistryError> {
    let filter = Filter {
        state: Some(State::Registered),
        application: Some(row.application.clone()),
        organisation: Some(row.organisation.clone()),
    };
    let mut rows = desk.registry.submissions(&filter).await?;
    rows.retain(|earlier| earlier.sequence != row.sequence);
    Ok(rows)
}

fn lay(desk: &Desk, row: &submission::Model, beside: &Path, progress: &Progress) -> Result<(), LayError> {
    let kept = match desk.backbones.find(&row.number) {
        Some(kept) => kept,
        None => make_again(desk, row, progress)?,
    };
    Ok(std::os::unix::fs::symlink(kept, beside.join(&row.sequence))?)
}

/// Opens the sealed package of an earlier sequence for its backbone alone.
fn make_again(desk: &Desk, row: &submission::Model, progress: &Progress) -> Result<PathBuf, LayError> {
    tracing::info!(number = row.number, "the backbone is made again from the sealed package");
    let place = Place::clear(&desk.bench, &format!("{}-backbone", row.number)).map_err(OpeningError::File)?;
    let digests = opening::delivered(row, &*desk.sealed)?;
    let part = Part::new(backbones::is_backbone, place.path(), progress);
    opening::open_part(row, &*desk.sealed, &digests, &desk.key, part)?;
    desk.backbones.keep(&row.number, place.path())?;
    desk.backbones.find(&row.number).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
}

/// 0000 in v3.2.2, also 0001 with FDA; 1 in v4.0.
fn is_first(profile: &str, sequence: &str) -> bool {
    let first: &[u32] = match profile {
        "v4" => &[1],
        "us" => &[0, 1],
        _ => &[0],
    };
    sequence.parse().is_ok_and(|number| first.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::is_first;

    #[test]
    fn only_a_first_sequence_has_a_history_without_predecessors() {
        assert!(is_first("cn", "0000") && is_first("us", "0001") && is_first("v4", "1"));
        assert!(!is_first("cn", "0001") && !is_first("us", "0002") && !is_first("v4", "2"));
        assert!(!is_first("cn", "final"));
    }
}
