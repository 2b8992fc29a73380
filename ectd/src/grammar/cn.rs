//! cn-regional.xml: module 1 of China, version 1.0, which eCTD V1.1 keeps.
//!
//! Sources: the table of contents and the sample in 《eCTD技术规范》. cn-regional-1-0.xsd could not be had. So it is **not
//! known**, and not judged here, in which order the headings come and how often, whether leaves may stand above or
//! between headings, which further attributes a leaf or heading has or must have, and how often a contact gives a name,
//! a telephone or an address. Known are the names, the envelope's order, and what a leaf must say.

use super::leaf::{LEAF, LINK_TEXT, NODE_EXTENSION, TITLE, XREF};
use super::notation::{
    HEADING, ID, ID_REQUIRED, any, children, element, fixed, once, optional, outline, required, text,
};
use super::{Attribute, Container, Content, Element, Grammar, Heading, Names, Outline};

/// The grammar of cn-regional.xml.
pub static GRAMMAR: Grammar = Grammar {
    root: "cn_ectd",
    names: Names::InNamespace("cn_ectd"),
    elements: ELEMENTS,
    outline: Outline { headings: HEADINGS, attributes: HEADING, container: Container::Mingled },
};

const ELEMENTS: &[Element] = &[
    children("cn_ectd", &[once(&["cn-envelope"]), once(&["cn-content"])])
        .with(&[fixed("schema-version", "1.0"), optional("xml:lang")]),
    children(
        "cn-envelope",
        &[
            once(&["application-id"]),
            once(&["application-type"]),
            once(&["product-type"]),
            once(&["product-number"]),
            once(&["related-sequence"]),
            once(&["regulatory-activity-type"]),
            once(&["sequence-number"]),
            once(&["sequence-type"]),
            once(&["sequence-description"]),
            once(&["sequence-contact"]),
        ],
    ),
    text("application-id"),
    text("application-type").with(CODE),
    text("product-type").with(CODE),
    text("product-number"),
    text("related-sequence"),
    text("regulatory-activity-type").with(CODE),
    text("sequence-number"),
    text("sequence-type").with(CODE),
    text("sequence-description"),
    children("sequence-contact", &[any(&["name", "phone", "email"])]),
    text("name"),
    text("phone"),
    text("email"),
    element("cn-content", Content::Headings(Container::Mingled, HEADINGS)),
    LEAF.with(&[ID_REQUIRED, optional("checksum"), optional("checksum-type")]),
    TITLE.with(&[ID]),
    LINK_TEXT.with(&[ID]),
    XREF.with(&[ID]),
    NODE_EXTENSION,
];

const CODE: &[Attribute] = &[required("code"), optional("version")];

/// cn-1-0 to cn-1-12.
pub const HEADINGS: &[Heading] = outline! {
    "cn-1-0" *
    "cn-1-1" *
    "cn-1-2" *
    "cn-1-3" * {
        "cn-1-3-1" * {
            "cn-1-3-1-1" *
            "cn-1-3-1-2" *
        }
        "cn-1-3-2" * {
            "cn-1-3-2-1" *
            "cn-1-3-2-2" *
        }
        "cn-1-3-3" *
        "cn-1-3-4" * {
            "cn-1-3-4-1" *
            "cn-1-3-4-2" *
            "cn-1-3-4-3" *
        }
        "cn-1-3-5" *
        "cn-1-3-6" *
        "cn-1-3-7" *
        "cn-1-3-8" * {
            "cn-1-3-8-1" *
            "cn-1-3-8-2" *
            "cn-1-3-8-3" *
            "cn-1-3-8-4" *
            "cn-1-3-8-5" *
            "cn-1-3-8-6" *
            "cn-1-3-8-7" *
            "cn-1-3-8-8" *
            "cn-1-3-8-9" *
            "cn-1-3-8-10" *
        }
        "cn-1-3-9" *
    }
    "cn-1-4" * {
        "cn-1-4-1" *
        "cn-1-4-2" *
        "cn-1-4-3" *
        "cn-1-4-4" *
        "cn-1-4-5" *
        "cn-1-4-6" *
        "cn-1-4-7" *
    }
    "cn-1-5" * {
        "cn-1-5-1" *
        "cn-1-5-2" *
        "cn-1-5-3" *
    }
    "cn-1-6" * {
        "cn-1-6-1" *
        "cn-1-6-2" *
        "cn-1-6-3" *
    }
    "cn-1-7" * {
        "cn-1-7-1" *
        "cn-1-7-2" *
        "cn-1-7-3" *
    }
    "cn-1-8" * {
        "cn-1-8-1" * {
            "cn-1-8-1-1" *
            "cn-1-8-1-2" *
            "cn-1-8-1-3" *
            "cn-1-8-1-4" *
            "cn-1-8-1-5" *
            "cn-1-8-1-6" *
        }
        "cn-1-8-2" *
        "cn-1-8-3" *
    }
    "cn-1-9" *
    "cn-1-10" * {
        "cn-1-10-1" *
        "cn-1-10-2" *
        "cn-1-10-3" *
    }
    "cn-1-11" * {
        "cn-1-11-1" *
        "cn-1-11-2" *
        "cn-1-11-3" *
    }
    "cn-1-12" *
};
