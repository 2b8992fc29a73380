//! From a folder to a package that is ready to leave: the recorded one if it still fits, else a new one.
//!
//! | what is found | what happens |
//! |---|---|
//! | no journal, or one that is not whole | check, plan, new package |
//! | journal, every file as it was (size, time, inode) | the recorded package goes on; nothing is read again |
//! | journal, files touched, same manifest root | the recorded package goes on |
//! | journal, another manifest root | new package: new key, salt, prefix and id |
//! | journal of a job that was dropped, or keys the centre gave up | new package |

use std::path::{Path, PathBuf};

use ectd::application::{History, HistoryError};
use ectd::check::Check;
use ectd::dossier::Unsealable;
use ectd::witness::Witness;
use package::card::Card;
use package::identity::ManifestRoot;
use package::plan::{Plan, PlanError};
use package::receipt::body::Kind;
use package::sealer::{BeginError, Filing, Sealer};
use package::statement::Remark;
use package::time::UtcTime;

use crate::home::Home;
use crate::identity::Identity;
use crate::job::dossier::{Named, check_under, checked};
use crate::job::event::{Event, Events};
use crate::job::place::{Place, PlaceError};
use crate::job::record::{Ending, Facts, Record, RecordError};
use crate::job::shelf::{Shelf, numbers};

/// A package that is ready to leave, with its journal.
#[derive(Debug)]
pub struct Ready {
    /// Keeps the job's folder for this process.
    pub place: Place,
    /// The job's journal.
    pub record: Record,
    /// Makes the segments.
    pub sealer: Sealer,
    /// The source folder, canonical.
    pub folder: PathBuf,
}

/// What the dossier is checked against, and what goes into its package beside it.
#[derive(Debug)]
pub struct Terms<'a> {
    /// The applicant's home.
    pub home: &'a Home,
    /// Who files.
    pub identity: &'a Identity,
    /// Where the sequences filed before lie, if that is said.
    pub history: Option<&'a Path>,
    /// Why error findings are accepted, if they are.
    pub accepted: Option<Remark>,
    /// The clock of this machine, seconds since the epoch.
    pub now: u64,
}

/// No package could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// Another process works on the dossier, or its folder cannot be made.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The journal.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The sequences filed before cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Something in the folder cannot be carried.
    #[error(transparent)]
    Unsealable(#[from] Unsealable),
    /// The check found errors and nobody accepted them.
    #[error("the check found {errors} errors")]
    Findings {
        /// How many.
        errors: u64,
    },
    /// A file could not be read, or changed meanwhile.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The package could not be begun.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// The centre's card names no key to seal to.
    #[error("the centre's card names no encryption key")]
    NoKey,
    /// The package is larger than the centre takes.
    #[error("the package has {bytes} bytes, the centre takes at most {most}")]
    TooLarge {
        /// Bytes of the package.
        bytes: u64,
        /// Most bytes of a package.
        most: u64,
    },
}

/// Takes the job's place and makes its package ready. Durable on return: nothing has left yet.
///
/// # Errors
/// [`PrepareError`].
pub fn prepare(named: &Named, terms: &Terms<'_>, events: &mut dyn Events) -> Result<Ready, PrepareError> {
    let folder = named.dossier.root().to_owned();
    let place = Place::take(terms.home, &folder, &named.application, &named.sequence)?;
    let past = recorded(&place, terms.identity)?;
    if let Some((record, sealer)) = past {
        if unchanged(&sealer, named) {
            return Ok(Ready { place, record, sealer, folder });
        }
        let plan = planned(named, terms, events)?;
        if plan.root() == sealer.plan().root() {
            return Ok(Ready { place, record, sealer, folder });
        }
        if record.past.ending.is_none() {
            events.event(Event::PlannedAgain);
        }
        drop(record);
        return begin(place, plan, named, terms, folder);
    }
    let plan = planned(named, terms, events)?;
    begin(place, plan, named, terms, folder)
}

/// Makes a package without a journal, for a file; the recorded package of an interrupted submission if there is one.
/// The flag tells whether it is the recorded one.
///
/// # Errors
/// [`PrepareError`].
pub fn package(
    named: &Named,
    terms: &Terms<'_>,
    events: &mut dyn Events,
) -> Result<(Sealer, bool), PrepareError> {
    let place = Place::take(terms.home, named.dossier.root(), &named.application, &named.sequence)?;
    let past = recorded(&place, terms.identity)?.map(|(_, sealer)| sealer);
    let past = match past {
        Some(sealer) if unchanged(&sealer, named) => return Ok((sealer, true)),
        other => other,
    };
    let plan = planned(named, terms, events)?;
    match past {
        Some(sealer) if sealer.plan().root() == plan.root() => Ok((sealer, true)),
        _ => Ok((sealed(plan, named, terms)?, false)),
    }
}

/// Tells, without reading a file, whether all are as they were when the package was planned.
fn unchanged(sealer: &Sealer, named: &Named) -> bool {
    named.dossier.sealable().is_ok_and(|files| sealer.plan().still_holds(files))
}

/// The package in the journal, if it can be made again and the centre can still open it.
fn recorded(place: &Place, identity: &Identity) -> Result<Option<(Record, Sealer)>, PrepareError> {
    let Some((record, sealing)) = Record::open(&place.journal())? else { return Ok(None) };
    if record.past.ending == Some(Ending::Dropped) {
        return Ok(None);
    }
    // A journal that cannot be used is no error: the dossier is there, and a new package is as good.
    let sealer = Sealer::resume(&sealing, identity.decrypt()).ok();
    let usable = sealer.filter(|sealer| record.past.ending.is_some() || fits(sealer, identity.card()));
    Ok(usable.map(|sealer| (record, sealer)))
}

/// Tells whether the centre's card still has the key to which the package was sealed.
fn fits(sealer: &Sealer, card: &Card) -> bool {
    let Ok([centre, _]) = sealer.head().header().recipients() else { return false };
    card.face().encryption.iter().any(|key| key.kid() == centre.kid)
}

/// One read of the files serves the check and the plan.
fn planned(named: &Named, terms: &Terms<'_>, events: &mut dyn Events) -> Result<Plan, PrepareError> {
    let (application, sequence) = (named.application.clone(), named.sequence.clone());
    let pass = named.dossier.sealable().map(|files| Plan::begin(application, sequence, files));
    let check = how(named, terms)?;
    let witness: &dyn Witness = match &pass {
        Ok(Ok(pass)) => pass,
        _ => &(),
    };
    let report = checked(&named.dossier, &check, witness, events);
    let pass = pass??;
    match (report.errors(), &terms.accepted) {
        (errors @ 1.., None) => return Err(PrepareError::Findings { errors }),
        (_, Some(_)) => events.event(Event::RemarkInClear),
        (0, None) => {}
    }
    Ok(pass.finish()?)
}

fn how(named: &Named, terms: &Terms<'_>) -> Result<Check, HistoryError> {
    let mut check = check_under(named.profile);
    if let Some(folder) = terms.history {
        check.history = History::read(folder, &named.dossier, named.profile)?;
    }
    Ok(check)
}

fn begin(
    place: Place,
    plan: Plan,
    named: &Named,
    terms: &Terms<'_>,
    folder: PathBuf,
) -> Result<Ready, PrepareError> {
    let sealer = sealed(plan, named, terms)?;
    let record = Record::begin(&place.journal(), facts(&sealer, &folder, terms), &sealer.journal())?;
    Ok(Ready { place, record, sealer, folder })
}

fn sealed(plan: Plan, named: &Named, terms: &Terms<'_>) -> Result<Sealer, PrepareError> {
    let identity = terms.identity;
    let filing = Filing {
        centre: identity.centre().clone(),
        centre_key: identity.card().face().sealing_key().ok_or(PrepareError::NoKey)?.clone(),
        organisation: identity.organisation().clone(),
        applicant_key: identity.decrypt().public().clone(),
        kind: named.profile,
        time: UtcTime::from_seconds(terms.now),
        previous_root: refused_before(terms.home, named, plan.root()),
        remark: terms.accepted.clone(),
    };
    let sealer = Sealer::new(plan, &filing, identity.signer())?;
    let (bytes, most) = (sealer.head().package_len(), identity.card().face().policy.max_package_len);
    if bytes > most {
        return Err(PrepareError::TooLarge { bytes, most });
    }
    Ok(sealer)
}

fn facts(sealer: &Sealer, folder: &Path, terms: &Terms<'_>) -> Facts {
    let plan = sealer.plan();
    Facts {
        folder: folder.display().to_string(),
        application: plan.application().to_string(),
        sequence: plan.sequence().to_string(),
        manifest_root: plan.root().to_string(),
        files: plan.files(),
        bytes: plan.bytes(),
        made_at: terms.now,
        remark: terms.accepted.as_ref().map(ToString::to_string),
    }
}

/// The root of the last refused dossier of this application and sequence, which this one then replaces.
fn refused_before(home: &Home, named: &Named, root: ManifestRoot) -> Option<ManifestRoot> {
    let of = |number: String| {
        let (receipt, _) = Shelf::of(home, &number).read().pop()?;
        let filing = receipt.filing();
        let same = filing.application == named.application && filing.sequence == named.sequence;
        (receipt.kind() == Kind::Refused && same && filing.manifest_root != root)
            .then_some((receipt.time(), filing.manifest_root))
    };
    let refused = numbers(home).unwrap_or_default().into_iter().filter_map(of);
    refused.max_by_key(|(time, _)| *time).map(|(_, root)| root)
}

#[cfg(test)]
mod tests;
