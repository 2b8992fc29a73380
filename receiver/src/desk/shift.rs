//! The work on submissions: one after another is claimed, done, and given back when it failed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::job::Job;
use super::job::error::JobError;
use super::progress::{self, Progress};
use super::state::Desk;
use crate::cause;
use crate::clock::Moment;
use crate::drain::Draining;
use crate::registry::claim::{Claim, Work};
use crate::registry::error::RegistryError;

/// Works until the end is asked for. A job in hand is given back, not finished: another desk goes on with it.
pub async fn run(desk: &Arc<Desk>, mut draining: Draining) {
    let mut unfinished = Unfinished::default();
    while !draining.begun() {
        unfinished.try_again(desk).await;
        let now = Moment::now();
        match desk.registry.claim(&desk.owner, now.plus_seconds(LEASE), now).await {
            Ok(Some(claim)) => unfinished.0.extend(work(desk, claim, &mut draining).await),
            Ok(None) => draining.sleep(POLL).await,
            Err(error) => {
                tracing::warn!(%error, "no work can be claimed");
                draining.sleep(PAUSE).await;
            }
        }
    }
}

/// Registered submissions of which not all files are written; what is left of them at the end, the next start finds.
#[derive(Default)]
struct Unfinished(Vec<Waiting>);

struct Waiting {
    job: Job,
    number: String,
    due: Moment,
}

impl Unfinished {
    async fn try_again(&mut self, desk: &Desk) {
        let now = Moment::now();
        let Some(at) = self.0.iter().position(|waiting| waiting.due <= now) else { return };
        let Some(_held) = desk.in_hand.take(&self.0[at].number) else {
            self.0[at].due = now.plus_seconds(FIRST_WAIT);
            return;
        };
        match self.0[at].job.finish().await {
            Ok(()) => {
                let done = self.0.swap_remove(at);
                tracing::info!(number = done.number, "work is done");
            }
            Err(error) => {
                tracing::error!(error = cause::chain(&error), number = self.0[at].number, "tried again");
                self.0[at].due = now.plus_seconds(AGAIN);
            }
        }
    }
}

/// Does one job, keeping its claim and telling the registry how far it is. Gives it back if it is still to be finished.
async fn work(desk: &Arc<Desk>, claim: Claim, draining: &mut Draining) -> Option<Waiting> {
    let row = &claim.submission;
    // A sweep reads it.
    let Some(_held) = desk.in_hand.take(&row.number) else {
        let later = Moment::now().plus_seconds(FIRST_WAIT);
        if let Err(error) = desk.registry.give_back(&claim, None, later).await {
            tracing::warn!(%error, number = row.number, "the claim lapses by itself");
        }
        return None;
    };
    let progress = desk.ahead.progress(row).unwrap_or_else(|| Arc::new(Progress::of(row)));
    tracing::info!(number = row.number, state = row.state.name(), attempt = row.attempt, "work begins");
    let job = Job::new(Arc::clone(desk), claim.clone(), Arc::clone(&progress));
    // Side by side, never one inside the other's turn: both write to the registry, and one may have its lock.
    let outcome = tokio::select! {
        outcome = job.run() => outcome,
        never = beat(desk, &claim, &progress) => match never {},
        never = stop(draining, &progress) => match never {},
    };
    if let Err(error @ JobError::Unfinished(_)) = outcome {
        tracing::error!(error = cause::chain(&error), number = row.number, "it is tried again");
        let due = Moment::now().plus_seconds(FIRST_WAIT);
        return Some(Waiting { job, number: row.number.clone(), due });
    }
    conclude(desk, &claim, outcome).await;
    None
}

/// Keeps the claim for as long as the work goes on.
async fn beat(desk: &Desk, claim: &Claim, progress: &Progress) -> Infallible {
    let mut beat = tokio::time::interval(BEAT);
    loop {
        beat.tick().await;
        keep(desk, claim, progress).await;
    }
}

/// Stops the work when the end is asked for.
async fn stop(draining: &mut Draining, progress: &Progress) -> Infallible {
    draining.wait().await;
    progress.stop();
    std::future::pending().await
}

async fn keep(desk: &Desk, claim: &Claim, progress: &Progress) {
    let (phase, done, total) = progress.now();
    let until = Moment::now().plus_seconds(LEASE);
    match desk.registry.keep(claim, until, &Work { phase: phase.name(), done, total }).await {
        Ok(()) => {}
        // The job has just ended, or another root or desk has taken over: its next write says which.
        Err(RegistryError::MovedOn { .. } | RegistryError::OutOfOrder { .. }) => progress.stop(),
        Err(error) => tracing::warn!(%error, "the claim could not be kept"),
    }
}

async fn conclude(desk: &Desk, claim: &Claim, outcome: Result<(), JobError>) {
    let number = &claim.submission.number;
    let now = Moment::now();
    let given_back = match outcome {
        Ok(()) => return tracing::info!(number, "work is done"),
        Err(error) if error.is_taken_over() => return tracing::info!(number, "another has taken over"),
        Err(JobError::Stopped(_)) => desk.registry.give_back(claim, None, now).await,
        Err(error) if is_stop(&error) => desk.registry.give_back(claim, None, now).await,
        Err(error) => {
            let text = cause::chain(&error);
            tracing::error!(error = text, number, "work stopped; it is tried again");
            let wait = FIRST_WAIT << claim.submission.attempt.clamp(0, 8);
            desk.registry.give_back(claim, Some(&text), now.plus_seconds(wait)).await
        }
    };
    match given_back {
        Ok(()) | Err(RegistryError::MovedOn { .. } | RegistryError::OutOfOrder { .. }) => {}
        Err(error) => tracing::warn!(%error, number, "the claim lapses by itself"),
    }
}

/// Returns true if the job ended because it was asked to, however deep the wish was heard.
fn is_stop(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<progress::Stopped>()
        || error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .is_some_and(|e| is_stop(e))
        || error.source().is_some_and(is_stop)
}

/// How often work is looked for.
const POLL: Duration = Duration::from_millis(250);
/// The wait after the registry failed.
const PAUSE: Duration = Duration::from_secs(2);
/// How often a claim is kept.
const BEAT: Duration = Duration::from_millis(500);
/// Seconds for which a submission is claimed.
const LEASE: u64 = 15;
/// Seconds until the first new attempt; doubled with each.
const FIRST_WAIT: u64 = 1;
/// Seconds until files that could not be written after R3 are tried again.
const AGAIN: u64 = 10;
