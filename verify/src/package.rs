//! `package FILE`: clear part, signature, every segment by its digest, and with a key every byte of every file.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crypto::chain::Anchor;
use crypto::wrap::PrivateKey;
use package::damage::Damage;
use package::digests::{self, Digests};
use package::head::Head;
use package::identity::PackageDigest;
use package::opener::{OpenError, Opener};
use package::receipt::Receipt;
use package::receipt::body::Kind;
use package::stanza::{self, Stanza};
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::command::PackageOptions;
use crate::evidence;
use crate::key::{anchor, decryption, unusable};
use crate::report::Report;
use crate::text::Texts;

/// Verifies one sealed package.
pub(crate) fn verify(options: &PackageOptions, texts: Texts) -> Result<Report, Failure> {
    let path = &options.file;
    let anchor = anchor(options.trust.as_deref(), texts)?;
    let key = decryption(&options.key, texts)?;
    let mut report = Report::new(anchor.is_some());
    let mut file = File::open(path).map_err(|e| unusable("open", path, &e, texts))?;
    let head = match Head::read(&mut file).and_then(|head| head.verify().map(|()| head)) {
        Ok(head) => head,
        Err(error) => {
            report.unsound(texts, "clear-part", path.display().to_string(), error);
            return Ok(report);
        }
    };
    report.checked(1);
    report.read(head.payload_offset());
    let receipts = match &options.receipts {
        Some(folder) => evidence::folder(folder, anchor.as_ref(), &mut report, texts)?,
        None => Vec::new(),
    };
    statement(&head, &receipts, anchor.as_ref(), path, &mut report, texts);
    let found = blind(file, &head, path, key.is_some() || !receipts.is_empty(), &mut report, texts)?;
    agree(&head, &receipts, found, path, &mut report, texts);
    match key {
        Some(key) => open(path, &key, &mut report, texts)?,
        None => report.note(texts, "no-key", path.display().to_string()),
    }
    Ok(report)
}

/// Judges the applicant's certificate at the time of the offer, when the centre judged it; without receipts at the time
/// that the statement itself names.
fn statement(
    head: &Head,
    receipts: &[Receipt],
    anchor: Option<&Anchor>,
    path: &Path,
    report: &mut Report,
    texts: Texts,
) {
    let Some(anchor) = anchor else { return };
    let offered = receipts.iter().find(|r| r.kind() == Kind::Offer).map(Receipt::time);
    if let Err(error) = head.statement().trust(anchor, offered.unwrap_or(head.facts().time)) {
        report.unsound(texts, "not-trusted", path.display().to_string(), error);
    }
}

/// Reads every segment without a key: length, and the digests noted beside the package.
fn blind(
    mut file: File,
    head: &Head,
    path: &Path,
    seen_otherwise: bool,
    report: &mut Report,
    texts: Texts,
) -> Result<PackageDigest, Failure> {
    let noted = noted(path, head, texts)?;
    if noted.is_none() && !seen_otherwise {
        report.note(texts, "no-digests", path.display().to_string());
    }
    file.seek(SeekFrom::Start(head.payload_offset())).map_err(|e| unusable("open", path, &e, texts))?;
    let blind = digests::check(BufReader::with_capacity(BUFFER, file), head, noted.as_ref())
        .map_err(|e| unusable("open", path, &e, texts))?;
    report.checked(u64::from(head.header().segments.count()));
    report.read(head.header().segments.ciphertext_len());
    for damage in &blind.damages {
        damaged(damage, report, texts);
    }
    Ok(blind.digests.package_digest())
}

/// Holds the package to its receipts.
fn agree(
    head: &Head,
    receipts: &[Receipt],
    found: PackageDigest,
    path: &Path,
    report: &mut Report,
    texts: Texts,
) {
    for receipt in receipts {
        let place = || format!("{}: {}", path.display(), receipt.kind().file_stem());
        if !receipt.filing().is_of(head.statement()) {
            report.unsound(texts, "other-package", place(), "");
        } else if receipt.body().package_digest().is_some_and(|digest| digest != found) {
            report.unsound(texts, "package-digest", place(), found);
        }
    }
}

/// Opens the package and checks every byte of every file; in a damaged one, the key tells the place inside.
fn open(path: &Path, key: &PrivateKey, report: &mut Report, texts: Texts) -> Result<(), Failure> {
    let file = File::open(path).map_err(|e| unusable("open", path, &e, texts))?;
    let opened = Opener::new(BufReader::with_capacity(BUFFER, file), key, &wraps(path, texts)?)
        .and_then(|opener| opener.open(&mut ()));
    match opened {
        Ok(opened) => {
            report.checked(opened.files());
            report.read(opened.bytes());
        }
        Err(OpenError::Damage(damage)) => damaged(&damage, report, texts),
        Err(OpenError::Head(error)) => report.unsound(texts, "clear-part", path.display().to_string(), error),
        Err(OpenError::Wrap { kid }) => report.unsound(texts, "stanza", path.display().to_string(), kid),
        Err(OpenError::NoRecipient { kid }) => {
            let message = texts.with("error-no-recipient", &[("kid", kid.to_string())]);
            let failure = Failure::new(Exit::Failed, "no-recipient", message);
            return Err(failure.hint(texts.say("hint-no-recipient")));
        }
        Err(error) => return Err(unusable("open", path, &error, texts)),
    }
    Ok(())
}

fn damaged(damage: &Damage, report: &mut Report, texts: Texts) {
    report.unsound(texts, damage.fault.code(), damage.place.to_string(), &damage.fault);
}

/// The digests noted at reception, in `<name>.digests` beside the package.
fn noted(path: &Path, head: &Head, texts: Texts) -> Result<Option<Digests>, Failure> {
    let Some((beside, bytes)) = read_beside(path, "digests", texts)? else { return Ok(None) };
    let digests = Digests::from_bytes(&bytes, &head.header().segments);
    let wrong = || unusable("beside", &beside, &"another number of digests than segments", texts);
    digests.map(Some).ok_or_else(wrong)
}

/// The stanzas kept in `<name>.wraps` beside the package.
fn wraps(path: &Path, texts: Texts) -> Result<Vec<Stanza>, Failure> {
    let Some((beside, bytes)) = read_beside(path, "wraps", texts)? else { return Ok(Vec::new()) };
    stanza::read_lines(&bytes).map_err(|e| unusable("beside", &beside, &e, texts))
}

fn read_beside(path: &Path, extension: &str, texts: Texts) -> Result<Option<(PathBuf, Vec<u8>)>, Failure> {
    let beside = path.with_extension(extension);
    match std::fs::read(&beside) {
        Ok(bytes) => Ok(Some((beside, bytes))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(unusable("beside", &beside, &e, texts)),
    }
}

/// Bytes per read.
const BUFFER: usize = 1 << 20;
