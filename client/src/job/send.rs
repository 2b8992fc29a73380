//! Drives the conversation about one package: the machine of `transfer` decides, this file dials, seals, sends,
//! hears and waits.
//!
//! Segments are sealed in groups ([`sealing`](crate::job::sealing)) and live only while they are handed to the carrier. The
//! job can end at any await: what the centre has is known to the centre, and the journal has the rest.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crypto::digest::Sha256Digest;
use package::sealer::{SealError, Sealer};
use tokio::task::{JoinError, JoinSet};
use transfer::carrier::line::LineError;
use transfer::carrier::transport::Transport;
use transfer::sender::{self, Job, Milestone, Outcome, Sender, Step};

use crate::identity::Identity;
use crate::job::carriage::{self, Carriage};
use crate::job::event::{Event, Events};
use crate::job::news::{News, NewsError};
use crate::job::sealing::{Group, Sealed, Sealing};
use crate::job::setback::{FIRST_CONTACT, is_permanent, not_reached, reason, settings};
use crate::network::Network;
use crate::reach::{PROGRAM, ReachError};
use crate::stop::Listening;

/// A package on its way.
pub struct Delivery<'a> {
    sealer: Arc<Sealer>,
    folder: Arc<Path>,
    news: News<'a>,
    sender: Sender,
    carriage: Carriage,
    sealing: Sealing,
    segments: JoinSet<Segment>,
    bytes_sent: u64,
    begun: Instant,
    reached: bool,
}

/// How a delivery ended.
#[derive(Debug)]
pub struct Delivered {
    /// What the machine says.
    pub outcome: Outcome,
    /// Whether it ended because a stop was wished.
    pub stopped: bool,
    /// Bytes of segments handed to the carrier in this run.
    pub bytes_sent: u64,
    /// What carried it last.
    pub transport: Option<Transport>,
}

/// A delivery could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// A source file changed, or cannot be read any more.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A receipt is not believed, or what happened could not be noted.
    #[error(transparent)]
    News(#[from] NewsError),
    /// A sealing thread ended without an answer.
    #[error(transparent)]
    Thread(#[from] JoinError),
    /// The centre has the package: a receipt that is believed says so, though something failed here afterwards.
    #[error(transparent)]
    AfterDelivery(Box<SendError>),
}

/// A segment that was handed over.
struct Segment {
    index: u32,
    digest: Sha256Digest,
    bytes: u64,
}

/// What happened while waiting.
enum Happened {
    Network(carriage::News),
    Sealed(Result<Group, JoinError>),
    Segment(Result<Segment, JoinError>),
    Time,
    Stop,
}

impl<'a> Delivery<'a> {
    /// Makes a delivery ready; nothing is sent before [`Delivery::run`].
    pub fn new(
        sealer: Arc<Sealer>,
        folder: &Path,
        language: &str,
        until: Milestone,
        network: Network,
        news: News<'a>,
    ) -> Delivery<'a> {
        let job = Job {
            head: sealer.head().bytes().to_vec(),
            segments: sealer.segments().count(),
            program: PROGRAM.to_owned(),
            language: language.to_owned(),
            log: None,
            until,
        };
        let folder: Arc<Path> = folder.into();
        Delivery {
            sender: Sender::new(job, settings(network.limit), Instant::now()),
            sealing: Sealing::new(Arc::clone(&sealer), Arc::clone(&folder)),
            sealer,
            folder,
            news,
            carriage: Carriage::new(network),
            segments: JoinSet::new(),
            bytes_sent: 0,
            begun: Instant::now(),
            reached: false,
        }
    }

    /// Delivers, and waits for receipts as far as was asked.
    ///
    /// # Errors
    /// [`SendError`]; the job can be run again.
    pub async fn run(
        mut self,
        identity: &mut Identity,
        events: &mut dyn Events,
        stop: &mut Listening,
    ) -> Result<Delivered, SendError> {
        self.sender.remembers(identity.log_size());
        let ended = self.drive(identity, events, stop).await;
        let delivered = self.news.is_delivered();
        ended.map_err(|error| if delivered { SendError::AfterDelivery(Box::new(error)) } else { error })
    }

    async fn drive(
        &mut self,
        identity: &mut Identity,
        events: &mut dyn Events,
        stop: &mut Listening,
    ) -> Result<Delivered, SendError> {
        let mut stopped = false;
        loop {
            while let Some(step) = self.sender.next_step() {
                if let Some(outcome) = self.take(step, identity, events).await? {
                    let transport = self.carriage.transport();
                    return Ok(Delivered { outcome, stopped, bytes_sent: self.bytes_sent, transport });
                }
            }
            self.sealing.begin();
            match self.wait(stop).await {
                Happened::Stop => {
                    stopped = true;
                    self.sender.abandon(None);
                }
                other => self.happened(other, events)?,
            }
        }
    }

    async fn take(
        &mut self,
        step: Step,
        identity: &mut Identity,
        events: &mut dyn Events,
    ) -> Result<Option<Outcome>, SendError> {
        match step {
            Step::Connect => self.carriage.dial(identity),
            Step::Disconnect => {
                self.forget_segments();
                self.carriage.hang_up().await;
            }
            Step::Say(message) => {
                if let Err(error) = self.carriage.say(&message).await {
                    self.lost(&error.into());
                }
            }
            Step::Send { epoch, index } => self.send(epoch, index),
            Step::Digest => {
                let digest = self.news.own_digest(&self.sealer, &self.folder).await?;
                self.sender.finish(*digest.0.as_bytes(), Instant::now());
            }
            Step::Tell(news) => {
                self.weigh(&news);
                self.news.tell(news, &self.sealer, &self.folder, identity, events).await?;
                self.sender.remembers(identity.log_size());
            }
            Step::End(outcome) => return Ok(Some(outcome)),
        }
        Ok(None)
    }

    /// Has a segment sealed, together with others that are to be sent now.
    fn send(&mut self, epoch: u32, index: u32) {
        if self.carriage.stands() {
            self.sealing.ask(epoch, index);
        } else {
            self.sender.handed_over(index, Instant::now());
        }
    }

    /// Hands a segment to the carrier, after those before.
    fn hand_over(&mut self, Sealed { head, bytes }: Sealed) {
        let Some(outbound) = self.carriage.outbound() else {
            return self.sender.handed_over(head.index, Instant::now());
        };
        self.segments.spawn(async move {
            let length = bytes.len() as u64;
            // A broken connection is noticed on the line; here the segment only stops being in hand.
            let sent = outbound.send(head, bytes).await.is_ok();
            Segment { index: head.index, digest: head.digest, bytes: if sent { length } else { 0 } }
        });
    }

    async fn wait(&mut self, stop: &mut Listening) -> Happened {
        let wake = self.sender.wake_at().unwrap_or_else(|| Instant::now() + BEAT);
        let wake = if self.carriage.stands() { wake.min(Instant::now() + BEAT) } else { wake };
        tokio::select! {
            biased;
            () = stop.wished() => Happened::Stop,
            news = self.carriage.next() => Happened::Network(news),
            Some(segment) = self.segments.join_next() => Happened::Segment(segment),
            Some(group) = self.sealing.next() => Happened::Sealed(group),
            () = tokio::time::sleep_until(wake.into()) => Happened::Time,
        }
    }

    fn happened(&mut self, what: Happened, events: &mut dyn Events) -> Result<(), SendError> {
        let now = Instant::now();
        match what {
            Happened::Network(carriage::News::Heard(heard)) => match heard {
                Ok(Some(message)) => self.sender.hear(message, now),
                Ok(None) => self.lost(&LineError::Ended.into()),
                Err(error) => self.lost(&error.into()),
            },
            Happened::Network(carriage::News::Dialled(Ok(transport))) => {
                self.reached = true;
                events.event(Event::Connected { transport, only: self.carriage.has_one_way() });
                self.sender.connected(now);
            }
            Happened::Network(carriage::News::Dialled(Err(error))) => self.lost(&error),
            Happened::Sealed(group) => {
                let Group { sealed, fault } = group?;
                if let Some(error) = fault {
                    return Err(error.into());
                }
                sealed.into_iter().for_each(|segment| self.hand_over(segment));
            }
            Happened::Segment(segment) => {
                let segment = segment?;
                self.news.sealed(segment.index, segment.digest)?;
                self.bytes_sent += segment.bytes;
                self.sender.handed_over(segment.index, now);
            }
            Happened::Time => {
                match self.carriage.look() {
                    // Bytes are leaving, however slowly.
                    Ok(true) => self.sender.moved(now),
                    Ok(false) => {}
                    Err(error) => self.lost(&error),
                }
                self.sender.tick(now);
            }
            Happened::Stop => {}
        }
        Ok(())
    }

    /// Measures what the carrier is worth.
    fn weigh(&mut self, news: &sender::News) {
        match news {
            sender::News::Offered { durable, .. } | sender::News::Durable { durable, .. } => {
                self.carriage.verified(u64::from(*durable) << 20);
            }
            sender::News::Starved { .. } => self.carriage.starved(),
            _ => {}
        }
    }

    /// The connection is gone. What nobody can mend by waiting ends the job.
    fn lost(&mut self, error: &ReachError) {
        self.forget_segments();
        self.carriage.lost(error);
        self.news.lost(error);
        match error {
            error if is_permanent(error) => self.sender.abandon(Some(reason(error))),
            error if self.is_out_of_reach() => self.sender.abandon(Some(not_reached(error))),
            _ => self.sender.disconnected(Instant::now()),
        }
    }

    fn is_out_of_reach(&self) -> bool {
        !self.reached && self.begun.elapsed() >= FIRST_CONTACT
    }

    /// Segments of the old connection must not count for the new one.
    fn forget_segments(&mut self) {
        self.sealing.forget();
        self.segments = JoinSet::new();
    }
}

/// How often it is looked whether bytes are leaving.
const BEAT: Duration = Duration::from_millis(500);
