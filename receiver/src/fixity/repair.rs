//! One submission made whole again, from what is good of it anywhere: segments of one sealed copy for the other, the sealed
//! package for the archive, the archive for the sealed package.

use std::sync::Arc;

use archive::repair as objects;
use crypto::digest::Sha256Digest;
use package::digests::Digests;
use package::head::Head;
use package::time::UtcTime;

use super::aside::Aside;
use super::damage::{Damage, Outcome};
use super::examination::Examination;
use super::givers::{self, Givers};
use super::mend::{self, Blocks, Good, Twin};
use super::object::{self, Shown};
use super::pace::Pace;
use super::reading;
use super::remade::Remade;
use super::renewal;
use super::shelf::{Shelf, Shelves};
use super::truth::Truth;
use crate::desk::state::Desk;

/// A damage and what became of it.
pub type Concluded = (Damage, Outcome);

/// A repair under way.
pub struct Repair<'a> {
    /// The desk whose keys and stores are used.
    pub desk: &'a Arc<Desk>,
    /// Where bad bytes go.
    pub aside: &'a Aside,
    /// How fast is read.
    pub pace: &'a Pace,
    /// The time that new versions of objects get.
    pub now: UtcTime,
}

impl Repair<'_> {
    /// Repairs what an examination found, and says what became of each damage.
    pub fn run(&self, found: &Examination) -> Vec<Concluded> {
        let shelves = Shelves::of(self.desk);
        let mut concluded = Vec::new();
        for copy in 0..shelves.sealed.len() {
            concluded.extend(self.sealed(&shelves, found, copy));
        }
        let whole = self.whole_copy(&shelves, found);
        for paper in &found.papers {
            if let Some(damage) = paper.damage() {
                concluded.push((damage, paper.mend(self.aside)));
            }
        }
        if let Some(shown) = &found.object {
            concluded.extend(self.object(shown, found, whole));
        }
        if let Some(alarm) = found.too_few() {
            let left = concluded.iter().any(|(_, outcome)| *outcome != Outcome::Repaired);
            let outcome =
                if left { Outcome::unrepaired("not every copy is whole again") } else { Outcome::Repaired };
            concluded.push((alarm, outcome));
        }
        concluded
    }

    /// One sealed copy: from the other, block by block, and where both are bad from the archive.
    fn sealed(&self, shelves: &Shelves, found: &Examination, copy: usize) -> Vec<Concluded> {
        let damages = found.sealed(copy);
        let Some(digests) = found.digests.as_deref().filter(|_| !damages.is_empty()) else {
            let reason = "without the segment digests nothing can be compared";
            return damages.into_iter().map(|damage| (damage, Outcome::unrepaired(reason))).collect();
        };
        let truth = &found.truth;
        let (this, other) = (&shelves.sealed[copy], 1 - copy);
        let twin = Twin::new(&*shelves.sealed[other].store, &found.readings[other], truth);
        let remade = Remade::new(self.desk, found);
        let archive = &**self.desk.archive.root().store();
        let mut sources: Vec<Box<dyn Blocks + '_>> = Vec::new();
        if !this.store.mends_in_place() {
            // It is replaced as a whole: what is good of it is needed too.
            sources.push(Box::new(Twin::new(&*this.store, &found.readings[copy], truth)));
        }
        sources.push(Box::new(twin));
        if let Some(made) = remade.as_ref().and_then(|remade| remade.blocks(archive)) {
            sources.push(Box::new(made));
        }
        let good = Good { digests, head: found.head.as_deref(), sources };
        let reading = (&found.readings[copy], truth);
        let outcomes = mend::mend(&*this.store, reading, good, &damages, self.aside);
        damages.into_iter().zip(outcomes).collect()
    }

    /// A sealed copy that is whole now, from which the archive can be repaired.
    fn whole_copy<'s>(&self, shelves: &'s Shelves, found: &Examination) -> Option<&'s Shelf> {
        let digests = found.digests.as_deref()?;
        let is_whole = |shelf: &&Shelf| self.is_whole(shelf, &found.truth, digests);
        let sound = found.readings.iter().zip(&shelves.sealed);
        let untouched = sound.clone().find(|(reading, _)| reading.is_whole(&found.truth, digests));
        untouched.map(|(_, shelf)| shelf).or_else(|| shelves.sealed.iter().find(is_whole))
    }

    fn is_whole(&self, shelf: &Shelf, truth: &Truth, digests: &[Sha256Digest]) -> bool {
        reading::read(shelf, truth, self.pace).is_ok_and(|reading| reading.is_whole(truth, digests))
    }

    /// The object: its inventories from each other, its files from the package; else all of it anew.
    fn object(&self, shown: &Shown, found: &Examination, whole: Option<&Shelf>) -> Vec<Concluded> {
        let damages = shown.damages();
        if damages.is_empty() {
            return Vec::new();
        }
        let left = self.repair_object(shown, found);
        if let (Some(shelf), true) = (whole, shown.is_beyond_repair())
            && let Err(error) = renewal::renew(self, shown, found, shelf)
        {
            tracing::error!(%error, number = found.truth.number(), "the object could not be made anew");
        }
        let after = object::examine(self.desk, &found.truth, self.pace).ok().flatten();
        let still = after.map(|after| after.damages());
        damages.into_iter().map(|damage| conclude(damage, still.as_deref(), &left, whole)).collect()
    }

    /// Repairs file by file. Gives what was left.
    fn repair_object(&self, shown: &Shown, found: &Examination) -> Vec<objects::Left> {
        let number = found.truth.number();
        let wanted = givers::wanted(shown);
        let remade = if wanted.is_empty() { None } else { Remade::new(self.desk, found) };
        let place = remade.and_then(|remade| remade.lay_out(self.desk, &wanted));
        let evidence = evidence(found);
        let mut givers =
            Givers { evidence: &evidence, dossier: place.as_ref(), aside: self.aside, copy: &shown.copy };
        let store = &**self.desk.archive.root().store();
        let left = objects::repair(store, &shown.id, &shown.findings, &mut givers).unwrap_or_default();
        if found.truth.row.registered_at.is_some()
            && let Err(error) = self.desk.archive.close(&shown.id, &found.truth.receipts, self.now)
        {
            tracing::warn!(%error, number, "the last receipts could not be added to the object");
        }
        left
    }
}

fn conclude(
    damage: Damage,
    still: Option<&[Damage]>,
    left: &[objects::Left],
    whole: Option<&Shelf>,
) -> Concluded {
    let outcome = match still {
        Some([]) => Outcome::Repaired,
        Some(still) if !still.iter().any(|other| other.file == damage.file) => Outcome::Repaired,
        _ => {
            let reason =
                left.iter().find(|left| left.file.as_str() == damage.file).map(|left| left.reason.clone());
            let none = if whole.is_none() {
                "no sealed copy is whole"
            } else {
                "it is still damaged after the repair"
            };
            Outcome::unrepaired(reason.unwrap_or_else(|| none.to_owned()))
        }
    };
    (damage, outcome)
}

/// The evidence of an object as the other copies have it: every candidate, for a digest tells which is right.
pub fn evidence(found: &Examination) -> Vec<(String, Vec<u8>)> {
    let mut evidence = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| evidence.push((name.to_owned(), bytes));
    if let Some(head) = &found.head {
        if let Ok(parsed) = Head::parse(head) {
            add("statement.cose", parsed.statement().bytes().to_vec());
        }
        add("package.head", head.clone());
    }
    for header in &found.stream_headers {
        add("package.stream-header", header.clone());
    }
    if let Some(digests) = &found.digests {
        add("package.digests", Digests::from_iter(digests.iter().copied()).to_bytes());
    }
    for row in &found.truth.receipts {
        add(&format!("receipts/{}.cose", row.kind.file_stem()), row.cose.clone());
    }
    for paper in &found.papers {
        for name in ["package.wraps", "findings.json"].into_iter().filter(|name| paper.is_evidence(name)) {
            paper.good().into_iter().chain(paper.bytes()).for_each(|bytes| add(name, bytes.to_vec()));
        }
    }
    evidence
}
