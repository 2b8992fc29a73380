//! One submission from folder to receipts. The same call again goes on where it stopped, or returns what is known.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};
use package::statement::Remark;
use transfer::carrier::transport::Transport;
use transfer::reject::{Code, Reason};
use transfer::sender::{Milestone, Outcome, Refusal};

use crate::ask::{AskError, Session};
use crate::home::Home;
use crate::identity::log::LogError;
use crate::identity::{Identity, IdentityError};
use crate::job::belief::Belief;
use crate::job::dossier::{Named, NamedError, Said};
use crate::job::event::{Event, Events, Silent};
use crate::job::news::{News, NewsError};
use crate::job::place;
use crate::job::prepare::{PrepareError, Ready, Terms, prepare};
use crate::job::record::{Ending, Past, Record, RecordError};
use crate::job::sealing;
use crate::job::send::{Delivered, Delivery, SendError};
use crate::job::shelf::{Shelf, stored};
use crate::network::Network;
use crate::reach::ReachError;
use crate::stop::Stop;

/// What is to be filed, and how.
#[derive(Debug)]
pub struct Request<'a> {
    /// The sequence folder.
    pub folder: &'a Path,
    /// What the applicant says about it.
    pub said: Said,
    /// Where the sequences filed before lie, if that is said.
    pub history: Option<&'a Path>,
    /// Why error findings are accepted, if they are.
    pub accepted: Option<Remark>,
    /// How far to wait.
    pub until: Milestone,
    /// How the centre is reached.
    pub network: Network,
    /// Language of the centre's texts: `zh` or `en`.
    pub language: &'a str,
}

/// Where a submission stands when the job ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// What is certain.
    pub state: State,
    /// Submission number, once the centre gave it.
    pub number: Option<String>,
    /// Whether sending again is safe.
    pub safe_to_resend: bool,
    /// Files of the dossier.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes sent in this run.
    pub bytes_sent: u64,
    /// What carried it last, if the centre was reached in this run.
    pub transport: Option<Transport>,
    /// Why it ended before its goal, in the centre's words or the line's.
    pub reason: Option<Reason>,
    /// Whether it ended because a stop was wished.
    pub stopped: bool,
}

/// What is certain about a submission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// R3 says registered.
    Registered,
    /// The centre refused.
    Refused,
    /// R1 is here; the centre is still checking.
    Delivered,
    /// No R1: the same call again goes on.
    #[default]
    Incomplete,
}

/// A submission that could not be made or could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// It cannot be told what is filed.
    #[error(transparent)]
    Named(#[from] NamedError),
    /// No package could be made.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The delivery could not go on.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The journal.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The system gives no threads.
    #[error("no runtime: {0}")]
    Runtime(#[source] std::io::Error),
}

impl SubmitError {
    /// Tells whether the centre has the package in spite of the error, so that nobody may say it was not delivered.
    pub fn is_after_delivery(&self) -> bool {
        matches!(self, SubmitError::Send(SendError::AfterDelivery(_)))
    }
}

/// Files a dossier. `clock` tells seconds since the epoch.
///
/// # Errors
/// [`SubmitError`]. Whatever it is, the same call can be made again.
pub fn submit(
    request: Request<'_>,
    home: &Home,
    identity: &mut Identity,
    clock: fn() -> u64,
    events: &mut dyn Events,
    stop: &Stop,
) -> Result<Filed, SubmitError> {
    let runtime = runtime().map_err(SubmitError::Runtime)?;
    if identity.renewal_is_due(clock()) {
        runtime.block_on(renew(identity, &request.network, request.language, clock(), events));
    }
    let named = Named::open(request.folder, request.said)?;
    let (history, accepted) = (request.history, request.accepted);
    let terms = Terms { home, identity, history, accepted, now: clock() };
    let Ready { place: _place, mut record, sealer, folder } = prepare(&named, &terms, events)?;
    drop(named);
    if let Some(filed) = known(home, &record, identity, events) {
        return Ok(filed);
    }
    let mut listening = stop.listen();
    let news = News::new(home, &mut record, &sealer, clock);
    let (language, network) = (request.language, request.network);
    let delivery = Delivery::new(Arc::new(sealer), &folder, language, request.until, network.clone(), news);
    let delivered = runtime.block_on(delivery.run(identity, events, &mut listening))?;
    let filed = conclude(delivered, home, &mut record)?;
    if let (State::Registered, Some(number)) = (filed.state, &filed.number) {
        runtime.block_on(proofs(home, number, identity, &network, language, clock()))?;
    }
    Ok(filed)
}

/// What is certain about a dossier without asking anybody: what the journal and the receipts in the home prove. For
/// those who must say how things stand when a submission could not go on.
pub fn stands(home: &Home, folder: &Path, said: Said) -> Filed {
    let past = Named::open(folder, said).ok().and_then(|named| {
        let source = named.dossier.root();
        Record::peek(&place::journal(home, source, &named.application, &named.sequence))
    });
    let Some(past) = past else {
        return Filed { safe_to_resend: true, ..Filed::default() };
    };
    let state = if is_delivered(home, &past) { State::Delivered } else { State::Incomplete };
    Filed { state, safe_to_resend: state == State::Incomplete, ..filed(&past) }
}

/// One thread for the network, few for sealing: each segment in hand is a MiB.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().max_blocking_threads(sealing::THREADS).enable_all().build()
}

/// A renewal that fails is told and tried again next time; the old certificate still serves.
async fn renew(
    identity: &mut Identity,
    network: &Network,
    language: &str,
    now: u64,
    events: &mut dyn Events,
) {
    match Session::open(identity, network, language, now, events).await {
        Ok(session) => session.close().await,
        Err(error) => events.event(Event::RenewalFailed { reason: crate::cause::chain(&error) }),
    }
}

/// Fetches the receipts once more with the proofs of the centre's log, which come within a second. What is not there
/// yet, or cannot be had now, comes with `sealpost receipts`; only a log that contradicts itself is an error.
async fn proofs(
    home: &Home,
    number: &str,
    identity: &mut Identity,
    network: &Network,
    language: &str,
    now: u64,
) -> Result<(), SendError> {
    let mut shelf = Shelf::of(home, number);
    if shelf.is_proven() {
        return Ok(());
    }
    let fetching = fetch(&mut shelf, number, identity, network, language, now);
    match tokio::time::timeout(PROOFS, fetching).await {
        Ok(Err(AskError::Reach(ReachError::Identity(
            error @ IdentityError::Log(LogError::Inconsistent { .. }),
        )))) => Err(SendError::AfterDelivery(Box::new(NewsError::Identity(error).into()))),
        _ => Ok(()),
    }
}

async fn fetch(
    shelf: &mut Shelf,
    number: &str,
    identity: &mut Identity,
    network: &Network,
    language: &str,
    now: u64,
) -> Result<(), AskError> {
    let mut session = Session::open(identity, network, language, now, &mut Silent).await?;
    for wait in [0, 200, 400] {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        session.receipts(number, identity, shelf, &mut Silent).await?;
        if shelf.is_proven() {
            break;
        }
    }
    session.close().await;
    Ok(())
}

/// What the home already knows of a job that is over, if its receipts still lie there and hold.
fn known(home: &Home, record: &Record, identity: &Identity, events: &mut dyn Events) -> Option<Filed> {
    let number = record.past.number.as_deref()?;
    let state = match record.past.ending? {
        Ending::Registered => State::Registered,
        Ending::Refused => State::Refused,
        Ending::Dropped => return None,
    };
    let receipts = Shelf::of(home, number).read();
    let closing = if state == State::Registered { Kind::Registered } else { Kind::Refused };
    if receipts.last()?.0.kind() != closing {
        return None;
    }
    let mut belief = Belief::new(number, None);
    receipts.iter().try_for_each(|(receipt, _)| belief.take(receipt, identity)).ok()?;
    events.event(Event::Known);
    events.event(Event::Number(number));
    for (receipt, file) in receipts {
        events.event(Event::Receipt(&stored(&receipt, file)));
    }
    Some(Filed { state, ..filed(&record.past) })
}

fn conclude(delivered: Delivered, home: &Home, record: &mut Record) -> Result<Filed, SubmitError> {
    let Delivered { outcome, stopped, bytes_sent, transport } = delivered;
    let (state, reason) = match outcome {
        Outcome::Registered => {
            record.end(Ending::Registered)?;
            (State::Registered, None)
        }
        Outcome::Refused(refusal) => {
            let refused = refused(refusal, bytes_sent, home, record)?;
            return Ok(Filed { transport, ..refused });
        }
        Outcome::Delivered(reason) => (State::Delivered, reason),
        // An earlier run may have brought R1 home.
        Outcome::NotDelivered(reason) if is_delivered(home, &record.past) => (State::Delivered, reason),
        Outcome::NotDelivered(reason) => (State::Incomplete, reason),
    };
    let safe_to_resend = state == State::Incomplete;
    Ok(Filed { state, safe_to_resend, bytes_sent, transport, reason, stopped, ..filed(&record.past) })
}

/// A refusal ends the job for good only if a signed receipt says that the same dossier must not come again. Otherwise
/// the next run makes a new package, or goes on with this one when it was only a matter of time.
fn refused(
    refusal: Option<Refusal>,
    bytes_sent: u64,
    home: &Home,
    record: &mut Record,
) -> Result<Filed, SubmitError> {
    let signed = signed_refusal(home, record);
    let safe_to_resend = match (&signed, &refusal) {
        (Some((_, safe)), _) => *safe,
        (None, Some(refusal)) => refusal.safe_to_resend,
        (None, None) => false,
    };
    let reason = refusal.map(|refusal| refusal.reason);
    let passing = reason.as_ref().is_some_and(|reason| reason.transient);
    match signed {
        Some((_, false)) => record.end(Ending::Refused)?,
        _ if passing => {}
        _ => record.end(Ending::Dropped)?,
    }
    let reason = reason.or_else(|| signed_refusal(home, record).map(|(reason, _)| reason));
    Ok(Filed { state: State::Refused, safe_to_resend, bytes_sent, reason, ..filed(&record.past) })
}

/// First reason of the refusal that lies in the home, and whether the same dossier may come again.
fn signed_refusal(home: &Home, record: &Record) -> Option<(Reason, bool)> {
    let (receipt, _) = Shelf::of(home, record.past.number.as_deref()?).read().pop()?;
    let Body::Refused(refusal) = receipt.body() else { return None };
    let first = refusal.reasons.first()?;
    let reason = Reason::new(Code::from_name(&first.code).unwrap_or(Code::Policy), first.message.clone());
    Some((Reason { code: first.code.clone(), ..reason }, refusal.safe_to_resend))
}

fn filed(past: &Past) -> Filed {
    Filed {
        number: past.number.clone(),
        files: past.facts.files,
        bytes: past.facts.bytes,
        ..Filed::default()
    }
}

/// Tells whether a receipt in the home proves that the centre has the whole dossier.
fn is_delivered(home: &Home, past: &Past) -> bool {
    let Some(number) = past.number.as_deref() else { return false };
    let proves = |receipt: &Receipt| {
        matches!(receipt.kind(), Kind::Delivered | Kind::Verified)
            && receipt.filing().manifest_root.to_string() == past.facts.manifest_root
    };
    Shelf::of(home, number).read().iter().any(|(receipt, _)| proves(receipt))
}

/// How long the log's proofs are waited for, in all.
const PROOFS: Duration = Duration::from_secs(3);
