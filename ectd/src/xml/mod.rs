//! A guarded reader of XML from a dossier: one pass, bounded memory, no entity, UTF-8 only.
//!
//! Whatever an applicant sends is hostile until shown otherwise. Of a DOCTYPE only the names are read and nothing is
//! followed, so neither an entity bomb nor a remote address has any effect; an entity other than the five of XML itself
//! is a fault. Not a validator: it only tells whether the text is well-formed and hands over elements.

pub(crate) mod doctype;
pub(crate) mod element;
mod ration;
pub(crate) mod visitor;
pub(crate) mod wellformed;
mod words;

use std::io::{self, BufRead, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::reader::NsReader;

pub use doctype::Doctype;
pub(crate) use element::Element;
pub(crate) use visitor::Visitor;

use ration::Ration;

/// Deepest nesting of elements; ICH index.xml has at most about 15.
pub const DEPTH: usize = 200;

/// Most attributes of one element.
pub const ATTRIBUTES: usize = 64;

/// Longest file, in bytes: some thirty times an index.xml of 70,000 leaves.
pub const FILE_BYTES: u64 = 1 << 30;

/// Longest tag, comment, document type or stretch of text, in bytes.
pub const EVENT_BYTES: usize = 1 << 20;

/// Why a file is no XML that can be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlFault {
    /// The file cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Another encoding than UTF-8, or bytes that are none.
    #[error("not UTF-8: {0}")]
    Encoding(String),
    /// Not well-formed.
    #[error("not well-formed at byte {offset}: {cause}")]
    Malformed {
        /// Where the text breaks a rule of XML.
        offset: u64,
        /// Which one, in the parser's words.
        cause: String,
    },
    /// An entity that would have to be looked up in a document type.
    #[error("uses the entity `{0}`")]
    Entity(String),
    /// Larger, deeper or longer than anything a dossier needs.
    #[error("{0}")]
    Limit(Limit),
}

/// The limit that a file exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// [`DEPTH`].
    #[error("elements nested more than 200 deep")]
    Depth,
    /// [`ATTRIBUTES`].
    #[error("an element with more than 64 attributes")]
    Attributes,
    /// [`EVENT_BYTES`].
    #[error("a tag or text of more than 1 MiB")]
    Event,
    /// [`FILE_BYTES`].
    #[error("a file of more than 1 GiB")]
    File,
    /// More leaves than a dossier has files.
    #[error("more than 1,000,000 leaves")]
    Leaves,
    /// More IDs than leaves and their titles have.
    #[error("more than 2,000,000 IDs")]
    Ids,
}

/// Reads a document to its end.
pub(crate) fn read(source: impl Read, visitor: &mut dyn Visitor) -> Result<(), XmlFault> {
    let mut source = Ration::new(source, FILE_BYTES, EVENT_BYTES);
    refuse_wide_encodings(&mut source)?;
    let mut reader = NsReader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut state = State { path: Vec::new(), roots: 0, doctypes: 0, line: 1, events: 0 };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().refill();
        state.line = reader.get_ref().line();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault(error, reader.error_position())),
        };
        if matches!(event, Event::Eof) {
            return state.end(reader.buffer_position());
        }
        state.take(&event, &reader, visitor)?;
    }
}

struct State {
    path: Vec<String>,
    roots: usize,
    doctypes: usize,
    /// Where the current event starts.
    line: u64,
    events: u64,
}

impl State {
    fn take<R>(
        &mut self,
        event: &Event<'_>,
        reader: &NsReader<R>,
        visitor: &mut dyn Visitor,
    ) -> Result<(), XmlFault> {
        let offset = reader.buffer_position();
        self.events += 1;
        wellformed::check(event, self.events == 1).map_err(|cause| malformed(offset, cause))?;
        match event {
            Event::Start(start) => {
                let element = element::resolve(start, reader, self.line)?;
                self.enter(&element.name, offset)?;
                visitor.open(&self.path, &element)
            }
            Event::End(_) => {
                visitor.close(&self.path)?;
                self.path.pop();
                Ok(())
            }
            Event::Text(text) => self.text(text, offset, |path, text| visitor.text(path, text)),
            Event::CData(text) if self.path.is_empty() => Err(malformed(offset, OUTSIDE)),
            Event::CData(text) => self.text(text, offset, |path, text| visitor.cdata(path, text)),
            Event::GeneralRef(reference) => {
                let text = dereference(reference, reference.resolve_char_ref().ok().flatten())?;
                if !wellformed::is_legal(&text) {
                    return Err(malformed(offset, ILLEGAL));
                }
                self.text(&text, offset, |path, text| visitor.text(path, text))
            }
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !is_utf8(name.as_ref()) => {
                    Err(XmlFault::Encoding(name.as_ref().to_owned()))
                }
                _ => Ok(()),
            },
            Event::DocType(text) => self.doctype(text, offset, visitor),
            Event::PI(instruction) if self.roots == 0 => {
                if let Some(href) = doctype::stylesheet(instruction) {
                    visitor.stylesheet(&href);
                }
                Ok(())
            }
            Event::PI(_) | Event::Comment(_) => {
                visitor.aside(&self.path);
                Ok(())
            }
            Event::Empty(_) | Event::Eof => Ok(()),
        }
    }

    fn doctype(&mut self, text: &str, offset: u64, visitor: &mut dyn Visitor) -> Result<(), XmlFault> {
        self.doctypes += 1;
        if self.roots > 0 || self.doctypes > 1 {
            return Err(malformed(offset, "a document type that is not the first thing"));
        }
        let doctype = Doctype::parse(text).ok_or_else(|| malformed(offset, "not a document type"))?;
        visitor.doctype(&doctype);
        Ok(())
    }

    fn enter(&mut self, name: &str, offset: u64) -> Result<(), XmlFault> {
        if self.path.is_empty() {
            self.roots += 1;
        }
        if self.roots > 1 {
            return Err(malformed(offset, "a second root element"));
        }
        if self.path.len() == DEPTH {
            return Err(XmlFault::Limit(Limit::Depth));
        }
        self.path.push(name.to_owned());
        Ok(())
    }

    fn text(&self, text: &str, offset: u64, tell: impl FnOnce(&[String], &str)) -> Result<(), XmlFault> {
        if !self.path.is_empty() {
            tell(&self.path, text);
            Ok(())
        } else if text.trim().is_empty() {
            Ok(())
        } else {
            Err(malformed(offset, OUTSIDE))
        }
    }

    fn end(&self, offset: u64) -> Result<(), XmlFault> {
        match (self.roots, self.path.last()) {
            (0, _) => Err(malformed(offset, "no root element")),
            (_, Some(open)) => Err(malformed(offset, &format!("the element `{open}` is not closed"))),
            (_, None) => Ok(()),
        }
    }
}

fn dereference(name: &str, character: Option<char>) -> Result<String, XmlFault> {
    match character {
        Some(character) => Ok(character.to_string()),
        None => resolve_predefined_entity(name)
            .map(str::to_owned)
            .ok_or_else(|| XmlFault::Entity(name.to_owned())),
    }
}

fn unresolved(error: quick_xml::Error, offset: u64) -> XmlFault {
    match error {
        quick_xml::Error::Escape(quick_xml::escape::EscapeError::UnrecognizedEntity(_, name)) => {
            XmlFault::Entity(name)
        }
        other => malformed(offset, &other.to_string()),
    }
}

/// UTF-16 and UTF-32 show themselves in the first bytes (XML 1.0, appendix F).
fn refuse_wide_encodings(source: &mut impl BufRead) -> Result<(), XmlFault> {
    let start = source.fill_buf().map_err(|error| XmlFault::Unreadable(error.to_string()))?;
    let wide = [&[0xfe, 0xff][..], &[0xff, 0xfe], &[0, 0x3c], &[0x3c, 0], &[0, 0, 0, 0x3c]];
    if wide.iter().any(|mark| start.starts_with(mark)) {
        return Err(XmlFault::Encoding("UTF-16 or UTF-32".to_owned()));
    }
    Ok(())
}

fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn fault(error: quick_xml::Error, offset: u64) -> XmlFault {
    match error {
        quick_xml::Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<Limit>()) {
                Some(limit) => XmlFault::Limit(*limit),
                None => XmlFault::Unreadable(error.to_string()),
            }
        }
        quick_xml::Error::Encoding(error) => XmlFault::Encoding(error.to_string()),
        other => malformed(offset, &other.to_string()),
    }
}

const ILLEGAL: &str = "a reference to a character that XML does not allow";

const OUTSIDE: &str = "text outside the root element";

fn malformed(offset: u64, cause: &str) -> XmlFault {
    XmlFault::Malformed { offset, cause: cause.to_owned() }
}

impl From<Limit> for io::Error {
    fn from(limit: Limit) -> Self {
        Self::other(limit)
    }
}
