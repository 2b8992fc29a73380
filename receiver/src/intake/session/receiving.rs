//! A session that receives: what the disk says of segments, the note of progress, and the delivery at the end.

use transfer::receiver::Refused;
use transfer::reject::{Code, Reason};

use super::{RETRY, Session};
use crate::clock::Moment;
use crate::intake::delivery::{self, DeliveryError};
use crate::intake::writer::Outcome;
use crate::intake::{reason, standing};
use crate::registry::error::RegistryError;

impl Session {
    pub(super) async fn outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Durable { indices, received } => {
                self.machine.stored(&indices);
                self.note(received).await;
            }
            Outcome::Lost(indices) => {
                let reason = Reason::new(Code::Storage, "the centre's disk did not take these segments");
                self.machine.lost(&indices, &reason);
            }
            Outcome::Damaged(indices) => {
                self.machine.damaged(&indices, "the bytes are not those that the segment's digest names");
            }
            Outcome::Paused(error) => {
                let missing = error.is_full().then(|| self.missing());
                let code = if error.is_full() { Code::NoSpace } else { Code::Storage };
                let text = "the centre's disk takes no more now; what is durable is kept";
                let wait = if error.is_full() { WAIT_FOR_SPACE } else { RETRY };
                self.machine.pause(Reason::new(code, text), missing, wait);
            }
            Outcome::Complete(complete) => {
                if let Some(upload) = &mut self.upload {
                    upload.completed(complete);
                }
            }
        }
    }

    /// Tells the registry how much is durable, now and then, and hears whether the submission still wants it.
    async fn note(&mut self, received: u64) {
        let now = Moment::now();
        let Some(upload) = &mut self.upload else { return };
        if !upload.is_news(now) {
            return;
        }
        let (number, epoch) = (upload.submission.number.clone(), upload.submission.epoch);
        let expires = self.intake.expiry(now);
        let noted = self.intake.registry.note_receiving(&number, epoch, received, expires, now).await;
        match noted {
            Ok(()) => {}
            Err(RegistryError::MovedOn { .. }) => self.give_up().await,
            Err(RegistryError::OutOfOrder { .. }) => self.news().await,
            Err(error) => tracing::warn!(%error, number, "progress could not be noted"),
        }
    }

    /// Lets another session go on with the submission.
    pub(super) async fn give_up(&mut self) {
        let Some(upload) = self.upload.take() else { return };
        let ended = upload.end().await;
        self.machine.taken_over(ended.submission.number.clone());
    }

    pub(super) async fn deliver_if_ready(&mut self) {
        let Some(upload) = self.upload.take_if(|upload| upload.is_ready()) else { return };
        let ended = upload.end().await;
        let (Some(complete), Some(claimed)) = (&ended.complete, ended.finish) else { return };
        if delivery::digest(complete) != claimed {
            return self.disagree(&ended.submission.number);
        }
        let number = ended.submission.number.clone();
        match ended.deliver(&self.intake, self.carrier.clone()).await {
            Ok(Some(receipt)) => {
                self.machine.receipt(standing::on_wire(&receipt));
                if let Some(watch) = &mut self.watch {
                    watch.told(std::slice::from_ref(&receipt));
                }
            }
            Ok(None) => {}
            Err(DeliveryError::Registry(RegistryError::MovedOn { .. })) => self.machine.taken_over(number),
            Err(DeliveryError::Registry(RegistryError::OutOfOrder { .. })) => self.news().await,
            Err(error) => {
                let reason = reason::internal(&error);
                self.machine.pause(Reason { code: Code::Storage.name().into(), ..reason }, None, RETRY);
            }
        }
    }

    /// The applicant says that the whole must be something else: what came is thrown away.
    fn disagree(&mut self, number: &str) {
        if let Err(error) = self.intake.inbox.forget(number) {
            tracing::warn!(%error, number, "the inbox entry stays");
        }
        let reason = Reason::new(Code::Digest, "the package digest is not that of the segments that came");
        self.machine.refused(Refused { reason, receipt: None, missing: None, safe_to_resend: true });
    }

    /// Ends the writing, and delivers what is complete even if the applicant has gone: the bytes are all here.
    pub(super) async fn settle(&mut self) {
        let Some(upload) = self.upload.take() else { return };
        let mut ended = upload.end().await;
        for outcome in std::mem::take(&mut ended.unheard) {
            self.outcome(outcome).await;
        }
        let number = ended.submission.number.clone();
        match ended.deliver(&self.intake, self.carrier.clone()).await {
            Ok(Some(receipt)) => self.machine.receipt(standing::on_wire(&receipt)),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, number, "the delivery waits for the next offer or start"),
        }
    }

    /// Bytes that the disk lacks for the rest of the package.
    fn missing(&self) -> u64 {
        let Some(upload) = &self.upload else { return 1 };
        let rest = upload.submission.package_len - upload.submission.received;
        let free = durable::space::free(self.intake.inbox.root()).unwrap_or(0);
        u64::try_from(rest).unwrap_or_default().saturating_sub(free).max(1)
    }
}

/// Seconds after which an applicant comes back when the disk was full.
const WAIT_FOR_SPACE: u32 = 10;
