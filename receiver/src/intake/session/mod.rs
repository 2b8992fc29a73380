//! One member's session: drives the machine of `transfer::receiver` with messages, segments, the disk and the registry.

mod receiving;

use std::sync::Arc;
use std::time::Duration;

use crypto::digest::Sha256Digest;
use package::identity::{Carrier, PackageDigest};
use tokio::time::{MissedTickBehavior, interval, timeout};
use transfer::bitmap::Bitmap;
use transfer::carrier::line::{LineError, Speaker};
use transfer::carrier::link::{Closing, LinkError};
use transfer::carrier::listen;
use transfer::carrier::segments::Arrived;
use transfer::carrier::transport::Transport;
use transfer::message::part::Stage;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::receiver::{Accepted, Judgement, Order, Receiver};
use transfer::reject::{Code, Reason};

use crate::clock::Moment;
use crate::drain::Draining;
use crate::intake::member::Member;
use crate::intake::offer::{self, Answer, Open};
use crate::intake::question;
use crate::intake::reason;
use crate::intake::standing;
use crate::intake::state::Intake;
use crate::intake::upload::{Begun, Event, Upload};
use crate::intake::watch::Watch;

/// Serves a member until one side ends the session. What was durable is kept however it ends.
pub async fn run(intake: Arc<Intake>, arrival: listen::Member, member: Member, mut draining: Draining) {
    let card = match intake.card() {
        Ok(card) => card.bytes().to_vec(),
        Err(error) => {
            tracing::error!(%error, "the card cannot be read: no session can begin");
            return arrival.link.close(Closing::Busy);
        }
    };
    let listen::Member { mut line, mut segments, link, .. } = arrival;
    let carrier = carrier(link.transport());
    let machine = Receiver::new(card);
    let mut session = Session { intake, member, carrier, machine, upload: None, watch: None };
    let mut tick = interval(NEWS);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut leaving = false;
    loop {
        if !session.obey(&mut line.speaker).await {
            break;
        }
        tokio::select! {
            heard = line.hearer.hear() => if !session.heard(heard) { break },
            arrived = segments.next(), if session.machine.wants_segments() => {
                if !session.arrived(arrived) { break }
            }
            event = event(&mut session.upload) => session.happened(event).await,
            _ = tick.tick() => session.news().await,
            () = draining.wait(), if !leaving => {
                leaving = true;
                session.leave().await;
            }
        }
    }
    session.end().await;
    // The last word goes out before the connection is closed; a peer that does not take it is not waited for long.
    let _ = timeout(PATIENCE, line.speaker.finish()).await;
    link.close(Closing::Done);
}

struct Session {
    intake: Arc<Intake>,
    member: Member,
    carrier: Carrier,
    machine: Receiver,
    upload: Option<Upload>,
    watch: Option<Watch>,
}

/// The carrier that receipts name.
fn carrier(transport: Transport) -> Carrier {
    match transport {
        Transport::Quic => Carrier::QUIC,
        Transport::Tcp => Carrier::TCP,
    }
}

async fn event(upload: &mut Option<Upload>) -> Event {
    match upload {
        Some(upload) => upload.event().await,
        None => std::future::pending().await,
    }
}

impl Session {
    /// Does what the machine orders; false when the session is over.
    async fn obey(&mut self, speaker: &mut Speaker<ToApplicant>) -> bool {
        while let Some(order) = self.machine.next_order() {
            match order {
                Order::Say(message) => match timeout(PATIENCE, speaker.say(&message)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "the line is lost");
                        return false;
                    }
                    Err(_) => return false,
                },
                Order::Store(segment) => {
                    if let Some(upload) = &self.upload {
                        upload.write(segment);
                    }
                }
                Order::Judge { head } => self.judge(&head).await,
                Order::Deliver { package_digest } => {
                    if let Some(upload) = &mut self.upload {
                        upload.finished(PackageDigest(Sha256Digest::from_bytes(package_digest)));
                    }
                    self.deliver_if_ready().await;
                }
                Order::Status { number } => {
                    question::status(&self.intake, &self.member, &mut self.machine, &number).await;
                }
                Order::Receipts { number } => {
                    question::receipts(&self.intake, &self.member, &mut self.machine, &number).await;
                }
                Order::Renew { request } => {
                    question::renew(&self.intake, &self.member, &mut self.machine, request).await;
                }
                Order::Close => return false,
            }
        }
        true
    }

    fn heard(&mut self, heard: Result<Option<ToCentre>, LineError>) -> bool {
        match heard {
            Ok(Some(message)) => {
                if let ToCentre::Hello { log, .. } = &message {
                    self.machine.shows(self.intake.shown(*log));
                }
                self.machine.hear(message, Moment::now().seconds());
                true
            }
            Err(LineError::Decode(error)) => {
                self.machine.end(Code::Protocol, error.to_string());
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    fn arrived(&mut self, arrived: Result<Arrived, LinkError>) -> bool {
        match arrived {
            Ok(Arrived::Segment(segment)) => self.machine.segment(segment),
            Ok(Arrived::Malformed(error)) => self.machine.end(Code::Protocol, error.to_string()),
            Err(error) => {
                tracing::debug!(%error, "the connection is lost");
                return false;
            }
        }
        true
    }

    async fn judge(&mut self, head: &[u8]) {
        let answer = offer::judge(&self.intake, &self.member, self.carrier.clone(), head).await;
        match answer {
            Answer::Refused(refused) => self.machine.judged(Judgement::Refused(*refused)),
            Answer::Stored(row, receipts) => {
                let mut watch = Watch::new(&row);
                watch.findings_before(&self.intake, &receipts, &mut self.machine);
                let mut proven = Vec::with_capacity(receipts.len());
                for receipt in &receipts {
                    proven.push(self.intake.proven(receipt).await);
                }
                let accepted = Accepted {
                    number: row.number.clone(),
                    epoch: 0,
                    stage: standing::stage(row.state),
                    stream_len: 0,
                    have: Bitmap::default(),
                    receipts: proven,
                };
                self.machine.judged(Judgement::Accepted(accepted));
                watch.told(&receipts);
                self.watch = Some(watch);
            }
            Answer::Open(open) => self.open(*open).await,
        }
    }

    async fn open(&mut self, open: Open) {
        self.intake.keep(&open.receipt).await;
        let mut accepted = Accepted {
            number: open.submission.number.clone(),
            epoch: u32::try_from(open.submission.epoch).unwrap_or_default(),
            stage: Stage::Receiving,
            stream_len: open.head.header().segments.ciphertext_len(),
            have: Bitmap::default(),
            receipts: vec![standing::on_wire(&open.receipt)],
        };
        let mut watch = Watch::new(&open.submission);
        watch.told(std::slice::from_ref(&open.receipt));
        let mut taken_over = None;
        match Upload::begin(&self.intake, open, self.carrier.clone()).await {
            Ok(Begun::Receiving(upload, have)) => {
                accepted.have = have;
                self.upload = Some(*upload);
            }
            Ok(Begun::Delivered(receipt)) => {
                accepted.stage = Stage::Delivered;
                accepted.receipts.push(standing::on_wire(&receipt));
                watch.told(std::slice::from_ref(&*receipt));
            }
            Ok(Begun::TakenOver(nothing)) => {
                accepted.have = nothing;
                taken_over = Some(accepted.number.clone());
            }
            Err(error) => {
                let reason = reason::internal(&error);
                return self.machine.pause(
                    Reason { code: Code::Storage.name().into(), ..reason },
                    None,
                    RETRY,
                );
            }
        }
        self.machine.judged(Judgement::Accepted(accepted));
        if let Some(number) = taken_over {
            self.machine.taken_over(number);
        }
        self.watch = Some(watch);
    }

    async fn happened(&mut self, event: Event) {
        match event {
            Event::TakenOver => self.give_up().await,
            Event::Outcome(outcome) => {
                self.outcome(outcome).await;
                self.deliver_if_ready().await;
            }
        }
    }

    /// Looks at what happened elsewhere: a revocation, the desk's work, a newer root.
    async fn news(&mut self) {
        if self.member.is_out(&self.intake.revoked, Moment::now()) {
            return self.machine.revoked();
        }
        let Some(watch) = &mut self.watch else { return };
        watch.look(&self.intake, &mut self.machine).await;
        if watch.is_closed()
            && let Some(upload) = self.upload.take()
        {
            // Nobody wants the rest; the submission must not stay held for as long as the applicant listens.
            upload.end().await;
        }
    }

    /// Leaves in good order: what is on the way to the disk is written and acknowledged first.
    async fn leave(&mut self) {
        self.settle().await;
        self.machine.drain();
    }

    async fn end(&mut self) {
        self.settle().await;
    }
}

/// How often a session looks at the registry.
pub const NEWS: Duration = Duration::from_millis(500);
/// How long a peer may take for one message, or for the last word.
const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds after which an applicant comes back whose segments the disk did not take.
const RETRY: u32 = 2;
