//! A composed submission unit on disk, in whose message single things can be changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crypto::digest::Sha256Digest;
use ectd::application::History;
use ectd::book::Book;
use ectd::check::{Check, Report};
use ectd::compose::v4;
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use tempfile::TempDir;

use crate::common::twice::twice;
use crate::common::written::scratch;
use crate::fixture;

/// One change of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edit<'a> {
    /// Another value of an attribute of the first element of that name.
    Set(&'a str, &'a str, &'a str),
    /// Takes the attribute away.
    Unset(&'a str, &'a str),
    /// Takes the first element of that name away.
    Drop(&'a str),
    /// Writes the first element of that name twice.
    Double(&'a str),
    /// Another text instead of the first that is so.
    Replace(&'a str, &'a str),
    /// A text before the first that is so.
    Before(&'a str, &'a str),
}

/// A unit of the composed application.
pub(crate) struct Unit {
    top: Rc<TempDir>,
    folder: PathBuf,
}

impl Unit {
    /// Unit 1: form, cover letter, two reports of a study.
    pub(crate) fn first() -> Self {
        Self::composed("1")
    }

    /// Unit 2: replaces the first report and suspends the second; unit 1 lies beside it.
    pub(crate) fn second() -> Self {
        Self::composed("2")
    }

    fn composed(folder: &str) -> Self {
        let top = scratch();
        let application = v4::new_drug();
        application.write(top.path(), None).unwrap();
        let folder = top.path().join(&application.folder).join(folder);
        Self { top: Rc::new(top), folder }
    }

    /// The unit before it, and itself.
    pub(crate) fn before(self) -> (Self, Self) {
        let folder = self.folder.with_file_name("1");
        (Self { top: Rc::clone(&self.top), folder }, self)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn message(&self) -> String {
        fs::read_to_string(self.folder.join("submissionunit.xml")).unwrap()
    }

    /// Writes the message and its checksum.
    pub(crate) fn write(&self, message: &str) {
        fs::write(self.folder.join("submissionunit.xml"), message).unwrap();
        fs::write(self.folder.join("sha256.txt"), Sha256Digest::of(message.as_bytes()).to_string()).unwrap();
    }

    /// Changes the message within the n-th element of that name, counted from 0.
    pub(crate) fn edit(&self, element: &str, nth: usize, edit: Edit<'_>) -> &Self {
        let message = self.message();
        let (start, end) = element_at(&message, element, nth);
        let edited = apply(&message[start..end], edit);
        self.write(&(message[..start].to_owned() + &edited + &message[end..]));
        self
    }

    /// The identifier of the n-th element of that name.
    pub(crate) fn id(&self, element: &str, nth: usize) -> String {
        let message = self.message();
        let (start, end) = element_at(&message, element, nth);
        attribute(&message[start..end], "root")
    }

    /// Puts another identifier for one everywhere in the message.
    pub(crate) fn rename(&self, from: &str, to: &str) -> &Self {
        self.write(&self.message().replace(from, to));
        self
    }

    pub(crate) fn file(&self, path: &str, content: &str) -> &Self {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.folder.join(path)).unwrap();
        self
    }

    /// Adds a file with its document and a context of use, which stands under the heading of the reports.
    pub(crate) fn add(&self, number: usize, path: &str, title: &str) -> &Self {
        self.file(path, "content");
        let (context, document) = (uuid(number), uuid(number + 100));
        self.edit(
            "submissionUnit",
            0,
            Edit::Before("<componentOf1>", &component(&context, &document, 5000 + number)),
        );
        self.add_document(&document, path, title)
    }

    /// Adds a document for a file that is there.
    pub(crate) fn add_document(&self, id: &str, path: &str, title: &str) -> &Self {
        let sum = Sha256Digest::of(&fs::read(self.folder.join(path)).unwrap());
        let document = format!(
            "<component><document><id root=\"{id}\"/><title value=\"{title}\"/><text integrityCheckAlgorithm=\"SHA256\">\
             <reference value=\"{path}\"/><integrityCheck>{sum}</integrityCheck></text></document></component>"
        );
        self.edit("application", 0, Edit::Before("<referencedBy>", &document))
    }

    /// Gives its folder another name.
    pub(crate) fn moved(mut self, name: &str) -> Self {
        let to = self.folder.with_file_name(name);
        fs::rename(&self.folder, &to).unwrap();
        self.folder = to;
        self
    }

    pub(crate) fn check(&self) -> Report {
        twice(&Check::under(Profile::V4), &self.open())
    }

    /// Checks with the units that lie beside it.
    pub(crate) fn check_with_history(&self) -> Report {
        let dossier = self.open();
        let history = History::read(self.folder.parent().unwrap(), &dossier, Profile::V4).unwrap();
        twice(&Check { history, ..Check::under(Profile::V4) }, &dossier)
    }

    pub(crate) fn open(&self) -> Dossier {
        Dossier::open(&self.folder).unwrap()
    }
}

/// Finds just this, by number and place.
#[track_caller]
pub(crate) fn finds(report: &Report, expected: &[(&str, &str)]) {
    let rows: Vec<_> = Book::of(Profile::V4).criteria().collect();
    let code = |number: &str| rows.iter().find(|row| row.number == number).unwrap().code;
    let expected: Vec<_> = expected.iter().map(|(number, place)| (code(number), *number, *place)).collect();
    fixture::finds(report, &expected);
}

/// A place in the message.
pub(crate) fn at(id: &str) -> String {
    format!("submissionunit.xml#{id}")
}

/// A UUID for a test.
pub(crate) fn uuid(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A context of use under the heading of the reports.
pub(crate) fn component(context: &str, document: &str, priority: usize) -> String {
    format!(
        "<component><priorityNumber value=\"{priority}\"/><contextOfUse><id root=\"{context}\"/>\
         <code code=\"ich_5.3.1.1\" codeSystem=\"2.16.840.1.113883.3.989.2.2.1.1.4\"/><statusCode code=\"active\"/>\
         <derivedFrom><documentReference><id root=\"{document}\"/></documentReference></derivedFrom>\
         <referencedBy typeCode=\"REFR\"><keyword><code code=\"STUDY_IV_001\" \
         codeSystem=\"2.16.840.1.113883.9999.2\"/></keyword></referencedBy></contextOfUse></component>"
    )
}

fn apply(text: &str, edit: Edit<'_>) -> String {
    match edit {
        Edit::Set(element, name, value) => {
            with_attribute(text, element, name, &format!(" {name}=\"{value}\""))
        }
        Edit::Unset(element, name) => with_attribute(text, element, name, ""),
        Edit::Drop(element) => with_element(text, element, |_| String::new()),
        Edit::Double(element) => with_element(text, element, |whole| whole.repeat(2)),
        Edit::Replace(from, to) => replaced(text, from, to),
        Edit::Before(mark, new) => replaced(text, mark, &format!("{new}{mark}")),
    }
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1)
}

fn with_attribute(text: &str, element: &str, name: &str, new: &str) -> String {
    with_element(text, element, |whole| {
        let old = format!(" {name}=\"{}\"", attribute(whole, name));
        replaced(whole, &old, new)
    })
}

fn with_element(text: &str, element: &str, change: impl Fn(&str) -> String) -> String {
    let (start, end) = element_at(text, element, 0);
    text[..start].to_owned() + &change(&text[start..end]) + &text[end..]
}

fn attribute(text: &str, name: &str) -> String {
    let start = text.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
    text[start..].split('"').next().unwrap().to_owned()
}

/// Where the n-th element of that name begins and ends; no such element stands in another.
fn element_at(text: &str, element: &str, nth: usize) -> (usize, usize) {
    let tag = format!("<{element}");
    let is_tag = |start: &usize| text[start + tag.len()..].starts_with([' ', '>', '/']);
    let start = text.match_indices(&tag).map(|(start, _)| start).filter(is_tag).nth(nth).unwrap();
    let open = start + text[start..].find('>').unwrap();
    if text[..open].ends_with('/') {
        return (start, open + 1);
    }
    let close = format!("</{element}>");
    (start, start + text[start..].find(&close).unwrap() + close.len())
}
