//! What any dossier needs to be carried at all, and the little that can be said of a folder without a backbone.
//!
//! Source: `docs/package-format.md`, names. The codes BAG and READ are Sealpost's own.

use super::{Book, Criterion, Edition, error, info, warning};
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::{carriage, folder, jump, naming, pdf, xpt};

pub(super) static BOOK: Book = Book {
    profile: Profile::Generic,
    prefix: "",
    editions: &[Edition { name: "1", title: "Sealpost 1" }],
    criteria: &[
        warning("", "PKG-04", folder::empty),
        info("", "PKG-09", naming::name_length),
        info("", "PKG-10", naming::path_length),
        warning("", "PDF-01", pdf::opens),
        warning("", "PDF-01", pdf::password),
        warning("", "PDF-02", pdf::security),
        warning("", "PDF-02", pdf::version),
        warning("", "PDF-02", pdf::attachments),
        warning("", "PDF-02", pdf::active),
        warning("", "PDF-02", |s, f| jump::flawed(s, f, Bookmarks, jump::EXTERNAL)),
        warning("", "PDF-02", |s, f| jump::flawed(s, f, Links, jump::EXTERNAL)),
        warning("", "PDF-02", pdf::outlined),
        warning("", "XPT-01", xpt::sane),
    ],
};

/// Stands at the head of every book.
pub(super) const CARRIAGE: &[Criterion] = &[
    error("", "BAG-01", carriage::name),
    error("", "BAG-02", carriage::kind),
    error("", "BAG-03", carriage::clash),
    error("", "BAG-04", carriage::number),
    error("", "READ-01", carriage::readable),
    error("", "READ-02", carriage::steady),
];
