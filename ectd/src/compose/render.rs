//! Writes a planned XML document.

use std::collections::HashMap;
use std::io::{self, Write};

use super::element::Element;
use super::hash::Hash;
use super::leaf::Leaf;
use super::plan::{Document, Form};

/// Checksums of the files written so far, by path.
pub(super) type Sums = HashMap<String, String>;

/// What a document needs to know of its surroundings.
pub(super) struct Renderer<'a> {
    pub(super) form: Form,
    pub(super) sums: &'a Sums,
    /// Path of the document from the sequence folder on.
    pub(super) path: &'a str,
}

impl Renderer<'_> {
    pub(super) fn document(&self, out: &mut impl Write, document: &Document) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        if let Some(system) = &document.doctype {
            writeln!(out, "<!DOCTYPE {} SYSTEM \"{}\">", document.root.name, escaped(system))?;
        }
        if let Some(stylesheet) = &document.stylesheet {
            writeln!(out, "<?xml-stylesheet type=\"text/xsl\" href=\"{}\"?>", escaped(stylesheet))?;
        }
        self.element(out, &document.root)
    }

    fn element(&self, out: &mut impl Write, element: &Element) -> io::Result<()> {
        open(out, &element.name, &element.attributes)?;
        if element.text.is_empty() && element.leaves.is_empty() && element.children.is_empty() {
            return writeln!(out, "/>");
        }
        write!(out, ">{}", escaped(&element.text))?;
        if element.text.is_empty() {
            writeln!(out)?;
        }
        // the title of a node extension stands before its leaves
        let titles = if element.name == "node-extension" { 1.min(element.children.len()) } else { 0 };
        for child in &element.children[..titles] {
            self.element(out, child)?;
        }
        for leaf in &element.leaves {
            match self.form {
                Form::Message => self.v4_document(out, leaf)?,
                _ => self.leaf(out, leaf)?,
            }
        }
        for child in &element.children[titles..] {
            self.element(out, child)?;
        }
        writeln!(out, "</{}>", element.name)
    }

    /// ICH eCTD specification 3.2.2, appendix 6; the attributes of the DTD in its order of use.
    fn leaf(&self, out: &mut impl Write, leaf: &Leaf) -> io::Result<()> {
        open(out, "leaf", &self.attributes(leaf))?;
        match &leaf.title {
            Some(title) => writeln!(out, "><title>{}</title></leaf>", escaped(title)),
            None => writeln!(out, "/>"),
        }
    }

    fn attributes(&self, leaf: &Leaf) -> Vec<(String, String)> {
        let computed = [
            ("ID", Some(leaf.id.clone())),
            ("operation", Some(leaf.operation.clone())),
            ("checksum", Some(self.checksum(leaf))),
            ("checksum-type", Some("MD5".to_owned())),
            ("modified-file", leaf.modified_file.clone()),
            ("xlink:href", self.href(leaf)),
        ];
        let stated = |name: &str| leaf.attributes.iter().any(|(other, _)| other == name);
        let computed = computed.into_iter().filter(|(name, _)| !stated(name));
        let computed = computed.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let all = computed.chain(leaf.attributes.iter().cloned());
        all.filter(|(name, _)| !leaf.left_out.contains(name)).collect()
    }

    fn href(&self, leaf: &Leaf) -> Option<String> {
        leaf.href.clone().or_else(|| Some(relative(self.path, &leaf.file.as_ref()?.path)))
    }

    /// A deleted leaf has no file, yet index.xml must have a checksum: that of nothing is usual.
    fn checksum(&self, leaf: &Leaf) -> String {
        let sum = leaf.file.as_ref().and_then(|file| self.sums.get(&file.path));
        leaf.checksum.clone().or(sum.cloned()).unwrap_or_else(|| Hash::of(self.form).finish())
    }

    /// ICH eCTD v4.0 IG, document: identifier, title, path and SHA-256.
    fn v4_document(&self, out: &mut impl Write, leaf: &Leaf) -> io::Result<()> {
        let mut document = Element::new("document").child(Element::new("id").with("root", leaf.id.as_str()));
        if let Some(title) = &leaf.title {
            let mut element = Element::new("title").with("value", title.as_str());
            element.attributes.extend(leaf.attributes.iter().cloned());
            document = document.child(element);
        }
        if let Some(href) = self.href(leaf) {
            let mut text = Element::new("text").with("integrityCheckAlgorithm", "SHA256");
            text = text.child(Element::new("reference").with("value", href));
            if !leaf.left_out.iter().any(|name| name == "integrityCheck") {
                text = text.field("integrityCheck", self.checksum(leaf));
            }
            document = document.child(text);
        }
        self.element(out, &document)
    }
}

fn open(out: &mut impl Write, name: &str, attributes: &[(String, String)]) -> io::Result<()> {
    write!(out, "<{name}")?;
    for (attribute, value) in attributes {
        write!(out, " {attribute}=\"{}\"", escaped(value))?;
    }
    Ok(())
}

/// The path of `file` as seen from the folder of `document`; both from the sequence folder on.
pub(super) fn relative(document: &str, file: &str) -> String {
    let folder = document.rfind('/').map_or("", |slash| &document[..=slash]);
    let common = folder.bytes().zip(file.bytes()).take_while(|(one, other)| one == other).count();
    let common = folder[..common].rfind('/').map_or(0, |slash| slash + 1);
    let up = folder[common..].matches('/').count();
    "../".repeat(up) + &file[common..]
}

/// XML 1.0, 2.4; a line end in an attribute would be read as a blank.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_are_seen_from_the_document() {
        assert_eq!(relative("index.xml", "m2/a.pdf"), "m2/a.pdf");
        assert_eq!(relative("m1/cn/cn-regional.xml", "m1/cn/00/a.pdf"), "00/a.pdf");
        assert_eq!(relative("m4/42-stud-rep/a/stf.xml", "index.xml"), "../../../index.xml");
        assert_eq!(relative("m1/cn/x.xml", "m1/common/a.pdf"), "../common/a.pdf");
    }
}
