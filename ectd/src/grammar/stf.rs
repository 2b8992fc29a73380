//! stf-….xml: the study tagging file, version 2.2.
//!
//! Source: ich-stf-v2-2.dtd; ICH specification for study tagging files 2.6.1. Its XLink namespace is the right one.

use super::notation::{HEADING, any, children, fixed, maybe, once, optional, required, text};
use super::{Attribute, Container, Element, Grammar, Names, Outline};

/// The grammar of a study tagging file.
pub static GRAMMAR: Grammar = Grammar {
    root: "ectd:study",
    names: Names::AsWritten,
    elements: ELEMENTS,
    outline: Outline { headings: &[], attributes: HEADING, container: Container::Below },
};

const ELEMENTS: &[Element] = &[
    children("ectd:study", &[once(&["study-identifier"]), once(&["study-document"])]).with(&[
        fixed("xmlns:ectd", "http://www.ich.org/ectd"),
        fixed("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        optional("xml:lang"),
        fixed("dtd-version", "2.2"),
    ]),
    children("study-identifier", &[once(&["title"]), once(&["study-id"]), any(&["category"])]),
    text("title"),
    text("study-id"),
    text("category").with(NAMED),
    children("study-document", &[any(&["doc-content", "content-block"])]),
    children("doc-content", &[maybe(&["title"]), any(&["property"]), any(&["file-tag"])]).with(&[
        required("xlink:href"),
        fixed("xlink:type", "simple"),
        optional("test"),
    ]),
    children(
        "content-block",
        &[
            once(&["block-title"]),
            any(&["property"]),
            any(&["file-tag"]),
            any(&["doc-content", "content-block"]),
        ],
    ),
    text("block-title"),
    children("file-tag", &[any(&["property"])]).with(NAMED),
    text("property").with(NAMED),
];

const NAMED: &[Attribute] = &[required("name"), required("info-type")];
