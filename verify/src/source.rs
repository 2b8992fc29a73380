//! Where the list of all files of a dossier comes from, when one of them is to be proven: the submitted folder, a bag, an
//! object of the archive, the sealed package.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use archive::inventory::{Inventory, read as inventory};
use crypto::digest::{Sha256, Sha256Digest};
use crypto::wrap::PrivateKey;
use ectd::dossier::Dossier;
use ectd::name::SequenceNumber;
use package::bag;
use package::file_proof::Prover;
use package::opener::{Member, Opener, Sink};
use package::stanza;
use terminal::bar::Bar;

use crate::sealed::WRAPS;

/// A whole dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A sealed package.
    Package(PathBuf),
    /// A bag: its manifest lists all files.
    Bag(PathBuf),
    /// An object of the archive: its inventory does.
    Object(PathBuf),
    /// The submitted folder: every file is read.
    Folder(PathBuf),
}

impl Source {
    /// What lies at a path.
    pub(crate) fn at(path: &Path) -> Self {
        let path = path.to_owned();
        if path.is_file() {
            Self::Package(path)
        } else if path.join(bag::MANIFEST).is_file() && path.join(bag::BAGIT).is_file() {
            Self::Bag(path)
        } else if path.join(INVENTORY).is_file() {
            Self::Object(path)
        } else {
            Self::Folder(path)
        }
    }

    /// Finds the dossier around one of its files, and the file's path in it: a bag, an object, or the innermost folder with
    /// as many files and bytes as the receipt says.
    pub(crate) fn around(
        file: &Path,
        sequence: &SequenceNumber,
        files: u64,
        bytes: u64,
    ) -> Option<(Self, String)> {
        let file = file.canonicalize().ok()?;
        let above = || file.ancestors().skip(1);
        for folder in above() {
            let within = file.strip_prefix(folder).ok()?.to_str()?;
            let source = Self::at(folder);
            let path = match &source {
                Self::Bag(_) => within.strip_prefix(&bag::data_folder(sequence)).map(str::to_owned),
                Self::Object(_) => logical(folder, within),
                _ => None,
            };
            if let Some(path) = path {
                return Some((source, path));
            }
        }
        for folder in above() {
            match sums(folder, files) {
                Some(found) if found == (files, bytes) => {
                    let within = file.strip_prefix(folder).ok()?.to_str()?;
                    return Some((Self::Folder(folder.to_owned()), within.to_owned()));
                }
                Some(_) => {}
                // Too many already: the folders above hold more still.
                None => return None,
            }
        }
        None
    }

    /// Hands every file to the prover, in the order of the manifest.
    pub(crate) fn list(
        &self,
        sequence: &SequenceNumber,
        key: Option<&PrivateKey>,
        bar: &Bar,
        prover: &mut Prover,
    ) -> io::Result<()> {
        match self {
            Self::Package(path) => sealed(path, key, bar, prover),
            Self::Bag(folder) => manifest(&folder.join(bag::MANIFEST), sequence, prover),
            Self::Object(folder) => object(&folder.join(INVENTORY), prover),
            Self::Folder(folder) => submitted(folder, bar, prover),
        }
    }
}

/// Reads a file through and gives the SHA-256 and the number of its bytes.
pub(crate) fn digest(file: impl Read) -> io::Result<(Sha256Digest, u64)> {
    let (mut file, mut sha256, mut bytes) = (file, Sha256::new(), 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((sha256.finish(), bytes)),
            read => {
                sha256.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

fn submitted(folder: &Path, bar: &Bar, prover: &mut Prover) -> io::Result<()> {
    let dossier = Dossier::open(folder).map_err(io::Error::other)?;
    for entry in dossier.sealable().map_err(io::Error::other)? {
        let (sha256, _) = digest(bar.reading(dossier.read(entry)?))?;
        prover.push(entry.path.as_str(), &sha256);
    }
    Ok(())
}

fn manifest(path: &Path, sequence: &SequenceNumber, prover: &mut Prover) -> io::Result<()> {
    let folder = bag::data_folder(sequence);
    for (number, line) in (1..).zip(BufReader::new(File::open(path)?).lines()) {
        let line = line?;
        let parts = line.split_once("  ").and_then(|(sha256, name)| {
            Some((name.strip_prefix(&folder)?, sha256.parse::<Sha256Digest>().ok()?))
        });
        let Some((path, sha256)) = parts else {
            let cause = format!("line {number} is no line of a manifest of sequence {sequence}");
            return Err(io::Error::new(io::ErrorKind::InvalidData, cause));
        };
        prover.push(path, &sha256);
    }
    Ok(())
}

fn object(path: &Path, prover: &mut Prover) -> io::Result<()> {
    let inventory = read(path)?;
    let by_digest = inventory.by_digest();
    let contents = &inventory.contents;
    let mut files = Vec::new();
    for file in inventory.versions.last().into_iter().flat_map(|version| &version.state) {
        let Some(path) = file.path.strip_prefix(DOSSIER) else { continue };
        let from = by_digest.partition_point(|&at| contents[at].sha512 < file.sha512);
        let content =
            by_digest.get(from).map(|&at| &contents[at]).filter(|found| found.sha512 == file.sha512);
        let sha256 = content.and_then(|content| content.sha256);
        files.push((
            path,
            sha256.ok_or_else(|| invalid(&format!("no SHA-256 of {path} in the fixity block")))?,
        ));
    }
    files.sort_unstable_by_key(|(path, _)| *path);
    files.iter().for_each(|(path, sha256)| prover.push(path, sha256));
    Ok(())
}

/// The path in the dossier of a file that lies in an object.
fn logical(object: &Path, within: &str) -> Option<String> {
    let inventory = read(&object.join(INVENTORY)).ok()?;
    let sha512 = inventory.contents[inventory.content(within)?].sha512;
    let name = within.split_once("/content/").map(|(_, logical)| logical);
    let files = &inventory.versions.last()?.state;
    let same = || files.iter().filter(|file| file.sha512 == sha512 && file.path.starts_with(DOSSIER));
    let found = same().find(|file| name == Some(&*file.path)).or_else(|| same().next())?;
    found.path.strip_prefix(DOSSIER).map(str::to_owned)
}

fn read(path: &Path) -> io::Result<Inventory> {
    inventory::read(BufReader::new(File::open(path)?)).map_err(|error| invalid(&error.to_string()))
}

fn sealed(path: &Path, key: Option<&PrivateKey>, bar: &Bar, prover: &mut Prover) -> io::Result<()> {
    let key = key.ok_or_else(|| invalid("a sealed package is opened with --key"))?;
    let wraps = match std::fs::read(path.with_extension(WRAPS)) {
        Ok(bytes) => stanza::read_lines(&bytes).map_err(|error| invalid(&error.to_string()))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let reader = bar.reading(BufReader::with_capacity(BUFFER, File::open(path)?));
    let opener = Opener::new(reader, key, &wraps).map_err(|error| invalid(&error.to_string()))?;
    let opened = opener.open(&mut Listing { prover, path: None });
    opened.map(drop).map_err(|error| invalid(&error.to_string()))
}

/// Hands the files of a package on, without keeping a byte of them.
struct Listing<'a> {
    prover: &'a mut Prover,
    path: Option<String>,
}

impl Sink for Listing<'_> {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        self.path = member.path.map(|path| path.as_str().to_owned());
        Ok(())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, sha256: &Sha256Digest) -> io::Result<()> {
        if let Some(path) = self.path.take() {
            self.prover.push(&path, sha256);
        }
        Ok(())
    }
}

/// Files below a folder and their bytes; none as soon as there are more files than `most`.
fn sums(folder: &Path, most: u64) -> Option<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            if metadata.is_dir() {
                open.push(entry.path());
            } else {
                (files, bytes) = (files + 1, bytes + metadata.len());
            }
            if files > most {
                return None;
            }
        }
    }
    Some((files, bytes))
}

fn invalid(cause: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, cause.to_owned())
}

const INVENTORY: &str = "inventory.json";
const DOSSIER: &str = "dossier/";
/// Bytes per read.
const BUFFER: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Source;

    #[test]
    fn the_dossier_around_a_file_is_the_innermost_folder_with_its_files_and_bytes() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().canonicalize().unwrap().join("x/0000");
        fs::create_dir_all(folder.join("m1/夹")).unwrap();
        fs::write(folder.join("m1/夹/a.pdf"), b"1234").unwrap();
        fs::write(folder.join("index.xml"), b"56").unwrap();
        fs::write(top.path().join("x/notes"), b"").unwrap();
        let sequence = "0000".parse().unwrap();
        let around = |files, bytes| Source::around(&folder.join("m1/夹/a.pdf"), &sequence, files, bytes);
        assert_eq!(around(2, 6), Some((Source::Folder(folder.clone()), "m1/夹/a.pdf".into())));
        assert_eq!(around(1, 4), Some((Source::Folder(folder.join("m1/夹")), "a.pdf".into())));
        assert_eq!(around(2, 7), None);

        // A bag above is found before any folder in it.
        let bag = top.path().canonicalize().unwrap().join("bag");
        fs::create_dir_all(bag.join("data/0000/m1")).unwrap();
        fs::write(bag.join("data/0000/m1/a.pdf"), b"1").unwrap();
        fs::write(bag.join("bagit.txt"), b"").unwrap();
        fs::write(bag.join("manifest-sha256.txt"), b"").unwrap();
        let found = Source::around(&bag.join("data/0000/m1/a.pdf"), &sequence, 1, 1);
        assert_eq!(found, Some((Source::Bag(bag), "m1/a.pdf".into())));
    }
}
