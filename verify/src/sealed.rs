//! One sealed package with what lies beside it: clear part, signature, every segment by its digest, and with a key every byte
//! of every file.

use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crypto::wrap::{Kid, PrivateKey};
use package::damage::{Damage, Fault};
use package::digests::{self, Digests};
use package::frame::FrameError;
use package::head::{Head, HeadError};
use package::identity::PackageDigest;
use package::opener::{OpenError, Opener};
use package::receipt::Receipt;
use package::receipt::body::Kind;
use package::stanza::{self, Stanza};
use terminal::bar::Bar;

use crate::part::Part;
use crate::receipts::Receipts;
use crate::report::Report;

/// A package that is to be checked.
#[derive(Debug)]
pub(crate) struct Sealed<'a> {
    /// Its file.
    pub(crate) path: &'a Path,
    /// How findings name it.
    pub(crate) place: String,
    /// Its receipts, as far as they are at hand.
    pub(crate) receipts: &'a Receipts,
    /// What opens it.
    pub(crate) key: Option<&'a PrivateKey>,
    /// Moves as its bytes are read.
    pub(crate) bar: Bar,
}

/// A package that could not be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealedError {
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system answers.
        source: io::Error,
    },
    /// The key opens other packages than this one. Everything else was checked.
    #[error("the key {kid} is no recipient")]
    NoRecipient {
        /// The key.
        kid: Kid,
    },
}

impl Sealed<'_> {
    /// Checks the package; what is wrong with it becomes findings.
    ///
    /// # Errors
    /// [`SealedError`].
    pub(crate) fn check(&self, report: &mut Report) -> Result<(), SealedError> {
        let mut file = File::open(self.path).map_err(|error| self.failed(error))?;
        let Some(head) = self.head(&mut file, report)? else { return Ok(()) };
        self.statement(&head, report);
        let noted = self.noted(&head, report)?;
        let wraps = self.wraps(report)?;
        if noted.is_none() && self.key.is_none() && self.receipts.0.is_empty() {
            report.note("no-digests", &self.place);
        }
        let opened = self.key.map(|key| self.open(key, &wraps, report)).transpose();
        let (found, refused) = match opened {
            Ok(Some(Some(found))) => (found, None),
            Ok(_) => (self.blind(file, &head, noted.as_ref(), report)?, None),
            Err(error @ SealedError::NoRecipient { .. }) => {
                (self.blind(file, &head, noted.as_ref(), report)?, Some(error))
            }
            Err(error) => return Err(error),
        };
        self.agree(&head, found, noted.as_ref(), report);
        refused.map_or(Ok(()), Err)
    }

    fn head(&self, file: &mut File, report: &mut Report) -> Result<Option<Head>, SealedError> {
        match Head::read(file).and_then(|head| head.verify().map(|()| head)) {
            Ok(head) => {
                report.checked(Part::Package, 1);
                report.read(head.payload_offset());
                Ok(Some(head))
            }
            Err(HeadError::Frame(FrameError::Read(error))) => Err(self.failed(error)),
            Err(error) => {
                report.unsound("clear-part", &self.place, error);
                Ok(None)
            }
        }
    }

    /// Judges the applicant's certificate at the time of the offer, when the centre judged it; without receipts at the time
    /// that the statement itself names.
    fn statement(&self, head: &Head, report: &mut Report) {
        let offered = self.receipts.of_kind(Kind::Offer).map(Receipt::time);
        let at = offered.unwrap_or(head.facts().time);
        if let Some(Err(error)) = report.anchor().map(|anchor| head.statement().trust(anchor, at)) {
            report.unsound("not-trusted", &self.place, error);
        }
    }

    /// Opens the package and checks every byte of every file. Gives its digest; none, when it is damaged.
    fn open(
        &self,
        key: &PrivateKey,
        wraps: &[Stanza],
        report: &mut Report,
    ) -> Result<Option<PackageDigest>, SealedError> {
        let file = File::open(self.path).map_err(|error| self.failed(error))?;
        let reader = self.bar.reading(BufReader::with_capacity(BUFFER, file));
        match Opener::new(reader, key, wraps).and_then(|opener| opener.open(&mut ())) {
            Ok(opened) => {
                report.checked(Part::Member, opened.files());
                report.read(opened.bytes());
                let found = opened.digests().package_digest();
                let segments = opened.digests().to_bytes().len() as u64 / DIGEST;
                report.checked(Part::Segment, segments);
                return Ok(Some(found));
            }
            Err(OpenError::Damage(damage)) => self.damaged(&damage, report),
            Err(OpenError::Head(error)) => report.unsound("clear-part", &self.place, error),
            Err(OpenError::Wrap { kid }) => report.unsound("stanza", &self.place, kid),
            Err(OpenError::NoRecipient { kid }) => return Err(SealedError::NoRecipient { kid }),
            Err(OpenError::Read(error) | OpenError::Sink(error)) => return Err(self.failed(error)),
            Err(error) => report.unsound(error.code(), &self.place, &error),
        }
        Ok(None)
    }

    /// Reads every segment without a key: length, and the digests noted beside the package.
    fn blind(
        &self,
        mut file: File,
        head: &Head,
        noted: Option<&Digests>,
        report: &mut Report,
    ) -> Result<PackageDigest, SealedError> {
        file.seek(SeekFrom::Start(head.payload_offset())).map_err(|error| self.failed(error))?;
        let reader = self.bar.reading(BufReader::with_capacity(BUFFER, file));
        let blind = digests::check(reader, head, noted).map_err(|error| self.failed(error))?;
        report.checked(Part::Segment, u64::from(head.header().segments.count()));
        report.read(head.header().segments.ciphertext_len());
        let found = blind.digests.package_digest();
        // Where the whole is what was receipted, a digest that differs was itself changed; `agree` says so.
        let whole = self.receipted() == Some(found);
        for damage in &blind.damages {
            if !(whole && matches!(damage.fault, Fault::Digest { .. })) {
                self.damaged(damage, report);
            }
        }
        Ok(found)
    }

    /// Holds the package to its receipts, and to the digests beside it.
    fn agree(&self, head: &Head, found: PackageDigest, noted: Option<&Digests>, report: &mut Report) {
        for receipt in &self.receipts.0 {
            let place = || format!("{}: {}", self.place, receipt.kind().file_stem());
            if !receipt.filing().is_of(head.statement()) {
                report.unsound("other-package", place(), "");
            } else if receipt.body().package_digest().is_some_and(|digest| digest != found) {
                report.unsound("package-digest", place(), format!("the package's digest is {found}"));
            }
        }
        let noted = noted.map(Digests::package_digest);
        let truth = self.receipted().or(self.key.map(|_| found));
        if noted.is_some() && truth.is_some() && noted != truth {
            report.unsound("digests", self.beside_place(DIGESTS), "they do not lead to the package digest");
        }
    }

    /// The package digest that the centre signed.
    fn receipted(&self) -> Option<PackageDigest> {
        self.receipts.0.iter().find_map(|receipt| receipt.body().package_digest())
    }

    fn damaged(&self, damage: &Damage, report: &mut Report) {
        report.unsound(damage.fault.code(), format!("{}: {}", self.place, damage.place), &damage.fault);
    }

    /// The digests noted at reception, in `<name>.digests` beside the package.
    fn noted(&self, head: &Head, report: &mut Report) -> Result<Option<Digests>, SealedError> {
        let Some(bytes) = self.beside(DIGESTS)? else { return Ok(None) };
        let digests = Digests::from_bytes(&bytes, &head.header().segments);
        if digests.is_none() {
            let wanted = u64::from(head.header().segments.count()) * DIGEST;
            let detail = format!("{} bytes, {wanted} are one digest for each segment", bytes.len());
            report.unsound("digests", self.beside_place(DIGESTS), detail);
        }
        Ok(digests)
    }

    /// The stanzas kept in `<name>.wraps` beside the package.
    fn wraps(&self, report: &mut Report) -> Result<Vec<Stanza>, SealedError> {
        let Some(bytes) = self.beside(WRAPS)? else { return Ok(Vec::new()) };
        Ok(stanza::read_lines(&bytes).unwrap_or_else(|error| {
            report.unsound("wraps", self.beside_place(WRAPS), error);
            Vec::new()
        }))
    }

    fn beside(&self, extension: &str) -> Result<Option<Vec<u8>>, SealedError> {
        let path = self.path.with_extension(extension);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SealedError::File { path, source }),
        }
    }

    fn beside_place(&self, extension: &str) -> String {
        let stem = self.place.strip_suffix(PACKAGE).and_then(|stem| stem.strip_suffix('.'));
        stem.map_or_else(|| format!("{}: .{extension}", self.place), |stem| format!("{stem}.{extension}"))
    }

    fn failed(&self, source: io::Error) -> SealedError {
        SealedError::File { path: self.path.to_owned(), source }
    }
}

/// Extension of a package.
pub(crate) const PACKAGE: &str = "sealpost";
/// Extension of the segment digests beside it.
pub(crate) const DIGESTS: &str = "digests";
/// Extension of the stanzas beside it.
pub(crate) const WRAPS: &str = "wraps";
/// Bytes of a digest.
const DIGEST: u64 = 32;
/// Bytes per read.
const BUFFER: usize = 1 << 20;
