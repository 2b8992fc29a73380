//! What a delivery hears, checked and kept before anybody is told: card, number, receipts, findings, and the package
//! digest of one's own.

use std::path::Path;
use std::sync::Arc;

use crypto::digest::Sha256Digest;
use durable::error::FileError;
use package::digests::Gathering;
use package::identity::PackageDigest;
use package::layout::Segments;
use package::receipt::body::Kind;
use package::receipt::{Receipt, ReceiptError};
use package::sealer::{SealError, Sealer};
use tokio::task::JoinError;
use transfer::message::part::{self, Stage};
use transfer::sender;

use crate::home::Home;
use crate::identity::{Identity, IdentityError};
use crate::job::belief::{Belief, Disbelief, Own};
use crate::job::event::{Event, Events, Phase};
use crate::job::record::{Record, RecordError};
use crate::job::shelf::Shelf;
use crate::reach::ReachError;

/// Takes the news of one delivery.
pub struct News<'a> {
    home: &'a Home,
    record: &'a mut Record,
    clock: fn() -> u64,
    segments: Segments,
    own: Own,
    filed: Option<Filed>,
    /// Pieces of a findings file that came before the number: they precede the receipts of a dossier filed before.
    early: Vec<(u64, Vec<u8>)>,
    delivered: bool,
    lost: Option<String>,
    starved: bool,
}

/// The submission the centre made of this package.
struct Filed {
    number: String,
    shelf: Shelf,
    belief: Belief,
}

/// News that is not believed or could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewsError {
    /// The centre's card.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A receipt's form or signature.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// A receipt's content.
    #[error(transparent)]
    Disbelief(#[from] Disbelief),
    /// A receipt could not be stored.
    #[error(transparent)]
    File(#[from] FileError),
    /// The journal.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A source file changed, or cannot be read any more.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A sealing thread ended without an answer.
    #[error(transparent)]
    Thread(#[from] JoinError),
    /// Findings without end came before the number.
    #[error("the centre sent findings without end before it gave a number")]
    NoNumber,
}

impl<'a> News<'a> {
    /// Nothing was heard yet about the package of `sealer`.
    pub fn new(home: &'a Home, record: &'a mut Record, sealer: &Sealer, clock: fn() -> u64) -> News<'a> {
        let own = Own { statement: sealer.head().statement().clone(), digest: None };
        News {
            home,
            record,
            clock,
            segments: sealer.segments(),
            own,
            filed: None,
            early: Vec::new(),
            delivered: false,
            lost: None,
            starved: false,
        }
    }

    /// Notes a sealed segment's digest.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn sealed(&mut self, index: u32, digest: Sha256Digest) -> Result<(), NewsError> {
        Ok(self.record.segment(index, digest)?)
    }

    /// Tells whether a receipt that is believed says that the centre has the package, stored here or not.
    pub fn is_delivered(&self) -> bool {
        self.delivered
    }

    /// Notes why the connection is gone, for whoever is told next.
    pub fn lost(&mut self, error: &ReachError) {
        self.lost = Some(crate::cause::chain(error));
    }

    /// The digest of this package, from the segments noted and from sealing the others once more.
    ///
    /// # Errors
    /// When a source file changed.
    pub async fn own_digest(
        &mut self,
        sealer: &Arc<Sealer>,
        folder: &Arc<Path>,
    ) -> Result<PackageDigest, NewsError> {
        if let Some(digest) = self.own.digest {
            return Ok(digest);
        }
        let mut gathering = Gathering::new(&self.segments);
        for index in 0..self.segments.count() {
            let digest = match self.record.segments.get(&index) {
                Some(digest) => *digest,
                None => sealed_digest(sealer, folder, index).await??,
            };
            gathering.note(index, digest);
        }
        let digest = gathering.finish().map(|digests| digests.package_digest());
        let digest = digest.ok_or(SealError::NoSegment { index: self.segments.count() })?;
        self.own.digest = Some(digest);
        if let Some(filed) = &mut self.filed {
            filed.belief.digest(digest);
        }
        Ok(digest)
    }

    /// Takes a piece of news.
    ///
    /// # Errors
    /// When it is not believed or cannot be kept.
    pub async fn tell(
        &mut self,
        news: sender::News,
        sealer: &Arc<Sealer>,
        folder: &Arc<Path>,
        identity: &mut Identity,
        events: &mut dyn Events,
    ) -> Result<(), NewsError> {
        match news {
            sender::News::Greeted { card, time, log } => {
                self.greeted(&card, time, identity, events)?;
                identity.meet_log(log.as_ref())?;
            }
            sender::News::Offered { number, stage, durable } => {
                self.offered(&number, stage, durable, events)?;
            }
            sender::News::Durable { durable, .. } => self.sent(durable, events),
            sender::News::Receipt(receipt) => {
                let receipt = Receipt::read(&receipt.cose)?;
                if self.filed.as_ref().is_some_and(|filed| filed.belief.needs_digest(&receipt)) {
                    self.own_digest(sealer, folder).await?;
                }
                self.receipt(&receipt, identity, events)?;
            }
            sender::News::Findings { offset, bytes, .. } => self.findings(offset, bytes)?,
            other => self.notice(other, events),
        }
        Ok(())
    }

    fn notice(&mut self, news: sender::News, events: &mut dyn Events) {
        match news {
            sender::News::Phase { phase, done, total } => {
                events.event(Event::Progress { phase: phase_of(phase), done, total });
            }
            sender::News::Paused { reason, missing } => {
                self.lost = Some(reason.message.clone());
                events.event(Event::Paused { message: &reason.message, missing });
            }
            sender::News::TakenOver => events.event(Event::TakenOver),
            sender::News::Starved { after } => {
                self.starved = true;
                events.event(Event::Stalled { seconds: after.as_secs() });
            }
            sender::News::Interrupted { retry_after } => {
                let seconds = retry_after.as_secs().max(1);
                match self.lost.take() {
                    // That was said already.
                    None if std::mem::take(&mut self.starved) => {}
                    Some(reason) => events.event(Event::Reconnecting { reason: &reason, seconds }),
                    None => events.event(Event::Stalled { seconds }),
                }
            }
            _ => {}
        }
    }

    fn greeted(
        &mut self,
        card: &[u8],
        time: u64,
        identity: &mut Identity,
        events: &mut dyn Events,
    ) -> Result<(), NewsError> {
        if identity.meet(card, time)? {
            events.event(Event::Card { serial: identity.card().face().serial });
        }
        let seconds = (self.clock)().abs_diff(time);
        if seconds > SKEW {
            events.event(Event::Skew { seconds });
        }
        Ok(())
    }

    fn offered(
        &mut self,
        number: &str,
        stage: Stage,
        durable: u32,
        events: &mut dyn Events,
    ) -> Result<(), NewsError> {
        let again = self.filed.as_ref().is_some_and(|filed| filed.number == number);
        if !again {
            events.event(Event::Number(number));
            let belief = Belief::new(number, Some(self.own.clone()));
            self.filed =
                Some(Filed { number: number.to_owned(), shelf: Shelf::of(self.home, number), belief });
            for (offset, bytes) in std::mem::take(&mut self.early) {
                self.findings(offset, bytes)?;
            }
        }
        self.record.number(number)?;
        match stage {
            Stage::Receiving => {
                if durable > 0 && !again {
                    let (have, total) = (self.bytes(durable), self.segments.ciphertext_len());
                    events.event(Event::Resumed { have, total });
                }
                self.sent(durable, events);
            }
            Stage::Delivered | Stage::Closed if !again => events.event(Event::Known),
            Stage::Delivered | Stage::Closed => {}
        }
        Ok(())
    }

    fn sent(&self, durable: u32, events: &mut dyn Events) {
        let total = self.segments.ciphertext_len();
        events.event(Event::Progress { phase: Phase::Send, done: self.bytes(durable), total });
    }

    /// Bytes in so many segments; which ones matters only for the short last one.
    fn bytes(&self, durable: u32) -> u64 {
        (u64::from(durable) << SEGMENT_SHIFT).min(self.segments.ciphertext_len())
    }

    fn receipt(
        &mut self,
        receipt: &Receipt,
        identity: &Identity,
        events: &mut dyn Events,
    ) -> Result<(), NewsError> {
        let number = receipt.filing().number.as_str();
        let filed = self.filed.get_or_insert_with(|| Filed {
            // A refusal of the offer itself names the number first.
            number: number.to_owned(),
            shelf: Shelf::of(self.home, number),
            belief: Belief::new(number, Some(self.own.clone())),
        });
        filed.belief.take(receipt, identity)?;
        self.delivered |= matches!(receipt.kind(), Kind::Delivered | Kind::Verified | Kind::Registered);
        let stored = filed.shelf.keep(receipt)?;
        self.record.number(&stored.number)?;
        events.event(Event::Receipt(&stored));
        Ok(())
    }

    fn findings(&mut self, offset: u64, bytes: Vec<u8>) -> Result<(), NewsError> {
        match &mut self.filed {
            Some(filed) => filed.shelf.findings(offset, &bytes)?,
            None if self.early.len() < EARLY => self.early.push((offset, bytes)),
            None => return Err(NewsError::NoNumber),
        }
        Ok(())
    }
}

async fn sealed_digest(
    sealer: &Arc<Sealer>,
    folder: &Arc<Path>,
    index: u32,
) -> Result<Result<Sha256Digest, SealError>, JoinError> {
    let (sealer, folder) = (Arc::clone(sealer), Arc::clone(folder));
    tokio::task::spawn_blocking(move || Ok(Sha256Digest::of(&sealer.segment(index, &folder)?))).await
}

fn phase_of(phase: part::Phase) -> Phase {
    match phase {
        part::Phase::Waiting | part::Phase::Verify => Phase::Verify,
        part::Phase::Backup => Phase::Backup,
        part::Phase::Register => Phase::Register,
    }
}

/// Seconds of difference between two clocks from which it is worth a word.
const SKEW: u64 = 300;

/// Pieces of findings that are kept until the number is known, a quarter of a MiB each.
const EARLY: usize = 256;

/// A segment has 2^20 bytes.
const SEGMENT_SHIFT: u32 = 20;
