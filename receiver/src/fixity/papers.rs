//! The small files of a submission in both copies, each beside what it must hold: receipts by the registry's row, which is
//! signed; findings and list by what R2 signs; pages are made again; where nothing is signed, the copies judge each other.

use crypto::digest::Sha256Digest;
use ectd::language::Language;
use package::page::{self, TimeZone};
use package::receipt::Receipt;
use package::stanza;

use super::beside::{self, Small};
use super::list;
use super::pace::{Pace, Stopped};
use super::shelf::{Shelf, Shelves};
use super::truth::Truth;
use crate::receipts::{FILES, FINDINGS};
use crate::registry::entity::receipt;
use crate::store::Name;

/// What the archive keeps of a submission, as far as its bytes are those that were archived.
pub trait Archived {
    /// A file of the evidence, by its path below `evidence/`.
    fn evidence(&self, name: &str) -> Option<Vec<u8>>;

    /// The list of the dossier's files, made from the object.
    fn list(&self) -> Option<Vec<u8>>;
}

/// Reads receipts, pages, findings, the list of files and the stanzas for escrow.
///
/// # Errors
/// [`Stopped`].
pub fn read(
    shelves: &Shelves,
    truth: &Truth,
    archived: &dyn Archived,
    pace: &Pace,
) -> Result<Vec<Small>, Stopped> {
    let mut papers = Vec::new();
    for row in &truth.receipts {
        papers.extend(signed(&shelves.receipts, row, pace)?);
        papers.extend(pages(&shelves.receipts, row, pace)?);
    }
    papers.extend(findings(&shelves.receipts, truth, archived, pace)?);
    papers.extend(files(&shelves.receipts, truth, archived, pace)?);
    papers.extend(wraps(&shelves.sealed, truth, archived, pace)?);
    Ok(papers)
}

fn signed(shelves: &[Shelf; 2], row: &receipt::Model, pace: &Pace) -> Result<[Small; 2], Stopped> {
    let name = Name::receipt(&row.number, &format!("{}.cose", row.kind.file_stem()));
    let pair = beside::pair(shelves, &name, pace)?;
    Ok(pair.map(|small| small.must_hold(Some(row.cose.clone()))))
}

/// The pages for people. Nothing signs them, and another version of this program may write them otherwise: two that are
/// alike are left as they are.
fn pages(shelves: &[Shelf; 2], row: &receipt::Model, pace: &Pace) -> Result<Vec<Small>, Stopped> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        let name = Name::receipt(&row.number, &format!("{}.{}.html", row.kind.file_stem(), language.tag()));
        let pair = beside::pair(shelves, &name, pace)?;
        let good = match (pair[0].bytes(), pair[1].bytes()) {
            (Some(one), Some(other)) if one == other => Some(one.to_vec()),
            _ => rendered(row, language),
        };
        pages.extend(pair.map(|small| small.must_hold(good.clone())));
    }
    Ok(pages)
}

fn rendered(row: &receipt::Model, language: Language) -> Option<Vec<u8>> {
    let receipt = Receipt::read(&row.cose).ok()?;
    Some(page::render(&receipt, language, &TimeZone::system()).into_bytes())
}

fn findings(
    shelves: &[Shelf; 2],
    truth: &Truth,
    archived: &dyn Archived,
    pace: &Pace,
) -> Result<Vec<Small>, Stopped> {
    let pair = beside::pair(shelves, &Name::receipt(truth.number(), FINDINGS), pace)?;
    let good = match &truth.verification {
        Some(verification) => {
            let expected = verification.findings.sha256.0;
            either(&pair, archived.evidence(FINDINGS), |bytes| Sha256Digest::of(bytes) == expected)
        }
        None if pair.iter().all(|small| small.bytes().is_none()) => return Ok(Vec::new()),
        None => agreed(&pair, |_| true),
    };
    Ok(pair.map(|small| small.must_hold(good.clone())).into())
}

fn files(
    shelves: &[Shelf; 2],
    truth: &Truth,
    archived: &dyn Archived,
    pace: &Pace,
) -> Result<Vec<Small>, Stopped> {
    let pair = beside::pair(shelves, &Name::receipt(truth.number(), FILES), pace)?;
    let good = match &truth.verification {
        Some(_) => either(&pair, archived.list(), |bytes| list::is_signed(truth, bytes)),
        None if pair.iter().all(|small| small.bytes().is_none()) => return Ok(Vec::new()),
        None => agreed(&pair, |_| true),
    };
    Ok(pair.map(|small| small.must_hold(good.clone()).private()).into())
}

fn wraps(
    shelves: &[Shelf; 2],
    truth: &Truth,
    archived: &dyn Archived,
    pace: &Pace,
) -> Result<Vec<Small>, Stopped> {
    let pair = beside::pair(shelves, &Name::wraps(truth.number()), pace)?;
    if truth.verification.is_none() && pair.iter().all(|small| small.bytes().is_none()) {
        return Ok(Vec::new());
    }
    let is_whole = |bytes: &[u8]| stanza::read_lines(bytes).is_ok_and(|stanzas| !stanzas.is_empty());
    let good = archived.evidence("package.wraps").or_else(|| agreed(&pair, is_whole));
    Ok(pair.map(|small| small.must_hold(good.clone())).into())
}

/// The first that passes a proof.
fn either(pair: &[Small; 2], archived: Option<Vec<u8>>, proof: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let both = pair.iter().filter_map(Small::bytes).map(<[u8]>::to_vec);
    both.chain(archived).find(|bytes| proof(bytes))
}

/// What both copies say; the one that is well-formed, when the other is missing or is not.
fn agreed(pair: &[Small; 2], is_whole: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut whole = pair.iter().filter_map(Small::bytes).filter(|bytes| is_whole(bytes));
    match (whole.next(), whole.next()) {
        (Some(one), Some(other)) if one != other => None,
        (one, _) => one.map(<[u8]>::to_vec),
    }
}
