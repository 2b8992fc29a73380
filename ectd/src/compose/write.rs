//! Writes a plan to disk: first the files, several at a time, then the documents that state their checksums.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::element::Element;
use super::hash::Hash;
use super::leaf::{Content, File};
use super::pdf::Pdf;
use super::plan::{Application, Document, Form, Sequence};
use super::render::{Renderer, Sums};
use super::util;
use crate::crew::{self, BUFFER, Share};
use crate::progress::Progress;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of all files, with the backbone.
    pub files: u64,
    /// Sum of their sizes.
    pub bytes: u64,
}

/// A plan could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// The folder exists and holds something.
    #[error("the folder {folder} is not empty", folder = .0.display())]
    NotEmpty(PathBuf),
    /// A file or folder could not be written.
    #[error("cannot write {path}", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl Application {
    /// Writes all sequences into `top/APPLICATION/SEQUENCE`; `util` has the authority's files.
    ///
    /// # Errors
    /// [`ComposeError`]; what was written until then stays.
    pub fn write(&self, top: &Path, util: Option<&Path>) -> Result<Written, ComposeError> {
        let mut written = Written::default();
        for sequence in &self.sequences {
            let folder = top.join(&self.folder).join(&sequence.folder);
            written.add(sequence.write(&folder, util, &mut ())?);
        }
        Ok(written)
    }
}

impl Sequence {
    /// Writes the contents of the sequence folder into `folder`, which is made if missing. Of the authority's files, those
    /// are copied that `util` has.
    ///
    /// # Errors
    /// [`ComposeError`]; what was written until then stays.
    pub fn write(
        &self,
        folder: &Path,
        util: Option<&Path>,
        progress: &mut dyn Progress,
    ) -> Result<Written, ComposeError> {
        prepare(folder)?;
        let mut writer = Writer { folder, form: self.form, sums: Sums::new(), written: Written::default() };
        writer.plain_files(&self.plain_files(), progress)?;
        if let Some(backbone) = &self.backbone {
            writer.documents(&backbone.root)?;
        }
        for file in &self.files {
            if let Content::Document(document) = &file.content {
                writer.document(&file.path, document)?;
            }
        }
        writer.beside(self)?;
        for (source, place) in util.map(|util| util::find(util, &self.util)).unwrap_or_default() {
            writer.copy(&source, place)?;
        }
        self.empty_folders.iter().try_for_each(|name| make_folder(&folder.join(name)))?;
        Ok(writer.written)
    }

    /// Counts the content files and their bytes: all but backbones, study tagging files and the authority's files.
    pub(crate) fn content(&self) -> (u64, u64) {
        let files = self.plain_files();
        (files.len() as u64, files.iter().map(|file| size(file)).sum())
    }

    /// All files but the documents of the backbone, each path once.
    fn plain_files(&self) -> Vec<&File> {
        let mut files: Vec<&File> = self.files.iter().collect();
        if let Some(backbone) = &self.backbone {
            collect_files(&backbone.root, &mut files);
        }
        files.retain(|file| !matches!(file.content, Content::Document(_)));
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        files
    }
}

fn collect_files<'a>(element: &'a Element, files: &mut Vec<&'a File>) {
    for file in element.leaves.iter().filter_map(|leaf| leaf.file.as_ref()) {
        files.push(file);
        if let Content::Document(document) = &file.content {
            collect_files(&document.root, files);
        }
    }
    element.children.iter().for_each(|child| collect_files(child, files));
}

struct Writer<'a> {
    folder: &'a Path,
    form: Form,
    sums: Sums,
    written: Written,
}

type Made = Result<(String, u64), ComposeError>;

impl Writer<'_> {
    fn plain_files(&mut self, files: &[&File], progress: &mut dyn Progress) -> Result<(), ComposeError> {
        progress.begin(files.len() as u64, files.iter().map(|file| size(file)).sum());
        let mut last = "";
        for file in files {
            let parent = file.path.rfind('/').map_or("", |slash| &file.path[..slash]);
            if parent != last {
                make_folder(&self.folder.join(parent))?;
                last = parent;
            }
        }
        let failed = AtomicBool::new(false);
        let work = |number: usize, buffer: &mut Vec<u8>, share: &mut Share<'_, Option<Made>>| {
            if failed.load(Ordering::Relaxed) {
                return None;
            }
            let path = self.folder.join(&files[number].path);
            let made = write_file(&path, &files[number].content, self.form, buffer, share);
            failed.fetch_or(made.is_err(), Ordering::Relaxed);
            Some(made.map_err(cannot_write(&path)))
        };
        // without an error every file was made, so nothing is lost by leaving out what was not
        let made = crew::run(files.len(), &work, progress).into_iter().map(Option::flatten);
        for (file, made) in files.iter().zip(made) {
            if let Some(made) = made {
                let (sum, bytes) = made?;
                self.note(&file.path, sum, bytes);
            }
        }
        Ok(())
    }

    /// The documents that leaves stand for, before the document that states their checksums.
    fn documents(&mut self, element: &Element) -> Result<(), ComposeError> {
        for file in element.leaves.iter().filter_map(|leaf| leaf.file.as_ref()) {
            if let Content::Document(document) = &file.content {
                self.documents(&document.root)?;
                self.document(&file.path, document)?;
            }
        }
        element.children.iter().try_for_each(|child| self.documents(child))
    }

    fn document(&mut self, path: &str, document: &Document) -> Result<(), ComposeError> {
        let target = self.folder.join(path);
        target.parent().map_or(Ok(()), make_folder)?;
        let (sum, bytes) = self.render(&target, path, document).map_err(cannot_write(&target))?;
        self.note(path, sum, bytes);
        Ok(())
    }

    fn render(&self, target: &Path, path: &str, document: &Document) -> io::Result<(String, u64)> {
        let out = Hashed { file: fs::File::create_new(target)?, hash: Hash::of(self.form), bytes: 0 };
        let mut out = BufWriter::new(out);
        Renderer { form: self.form, sums: &self.sums, path }.document(&mut out, document)?;
        let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((out.hash.finish(), out.bytes))
    }

    /// The backbone and its checksum, or the list of all checksums.
    fn beside(&mut self, sequence: &Sequence) -> Result<(), ComposeError> {
        let (backbone, beside) = match self.form {
            Form::Index => ("index.xml", "index-md5.txt"),
            Form::Message => ("submissionunit.xml", "sha256.txt"),
            Form::List => ("", "index-sm3.txt"),
        };
        if let Some(document) = &sequence.backbone {
            self.document(backbone, document)?;
        }
        let computed = self.sums.get(backbone).cloned().unwrap_or_else(|| self.list());
        let content = sequence.beside.clone().unwrap_or_else(|| computed.into_bytes());
        let target = self.folder.join(beside);
        fs::write(&target, &content).map_err(cannot_write(&target))?;
        self.written.add(Written { files: 1, bytes: content.len() as u64 });
        Ok(())
    }

    /// A line for each file: checksum, two blanks, path, as `sm3sum` and its kin write it.
    fn list(&self) -> String {
        let mut lines: Vec<(&String, &String)> = self.sums.iter().collect();
        lines.sort();
        lines.into_iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect()
    }

    fn copy(&mut self, source: &Path, place: &str) -> Result<(), ComposeError> {
        let target = self.folder.join(place);
        target.parent().map_or(Ok(()), make_folder)?;
        let bytes = fs::copy(source, &target).map_err(cannot_write(&target))?;
        self.written.add(Written { files: 1, bytes });
        Ok(())
    }

    fn note(&mut self, path: &str, sum: String, bytes: u64) {
        self.sums.insert(path.to_owned(), sum);
        self.written.add(Written { files: 1, bytes });
    }
}

impl Written {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

fn size(file: &File) -> u64 {
    match &file.content {
        Content::Pdf(pdf) => pdf.fill.as_ref().map_or_else(|| pdf.parts().bytes(), |fill| fill.size),
        Content::Bytes(bytes) => bytes.len() as u64,
        Content::Document(_) => 0,
    }
}

fn write_file<T>(
    path: &Path,
    content: &Content,
    form: Form,
    buffer: &mut Vec<u8>,
    share: &mut Share<'_, T>,
) -> io::Result<(String, u64)> {
    let mut out = Hashed { file: fs::File::create_new(path)?, hash: Hash::of(form), bytes: 0 };
    buffer.clear();
    match content {
        Content::Bytes(bytes) => buffer.extend_from_slice(bytes),
        Content::Pdf(pdf) => write_pdf(&mut out, pdf, buffer, share)?,
        // written with what it says of other files
        Content::Document(_) => {}
    }
    put(&mut out, buffer, share)?;
    Ok((out.hash.finish(), out.bytes))
}

/// Leaves the last piece in the buffer.
fn write_pdf<T>(
    out: &mut Hashed,
    pdf: &Pdf,
    buffer: &mut Vec<u8>,
    share: &mut Share<'_, T>,
) -> io::Result<()> {
    let parts = pdf.parts();
    buffer.extend_from_slice(&parts.head);
    if let Some(fill) = &pdf.fill {
        let (mut noise, mut left) = (fill.noise(), parts.noise);
        while left > 0 {
            // whole words until the last piece, so that the bytes do not depend on the size of a piece
            let room = BUFFER.saturating_sub(buffer.len()) / 8 * 8;
            let amount = usize::try_from(left).unwrap_or(usize::MAX).min(room);
            noise.append(buffer, amount);
            left -= amount as u64;
            put(out, buffer, share)?;
        }
    }
    buffer.extend_from_slice(&parts.tail);
    Ok(())
}

fn put<T>(out: &mut Hashed, buffer: &mut Vec<u8>, share: &mut Share<'_, T>) -> io::Result<()> {
    share.add(buffer.len());
    out.write_all(buffer)?;
    buffer.clear();
    Ok(())
}

/// A file that is hashed while it is written.
struct Hashed {
    file: fs::File,
    hash: Hash,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let amount = self.file.write(bytes)?;
        self.hash.update(&bytes[..amount]);
        self.bytes += amount as u64;
        Ok(amount)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn prepare(folder: &Path) -> Result<(), ComposeError> {
    make_folder(folder)?;
    let mut items = fs::read_dir(folder).map_err(cannot_write(folder))?;
    if items.next().is_some() { Err(ComposeError::NotEmpty(folder.to_owned())) } else { Ok(()) }
}

fn make_folder(folder: &Path) -> Result<(), ComposeError> {
    fs::create_dir_all(folder).map_err(cannot_write(folder))
}

fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> ComposeError {
    let path = path.to_owned();
    |source| ComposeError::Write { path, source }
}
