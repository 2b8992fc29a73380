//! Deterministic synthetic sequence folders, for rehearsals and tests: the same shape gives the same bytes for ever.
//!
//! The leaf files are PDFs of one page around incompressible noise, their sizes spread as in real dossiers; the profile
//! ich has a backbone that is valid against the ICH DTD. The files are made to be thrown away, so nothing is synced
//! and `durable` is not used.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crypto::digest::{Md5, Md5Digest};

use self::layout::Layout;
use crate::crew::{self, BUFFER, Tally};
use crate::name::SequenceNumber;
use crate::profile::Profile;
use crate::progress::Progress;

mod index;
mod layout;
mod noise;
mod pdf;
mod util;

pub use pdf::LEAST;

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of leaf files.
    pub files: u64,
    /// Sum of the leaf files' sizes, kept within one percent.
    pub bytes: u64,
    /// [`Profile::Ich`] or [`Profile::Generic`].
    pub profile: Profile,
    /// The sequence named in titles; another one has other contents.
    pub sequence: SequenceNumber,
    /// Folder with the authority's DTD and stylesheet, which Sealpost may not bring along.
    pub util: Option<PathBuf>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of all files, with the backbone.
    pub files: u64,
    /// Sum of their sizes.
    pub bytes: u64,
}

/// A sample could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// No writer for the profile in this version.
    #[error("no sample of the profile {0} in this version")]
    Profile(Profile),
    /// No file, or more than a dossier may have.
    #[error("{0} files; a sample has 1 to 999,999")]
    Files(u64),
    /// The bytes do not suffice for so many files.
    #[error("{files} files need at least {least} bytes")]
    TooFewBytes {
        /// The files asked for.
        files: u64,
        /// The least sum of sizes.
        least: u64,
    },
    /// The folder exists and holds something.
    #[error("the folder {folder} is not empty", folder = .0.display())]
    NotEmpty(PathBuf),
    /// The folder of the authority's files lacks one.
    #[error("{name} is not in {folder}", folder = folder.display())]
    Util {
        /// The file.
        name: &'static str,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("cannot write {path}", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Writes the contents of a synthetic sequence folder into `folder`, which is made if missing.
///
/// # Errors
/// [`SampleError`]; what was written until then stays.
pub fn write(folder: &Path, shape: &Shape, progress: &mut dyn Progress) -> Result<Written, SampleError> {
    let layout = Layout::of(shape)?;
    let util = util::find(shape)?;
    prepare(folder)?;
    progress.begin(shape.files, layout.bytes());
    for name in layout.folders() {
        make_folder(&folder.join(name))?;
    }
    let digests = write_leaves(folder, &layout, progress)?;
    let mut written = Written { files: shape.files, bytes: layout.bytes() };
    if shape.profile == Profile::Ich {
        written.add(index::write(folder, &layout, &digests)?);
    }
    for (source, name) in &util {
        written.add(util::copy(source, &folder.join(name))?);
    }
    Ok(written)
}

impl Written {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

fn prepare(folder: &Path) -> Result<(), SampleError> {
    make_folder(folder)?;
    let mut items = fs::read_dir(folder).map_err(cannot_write(folder))?;
    if items.next().is_some() { Err(SampleError::NotEmpty(folder.to_owned())) } else { Ok(()) }
}

fn make_folder(folder: &Path) -> Result<(), SampleError> {
    fs::create_dir_all(folder).map_err(cannot_write(folder))
}

fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> SampleError {
    let path = path.to_owned();
    |source| SampleError::Write { path, source }
}

type Made = Result<Md5Digest, SampleError>;

fn write_leaves(
    folder: &Path,
    layout: &Layout,
    progress: &mut dyn Progress,
) -> Result<Vec<Md5Digest>, SampleError> {
    let failed = AtomicBool::new(false);
    let work = |file: usize, buffer: &mut Vec<u8>, tally: &mut Tally<'_, Option<Made>>| {
        if failed.load(Ordering::Relaxed) {
            return None;
        }
        let path = folder.join(layout.path(file));
        let made = write_leaf(&path, layout, file, buffer, tally).map_err(cannot_write(&path));
        failed.fetch_or(made.is_err(), Ordering::Relaxed);
        Some(made)
    };
    // without an error every file was made, so nothing is lost by leaving out what was not
    crew::run(layout.files(), &work, progress).into_iter().flatten().flatten().collect()
}

fn write_leaf(
    path: &Path,
    layout: &Layout,
    file: usize,
    buffer: &mut Vec<u8>,
    tally: &mut Tally<'_, Option<Made>>,
) -> io::Result<Md5Digest> {
    let pdf = pdf::Pdf::new(&layout.title(file), layout.size(file));
    let mut out = Out { file: File::create_new(path)?, md5: Md5::new() };
    let mut noise = layout.noise(file);
    let mut left = pdf.noise;
    buffer.clear();
    buffer.extend_from_slice(&pdf.head);
    while left > 0 {
        // whole words until the last piece, so that the bytes do not depend on the size of a piece
        let room = (BUFFER - buffer.len()) / 8 * 8;
        let amount = usize::try_from(left).unwrap_or(usize::MAX).min(room);
        noise.append(buffer, amount);
        left -= amount as u64;
        if left > 0 {
            out.take(buffer, tally)?;
        }
    }
    buffer.extend_from_slice(&pdf.tail);
    out.take(buffer, tally)?;
    Ok(out.md5.finish())
}

struct Out {
    file: File,
    md5: Md5,
}

impl Out {
    fn take<T>(&mut self, buffer: &mut Vec<u8>, tally: &mut Tally<'_, T>) -> io::Result<()> {
        self.file.write_all(buffer)?;
        self.md5.update(buffer);
        tally.add(buffer.len());
        buffer.clear();
        Ok(())
    }
}
