//! The drill: one submission out of the backup alone into an empty folder, and the proof that it is what was filed.
//!
//! Nothing else is asked: no registry, no sealed store, no archive. The key is the centre's or that of escrow. What lies in the
//! folder at the end is a bag (RFC 8493) with the receipts beside it, read back from the disk and compared with R2.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crypto::chain::Anchor;
use crypto::digest::{Sha256, Sha256Digest};
use crypto::tree::Tree;
use crypto::wrap::PrivateKey;
use durable::error::FileError;
use durable::{copy, folder, tree};
use package::bag;
use package::identity::PackageDigest;
use package::opener::folder::{Folder, Form};
use package::opener::{OpenError, Opener};
use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};
use package::receipt::step::Step;
use package::receipt::verification::Verification;
use package::stanza;

use crate::store::{Name, Store};

/// What is restored, from where, with what.
pub struct Drill<'a> {
    /// Receipts in the backup: a folder for each number.
    pub receipts: &'a Path,
    /// Packages in the backup.
    pub packages: &'a dyn Store,
    /// Number of the submission.
    pub number: &'a str,
    /// The centre's decryption key, or that of escrow.
    pub key: &'a PrivateKey,
    /// The CA under which the receipts must be signed; none proves them only by the certificates in them.
    pub anchor: Option<&'a Anchor>,
    /// A new or empty folder.
    pub out: &'a Path,
}

/// Proof that a submission was restored and is what was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Number of files.
    pub files: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// The signed manifest root.
    pub manifest_root: String,
    /// The files root that R2 signs.
    pub files_root: String,
    /// The package digest that R1 and R2 sign.
    pub package_digest: PackageDigest,
}

/// Why nothing was proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// Something lies in the folder.
    #[error("the folder {} is not empty", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The key is no recipient, or something could not be read or written while it was opened.
    #[error(transparent)]
    Open(OpenError),
    /// The backup does not hold what was filed.
    #[error("{place}: {reason}")]
    Unsound {
        /// The file in the backup or in the folder.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Restores a submission and proves that it is what was filed.
///
/// # Errors
/// [`RestoreError`]; then what lies in the folder is worth nothing.
pub fn restore(drill: &Drill<'_>) -> Result<Restored, RestoreError> {
    fs::create_dir_all(drill.out).map_err(at(drill.out))?;
    if fs::read_dir(drill.out).map_err(at(drill.out))?.next().is_some() {
        return Err(RestoreError::InUse { path: drill.out.to_owned() });
    }
    let receipts = drill.receipts.join(drill.number);
    let step = step(&receipts, drill.anchor)?;
    let verification = verification(&receipts)?;
    let restored = open(drill, &step, &verification)?;
    prove(&drill.out.join(BAG), &verification)?;
    keep_receipts(&receipts, &drill.out.join(RECEIPTS))?;
    tree::sync(drill.out)?;
    Ok(restored)
}

/// Reads the receipts, proves their signatures and how they follow one another.
fn step(folder: &Path, anchor: Option<&Anchor>) -> Result<Step, RestoreError> {
    let mut receipts = Vec::new();
    for kind in Kind::ALL {
        let path = folder.join(format!("{}.cose", kind.file_stem()));
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read.map_err(at(&path))?,
        };
        let receipt = Receipt::read(&bytes).and_then(|receipt| {
            anchor.map_or(Ok(()), |anchor| receipt.trust(anchor).map(drop))?;
            Ok(receipt)
        });
        receipts.push(receipt.map_err(|error| unsound(&path, error))?);
    }
    let step = Step::of(receipts).map_err(|error| unsound(folder, error))?;
    step.ok_or_else(|| unsound(folder, "there is no receipt"))
}

fn verification(folder: &Path) -> Result<Verification, RestoreError> {
    let path = folder.join(format!("{}.cose", Kind::Verified.file_stem()));
    let bytes = fs::read(&path).map_err(at(&path))?;
    match Receipt::read(&bytes).map_err(|error| unsound(&path, error))?.body() {
        Body::Verified(verification) => Ok((**verification).clone()),
        _ => Err(unsound(&path, "this is not the receipt R2")),
    }
}

/// Opens the package into the folder and compares it with what was signed.
fn open(drill: &Drill<'_>, step: &Step, signed: &Verification) -> Result<Restored, RestoreError> {
    let name = Name::package(drill.number);
    let path = drill.packages.place(&name);
    let stanzas = match drill.packages.read(&Name::wraps(drill.number)) {
        Ok(bytes) => stanza::read_lines(&bytes).unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let file = drill.packages.read_back(&name)?.reader(0)?;
    let opener = Opener::new(BufReader::with_capacity(BUFFER, file), drill.key, &stanzas);
    let opener = opener.map_err(|error| blame(&path, error))?;
    let filing = step.receipt().filing();
    if !filing.is_of(opener.head().statement()) {
        return Err(unsound(&path, "the receipts are of another package"));
    }
    let target = drill.out.join(BAG);
    let mut bag = Folder::new(&target, Form::Bag).map_err(at(&target))?;
    let opened = opener.open(&mut bag).map_err(|error| blame(&path, error))?;
    let digest = opened.digests().package_digest();
    for (what, agrees) in [
        ("package digest", digest == signed.package_digest),
        ("files root", opened.files_root() == signed.files_root),
        ("number of files", opened.files() == signed.files),
        ("number of bytes", opened.bytes() == signed.bytes),
        ("manifest root", opened.root() == filing.manifest_root),
    ] {
        if !agrees {
            return Err(unsound(&path, format!("its {what} is not the one that R2 signs")));
        }
    }
    Ok(Restored {
        files: opened.files(),
        bytes: opened.bytes(),
        manifest_root: opened.root().to_string(),
        files_root: opened.files_root().to_string(),
        package_digest: digest,
    })
}

/// Reads every restored file back from the disk: it has the SHA-256 of its line in the manifest, and the lines give the files
/// root of R2.
fn prove(bag: &Path, signed: &Verification) -> Result<(), RestoreError> {
    tree::sync(bag)?;
    let manifest = bag.join(bag::MANIFEST);
    let lines = BufReader::new(fs::File::open(&manifest).map_err(at(&manifest))?).lines();
    let mut proven = Tree::new();
    for line in lines {
        let line = line.map_err(at(&manifest))?;
        let malformed = || unsound(&manifest, format!("{line:?} is no line of a manifest"));
        let (digest, name) = line.split_once("  ").ok_or_else(malformed)?;
        let expected: Sha256Digest = digest.parse().map_err(|_| malformed())?;
        let path = bag.join(name);
        let found = digest_of(&path)?;
        if found != expected {
            return Err(unsound(&path, format!("its SHA-256 is {found}, in the manifest {expected}")));
        }
        proven.push(line.as_bytes());
    }
    if proven.root() == signed.files_root.0 {
        Ok(())
    } else {
        Err(unsound(&manifest, "its lines do not give the files root that R2 signs"))
    }
}

fn digest_of(path: &Path) -> Result<Sha256Digest, RestoreError> {
    let file = copy::read_back(path)?;
    let (mut sha256, mut buffer) = (Sha256::new(), vec![0; BUFFER]);
    loop {
        match file.reader().read(&mut buffer).map_err(at(path))? {
            0 => return Ok(sha256.finish()),
            read => sha256.update(&buffer[..read]),
        }
    }
}

fn keep_receipts(from: &Path, to: &Path) -> Result<(), RestoreError> {
    folder::create(to)?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let path = entry.map_err(at(from))?.path();
        if let Some(name) = path.file_name() {
            copy::copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

/// Says whose affair it is that a package does not open: the key's, the system's, or the package's.
fn blame(path: &Path, error: OpenError) -> RestoreError {
    match error {
        error @ (OpenError::Read(_) | OpenError::Sink(_) | OpenError::NoRecipient { .. }) => {
            RestoreError::Open(error)
        }
        error => unsound(path, error),
    }
}

fn unsound(place: &Path, reason: impl std::fmt::Display) -> RestoreError {
    RestoreError::Unsound { place: place.display().to_string(), reason: reason.to_string() }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError + '_ {
    |source| RestoreError::Io { path: path.to_owned(), source }
}

/// The restored bag.
const BAG: &str = "bag";
/// The receipts beside it.
const RECEIPTS: &str = "receipts";
/// Bytes read at once.
const BUFFER: usize = 1 << 20;
