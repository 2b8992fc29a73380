//! An element's start tag with its names resolved (Namespaces in XML 1.0).

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::wellformed::is_legal;
use super::{ATTRIBUTES, ILLEGAL, Limit, XmlFault, malformed, unresolved};

/// A start tag.
#[derive(Debug)]
pub(crate) struct Element {
    /// The local name.
    pub(crate) name: String,
    /// The name as written, such as `ectd:ectd`.
    pub(crate) qualified: String,
    /// The namespace, where the element is in one.
    pub(crate) namespace: Option<String>,
    /// The line on which the tag starts, counted from 1.
    pub(crate) line: u64,
    /// All attributes in their order, declarations of namespaces among them.
    pub(crate) attributes: Vec<Attribute>,
}

/// One attribute of a start tag.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// The name as written, such as `xlink:href` or `xmlns:xlink`.
    pub(crate) qualified: String,
    /// The namespace of a name with a prefix.
    pub(crate) namespace: Option<String>,
    /// The value, references resolved and white space made blanks.
    pub(crate) value: String,
}

impl Attribute {
    /// Returns the name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.qualified.split_once(':').map_or(&self.qualified, |(_, name)| name)
    }
}

/// The namespace of XLink: ICH, US and EU DTDs fix it with a slip of the pen (w3c.org), STF and China as it is
/// (w3.org). Both mean the same.
pub(crate) const XLINK: [&str; 2] = ["http://www.w3c.org/1999/xlink", "http://www.w3.org/1999/xlink"];

/// Reads a start tag that begins on `line`.
pub(super) fn resolve<R>(
    start: &BytesStart<'_>,
    reader: &NsReader<R>,
    line: u64,
) -> Result<Element, XmlFault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| malformed(reader.buffer_position(), &error.to_string()))?;
        if attributes.len() == ATTRIBUTES {
            return Err(XmlFault::Limit(Limit::Attributes));
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| unresolved(error, reader.buffer_position()))?
            .into_owned();
        let (namespace, _) = reader.resolver().resolve_attribute(attribute.key);
        let namespace = known(namespace, reader)?;
        let attribute = Attribute { qualified: attribute.key.as_ref().to_owned(), namespace, value };
        check(&attribute, &attributes).map_err(|cause| malformed(reader.buffer_position(), cause))?;
        attributes.push(attribute);
    }
    let (namespace, name) = reader.resolver().resolve_element(start.name());
    Ok(Element {
        name: name.as_ref().to_owned(),
        qualified: start.name().as_ref().to_owned(),
        namespace: known(namespace, reader)?,
        line,
        attributes,
    })
}

/// Checks what only resolved names and values show.
fn check(attribute: &Attribute, before: &[Attribute]) -> Result<(), &'static str> {
    let is_same = |other: &Attribute| {
        other.namespace.is_some()
            && other.namespace == attribute.namespace
            && other.name() == attribute.name()
    };
    if !is_legal(&attribute.value) {
        Err(ILLEGAL)
    } else if attribute.qualified.starts_with("xmlns:") && attribute.value.is_empty() {
        Err("a prefix that is bound to nothing")
    } else if before.iter().any(is_same) {
        Err("an attribute twice, under two prefixes")
    } else {
        Ok(())
    }
}

fn known<R>(namespace: ResolveResult<'_>, reader: &NsReader<R>) -> Result<Option<String>, XmlFault> {
    match namespace {
        ResolveResult::Bound(namespace) => Ok(Some(namespace.as_ref().to_owned())),
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Unknown(prefix) => {
            Err(malformed(reader.buffer_position(), &format!("the prefix `{prefix}` is not declared")))
        }
    }
}
