//! A composed application in which one thing is spoilt, and what must be found in it: that, and nothing else.

use std::ffi::OsString;

use ectd::book::{Book, Edition};
use ectd::check::Report;
use ectd::compose::element::Element;
use ectd::compose::leaf::{Content, File, Leaf};
use ectd::compose::plan::{Application, Document, Sequence};
use ectd::compose::{cn, eu, folder, ich, us, v4};
use ectd::finding::Finding;
use ectd::inspect::Launcher;
use ectd::profile::Profile;

use crate::common::written::{Written, official};
use crate::ledger;

/// Code, the authority's number, and place of a finding.
pub(crate) type Expected<'a> = (&'a str, &'a str, &'a str);

/// The books of eCTD v3.2.2.
pub(crate) const V3: [Profile; 4] = [Profile::Cn, Profile::Us, Profile::Eu, Profile::Ich];

pub(crate) const CN: &str = "m1/cn/cn-regional.xml";
pub(crate) const US: &str = "m1/us/us-regional.xml";
pub(crate) const EU: &str = "m1/eu/eu-regional.xml";

/// The leaf of index.xml that the second sequence of any composed application replaces, and the one that the fourth
/// deletes.
pub(crate) const REPLACED: &str = "m3-2-s-4-1";
pub(crate) const DELETED: &str = "m3-2-r";

/// The same in China's module 1.
pub(crate) const LABEL: &str = "cn-1-3-1-2";
pub(crate) const PATENTS: &str = "cn-1-3-8-2";

/// The first sequences of an application that a profile accepts. China's has the style sheets of both editions.
pub(crate) fn composed(profile: Profile, sequences: usize) -> Application {
    let application = match profile {
        Profile::Cn => cn::new_drug(),
        Profile::Us => us::new_drug(),
        Profile::Eu => eu::centralised(),
        Profile::Ich => ich::plain(),
        Profile::V4 => v4::new_drug(),
        Profile::Generic => folder::plain(),
    };
    let mut application = for_all_editions(application, profile);
    application.sequences.truncate(sequences);
    application
}

/// Gives each sequence of China the style sheet of the earlier edition, too.
fn for_all_editions(mut application: Application, profile: Profile) -> Application {
    if profile == Profile::Cn {
        let style = "util/style/cn-regional-1-0.xsl";
        let lacking = application.sequences.iter_mut().filter(|it| !it.util.contains(&style));
        lacking.for_each(|it| it.util.push(style));
    }
    application
}

/// Spoils the last sequence, and finds just that under every edition, knowing the sequences before it.
#[track_caller]
pub(crate) fn breaks(
    profile: Profile,
    application: Application,
    spoil: impl FnOnce(&mut Sequence),
    expected: &[Expected<'_>],
) {
    spoilt(profile, Book::of(profile).editions, application, spoil, None, expected);
}

/// The same under the edition in force: others do not have what the application is.
#[track_caller]
pub(crate) fn breaks_now(
    profile: Profile,
    application: Application,
    spoil: impl FnOnce(&mut Sequence),
    expected: &[Expected<'_>],
) {
    let now = std::slice::from_ref(Book::of(profile).current());
    spoilt(profile, now, application, spoil, None, expected);
}

/// The same, and files are looked into.
#[track_caller]
pub(crate) fn breaks_inside(
    profile: Profile,
    application: Application,
    spoil: impl FnOnce(&mut Sequence),
    expected: &[Expected<'_>],
) {
    spoilt(profile, Book::of(profile).editions, application, spoil, Some(&launcher()), expected);
}

#[track_caller]
fn spoilt(
    profile: Profile,
    editions: &[Edition],
    application: Application,
    spoil: impl FnOnce(&mut Sequence),
    launcher: Option<&Launcher>,
    expected: &[Expected<'_>],
) {
    let mut application = for_all_editions(application, profile);
    let last = application.sequences.last_mut().unwrap();
    spoil(last);
    let name = last.folder.clone();
    let written = Written::new(&application);
    for edition in editions {
        let report = written.check_opened(profile, edition.name, &written.open(&name), launcher.cloned());
        finds(&report, expected);
    }
}

/// The whole of what is found is what is expected: errors, warnings, and what is only worth knowing. The order is that
/// of the book, so it need not be kept here. Left out are the counts of [`counts`] and what was not evaluated.
#[track_caller]
pub(crate) fn finds(report: &Report, expected: &[Expected<'_>]) {
    exactly(report.profile, report.edition.name, &report.findings, expected);
}

/// The same of findings alone.
#[track_caller]
pub(crate) fn exactly(
    profile: Profile,
    edition: &'static str,
    findings: &[Finding],
    expected: &[Expected<'_>],
) {
    let found: Vec<&Finding> = findings.iter().filter(|it| it.rule != COUNTS && is_told(it)).collect();
    let book = Book::of(profile);
    let position = |it: &Expected<'_>| {
        let mut rows = book.criteria();
        rows.position(|row| (row.code, &*book.authority(row)) == (it.0, it.1))
    };
    let mut expected = expected.to_vec();
    expected.sort_by_key(|it| (position(it), it.2));
    let mut shown: Vec<Expected<'_>> = found.iter().map(|it| shown(it)).collect();
    shown.sort_by_key(|it| (position(it), it.2));
    assert_eq!(shown, expected, "{profile} {edition}: {found:#?}");
    ledger::note(profile, edition, &found);
}

/// The findings of the rows that count, and these alone.
#[track_caller]
pub(crate) fn counts(report: &Report, expected: &[Expected<'_>]) -> Vec<Finding> {
    let found: Vec<&Finding> = report.findings.iter().filter(|it| it.rule == COUNTS).collect();
    assert_eq!(found.iter().map(|it| shown(it)).collect::<Vec<_>>(), expected);
    ledger::note(report.profile, report.edition.name, &found);
    found.into_iter().cloned().collect()
}

fn shown(finding: &Finding) -> Expected<'_> {
    (&finding.rule, &finding.authority, &finding.place)
}

/// Without the authorities' files beside the project, what is found about these is left out.
fn is_told(finding: &Finding) -> bool {
    !finding.is_gap() && (official().is_some() || finding.text != "util-altered")
}

/// Code of the rows that count files, bytes and headings: they tell something of every dossier.
const COUNTS: &str = "PKG-15";

/// This program as a worker.
pub(crate) fn launcher() -> Launcher {
    Launcher::new(std::env::current_exe().unwrap(), [OsString::from(WORKER)])
}

/// The argument that makes this program a worker.
pub(crate) const WORKER: &str = "inspect-worker";

/// Gives another content to a file, which its leaf states truly.
pub(crate) fn refill(sequence: &mut Sequence, path: &str, bytes: Vec<u8>) {
    let content = Content::Bytes(bytes);
    if let Some(file) = sequence.files.iter_mut().find(|file| file.path == path) {
        file.content = content;
        return;
    }
    let is_its = |leaf: &&Leaf| leaf.file.as_ref().is_some_and(|file| file.path == path);
    let id = sequence.leaves().into_iter().find(is_its).unwrap().id.clone();
    sequence.leaf(&id).unwrap().file.as_mut().unwrap().content = content;
}

/// The root of index.xml.
pub(crate) fn index(sequence: &mut Sequence) -> &mut Document {
    sequence.backbone.as_mut().unwrap()
}

/// Adds a leaf under headings below an element.
pub(crate) fn put(sequence: &mut Sequence, below: &str, headings: &[&str], leaf: Leaf) {
    let element = sequence.element(below).unwrap();
    headings.iter().fold(element, |element: &mut Element, name| element.open(name, &[])).leaves.push(leaf);
}

/// Makes a leaf bring no file.
pub(crate) fn without_file(leaf: &mut Leaf) {
    leaf.file = None;
}

/// Another path for the file of a leaf.
pub(crate) fn moved(sequence: &mut Sequence, id: &str, path: &str) {
    sequence.leaf(id).unwrap().file = Some(File::pdf(path, path));
}

/// A sequence once more, under the next number.
pub(crate) fn again(application: &mut Application, position: usize) {
    let mut sequence = application.sequences[position].clone();
    let last: u16 = application.sequences.last().unwrap().folder.parse().unwrap();
    sequence.folder = format!("{:04}", last + 1);
    for name in ["sequence-number", "sequence"] {
        let number = sequence.folder.clone();
        if let Some(field) = sequence.element(name) {
            field.text = number;
        }
    }
    application.sequences.push(sequence);
}
