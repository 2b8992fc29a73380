//! What the centre's messages do to a [`Sender`].

use std::time::{Duration, Instant};

use super::window::Window;
use super::{Milestone, News, Outcome, Refusal, Sender, State, Step};
use crate::bitmap::Bitmap;
use crate::message::part::{Log, Phase, Receipt, ReceiptKind, Span, Stage};
use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;
use crate::reject::{Code, Reason};
use crate::version;

impl Sender {
    /// Takes a message of the centre.
    pub fn hear(&mut self, message: ToApplicant, now: Instant) {
        if matches!(self.state, State::Ended | State::Away { .. } | State::Dialling) {
            return;
        }
        self.last_sign = now;
        match message {
            ToApplicant::Hello { protocol, card, time, log } => self.greeted(protocol, card, time, log),
            ToApplicant::Offered { number, epoch, stage, have, receipts } => {
                self.offered(number, epoch, stage, have, receipts, now);
            }
            ToApplicant::Durable { spans } => self.durable(&spans, now),
            ToApplicant::Again { spans, reason } => self.again(&spans, reason),
            ToApplicant::Paused { reason, missing, retry_after } => {
                self.setback = Some(reason.clone());
                self.tell(News::Paused { reason, missing });
                self.reconnect(Duration::from_secs(u64::from(retry_after.clamp(1, 3600))), now);
            }
            ToApplicant::Phase { phase, done, total } => {
                self.phase_said((phase, done, total), now);
            }
            ToApplicant::Receipt { receipt } => self.receipt(receipt, now),
            ToApplicant::Findings { offset, total, bytes } => {
                self.tell(News::Findings { offset, total, bytes });
            }
            ToApplicant::Refused { reason, receipt, missing, safe_to_resend } => {
                self.refused(Refusal { reason, missing, safe_to_resend }, receipt);
            }
            ToApplicant::TakenOver { .. } => self.taken_over(),
            ToApplicant::Fault { reason } if reason.transient => {
                self.setback = Some(reason);
                self.reconnect(self.backoff(), now);
            }
            ToApplicant::Fault { reason } => self.stop(Some(reason)),
            ToApplicant::State { .. } | ToApplicant::Renewed { .. } | ToApplicant::Enrolled { .. } => {
                self.out_of_order("an answer to a question that was not asked");
            }
        }
    }

    fn greeted(&mut self, protocol: u32, card: Vec<u8>, time: u64, log: Option<Log>) {
        if !matches!(self.state, State::Greeting) {
            return self.out_of_order("a second greeting");
        }
        if version::agree(protocol, protocol).is_none() {
            return self
                .stop(Some(Reason::new(Code::Version, format!("the centre chose protocol {protocol}"))));
        }
        self.tell(News::Greeted { card, time, log });
        self.state = State::Offering;
        self.say(ToCentre::Offer { head: self.job.head.clone() });
    }

    fn offered(
        &mut self,
        number: String,
        epoch: u32,
        stage: Stage,
        have: Bitmap,
        receipts: Vec<Receipt>,
        now: Instant,
    ) {
        if !matches!(self.state, State::Offering) {
            return self.out_of_order("an answer to an offer that was not made");
        }
        if stage == Stage::Receiving && have.length() != self.job.segments {
            return self.out_of_order("a bitmap of another package");
        }
        self.tell(News::Offered { number, stage, durable: have.present() });
        self.state = match stage {
            Stage::Receiving => State::Sending,
            Stage::Delivered | Stage::Closed => State::Waiting,
        };
        self.window = (stage == Stage::Receiving).then(|| Window::resume(epoch, have));
        for receipt in receipts {
            self.receipt(receipt, now);
        }
        self.complete();
    }

    fn durable(&mut self, spans: &[Span], now: Instant) {
        let Some(window) = &mut self.window else { return };
        let Some(fresh) = window.settle(spans) else {
            return self.out_of_order("a segment beyond the package");
        };
        let (durable, more) = (window.durable(), window.is_waited_for());
        if fresh > 0 {
            self.watchdog.verified(more, now);
            self.progressed(now);
            self.tell(News::Durable { durable, segments: self.job.segments });
        }
        self.complete();
    }

    /// Bytes can be lost until the very end: a sync that fails at delivery asks for segments after Finish.
    fn again(&mut self, spans: &[Span], reason: Reason) {
        let Some(window) = &mut self.window else { return };
        match window.reopen(spans) {
            Some(segments) => {
                self.state = State::Sending;
                self.steps.retain(|step| !matches!(step, Step::Digest | Step::Say(ToCentre::Finish { .. })));
                self.tell(News::Again { segments, reason });
            }
            None => self.out_of_order("a segment beyond the package"),
        }
    }

    /// A phase repeated is a sign of life; only a new one is progress: a desk that stands still is not waited for without end.
    fn phase_said(&mut self, said: (Phase, u64, u64), now: Instant) {
        if self.phase.replace(said) != Some(said) {
            self.progressed(now);
        }
        let (phase, done, total) = said;
        self.tell(News::Phase { phase, done, total });
    }

    /// Goes on to the digest once every segment is durable.
    fn complete(&mut self) {
        let complete = self.window.as_ref().is_some_and(Window::is_complete);
        if complete && matches!(self.state, State::Sending) {
            self.state = State::Digesting;
            self.steps.push_back(Step::Digest);
        }
    }

    fn receipt(&mut self, receipt: Receipt, now: Instant) {
        // By its bytes, not by its kind: after a take-over there is an R0 of another package.
        if self.receipts.contains(&receipt) || self.is_over() {
            return;
        }
        let kind = receipt.kind;
        self.receipts.push(receipt.clone());
        self.progressed(now);
        self.tell(News::Receipt(receipt));
        match kind {
            ReceiptKind::Registered => self.end(Outcome::Registered),
            ReceiptKind::Refused => self.end(Outcome::Refused(None)),
            ReceiptKind::Delivered if self.job.until == Milestone::Delivered => {
                self.end(Outcome::Delivered(None));
            }
            ReceiptKind::Offer | ReceiptKind::Delivered | ReceiptKind::Verified => {}
        }
    }

    fn refused(&mut self, refusal: Refusal, receipt: Option<Receipt>) {
        if let Some(receipt) = receipt.filter(|receipt| !self.receipts.contains(receipt)) {
            self.receipts.push(receipt.clone());
            self.tell(News::Receipt(receipt));
        }
        self.end(Outcome::Refused(Some(refusal)));
    }

    fn taken_over(&mut self) {
        if matches!(self.state, State::Sending | State::Digesting | State::Waiting) {
            self.window = None;
            self.watchdog.rest();
            self.steps.retain(|step| !matches!(step, Step::Digest | Step::Say(ToCentre::Finish { .. })));
            self.state = State::Waiting;
            self.tell(News::TakenOver);
        }
    }
}
