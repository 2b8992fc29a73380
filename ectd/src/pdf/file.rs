//! One PDF opened, or why not, and everything asked of it.

use lopdf::xref::XrefRecovery;
use lopdf::{DecompressError, Document, Error, LoadOptions, Object, ObjectId};

use super::destination::Destinations;
use super::objects::{Objects, words};
use super::opening::Opening;
use super::pages::Pages;
use super::{Facts, Fault, annotation, embedded, font, outline, searchable};

/// A stream of the file would unpack to more than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stream unpacks to more than {UNPACKED} bytes")]
pub struct Excess;

/// Bytes to which one stream may unpack.
pub(super) const UNPACKED: usize = 64 << 20;

pub(super) fn examine(content: &[u8]) -> Result<Facts, Excess> {
    let mut facts = Facts::default();
    let Some(version) = header(content) else {
        facts.fault = Some(Fault::NotPdf);
        return Ok(facts);
    };
    facts.header_version = version;
    match load(content) {
        Ok(document) => look(&document, content, &mut facts),
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => return Err(Excess),
        Err(Error::UnsupportedSecurityHandler(handler)) => lock(&mut facts, words(&handler)),
        Err(Error::Decryption(_) | Error::InvalidPassword) => lock(&mut facts, "Standard".to_owned()),
        Err(_) if !ends(content) => facts.fault = Some(Fault::Truncated),
        Err(error) => facts.fault = Some(Fault::Damaged(error.to_string())),
    }
    Ok(facts)
}

/// Reads all objects; the bytes of images are not kept, since nobody looks at them and scans are most of a file.
fn load(content: &[u8]) -> lopdf::Result<Document> {
    let options = LoadOptions { max_decompressed_size: Some(UNPACKED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(
        content,
        LoadOptions { filter: Some(without_image), ..options.clone() },
    )?;
    // `lopdf` repairs a page tree only when nothing is filtered
    let whole = document.trailer.has(b"Encrypt") || !Pages::of(Objects::new(&document)).list.is_empty();
    if whole { Ok(document) } else { Document::load_mem_with_options(content, options) }
}

fn without_image(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object
        && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    {
        // without a position the reader does not fetch the bytes again
        stream.content = Vec::new();
        stream.start_position = None;
    }
    // only what lies in an object stream, where no stream can be, is taken from the answer
    let answer = if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() };
    Some((id, answer))
}

fn lock(facts: &mut Facts, handler: String) {
    facts.security = Some(handler);
    facts.fault = Some(Fault::Locked);
}

fn look(document: &Document, content: &[u8], facts: &mut Facts) {
    let length = content.len() as u64;
    facts.fast_web_view = document.linearization.as_ref().is_some_and(|found| found.file_length == length);
    if document.trailer.has(b"Encrypt") {
        return lock(facts, handler(document));
    }
    facts.security = document.was_encrypted().then(|| "Standard".to_owned());
    let objects = Objects::new(document);
    let pages = Pages::of(objects);
    facts.pages = pages.list.len() as u64;
    let rebuilt = document.xref_recovery == Some(XrefRecovery::Reconstructed);
    if rebuilt && !ends(content) {
        facts.fault = Some(Fault::Truncated);
    } else if pages.list.is_empty() {
        facts.fault = Some(Fault::NoPage);
    } else if pages.broken {
        facts.fault = Some(Fault::PageTree);
    } else {
        look_inside(objects, &pages, facts);
    }
}

fn handler(document: &Document) -> String {
    let objects = Objects::new(document);
    let encryption = objects.dictionary(&document.trailer, b"Encrypt");
    let name = encryption.and_then(|encryption| objects.name(encryption, b"Filter"));
    name.map_or_else(|| "Standard".to_owned(), words)
}

fn look_inside(objects: Objects<'_>, pages: &Pages<'_>, facts: &mut Facts) {
    let Some(catalog) = objects.catalog() else { return };
    facts.catalog_version = objects.name(catalog, b"Version").map(words);
    facts.archive_part = archive_part(objects);
    let destinations = Destinations::of(objects, pages);
    facts.opening = Opening::of(objects, &destinations);
    facts.bookmarks = outline::bookmarks(objects, &destinations);
    annotation::look(objects, pages, &destinations, facts);
    embedded::look(objects, facts);
    facts.foreign_fonts = font::foreign(objects, pages);
    facts.text = searchable::text(objects, pages);
}

/// The part of ISO 19005 in the document's XMP, written as attribute or as element (ISO 19005-1, 6.7.11).
fn archive_part(objects: Objects<'_>) -> Option<u8> {
    let metadata = objects.stream(objects.catalog()?, b"Metadata")?;
    let xmp = metadata.get_plain_content_with_limit(XMP).ok()?;
    let xmp = String::from_utf8_lossy(&xmp);
    let (_, after) = xmp.split_once("pdfaid:part")?;
    let value = after.trim_start_matches(|letter: char| letter.is_whitespace() || "=\"'>".contains(letter));
    value.chars().next()?.to_digit(10).and_then(|part| u8::try_from(part).ok())
}

/// Bytes of XMP that are read.
const XMP: usize = 1 << 20;

/// The version in the header, which may stand among the first 1024 bytes (annex H, note 13).
fn header(content: &[u8]) -> Option<String> {
    let head = &content[..content.len().min(1024)];
    let mark = head.windows(5).position(|window| window == b"%PDF-")?;
    let version = head[mark + 5..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').take(8);
    Some(version.map(|byte| char::from(*byte)).collect())
}

/// Whether the end mark stands among the last 1024 bytes (annex H, note 18).
fn ends(content: &[u8]) -> bool {
    content[content.len().saturating_sub(1024)..].windows(5).any(|window| window == b"%%EOF")
}
