//! The plaintext of any stretch of a package, made from its contents and from the bytes of its files.
//!
//! Whoever encrypts it proves first, or before anybody sees the ciphertext, that it is what was sealed there: other
//! bytes under the same key and index break AES-GCM.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use crypto::digest::{Blake3Digest, Sha256};
use ectd::path::DossierPath;

use crate::bag;
use crate::contents::{Content, Contents, Kind};
use crate::layout::{Part, Piece};
use crate::plan::reads::Parts;
use crate::zip;

/// Where the bytes of a dossier's files are.
pub trait Files {
    /// Opens a file for reading from `offset` on.
    ///
    /// # Errors
    /// What the system answers.
    fn open(&self, path: &DossierPath, offset: u64) -> io::Result<Box<dyn Read + '_>>;
}

/// The submitted folder.
impl Files for &Path {
    fn open(&self, path: &DossierPath, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut file = ectd::dossier::open_file(self, path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Box::new(file))
    }
}

/// A file that does not give the bytes it gave before.
#[derive(Debug)]
pub(crate) enum FileFault {
    /// It has other bytes.
    Altered(DossierPath),
    /// It cannot be read.
    Unreadable(DossierPath, io::Error),
}

/// A stretch of plaintext, in memory.
pub(crate) struct Stretch {
    pub(crate) bytes: Vec<u8>,
    /// Digest of the file bytes in it, as the plan has it: of the memory that will be encrypted.
    pub(crate) read: Blake3Digest,
}

/// Makes a stretch of the plaintext.
pub(crate) fn make(
    contents: &Contents,
    stretch: Range<u64>,
    files: &dyn Files,
) -> Result<Stretch, FileFault> {
    // Room for the tag and the stream's header, so that sealing does not move the segment.
    let room = usize::try_from(stretch.end - stretch.start).unwrap_or_default() + ROOM;
    let mut made = Making { contents, files, bytes: Vec::with_capacity(room), read: Parts::default() };
    let mut pieces = contents.layout().pieces(stretch);
    pieces.try_for_each(|piece| made.append(&piece))?;
    Ok(Stretch { bytes: made.bytes, read: made.read.finish() })
}

struct Making<'a> {
    contents: &'a Contents,
    files: &'a dyn Files,
    bytes: Vec<u8>,
    read: Parts,
}

impl Making<'_> {
    fn append(&mut self, Piece { part, within }: &Piece) -> Result<(), FileFault> {
        let (contents, layout) = (self.contents, self.contents.layout());
        let mut record = Vec::new();
        match *part {
            Part::Content(member) => return self.content(member, within),
            Part::Local(member) => {
                let of = contents.member(member);
                zip::local(&mut record, &of.name, of.size, crc(contents, &of.kind, self.files)?);
            }
            Part::Central(member) => {
                let of = contents.member(member);
                let crc = crc(contents, &of.kind, self.files)?;
                zip::central(&mut record, &of.name, of.size, crc, layout.local_offset(member));
            }
            Part::End => {
                let central = layout.central_offset();
                zip::end(&mut record, layout.members() as u64, layout.end_offset() - central, central);
            }
        }
        self.bytes.extend_from_slice(slice(&record, within));
        Ok(())
    }

    fn content(&mut self, member: usize, within: &Range<u64>) -> Result<(), FileFault> {
        match self.contents.member(member).kind {
            Kind::Text(text) => self.bytes.extend_from_slice(slice(text.as_bytes(), within)),
            Kind::Manifest => manifest(self.contents, within, &mut self.bytes),
            Kind::File(file) => {
                let begin = self.bytes.len();
                read(self.files, file, within, &mut self.bytes)?;
                self.read.push(&Blake3Digest::of(&self.bytes[begin..]));
            }
        }
        Ok(())
    }
}

/// The CRC-32 of a member. That of a file which nobody has read yet costs reading it, and proves the file.
fn crc(contents: &Contents, member: &Kind<'_>, files: &dyn Files) -> Result<u32, FileFault> {
    match member {
        Kind::Text(text) => Ok(crc32fast::hash(text.as_bytes())),
        Kind::Manifest => Ok(contents.tags().manifest_crc),
        Kind::File(file) => match file.crc.get() {
            Some(&crc) => Ok(crc),
            None => {
                let crc = prove(files, file)?;
                Ok(*file.crc.get_or_init(|| crc))
            }
        },
    }
}

fn read(files: &dyn Files, file: &Content, within: &Range<u64>, out: &mut Vec<u8>) -> Result<(), FileFault> {
    let failed = |error| FileFault::Unreadable(file.path.clone(), error);
    let len = within.end - within.start;
    let source = files.open(&file.path, within.start).map_err(failed)?;
    let got = source.take(len).read_to_end(out).map_err(failed)?;
    if got as u64 == len { Ok(()) } else { Err(FileFault::Altered(file.path.clone())) }
}

/// The lines of the manifest that reach into `within`.
fn manifest(contents: &Contents, within: &Range<u64>, out: &mut Vec<u8>) {
    let layout = contents.layout();
    let mut next = layout.file_with_line(within.start);
    let begin = layout.manifest_line(next);
    let mut lines = String::new();
    while begin + (lines.len() as u64) < within.end {
        let Some(file) = contents.files().get(next) else { break };
        bag::line(&mut lines, &contents.name(file), &file.sha256);
        next += 1;
    }
    out.extend_from_slice(slice(lines.as_bytes(), &(within.start - begin..within.end - begin)));
}

/// Names the first file with bytes in `stretch` that is not what it was, by reading those files once more; only on the
/// way to an error.
pub(crate) fn altered(contents: &Contents, stretch: Range<u64>, files: &dyn Files) -> Option<FileFault> {
    contents.within(stretch).find_map(|file| prove(files, file).err())
}

/// Reads a file whole and compares length and SHA-256; gives its CRC-32.
pub(crate) fn prove(files: &dyn Files, file: &Content) -> Result<u32, FileFault> {
    let failed = |error| FileFault::Unreadable(file.path.clone(), error);
    // One byte more, to see that there is none.
    let mut source = files.open(&file.path, 0).map_err(failed)?.take(file.size + 1);
    let (mut sha256, mut crc, mut length) = (Sha256::new(), crc32fast::Hasher::new(), 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => {
                sha256.update(&buffer[..got]);
                crc.update(&buffer[..got]);
                length += got as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    if length == file.size && sha256.finish() == file.sha256 {
        Ok(crc.finalize())
    } else {
        Err(FileFault::Altered(file.path.clone()))
    }
}

fn slice<'a>(bytes: &'a [u8], within: &Range<u64>) -> &'a [u8] {
    let bound = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    &bytes[bound(within.start)..bound(within.end)]
}

const ROOM: usize = 64;
/// Bytes read at once to prove a file.
const BUFFER: usize = 256 << 10;
