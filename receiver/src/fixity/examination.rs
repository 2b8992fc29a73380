//! One submission, read as a whole: both sealed copies, what lies beside them, the object in the archive.

use std::thread;

use crypto::digest::Sha256Digest;
use package::digests::Digests;

use super::beside::{self, Small};
use super::damage::{Damage, Fault};
use super::object::{self, Evidence, Shown};
use super::pace::{Pace, Stopped};
use super::papers::{self, Archived};
use super::reading::{self, Reading};
use super::shelf::Shelves;
use super::truth::Truth;
use super::vote;
use crate::desk::state::Desk;
use crate::store::Name;

/// What was found, and what is needed to repair it.
pub struct Examination {
    /// What was signed.
    pub truth: Truth,
    /// The sealed copies as found.
    pub readings: [Reading; 2],
    /// The digests of the blocks, under the signed root; none when every list is lost.
    pub digests: Option<Vec<Sha256Digest>>,
    /// The clear part that was receipted, when any copy has it.
    pub head: Option<Vec<u8>>,
    /// Salt and nonce prefix with the byte before them, as the copies and the archive have them.
    pub stream_headers: Vec<Vec<u8>>,
    /// The small files.
    pub papers: Vec<Small>,
    /// The object in the archive, when there must be one.
    pub object: Option<Shown>,
}

/// Reads everything of a submission; the copies at the same time, for they are best on devices of their own.
///
/// # Errors
/// [`Stopped`].
pub fn examine(desk: &Desk, truth: Truth, pace: &Pace) -> Result<Examination, Stopped> {
    desk.tidy(truth.number());
    let shelves = Shelves::of(desk);
    let [sealed, backup] = &shelves.sealed;
    let (sealed, backup, object) = thread::scope(|scope| {
        let sealed = scope.spawn(|| reading::read(sealed, &truth, pace));
        let backup = scope.spawn(|| reading::read(backup, &truth, pace));
        let object = object::examine(desk, &truth, pace);
        // A thread that failed has read nothing; the submission is read again.
        let ended = |thread: thread::ScopedJoinHandle<'_, _>| thread.join().unwrap_or(Err(Stopped));
        (ended(sealed), ended(backup), object)
    });
    let (readings, object) = ([sealed?, backup?], object?);
    let evidence = Evidence { store: &**desk.archive.root().store(), shown: object.as_ref() };
    let lists = beside::pair(&shelves.sealed, &Name::digests(truth.number()), pace)?;
    let digests = digests(&truth, &lists, &evidence, &readings);
    let head = readings.iter().find_map(|reading| reading.head.clone());
    let head = head.or_else(|| evidence.evidence("package.head").filter(|bytes| truth.is_head(bytes)));
    let archived = evidence.evidence("package.stream-header");
    let stream_headers =
        readings.iter().filter_map(|reading| reading.stream_header.clone()).chain(archived).collect();
    let list = digests.as_ref().map(|digests| Digests::from_iter(digests.iter().copied()).to_bytes());
    let mut papers = Vec::from(lists.map(|small| small.must_hold(list.clone())));
    papers.extend(papers::read(&shelves, &truth, &evidence, pace)?);
    Ok(Examination { truth, readings, digests, head, stream_headers, papers, object })
}

impl Examination {
    /// Names everything that is wrong.
    pub fn damages(&self) -> Vec<Damage> {
        let sealed = (0..self.readings.len()).flat_map(|copy| self.sealed(copy));
        let papers = self.papers.iter().filter_map(Small::damage);
        let object = self.object.iter().flat_map(Shown::damages);
        sealed.chain(papers).chain(object).chain(self.too_few()).collect()
    }

    /// Fewer than two whole copies is an alarm, whatever comes of it.
    pub fn too_few(&self) -> Option<Damage> {
        let (whole, of) = self.copies();
        let fault = Fault::TooFew { whole };
        (whole < ENOUGH && whole < of).then(|| Damage::of("all", self.truth.number(), fault))
    }

    /// Names what is wrong with a sealed copy.
    pub fn sealed(&self, copy: usize) -> Vec<Damage> {
        let reading = &self.readings[copy];
        match &self.digests {
            Some(digests) => reading.damages(&self.truth, digests),
            None => {
                let reason = "every list of its segment digests is lost".to_owned();
                vec![Damage::of(&reading.copy, reading.file.clone(), Fault::Unproven { reason })]
            }
        }
    }

    /// Number of copies that are whole, and of those that there must be.
    pub fn copies(&self) -> (usize, usize) {
        let whole = |reading: &&Reading| {
            self.digests.as_ref().is_some_and(|digests| reading.is_whole(&self.truth, digests))
        };
        let sealed = self.readings.iter().filter(whole).count();
        let archived = usize::from(self.object.as_ref().is_some_and(Shown::is_whole));
        (sealed + archived, self.readings.len() + usize::from(self.object.is_some()))
    }
}

/// The lists beside both copies, that of the archive, and what the blocks themselves say.
fn digests(
    truth: &Truth,
    lists: &[Small; 2],
    archived: &dyn Archived,
    readings: &[Reading; 2],
) -> Option<Vec<Sha256Digest>> {
    let parsed = |bytes: &[u8]| {
        let (whole, _) = bytes.as_chunks::<32>();
        whole.iter().copied().map(Sha256Digest::from_bytes).collect::<Vec<_>>()
    };
    let beside = lists.iter().filter_map(Small::bytes).map(parsed);
    let archived = archived.evidence("package.digests").map(|bytes| parsed(&bytes));
    let blocks = readings.iter().filter_map(Reading::blocks);
    let candidates: Vec<_> = beside.chain(archived).chain(blocks).collect();
    let count = usize::try_from(truth.segments.count()).ok()?;
    vote::digests(&candidates, count, truth.package_digest(), |at| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        readings.iter().filter_map(|reading| reading.block(at)).collect()
    })
}

/// So many whole copies are no alarm.
const ENOUGH: usize = 2;
