//! A submission that a session is receiving: the hold on it, the thread that writes it, and what is known of its end.

use std::sync::Arc;

use package::identity::PackageDigest;
use tokio::sync::mpsc;
use transfer::bitmap::Bitmap;
use transfer::segment::Segment;

use super::delivery::{self, DeliveryError};
use super::offer::Open;
use super::state::Intake;
use super::uploads::Hold;
use super::writer::{Outcome, Writer};
use crate::clock::Moment;
use crate::inbox::entry::{Complete, EntryError, Found};
use crate::registry::entity::{receipt, submission};
use package::identity::Carrier;

/// An upload in progress.
#[derive(Debug)]
pub struct Upload {
    /// The row as it was offered.
    pub submission: submission::Model,
    hold: Hold,
    writer: Writer,
    outcomes: mpsc::UnboundedReceiver<Outcome>,
    complete: Option<Complete>,
    finish: Option<PackageDigest>,
    noted: Option<Moment>,
}

/// What happened to an upload.
#[derive(Debug)]
pub enum Event {
    /// Segments were written, or not.
    Outcome(Outcome),
    /// A newer session asks for the submission.
    TakenOver,
}

/// How an accepted offer begins.
#[derive(Debug)]
pub enum Begun {
    /// Segments are wanted but for these.
    Receiving(Box<Upload>, Bitmap),
    /// Everything had arrived before; R1 was given now.
    Delivered(Box<receipt::Model>),
    /// A newer session has the submission already; of this package nothing is here.
    TakenOver(Bitmap),
}

/// An upload that could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BeginError {
    /// The inbox entry cannot be opened.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// What had arrived before could not be delivered now.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// The package has more segments than a session can count.
    #[error(transparent)]
    Bitmap(#[from] transfer::bitmap::BitmapError),
    /// The blocking thread failed.
    #[error("the thread that opens the inbox entry failed")]
    Thread(#[from] tokio::task::JoinError),
}

impl Upload {
    /// Takes the submission over and opens its inbox entry.
    ///
    /// # Errors
    /// [`BeginError`]; what is durable stays.
    pub async fn begin(intake: &Intake, open: Open, carrier: Carrier) -> Result<Begun, BeginError> {
        let Open { head, submission, superseded, .. } = open;
        let segments = head.header().segments;
        let mut have = Bitmap::new(segments.count())?;
        let Some(hold) = intake.uploads.take(&submission.number, submission.epoch).await else {
            return Ok(Begun::TakenOver(have));
        };
        let epoch = u32::try_from(submission.epoch).unwrap_or_default();
        let (inbox, number) = (intake.inbox.clone(), submission.number.clone());
        let found = tokio::task::spawn_blocking(move || {
            for gone in &superseded {
                inbox.forget(gone)?;
            }
            inbox.forget_before(&number, epoch)?;
            Found::open(&inbox.folder(&number, epoch), head.bytes(), segments)
        });
        match found.await?? {
            Found::Adopted(complete) => {
                let receipt = delivery::deliver(intake, &submission, carrier, complete).await?;
                Ok(Begun::Delivered(Box::new(receipt)))
            }
            Found::Arriving(entry) => {
                for index in entry.have() {
                    have.insert(index);
                }
                let (writer, outcomes) = Writer::start(entry);
                let (complete, finish, noted) = (None, None, None);
                let upload = Self { submission, hold, writer, outcomes, complete, finish, noted };
                Ok(Begun::Receiving(Box::new(upload), have))
            }
        }
    }

    /// Queues a segment for the disk.
    pub fn write(&self, segment: Segment) {
        self.writer.write(segment);
    }

    /// The next thing that happens to it.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn event(&mut self) -> Event {
        tokio::select! {
            Some(outcome) = self.outcomes.recv() => Event::Outcome(outcome),
            () = self.hold.taken_over() => Event::TakenOver,
        }
    }

    /// Notes that every segment is durable.
    pub fn completed(&mut self, complete: Complete) {
        self.complete = Some(complete);
    }

    /// Notes what the applicant says the whole must be.
    pub fn finished(&mut self, digest: PackageDigest) {
        self.finish = Some(digest);
    }

    /// Returns true once everything is durable and the applicant has said what it must be.
    pub fn is_ready(&self) -> bool {
        self.complete.is_some() && self.finish.is_some()
    }

    /// Returns true if the registry should hear of the progress now: at the first segment, then every second.
    pub fn is_news(&mut self, now: Moment) -> bool {
        let due = self.noted.is_none_or(|noted| now.0 - noted.0 >= NOTE_EVERY);
        if due {
            self.noted = Some(now);
        }
        due
    }

    /// Ends the writing: what was queued becomes durable. Gives the outcomes that nobody has heard yet.
    pub async fn end(self) -> Ended {
        let Self { submission, hold, writer, mut outcomes, mut complete, finish, .. } = self;
        writer.end().await;
        let mut unheard = Vec::new();
        while let Ok(outcome) = outcomes.try_recv() {
            match outcome {
                Outcome::Complete(whole) => complete = Some(whole),
                other => unheard.push(other),
            }
        }
        Ended { submission, complete, finish, unheard, _hold: hold }
    }
}

/// An upload whose writing has ended; the submission is held until this is dropped.
#[derive(Debug)]
pub struct Ended {
    /// The row as it was offered.
    pub submission: submission::Model,
    /// Everything, if everything is durable.
    pub complete: Option<Complete>,
    /// What the applicant says the whole must be.
    pub finish: Option<PackageDigest>,
    /// Outcomes that nobody has heard yet.
    pub unheard: Vec<Outcome>,
    _hold: Hold,
}

impl Ended {
    /// Delivers what is complete. None when something is missing.
    ///
    /// # Errors
    /// [`DeliveryError`]; it is taken up again at the next offer or start.
    pub async fn deliver(
        self,
        intake: &Arc<Intake>,
        carrier: Carrier,
    ) -> Result<Option<receipt::Model>, DeliveryError> {
        match self.complete {
            Some(complete) => delivery::deliver(intake, &self.submission, carrier, complete).await.map(Some),
            None => Ok(None),
        }
    }
}

/// Milliseconds between two notes of progress in the registry.
const NOTE_EVERY: i64 = 1000;
