//! The evidence of one object of the archive: that the dossier in it is what was signed and receipted.
//!
//! The files were compared with the inventory already; here the inventory itself is held against the signatures: whoever
//! writes a new inventory over changed files is caught by the manifest root, which the applicant has signed.

use std::io::Read;
use std::path::Path;

use archive::id::ObjectId;
use archive::inventory::{Content, Inventory, Version};
use archive::key::Key;
use archive::validate::object::Sound;
use package::bag::{self, Manifest, Tags};
use package::digests::Digests;
use package::head::Head;
use package::identity::Number;
use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};
use package::stanza;

use crate::part::Part;
use crate::receipts::{self, Receipts};
use crate::report::Report;

/// An object whose files were read.
pub(crate) struct Object<'a> {
    /// The storage root.
    pub(crate) root: &'a Path,
    /// Its place below that.
    pub(crate) key: &'a Key,
    /// How findings name it.
    pub(crate) place: String,
    /// Its inventory.
    pub(crate) inventory: &'a Inventory,
    /// What was read, file by file.
    pub(crate) files: &'a [Option<Sound>],
}

/// What an object's evidence says.
pub(crate) struct Held {
    /// The submission's number.
    pub(crate) number: Number,
    /// How findings name the object.
    pub(crate) place: String,
    /// Its receipts.
    pub(crate) receipts: Receipts,
    /// The wrapped data keys; none when they are damaged.
    pub(crate) wraps: Option<Vec<u8>>,
}

impl Object<'_> {
    /// Holds the object against its evidence. Gives what that says; none, when there is no sound receipt.
    pub(crate) fn check(&self, report: &mut Report) -> Option<Held> {
        let newest = self.inventory.versions.last()?;
        self.versions(report);
        let head = self.head(newest, report);
        let receipts = self.receipts(newest, report);
        if let Some(head) = &head {
            self.belongs(head, &receipts, report);
            self.digests(newest, head, &receipts, report);
            self.dossier(newest, head, &receipts, report);
        }
        let wraps = self.wraps(newest, report);
        self.findings(newest, &receipts, report);
        let number = receipts.0.first()?.filing().number.clone();
        Some(Held { number, place: self.place.clone(), receipts, wraps })
    }

    /// Later versions only add.
    fn versions(&self, report: &mut Report) {
        for (number, pair) in (2..).zip(self.inventory.versions.windows(2)) {
            // Both are sorted: what is in the one and not in the other comes up in one walk.
            let mut later = pair[1].state.iter().peekable();
            for file in &pair[0].state {
                while later.peek().is_some_and(|other| *other < file) {
                    later.next();
                }
                if later.peek() != Some(&file) {
                    report.unsound("version-drops", format!("{}/v{number}", self.place), &file.path);
                }
            }
        }
    }

    fn head(&self, version: &Version, report: &mut Report) -> Option<Head> {
        let (place, bytes) = self.evidence(version, HEAD, report)?;
        let head = match Head::parse(&bytes).and_then(|head| head.verify().map(|()| head)) {
            Ok(head) => head,
            Err(error) => {
                report.unsound("clear-part", place, error);
                return None;
            }
        };
        report.checked(Part::Package, 1);
        if let Some((place, statement)) = self.evidence(version, STATEMENT, report)
            && statement != head.statement().bytes()
        {
            report.unsound("statement", place, "");
        }
        Some(head)
    }

    fn receipts(&self, version: &Version, report: &mut Report) -> Receipts {
        let (mut found, mut whole) = (Vec::new(), true);
        for name in version.state.iter().filter_map(|file| file.path.strip_prefix(RECEIPTS)) {
            let receipt = self
                .evidence(version, &format!("{RECEIPTS}{name}"), report)
                .and_then(|(place, bytes)| receipts::named(&bytes, name, &place, report));
            whole &= receipt.is_some();
            found.extend(receipt);
        }
        let receipts = Receipts(found);
        // Where one is damaged, that it is missing between the others is no news.
        if whole {
            let place = format!("{}/{}", self.place, RECEIPTS.trim_end_matches('/'));
            receipts.follow(&place, report);
            match receipts.of_kind(Kind::Verified) {
                Some(_) => {}
                // The desk adds R2 and R3 after it has given them: an object of one version waits for them.
                None if self.inventory.head() == 1 => report.warn("not-closed", place, ""),
                None => report.unsound("not-closed", place, ""),
            }
        }
        receipts
    }

    /// Statement, receipts and id speak of the same submission.
    fn belongs(&self, head: &Head, receipts: &Receipts, report: &mut Report) {
        let facts = head.facts();
        let id =
            ObjectId::new(facts.organisation.as_str(), facts.application.as_str(), facts.sequence.as_str());
        if id.map(|id| id.to_string()).ok().as_deref() != Some(&*self.inventory.id) {
            report.unsound("other-object", &self.place, &self.inventory.id);
        }
        for receipt in receipts.0.iter().filter(|receipt| !receipt.filing().is_of(head.statement())) {
            let place = format!("{}/{RECEIPTS}{}.cose", self.place, receipt.kind().file_stem());
            report.unsound("other-package", place, "");
        }
        let at = receipts.of_kind(Kind::Offer).map_or(facts.time, Receipt::time);
        if let Some(Err(error)) = report.anchor().map(|anchor| head.statement().trust(anchor, at)) {
            report.unsound("not-trusted", format!("{}/{STATEMENT}", self.place), error);
        }
    }

    /// The segment digests lead to the package digest of the receipts.
    fn digests(&self, version: &Version, head: &Head, receipts: &Receipts, report: &mut Report) {
        let Some((place, bytes)) = self.evidence(version, DIGESTS, report) else { return };
        let Some(digests) = Digests::from_bytes(&bytes, &head.header().segments) else {
            report.unsound("digests", place, "not one digest for each segment");
            return;
        };
        let found = digests.package_digest();
        let other = |receipt: &Receipt| receipt.body().package_digest().is_some_and(|digest| digest != found);
        if receipts.0.iter().any(other) {
            report.unsound("digests", place, format!("they lead to {found}"));
        }
    }

    /// The manifest of the dossier leads to the root that the applicant has signed, and to what R2 says of the files.
    fn dossier(&self, version: &Version, head: &Head, receipts: &Receipts, report: &mut Report) {
        let place = format!("{}/{DOSSIER}", self.place);
        // A file that is damaged was named already; what it would lead to is no news.
        let Some(tags) = self.manifest(version, head) else { return };
        let facts = head.facts();
        if tags.root != facts.manifest_root {
            report.unsound(
                "manifest-root",
                place,
                format!("found {}, signed {}", tags.root, facts.manifest_root),
            );
            return;
        }
        if let Some(Body::Verified(said)) = receipts.of_kind(Kind::Verified).map(Receipt::body)
            && (said.files, said.bytes, said.files_root)
                != (tags.totals.files, tags.totals.bytes, tags.files_root)
        {
            report.unsound(
                "files-root",
                place,
                format!("found {}, signed {}", tags.files_root, said.files_root),
            );
        }
    }

    fn manifest(&self, version: &Version, head: &Head) -> Option<Tags> {
        let by_digest = self.inventory.by_digest();
        let mut files = Vec::new();
        for file in &version.state {
            let Some(path) = file.path.strip_prefix(DOSSIER) else { continue };
            let from = by_digest.partition_point(|&at| self.inventory.contents[at].sha512 < file.sha512);
            let at = *by_digest.get(from).filter(|&&at| self.inventory.contents[at].sha512 == file.sha512)?;
            files.push((path, self.files.get(at).copied().flatten()?));
        }
        files.sort_unstable_by_key(|(path, _)| *path);
        let facts = head.facts();
        let folder = bag::data_folder(&facts.sequence);
        let mut manifest = Manifest::new();
        for (path, file) in files {
            manifest.push(&format!("{folder}{path}"), file.length, &file.sha256);
        }
        Some(manifest.finish(&facts.application, &facts.sequence))
    }

    fn wraps(&self, version: &Version, report: &mut Report) -> Option<Vec<u8>> {
        let (place, bytes) = self.evidence(version, WRAPS, report)?;
        if let Err(error) = stanza::read_lines(&bytes) {
            report.unsound("wraps", place, error);
            return None;
        }
        Some(bytes)
    }

    /// The findings report is the one that R2 signs.
    fn findings(&self, version: &Version, receipts: &Receipts, report: &mut Report) {
        let Some(content) = self.content(version, FINDINGS) else {
            report.unsound("evidence", format!("{}/{FINDINGS}", self.place), "");
            return;
        };
        let Some(file) = self.read(content) else { return };
        let Some(Body::Verified(said)) = receipts.of_kind(Kind::Verified).map(Receipt::body) else { return };
        report.checked(Part::Annex, 1);
        if file.sha256 != said.findings.sha256.0 {
            report.unsound("findings", format!("{}/{}", self.place, content.path), "");
        }
    }

    /// A piece of evidence, with the place of its file. That it is missing is a finding; that its file is damaged was one.
    fn evidence(&self, version: &Version, logical: &str, report: &mut Report) -> Option<(String, Vec<u8>)> {
        let Some(content) = self.content(version, logical) else {
            report.unsound("evidence", format!("{}/{logical}", self.place), "");
            return None;
        };
        self.read(content)?;
        let place = format!("{}/{}", self.place, content.path);
        let path = self.key.join(&content.path).ok()?.below_folder(self.root);
        let mut bytes = Vec::new();
        match std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)) {
            Ok(_) => Some((place, bytes)),
            Err(error) => {
                report.unreadable(place, &error);
                None
            }
        }
    }

    fn content(&self, version: &Version, logical: &str) -> Option<&Content> {
        let sha512 = version.find(logical)?.sha512;
        self.inventory.contents.iter().find(|content| content.sha512 == sha512)
    }

    fn read(&self, content: &Content) -> Option<Sound> {
        self.files.get(self.inventory.content(&content.path)?).copied().flatten()
    }
}

const DOSSIER: &str = "dossier/";
const HEAD: &str = "evidence/package.head";
const DIGESTS: &str = "evidence/package.digests";
const WRAPS: &str = "evidence/package.wraps";
const STATEMENT: &str = "evidence/statement.cose";
const FINDINGS: &str = "evidence/findings.json";
const RECEIPTS: &str = "evidence/receipts/";
/// No evidence that is read whole is longer than this, in bytes: the digests of the longest package.
const LONGEST: u64 = 32 << 20;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use archive::inventory::{Inventory, Logical, Version};
    use archive::key::Key;
    use crypto::digest::Sha512Digest;

    use super::Object;
    use crate::report::tests::{found, report};

    fn version(files: &[(&str, &[u8])]) -> Version {
        let logical =
            |&(path, bytes): &(&str, &[u8])| Logical { sha512: Sha512Digest::of(bytes), path: path.into() };
        let mut state: Vec<Logical> = files.iter().map(logical).collect();
        state.sort_unstable();
        Version { state, ..Version::default() }
    }

    #[test]
    fn a_version_that_takes_away_or_changes_a_file_is_found_and_one_that_adds_is_not() {
        let first = version(&[("dossier/a", b"a"), ("dossier/b", b"b"), ("evidence/x", b"b")]);
        let adds =
            version(&[("dossier/a", b"a"), ("dossier/b", b"b"), ("evidence/x", b"b"), ("evidence/y", b"y")]);
        let drops = version(&[("dossier/a", b"a"), ("evidence/x", b"b"), ("evidence/y", b"y")]);
        let changes = version(&[("dossier/a", b"A"), ("evidence/x", b"b"), ("evidence/y", b"y")]);
        let inventory = Inventory { versions: vec![first, adds, drops, changes], ..Inventory::default() };
        let key = Key::root();
        let object =
            Object { root: Path::new("/"), key: &key, place: "o".into(), inventory: &inventory, files: &[] };
        let mut report = report();
        object.versions(&mut report);
        assert_eq!(found(&report), [("version-drops", "o/v3"), ("version-drops", "o/v4")]);
        assert!(report.findings()[0].message.contains("dossier/b"));
        assert!(report.findings()[1].message.contains("dossier/a"));
    }
}
