//! The plaintext of one segment, made from the plan and from file bytes that are proven to be those of the plan.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use crypto::digest::{Blake3, Sha256};
use ectd::path::DossierPath;

use crate::bag;
use crate::layout::{FILES_BEGIN, Part, Piece};
use crate::plan::{Plan, PlannedFile};
use crate::zip;

/// Why a segment was not sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// There is no such segment.
    #[error("the package has no segment {index}")]
    NoSegment {
        /// The segment asked for.
        index: u32,
    },
    /// A file is not the one that was planned. The job ends; a new package needs new keys.
    #[error("the file {path} changed since it was read for this package")]
    Changed {
        /// The file.
        path: DossierPath,
    },
    /// A file cannot be read.
    #[error("the file {path} cannot be read")]
    Read {
        /// The file.
        path: DossierPath,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The cipher refused.
    #[error(transparent)]
    Cipher(#[from] crypto::segment::SealError),
}

/// Makes the plaintext of segment `index`.
pub(super) fn read(plan: &Plan, index: u32, folder: &Path) -> Result<Vec<u8>, SealError> {
    let expected = plan.read_digest(index).ok_or(SealError::NoSegment { index })?;
    let stretch = plan.segments().plaintext(index);
    // Room for the tag and the stream's header, so that sealing does not move the segment.
    let room = usize::try_from(stretch.end - stretch.start).unwrap_or_default() + ROOM;
    let mut out = Vec::with_capacity(room);
    let mut read = Blake3::new();
    let mut scratch = Vec::new();
    for piece in plan.layout().pieces(stretch.clone()) {
        match part(plan, &piece, &mut scratch) {
            Source::Scratch => out.extend_from_slice(slice(&scratch, &piece.within)),
            Source::Text(text) => out.extend_from_slice(slice(text.as_bytes(), &piece.within)),
            Source::Manifest => manifest(plan, &piece.within, &mut out),
            Source::File(file) => {
                let begin = out.len();
                content(folder, file, &piece.within, &mut out)?;
                read.update(&out[begin..]);
            }
        }
    }
    // What is hashed here is the memory that will be encrypted.
    if read.finish() == *expected { Ok(out) } else { Err(changed(plan, stretch, folder)) }
}

/// Where the bytes of a part come from.
enum Source<'a> {
    Scratch,
    Text(&'a str),
    Manifest,
    File(&'a PlannedFile),
}

fn part<'a>(plan: &'a Plan, piece: &Piece, scratch: &mut Vec<u8>) -> Source<'a> {
    scratch.clear();
    let layout = plan.layout();
    match piece.part {
        Part::Local(member) => {
            let of = plan.member(member);
            zip::local(scratch, &of.name, of.size, of.crc);
            Source::Scratch
        }
        Part::Central(member) => {
            let of = plan.member(member);
            zip::central(scratch, &of.name, of.size, of.crc, layout.local_offset(member));
            Source::Scratch
        }
        Part::End => {
            let central = layout.central_offset();
            zip::end(scratch, layout.members() as u64, layout.end_offset() - central, central);
            Source::Scratch
        }
        Part::Content(member) => match plan.file(member) {
            Some(file) => Source::File(file),
            None if member == 0 => Source::Text(&plan.tags().bag_info),
            None if member == 1 => Source::Text(bag::BAGIT_TEXT),
            None if member == FILES_BEGIN + plan.files().len() => Source::Manifest,
            None => Source::Text(&plan.tags().tag_manifest),
        },
    }
}

fn content(
    folder: &Path,
    file: &PlannedFile,
    within: &Range<u64>,
    out: &mut Vec<u8>,
) -> Result<(), SealError> {
    let failed = |source| SealError::Read { path: file.path.clone(), source };
    let mut source = ectd::dossier::open_file(folder, &file.path).map_err(failed)?;
    source.seek(SeekFrom::Start(within.start)).map_err(failed)?;
    let len = within.end - within.start;
    let got = source.take(len).read_to_end(out).map_err(failed)?;
    if got as u64 == len { Ok(()) } else { Err(SealError::Changed { path: file.path.clone() }) }
}

/// The lines of the manifest that reach into `within`.
fn manifest(plan: &Plan, within: &Range<u64>, out: &mut Vec<u8>) {
    let layout = plan.layout();
    let files = plan.files();
    let mut next = layout.file_with_line(within.start);
    let begin = layout.manifest_line(next);
    let mut lines = String::new();
    while begin + (lines.len() as u64) < within.end {
        let Some(file) = files.get(next) else { break };
        bag::line(&mut lines, &plan.name(file), &file.sha256);
        next += 1;
    }
    out.extend_from_slice(slice(lines.as_bytes(), &(within.start - begin..within.end - begin)));
}

/// Names the file that is not as planned, by reading the files of the segment once more; only on the way to an error.
fn changed(plan: &Plan, stretch: Range<u64>, folder: &Path) -> SealError {
    let contents = plan.layout().pieces(stretch).filter_map(|piece| match piece.part {
        Part::Content(member) => plan.file(member),
        _ => None,
    });
    let mut files = contents.peekable();
    let first = files.peek().map(|file| file.path.clone());
    let culprit = files.find(|file| !is_as_planned(folder, file)).map(|file| file.path.clone());
    match culprit.or(first) {
        Some(path) => SealError::Changed { path },
        // A segment without file bytes has the digest of nothing, so it cannot differ.
        None => SealError::NoSegment { index: 0 },
    }
}

fn is_as_planned(folder: &Path, file: &PlannedFile) -> bool {
    let Ok(mut source) = ectd::dossier::open_file(folder, &file.path) else { return false };
    let mut sha256 = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return sha256.finish() == file.sha256,
            Ok(got) => sha256.update(&buffer[..got]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

fn slice<'a>(bytes: &'a [u8], within: &Range<u64>) -> &'a [u8] {
    let bound = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    &bytes[bound(within.start)..bound(within.end)]
}

const ROOM: usize = 64;
