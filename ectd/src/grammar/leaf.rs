//! What ICH, US, EU and China have in common: `leaf` and what stands in and around it.
//!
//! Source: ich-ectd-3-2.dtd, eu-leaf.mod 1.4, us-regional-v3-3.dtd; ICH eCTD specification 3.2.2, appendix 6.

use super::notation::{
    ID, children, element, fixed, many, maybe, maybe_one_of, once, one_of, optional, required, text,
};
use super::{Attribute, Content, Element};

/// `xmlns:xlink` as ICH, US and EU fix it: w3c.org, a slip of the pen that is part of the standard.
pub(super) const XLINK_ICH: Attribute = fixed("xmlns:xlink", "http://www.w3c.org/1999/xlink");

/// `leaf`, with the attributes that all regions agree on.
pub(super) const LEAF: Element = children("leaf", &[once(&["title"]), maybe(&["link-text"])]).sharing(&[
    one_of("operation", &["new", "append", "replace", "delete"]),
    optional("application-version"),
    optional("version"),
    optional("font-library"),
    optional("modified-file"),
    optional("keywords"),
    optional("xml:lang"),
    TYPE,
    optional("xlink:role"),
    optional("xlink:href"),
    SHOW,
    ACTUATE,
]);

/// `xref`, a link inside `link-text`, likewise.
pub(super) const XREF: Element = element("xref", Content::Empty).sharing(&[
    required("xlink:title"),
    required("xlink:href"),
    TYPE,
    optional("xlink:role"),
    SHOW,
    ACTUATE,
]);

pub(super) const TITLE: Element = text("title");

pub(super) const LINK_TEXT: Element = element("link-text", Content::Mixed(&["xref"]));

pub(super) const NODE_EXTENSION: Element =
    children("node-extension", &[once(&["title"]), many(&["leaf", "node-extension"])])
        .sharing(&[ID, optional("xml:lang")]);

const TYPE: Attribute = fixed("xlink:type", "simple");
const SHOW: Attribute = maybe_one_of("xlink:show", &["new", "replace", "embed", "other", "none"]);
const ACTUATE: Attribute = maybe_one_of("xlink:actuate", &["onLoad", "onRequest", "other", "none"]);
