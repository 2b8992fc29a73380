//! One submission in every copy that should hold it: receipts, what they speak of, the package.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crypto::wrap::PrivateKey;
use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};
use package::receipt::filing::Filing;
use package::receipt::verification::Verification;
use terminal::bar::Bar;

use super::papers;
use super::places::{Place, Places, Shelf};
use crate::object::Held;
use crate::receipts::Receipts;
use crate::report::Report;
use crate::sealed::{DIGESTS, PACKAGE, Sealed, SealedError, WRAPS};

/// A submission, by its number.
pub(super) struct Submission<'a> {
    pub(super) number: &'a str,
    pub(super) places: &'a Places,
    pub(super) key: Option<&'a PrivateKey>,
    pub(super) bar: Bar,
}

/// What must lie in a copy, as the receipts say.
#[derive(Debug, Clone, Copy)]
struct Due {
    /// Package and digests.
    package: bool,
    /// The data key for escrow, the findings.
    desk: bool,
    /// Every receipt.
    receipts: bool,
}

impl Submission<'_> {
    /// Checks every copy; what is wrong becomes findings.
    pub(super) fn check(&self, report: &mut Report) {
        let folder = |copy: &Shelf| copy.receipts.join(self.number);
        let held: Vec<Receipts> =
            self.places.copies.iter().map(|copy| self.receipts(&folder(copy), report)).collect();
        let none = Receipts::default();
        // What one copy has lost, the other still says.
        let fullest = held.iter().max_by_key(|receipts| receipts.0.len()).unwrap_or(&none);
        let listed = self.places.copies.iter().any(|copy| folder(copy).join(papers::LIST).path.exists());
        for (index, (copy, own)) in self.places.copies.iter().zip(&held).enumerate() {
            let due = Due::of(fullest, index == 0);
            self.complete(&folder(copy), own, fullest, due, report);
            if let Some((filing, said)) = verified(fullest) {
                papers::findings(&folder(copy), said, due.desk, report);
                papers::list(&folder(copy), filing, listed, report);
            }
            self.package(copy, fullest, due, report);
        }
        self.wraps(report);
        if let Some((filing, said)) = verified(fullest) {
            self.archived(filing, said, report);
        }
    }

    /// Nobody has signed the wrapped data keys: without the key only another copy tells that one has changed.
    fn wraps(&self, report: &mut Report) {
        let read = |copy: &Shelf| {
            let place = copy.sealed.as_ref()?.join(&format!("{}.{WRAPS}", self.number));
            std::fs::read(&place.path).ok().map(|bytes| (place.name, bytes))
        };
        let mut copies = self.places.copies.iter().filter_map(read);
        let Some((first, bytes)) = copies.next() else { return };
        for (place, _) in copies.filter(|(_, other)| *other != bytes) {
            report.unsound("copies-differ", place, &first);
        }
    }

    fn receipts(&self, folder: &Place, report: &mut Report) -> Receipts {
        let read = match Receipts::in_folder(&folder.path, &folder.name, report) {
            Ok(receipts) => receipts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Receipts::default(),
            Err(error) => {
                report.unreadable(&folder.name, &error);
                Receipts::default()
            }
        };
        for receipt in read.0.iter().filter(|receipt| receipt.filing().number.as_str() != self.number) {
            let place = format!("{}/{}.cose", folder.name, receipt.kind().file_stem());
            report.unsound("receipt-misplaced", place, format!("it is of {}", receipt.filing().number));
        }
        read
    }

    /// A receipt lies beside each page for people; a copy has every receipt that another has, and the same.
    fn complete(&self, folder: &Place, own: &Receipts, fullest: &Receipts, due: Due, report: &mut Report) {
        let others = fullest.0.iter().filter(|_| due.receipts);
        let mut names = pages(&folder.path);
        names.extend(others.clone().map(|receipt| receipt.kind().file_stem().to_owned()));
        for name in names {
            let place = folder.join(&format!("{name}.cose"));
            if !place.path.exists() {
                report.unsound("missing", place.name, "");
            }
        }
        for receipt in others {
            let differs = |other: &Receipt| other.digest() != receipt.digest();
            if own.of_kind(receipt.kind()).is_some_and(differs) {
                let place = folder.join(&format!("{}.cose", receipt.kind().file_stem()));
                report.unsound("copies-differ", place.name, "another copy holds another receipt");
            }
        }
    }

    fn package(&self, copy: &Shelf, receipts: &Receipts, due: Due, report: &mut Report) {
        let Some(folder) = &copy.sealed else { return };
        let place = folder.join(&format!("{}.{PACKAGE}", self.number));
        let beside = [(DIGESTS, due.package), (WRAPS, due.desk)];
        for (extension, _) in beside.into_iter().filter(|(_, due)| *due) {
            let beside = folder.join(&format!("{}.{extension}", self.number));
            if !beside.path.exists() {
                report.unsound("missing", beside.name, "");
            }
        }
        if !place.path.exists() {
            if due.package {
                report.unsound("missing", place.name, "");
            }
            return;
        }
        let sealed = Sealed {
            path: &place.path,
            place: place.name.clone(),
            receipts,
            key: self.key,
            bar: self.bar.clone(),
        };
        match sealed.check(report) {
            Ok(()) => {}
            Err(SealedError::File { source, .. }) => report.unreadable(place.name, &source),
            Err(SealedError::NoRecipient { .. }) => report.note("no-recipient", place.name),
        }
    }

    /// Where R2 names the archive, the object must be there.
    fn archived(&self, filing: &Filing, said: &Verification, report: &mut Report) {
        let named = said.copies.iter().any(|copy| copy.store == ARCHIVE);
        let id = archive::id::ObjectId::new(
            filing.organisation.as_str(),
            filing.application.as_str(),
            filing.sequence.as_str(),
        );
        let root = self.places.archives.first().or(self.places.no_archive.as_ref());
        let (Ok(id), true, Some(root)) = (id, named, root) else { return };
        if !id.place().below_folder(&root.path).is_dir() {
            report.unsound("missing", format!("{}/{}", root.name, id.place()), id);
        }
    }
}

impl Due {
    /// What the receipts promise; `first` is the copy that intake writes.
    fn of(receipts: &Receipts, first: bool) -> Self {
        let has = |kind| receipts.of_kind(kind).is_some();
        let desk = has(Kind::Verified);
        // The desk hands all receipts to the other copy after R3.
        Self { package: desk || first && has(Kind::Delivered), desk, receipts: has(Kind::Registered) }
    }
}

/// The receipts of which a folder has pages for people: `R0-offer` of `R0-offer.en.html`.
fn pages(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let pages = names.filter(|name| name.starts_with('R') && name.ends_with(".html"));
    pages.filter_map(|name| name.split('.').next().map(str::to_owned)).collect()
}

/// Holds what an object says against a copy of receipts and packages.
pub(super) fn same(held: &Held, copy: &Shelf, report: &mut Report) {
    wraps_of(held, copy, report);
    let folder = copy.receipts.join(held.number.as_str());
    for receipt in &held.receipts.0 {
        let file = folder.join(&format!("{}.cose", receipt.kind().file_stem()));
        match crate::receipts::read(&file.path).map(|bytes| Receipt::read(&bytes)) {
            Ok(Ok(other)) if other.digest() != receipt.digest() => {
                report.unsound("copies-differ", file.name, &held.place);
            }
            // What is no receipt was named where the copy was read.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !folder.path.exists() {
                    report.unsound("missing", folder.name, &held.place);
                    return;
                }
            }
            Err(error) => report.unreadable(file.name, &error),
        }
    }
}

/// The wrapped data keys of a copy begin with those that were archived: a new key adds lines.
fn wraps_of(held: &Held, copy: &Shelf, report: &mut Report) {
    let Some(folder) = &copy.sealed else { return };
    let place = folder.join(&format!("{}.{WRAPS}", held.number));
    if let (Some(archived), Ok(bytes)) = (&held.wraps, std::fs::read(&place.path))
        && !bytes.starts_with(archived)
    {
        report.unsound("wraps", place.name, &held.place);
    }
}

fn verified(receipts: &Receipts) -> Option<(&Filing, &Verification)> {
    let receipt = receipts.of_kind(Kind::Verified)?;
    match receipt.body() {
        Body::Verified(said) => Some((receipt.filing(), said)),
        _ => None,
    }
}

/// The name under which R2 speaks of the archive.
const ARCHIVE: &str = "archive";
