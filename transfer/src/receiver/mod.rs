//! The centre's side of a session: which message may come when, which segments are to be stored, what to answer.
//!
//! A [`Receiver`] has no socket, file or clock; it knows neither registry nor inbox. Its driver, one for each connection of a
//! member, runs this loop:
//!
//! 1. take [`Receiver::next_order`] until it is `None`, doing each [`Order`] or starting it;
//! 2. wait for a message, a segment (only while [`wants_segments`](Receiver::wants_segments)), the end of something started,
//!    or news from the registry: a receipt, a newer session, a revocation, the drain;
//! 3. report it, and begin again.
//!
//! The driver keeps a submission's epoch unchanged when the same package is offered again, and raises it when another
//! package of the same root takes over. A peer without a certificate never gets here: it has an [`enrolment`].

pub mod enrolment;
mod inflow;
mod order;
mod question;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};

pub use order::{Accepted, Judgement, Order, Refused};

use self::inflow::Inflow;
use self::question::Question;
use crate::bitmap::{pieces, spans};
use crate::message::part::{Log, Phase, Receipt, Stage};
use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;
use crate::reject::{Code, Reason};
use crate::segment::Segment;
use crate::version;

/// The centre's session machine for one connection of a member.
#[derive(Debug)]
pub struct Receiver {
    card: Vec<u8>,
    log: Option<Log>,
    state: State,
    question: Option<Question>,
    said: Vec<Receipt>,
    orders: VecDeque<Order>,
}

#[derive(Debug)]
enum State {
    /// Nothing was said.
    New,
    /// Greeted; an offer or a question may come.
    Ready,
    /// The driver judges the offer.
    Judging,
    /// Segments come in.
    Receiving(Inflow),
    /// Finish was said; the driver files the package. Segments can still turn out to be lost.
    Delivering(Inflow),
    /// Nothing is to be sent; receipts are to come.
    Watching,
    /// Close was given.
    Closed,
}

impl Receiver {
    /// A session that will greet with this card.
    #[must_use]
    pub fn new(card: Vec<u8>) -> Self {
        Self { card, log: None, state: State::New, question: None, said: Vec::new(), orders: VecDeque::new() }
    }

    /// What the greeting will show of the centre's log. The driver says it before it reports the applicant's greeting,
    /// which names the size to prove from.
    pub fn shows(&mut self, log: Option<Log>) {
        self.log = log;
    }

    /// What the driver has to do next, or `None` until something happens.
    pub fn next_order(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }

    /// Whether another segment may be read from the connection now: it bounds what waits for the disk.
    #[must_use]
    pub fn wants_segments(&self) -> bool {
        match &self.state {
            State::Receiving(inflow) => inflow.pending.len() < MAX_PENDING,
            State::Closed => false,
            _ => true,
        }
    }

    /// Whether the session is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Takes a message of the applicant. `time` is the centre's clock, seconds since the epoch.
    pub fn hear(&mut self, message: ToCentre, time: u64) {
        match message {
            _ if self.is_over() => {}
            ToCentre::Hello { newest, oldest, .. } => self.greet(oldest, newest, time),
            _ if matches!(self.state, State::New) => self.violation("no greeting"),
            ToCentre::Offer { head } => self.offer(head),
            ToCentre::Finish { package_digest } => self.finish(package_digest),
            ToCentre::Status { number } => self.ask(Question::Status, Order::Status { number }),
            ToCentre::Receipts { number } if matches!(self.state, State::Ready) => {
                self.ask(Question::Receipts, Order::Receipts { number });
            }
            ToCentre::Receipts { .. } => self.violation("receipts asked for while a package is on its way"),
            ToCentre::Renew { request } => self.ask(Question::Renew, Order::Renew { request }),
            ToCentre::Enrol { .. } => self.violation("an enrolled applicant enrols"),
        }
    }

    /// Takes a segment. One that is durable is acknowledged again, one that is being stored is dropped, and one that comes
    /// after a takeover is of no interest.
    pub fn segment(&mut self, segment: Segment) {
        let State::Receiving(inflow) = &mut self.state else {
            if matches!(self.state, State::New | State::Ready | State::Judging) {
                self.violation("a segment before its offer was accepted");
            }
            return;
        };
        let index = segment.head().index;
        if !inflow.admits(&segment) {
            return self.violation(&format!("segment {index} has no place in the package offered"));
        }
        if inflow.durable.contains(index) {
            return self.say(ToApplicant::Durable { spans: spans(vec![index]) });
        }
        if inflow.pending.insert(index) {
            self.orders.push_back(Order::Store(segment));
        }
    }

    /// These segments have other bytes than their heads name: asks for them again.
    pub fn damaged(&mut self, indices: &[u32], message: impl Into<String>) {
        self.lost(indices, &Reason::new(Code::SegmentDamaged, message));
    }

    /// The offer was judged.
    pub fn judged(&mut self, judgement: Judgement) {
        if !matches!(self.state, State::Judging) {
            return;
        }
        match judgement {
            Judgement::Accepted(accepted) => self.accept(accepted),
            Judgement::Refused(refused) => self.refused(refused),
        }
    }

    /// These segments are durable: written, synced and in the journal.
    pub fn stored(&mut self, indices: &[u32]) {
        let (State::Receiving(inflow) | State::Delivering(inflow)) = &mut self.state else { return };
        for index in indices {
            inflow.pending.remove(index);
            inflow.durable.insert(*index);
        }
        for spans in pieces(&spans(indices.to_vec())) {
            self.say(ToApplicant::Durable { spans });
        }
    }

    /// These segments are not durable, or no longer: asks for them again.
    pub fn lost(&mut self, indices: &[u32], reason: &Reason) {
        let mut inflow = match std::mem::replace(&mut self.state, State::Watching) {
            State::Receiving(inflow) | State::Delivering(inflow) => inflow,
            other => {
                self.state = other;
                return;
            }
        };
        let within: Vec<u32> =
            indices.iter().copied().filter(|index| *index < inflow.durable.length()).collect();
        for index in &within {
            inflow.pending.remove(index);
            inflow.durable.remove(*index);
        }
        self.state = State::Receiving(inflow);
        for spans in pieces(&spans(within)) {
            self.say(ToApplicant::Again { spans, reason: reason.clone() });
        }
    }

    /// The centre cannot store now. What is durable stays; the applicant comes back after `retry_after` seconds.
    pub fn pause(&mut self, reason: Reason, missing: Option<u64>, retry_after: u32) {
        self.last_word(ToApplicant::Paused { reason, missing, retry_after });
    }

    /// What the desk is doing now. To be repeated at least every 30 seconds while receipts are to come, as a sign of life.
    pub fn phase(&mut self, phase: Phase, done: u64, total: u64) {
        if matches!(self.state, State::Delivering(_) | State::Watching) {
            self.say(ToApplicant::Phase { phase, done, total });
        }
    }

    /// The findings file that the next R2 names, cut into pieces.
    pub fn findings(&mut self, file: &[u8]) {
        let total = u64::try_from(file.len()).unwrap_or(u64::MAX);
        let mut offset = 0;
        for piece in file.chunks(FINDINGS_PIECE) {
            self.say(ToApplicant::Findings { offset, total, bytes: piece.to_vec() });
            offset += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        }
    }

    /// A receipt of the offered submission exists; one already said is not said again.
    pub fn receipt(&mut self, receipt: Receipt) {
        if !matches!(self.state, State::Delivering(_) | State::Watching) || self.said.contains(&receipt) {
            return;
        }
        self.said.push(receipt.clone());
        self.state = State::Watching;
        self.say(ToApplicant::Receipt { receipt });
    }

    /// The offer, the delivery or the dossier is refused.
    pub fn refused(&mut self, refused: Refused) {
        let Refused { reason, receipt, missing, safe_to_resend } = refused;
        if !self.is_over() {
            self.state = State::Watching;
            self.say(ToApplicant::Refused { reason, receipt, missing, safe_to_resend });
        }
    }

    /// A newer session goes on with this submission; this one waits for the same receipts.
    pub fn taken_over(&mut self, number: String) {
        if matches!(self.state, State::Receiving(_) | State::Delivering(_)) {
            self.state = State::Watching;
            self.say(ToApplicant::TakenOver { number });
        }
    }

    /// The applicant's certificate or organisation was revoked: the session ends at once.
    pub fn revoked(&mut self) {
        self.end(Code::Revoked, "the certificate of this session was revoked");
    }

    /// The centre shuts down: the applicant comes back later.
    pub fn drain(&mut self) {
        self.end(Code::Draining, "the centre restarts; the transfer goes on where it stands");
    }

    /// Ends the session because of its carrier or driver: a malformed frame, a storage that is gone.
    pub fn end(&mut self, code: Code, message: impl Into<String>) {
        self.last_word(ToApplicant::Fault { reason: Reason::new(code, message) });
    }

    fn greet(&mut self, oldest: u32, newest: u32, time: u64) {
        if !matches!(self.state, State::New) {
            return self.violation("a second greeting");
        }
        let Some(protocol) = version::agree(oldest, newest) else {
            let ours = format!("this centre speaks protocol {} to {}", version::OLDEST, version::NEWEST);
            return self.end(Code::Version, ours);
        };
        self.state = State::Ready;
        let (card, log) = (std::mem::take(&mut self.card), self.log.take());
        self.say(ToApplicant::Hello { protocol, card, time, log });
    }

    fn offer(&mut self, head: Vec<u8>) {
        if !matches!(self.state, State::Ready) {
            return self.violation("a second offer");
        }
        self.state = State::Judging;
        self.orders.push_back(Order::Judge { head });
    }

    fn accept(&mut self, accepted: Accepted) {
        let Accepted { number, epoch, stage, stream_len, have, receipts } = accepted;
        self.said.clone_from(&receipts);
        self.state = match stage {
            Stage::Receiving => State::Receiving(Inflow {
                epoch,
                stream_len,
                durable: have.clone(),
                pending: BTreeSet::new(),
            }),
            Stage::Delivered | Stage::Closed => State::Watching,
        };
        self.say(ToApplicant::Offered { number, epoch, stage, have, receipts });
    }

    fn finish(&mut self, package_digest: [u8; 32]) {
        match std::mem::replace(&mut self.state, State::Watching) {
            State::Receiving(inflow) if inflow.durable.is_full() => {
                self.state = State::Delivering(inflow);
                self.orders.push_back(Order::Deliver { package_digest });
            }
            // Both can cross with the centre's own word on the line: Again, or TakenOver.
            State::Receiving(inflow) => self.state = State::Receiving(inflow),
            State::Watching => {}
            other => {
                self.state = other;
                self.violation("a finish without its offer");
            }
        }
    }

    fn violation(&mut self, what: &str) {
        self.end(Code::Order, what);
    }

    fn last_word(&mut self, message: ToApplicant) {
        if self.is_over() {
            return;
        }
        self.orders.retain(|order| matches!(order, Order::Say(_) | Order::Store(_)));
        self.say(message);
        self.orders.push_back(Order::Close);
        self.state = State::Closed;
    }

    fn say(&mut self, message: ToApplicant) {
        if !self.is_over() {
            self.orders.push_back(Order::Say(message));
        }
    }
}

/// Segments that may wait for the disk in one session.
const MAX_PENDING: usize = 16;

/// Bytes of one piece of a findings file.
const FINDINGS_PIECE: usize = 256 << 10;
